"""The national identity numbers we know: one small check each, on the compact form of the number.

Compact means upper case without separators. Sources are the issuing offices' own descriptions, named at
each function; where only some numbers carry a check digit, the fixed rules of form are used instead.
"""

from typing import Final

from bot.policy.detectors.personal_data_checks import is_date, luhn, mod_11_10, short_date, verhoeff, weighted

_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU_LETTERS: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CF_MONTHS: Final = "ABCDEHLMPRST"
_CF_ODD: Final = (
    1,
    0,
    5,
    7,
    9,
    13,
    15,
    17,
    19,
    21,
    2,
    4,
    18,
    20,
    11,
    3,
    6,
    8,
    12,
    14,
    16,
    10,
    22,
    25,
    24,
    23,
)
_ELEVEN: Final = (10, 9, 8, 7, 6, 5, 4, 3, 2)


def us_ssn(number: str) -> bool:
    """Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000."""
    return (
        number[:3] not in {"000", "666"} and number[0] != "9" and number[3:5] != "00" and number[5:] != "0000"
    )


def uk_nino(number: str) -> bool:
    """HM Revenue and Customs, NIM39110: letters that are never given; QQ is their own example."""
    first, second = number[0], number[1]
    if number[:2] == "QQ":
        return True
    barred = number[:2] in {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
    return not barred and first not in "DFIQUV" and second not in "DFIQUVO"


def es_dni(number: str) -> bool:
    """Ministerio del Interior: the letter is the number modulo 23; X, Y, Z of a NIE stand for 0, 1, 2."""
    digits = number[:-1].translate(str.maketrans("XYZ", "012"))
    return _DNI_LETTERS[int(digits) % 23] == number[-1]


def fr_nir(number: str) -> bool:
    """INSEE: key 97 minus the number modulo 97; Corsican departments 2A, 2B count as 19, 18."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    month = number[3:5]
    plausible = number[0] in "123478" and ("01" <= month <= "12" or "20" <= month <= "42" or month >= "50")
    return plausible and body.isdigit() and 97 - int(body) % 97 == int(number[13:])


def it_fiscale(number: str) -> bool:
    """Agenzia delle Entrate, DM 23/12/1976: odd places are weighted by a table, even ones as they are."""
    if number[8] not in _CF_MONTHS:
        return False
    values = [int(char) if char.isdigit() else ord(char) - 65 for char in number[:15]]
    total = sum(_CF_ODD[value] if place % 2 == 0 else value for place, value in enumerate(values))
    return chr(65 + total % 26) == number[15]


def nl_bsn(number: str) -> bool:
    """Rijksdienst voor Identiteitsgegevens: the "eleven test", the last weight being minus one."""
    return weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and number != "000000000"


def pl_pesel(number: str) -> bool:
    """Ustawa o ewidencji ludności: weights 1 3 7 9; the month also tells the century, in steps of 20."""
    month = int(number[2:4]) % 20
    born = short_date(f"{number[:2]}{month:02d}{number[4:6]}")
    return born and weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def br_cpf(number: str) -> bool:
    """Receita Federal: two check digits, modulo 11; eleven equal digits pass but are never given."""
    first = weighted(number, _ELEVEN) * 10 % 11 % 10
    second = weighted(number, (11, *_ELEVEN)) * 10 % 11 % 10
    return len(set(number)) > 1 and number[9:] == f"{first}{second}"


def in_aadhaar(number: str) -> bool:
    """UIDAI: twelve digits by Verhoeff, never starting with 0 or 1."""
    return number[0] not in "01" and len(set(number)) > 1 and verhoeff(number)


def de_steuer_id(number: str) -> bool:
    """Bundeszentralamt für Steuern: one or two digits of the first ten repeat; MOD 11,10."""
    kinds = len(set(number[:10]))
    return number[0] != "0" and kinds in {8, 9} and mod_11_10(number)


def se_personnummer(number: str) -> bool:
    """Skatteverket: Luhn over ten digits; a coordination number adds 60 to the day."""
    short = number[-10:]
    day = int(short[4:6])
    born = short_date(f"{short[:4]}{day - 60 if day > 60 else day:02d}")
    return born and luhn(short)


def be_national(number: str) -> bool:
    """Rijksregister: 97 minus the first nine digits modulo 97; those born from 2000 get a 2 in front."""
    key = int(number[9:])
    return any(97 - int(century + number[:9]) % 97 == key for century in ("", "2"))


def fi_hetu(number: str) -> bool:
    """Digi- ja väestötietovirasto: the nine digits modulo 31 pick the last character."""
    digits = number[:6] + number[-4:-1]
    return short_date(number[:6], day_first=True) and _HETU_LETTERS[int(digits) % 31] == number[-1]


def no_fodselsnummer(number: str) -> bool:
    """Skatteetaten: two digits modulo 11; a D number adds 40 to the day."""
    day = int(number[:2])
    born = short_date(f"{day - 40 if day > 40 else day:02d}{number[2:6]}", day_first=True)
    first = weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
    return born and first and weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def dk_cpr(number: str) -> bool:
    """CPR-kontoret: a date and four digits; the check digit was given up in 2007."""
    return short_date(number[:6], day_first=True)


def ch_ahv(number: str) -> bool:
    """Zentrale Ausgleichsstelle: 756 in front, and the check digit of EAN-13."""
    return weighted(number, (1, 3) * 6 + (1,)) % 10 == 0


def cn_resident(number: str) -> bool:
    """GB 11643-1999: a birthday in the middle, and ISO 7064 MOD 11-2 with X for ten."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    born = is_date(int(number[6:10]) or 1, int(number[10:12]), int(number[12:14]))
    return born and "10X98765432"[weighted(number, weights) % 11] == number[17]


def ca_sin(number: str) -> bool:
    """Service Canada: Luhn; a leading 0 stands in examples only, and counts."""
    return luhn(number) and len(set(number)) > 1


def za_id(number: str) -> bool:
    """Department of Home Affairs: a birthday in front, Luhn over all."""
    return short_date(number[:6]) and luhn(number)


def au_tfn(number: str) -> bool:
    """Australian Taxation Office: weights modulo 11."""
    return weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def pt_nif(number: str) -> bool:
    """Autoridade Tributária: weights 9 … 2, modulo 11."""
    check = 11 - weighted(number, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[8]) == (0 if check >= 10 else check)


def ie_pps(number: str) -> bool:
    """Department of Social Protection: weights 8 … 2, a second letter weighs 9; modulo 23."""
    extra = (ord(number[8]) - 64) * 9 if len(number) > 8 and number[8] != "W" else 0
    return "WABCDEFGHIJKLMNOPQRSTUV"[(weighted(number[:7], (8, 7, 6, 5, 4, 3, 2)) + extra) % 23] == number[7]
