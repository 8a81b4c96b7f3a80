"""What a name looks like at a glance: two names with one skeleton are taken for each other.

Folding for words (``normalise``) undoes disguises to find the word that was meant. Here even honest letters
fall together when they look alike (l, I and 1; rn and m), as the eye is what an impostor wants to fool.
"""

from typing import Final

from bot.policy.folding.signs import fold_sign

_ALIKE: Final = str.maketrans("013457i|!$@", "oleastlllsa")
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def skeleton(name: str) -> str:
    """Return ``name`` in letters and digits, with everything that looks alike made equal."""
    folded = name if name.isascii() else "".join(map(fold_sign, name))
    plain = folded.casefold().translate(_ALIKE)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return "".join(char for char in plain if char.isalnum())


def is_one_slip_apart(first: str, second: str) -> bool:
    """Tell whether exactly one letter was added, left out, replaced, or swapped with its neighbour."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    rest, other = first[start:], second[start:]
    if len(rest) == len(other):
        swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
        return rest[1:] == other[1:] or swapped
    return rest[1:] == other or rest == other[1:]
