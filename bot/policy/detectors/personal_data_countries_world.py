"""More national identity numbers, of Latin America, Asia, Africa and eastern Europe: one check each.

As in ``personal_data_countries``, each takes the compact form and names the office that publishes the rule.
"""

from typing import Final

from bot.policy.detectors.personal_data_checks import is_date, luhn, mod_11_10, short_date, weighted

_CURP: Final = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_SG_CITIZEN, _SG_FOREIGN = "JZIHGFEDCBA", "XWUTRQPNMLK"
_TW_CODES: Final = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_PAN_HOLDERS: Final = "ABCFGHLJPTK"
_TWELVE: Final = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def mx_curp(number: str) -> bool:
    """RENAPO: a birthday, and a check digit over the places of the characters times 18 … 2."""
    total = sum(_CURP.index(char) * (18 - place) for place, char in enumerate(number[:17]))
    return short_date(number[4:10]) and (10 - total % 10) % 10 == int(number[17])


def dated(number: str) -> bool:
    """A birthday stands among the digits, year first; used where the check digit has no public rule."""
    digits = "".join(char for char in number if char.isdigit())
    return short_date(digits[:6])


def dated_day_first(number: str) -> bool:
    """The same with the day first."""
    return short_date(number[:6], day_first=True)


def anything(number: str) -> bool:
    """No check digit exists; more than one digit must differ, and the words before decide."""
    return len(set(number)) > 1


def ar_cuit(number: str) -> bool:
    """AFIP: weights 5 4 3 2 7 6 5 4 3 2, modulo 11."""
    check = 11 - weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[10]) == {11: 0, 10: 9}.get(check, check)


def cl_rut(number: str) -> bool:
    """Registro Civil: weights 2 … 7 from the right, modulo 11, K for ten."""
    total = sum(int(char) * (2 + place % 6) for place, char in enumerate(reversed(number[:-1])))
    return "0K987654321"[total % 11] == number[-1]


def ec_cedula(number: str) -> bool:
    """Registro Civil del Ecuador: 24 provinces, Luhn."""
    return ("01" <= number[:2] <= "24" or number[:2] == "30") and luhn(number)


def kr_rrn(number: str) -> bool:
    """Ministry of the Interior: a birthday, and weights 2 … 9, 2 … 5 modulo 11 (given until 2020)."""
    total = weighted(number, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))
    return short_date(number[:6]) and (11 - total % 11) % 10 == int(number[12])


def jp_my_number(number: str) -> bool:
    """Ministry of Internal Affairs: weights 2 … 7, 2 … 6 from the right, modulo 11."""
    total = sum(int(char) * (place % 6 + 2) for place, char in enumerate(reversed(number[:11])))
    rest = total % 11
    return int(number[11]) == (0 if rest <= 1 else 11 - rest)


