"""Check digits: they tell an identity or account number from any other number of the same length.

All functions take the compact form (upper case, no separators) and answer whether its check digits agree.
Formulas: ISO/IEC 7812 (Luhn), ISO 7064 (MOD 97-10, MOD 11-10, MOD 11-2), J. Verhoeff 1969, and the
publications of the issuing offices named at each national rule.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

# The dihedral group of order ten and the permutation that Verhoeff's method applies by position.
_D5: Final = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PERMUTE: Final = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def luhn(digits: str) -> bool:
    """Doubling every second digit from the right: payment cards, SE, CA, ZA."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban(compact: str) -> bool:
    """MOD 97-10 over the account number with its country and check digits moved to the end."""
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def verhoeff(digits: str) -> bool:
    """Catches every single mistake and swap of neighbours: Aadhaar."""
    state = 0
    for place, char in enumerate(reversed(digits)):
        state = int(_D5[state][int(_PERMUTE[place % 8][int(char)])])
    return state == 0


def mod_11_10(digits: str) -> bool:
    """ISO 7064 MOD 11,10: the German tax number."""
    product = 10
    for char in digits[:-1]:
        product = ((product + int(char)) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Return the sum of digits times weights, as far as both reach."""
    return sum(int(char) * weight for char, weight in zip(digits, weights, strict=False))


def is_date(year: int, month: int, day: int) -> bool:
    """Tell whether the day exists."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def short_date(digits: str, *, day_first: bool = False) -> bool:
    """Tell whether six digits can be a birthday; 29 February counts, as the century is unknown."""
    first, month, last = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    return is_date(2000, month, first if day_first else last)