def tr_kimlik(number: str) -> bool:
    """Nüfus: two check digits over odd and even places, never starting with 0."""
    digits = list(map(int, number))
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[0] != 0 and digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def ro_cnp(number: str) -> bool:
    """Direcția pentru Evidența Persoanelor: a birthday, weights 279146358279, modulo 11."""
    check = weighted(number, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return short_date(number[1:7]) and int(number[12]) == (1 if check == 10 else check)


def bg_egn(number: str) -> bool:
    """GRAO: a birthday whose month tells the century, weights 2 4 8 5 10 9 7 3 6, modulo 11."""
    month = int(number[2:4]) % 20
    born = short_date(f"{number[:2]}{month:02d}{number[4:6]}")
    return born and weighted(number, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 == int(number[9])


def cz_rodne(number: str) -> bool:
    """Ministerstvo vnitra: a birthday, 50 added to the months of women, the whole a multiple of eleven."""
    month = int(number[2:4])
    month -= 50 if month > 50 else 0
    born = short_date(f"{number[:2]}{month % 20 or 20:02d}{number[4:6]}")
    return born and (len(number) == 9 or int(number) % 11 == 0 or int(number[:9]) % 11 == 10)


def baltic(number: str) -> bool:
    """Estonia and Lithuania: century, birthday, weights 1 … 9 1 and then 3 … 9 1 2 3, modulo 11."""
    check = weighted(number, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighted(number, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return "1" <= number[0] <= "6" and short_date(number[1:7]) and check == int(number[10])


def gr_amka(number: str) -> bool:
    """IDIKA: a birthday, day first, and Luhn."""
    return short_date(number[:6], day_first=True) and luhn(number)


def sg_nric(number: str) -> bool:
    """ICA: weights 2 7 6 5 4 3 2, T and G add four; a table of letters each for citizens and others."""
    total = weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if number[0] in "TG" else 0)
    letters = _SG_CITIZEN if number[0] in "ST" else _SG_FOREIGN
    return number[0] == "M" or letters[total % 11] == number[8]


def hk_id(number: str) -> bool:
    """Immigration Department: letters count from ten, weights 9 … 1, modulo 11, A for ten."""
    body = number.replace("(", "").replace(")", "")
    values = [36] if len(body) == 8 else []
    values += [int(char, 36) for char in body[:-1]]
    check = 10 if body[-1] == "A" else int(body[-1], 36)
    return (sum(value * (9 - place) for place, value in enumerate(values)) + check) % 11 == 0


def tw_id(number: str) -> bool:
    """Ministry of the Interior: the letter counts from ten by its county, weights 1 9 8 … 1 1, modulo 10."""
    letter = _TW_CODES.index(number[0]) + 10
    total = letter // 10 + letter % 10 * 9 + weighted(number[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1))
    return total % 10 == 0


def th_pin(number: str) -> bool:
    """Department of Provincial Administration: weights 13 … 2, modulo 11."""
    return (11 - weighted(number, tuple(range(13, 1, -1))) % 11) % 10 == int(number[12])


def in_pan(number: str) -> bool:
    """Income Tax Department: the fourth letter names the kind of holder."""
    return number[3] in _PAN_HOLDERS


def ru_inn(number: str) -> bool:
    """FNS: two check digits modulo 11 for persons."""
    first = weighted(number, _TWELVE) % 11 % 10
    second = weighted(number, (3, *_TWELVE)) % 11 % 10
    return number[10:] == f"{first}{second}"


def ru_snils(number: str) -> bool:
    """Social fund: weights 9 … 1, modulo 101."""
    return weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, 1)) % 101 % 100 == int(number[9:])


def nz_ird(number: str) -> bool:
    """Inland Revenue: weights 3 2 7 6 5 4 3 2, a second set where the first gives ten."""
    digits = number.rjust(9, "0")
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        check = -weighted(digits, weights) % 11
        if check < 10:
            return check == int(digits[8])
    return False


def au_medicare(number: str) -> bool:
    """Services Australia: starts with 2 … 6, weights 1 3 7 9 1 3 7 9, modulo 10."""
    return number[0] in "23456" and weighted(number, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(number[8])


def uk_nhs(number: str) -> bool:
    """NHS Digital: weights 10 … 2, modulo 11."""
    return (11 - weighted(number, (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11) % 11 == int(number[9])


def at_svnr(number: str) -> bool:
    """Dachverband der Sozialversicherungsträger: a birthday behind, weights 3790584216, modulo 11."""
    check = weighted(number, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11
    return short_date(number[4:], day_first=True) and check == int(number[3])


def is_kennitala(number: str) -> bool:
    """Þjóðskrá: a birthday, weights 3 2 7 6 5 4 3 2, modulo 11."""
    born = short_date(number[:6], day_first=True)
    return born and (-weighted(number, (3, 2, 7, 6, 5, 4, 3, 2)) % 11) == int(number[8])


def yu_jmbg(number: str) -> bool:
    """The states of former Yugoslavia: a birthday, weights 7 … 2 7 … 2, modulo 11."""
    check = -weighted(number, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    born = is_date(2000, int(number[2:4]), int(number[:2]))
    return born and (0 if check == 10 else check) == int(number[12])


def hr_oib(number: str) -> bool:
    """Porezna uprava: MOD 11,10."""
    return mod_11_10(number)


def il_id(number: str) -> bool:
    """Population Authority: Luhn, read from the left, which for nine digits is the same."""
    return luhn(number) and len(set(number)) > 1


def hu_taj(number: str) -> bool:
    """NEAK: odd places times three, even ones times seven, modulo 10."""
    return weighted(number, (3, 7) * 4) % 10 == int(number[8])


def ua_rnokpp(number: str) -> bool:
    """Tax service of Ukraine: weights -1 5 7 9 4 6 10 5 7, modulo 11."""
    return weighted(number, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == int(number[9])


def us_itin(number: str) -> bool:
    """IRS: 9 in front, a group of 50 … 65, 70 … 88, 90 … 92 or 94 … 99."""
    group = int(number[3:5])
    return 50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or 94 <= group <= 99


def ae_id(number: str) -> bool:
    """Federal Authority for Identity: 784, the year of birth, Luhn."""
    return "1900" <= number[3:7] <= "2099" and luhn(number)
