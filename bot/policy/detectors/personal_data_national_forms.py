"""The forms of national identity numbers: how they look, which check belongs to them, what announces them."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from bot.policy.detectors import personal_data_countries as countries
from bot.policy.detectors import personal_data_countries_world as world

_GENERAL: Final = (
    r"(?:id|identity) (?:card|number|no)|national (?:id|identity|number)|tax (?:id|number|file)"
    r"|social security|personal (?:id|number|code)|citizen"
)


class Form(NamedTuple):
    """One country's number."""

    kind: str
    shape: re.Pattern[str]
    check: Callable[[str], bool]
    words: re.Pattern[str]
    alone: re.Pattern[str] | None
    """How it looks when it needs no announcement; None where it always needs one."""


def _form(
    kind: str, shape: str, check: Callable[[str], bool], words: str, alone: str | None = ".*", signs: str = ""
) -> Form:
    """``signs`` are announcing words of scripts that set no blanks between words."""
    # "ID number 12345678" may be anybody's and anything's, so that what has no check needs its own word.
    general = "" if check is world.anything else f"|{_GENERAL}"
    return Form(
        kind=f"national_id:{kind}",
        shape=re.compile(rf"(?:{shape})(?![\w%])(?!-\d)(?![.,]\d)", re.ASCII | re.I),
        check=check,
        words=re.compile(rf"(?i)\b(?:{words}{general})\b{signs and '|' + signs}"),
        alone=None if alone is None else re.compile(alone, re.ASCII),
    )


_DIGITS_IN_PARTS: Final = r"\d+(?:\D\d+)+"
_UPPER: Final = r"[^a-z]+"

FORMS: Final = (
    _form(
        "us_ssn", r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}|\d{9}", countries.us_ssn, "ssn|social", r"[\d-]+-\d+"
    ),
    _form("uk_nino", r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]", countries.uk_nino, "nino?|insurance", _UPPER),
    _form("es_dni", r"\d{8}[ -]?[A-Z]|[XYZ][ -]?\d{7}[ -]?[A-Z]", countries.es_dni, "dni|nie|nif", _UPPER),
    _form(
        "fr_nir",
        r"\d ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}",
        countries.fr_nir,
        "nir|sécu|sécurité sociale",
    ),
    _form(
        "it_fiscale",
        r"[A-Z]{6} ?\d{2}[A-Z]\d{2} ?[A-Z]\d{3}[A-Z]|[A-Z]{3} [A-Z]{3} \d{2}[A-Z]\d{2} [A-Z]\d{3}[A-Z]",
        countries.it_fiscale,
        "codice|fiscale",
    ),
    _form("nl_bsn", r"\d{9}|\d{4}[ .]\d{2}[ .]\d{3}", countries.nl_bsn, "bsn|burgerservicenummer|sofi", None),
    _form("pl_pesel", r"\d{11}", countries.pl_pesel, "pesel", None),
    _form(
        "br_cpf",
        r"\d{3}\.?\d{3}\.?\d{3}-\d{2}|\d{11}",
        countries.br_cpf,
        "cpf|cadastro",
        r"\d{3}\.?\d{3}\.?\d{3}-\d+",
    ),
    _form(
        "in_aadhaar",
        r"\d{4}([ -]?)\d{4}\1\d{4}",
        countries.in_aadhaar,
        "aadhaa?r|uidai?|uid",
        _DIGITS_IN_PARTS,
    ),
    _form(
        "de_steuer_id",
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        countries.de_steuer_id,
        r"steuer|steuer-?id\w*|steuernummer|idnr|tin",
        r"\d+ \d+ \d+ \d+",
    ),
    _form(
        "se_personnummer",
        r"(?:19|20)?\d{6}[-+]?\d{4}",
        countries.se_personnummer,
        "personnummer|pnr|personal",
        r"\d+[-+]\d+",
    ),
    _form(
        "be_national",
        r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}|\d{11}",
        countries.be_national,
        "rijksregister\\w*|registre|niss|insz",
        r"\d\d\..+",
    ),
    _form("fi_hetu", r"\d{6}[-+AB-FU-Y]\d{3}[0-9A-Y]", countries.fi_hetu, "hetu|henkilötunnus"),
    _form(
        "no_fodselsnummer",
        r"\d{6} ?\d{5}",
        countries.no_fodselsnummer,
        "fødselsnummer|fnr|fodselsnummer",
        None,
    ),
    _form("dk_cpr", r"\d{6}[- ]?\d{4}", countries.dk_cpr, r"cpr(?:-?(?:nr|nummer))?|personnummer", None),
    _form("ch_ahv", r"756\.?\d{4}\.?\d{4}\.?\d{2}", countries.ch_ahv, "ahv|avs"),
    _form("cn_resident", r"\d{17}[0-9X]", countries.cn_resident, "身份证|resident|shenfenzheng"),
    _form("ca_sin", r"\d{3}([ -]?)\d{3}\1\d{3}", countries.ca_sin, "sin|social insurance", None),
    _form("za_id", r"\d{6} ?\d{4} ?\d{2} ?\d", countries.za_id, "sa id|rsa|south african id|id", None),
    _form("au_tfn", r"\d{3} ?\d{3} ?\d{3}", countries.au_tfn, "tfn", None),
    _form("pt_nif", r"\d{3} ?\d{3} ?\d{3}", countries.pt_nif, "nif|contribuinte", None),
    _form("ie_pps", r"\d{7} ?[A-W][A-IW]?", countries.ie_pps, "ppsn?|pps", None),
    _form("us_itin", r"9\d\d-\d{2}-\d{4}|9\d{8}", world.us_itin, "itin|tin", r"[\d-]+-\d+"),
    _form("uk_nhs", r"\d{3}([ -]?)\d{3}\1\d{4}", world.uk_nhs, "nhs(?: number| no)?", None),
    _form("mx_curp", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", world.mx_curp, "curp"),
    _form("mx_rfc", r"[A-Z]{4}\d{6}[A-Z0-9]{3}", world.dated, "rfc", None),
    _form("ar_cuit", r"\d{2}-?\d{8}-?\d", world.ar_cuit, "cui[tl]", r"\d+-\d+-\d"),
    _form("ar_dni", r"\d{1,2}\.\d{3}\.\d{3}|\d{8}", world.anything, "dni|documento", None),
    _form("cl_rut", r"\d{1,2}\.?\d{3}\.?\d{3}-[\dK]", world.cl_rut, "rut", r"[\d.]+\.\d{3}-[\dK]"),
    _form("ec_cedula", r"\d{10}", world.ec_cedula, "c[ée]dula", None),
    _form(
        "co_cedula", r"\d{1,3}(?:\.\d{3}){2,3}|\d{7,10}", world.anything, "c[ée]dula(?: de ciudadanía)?", None
    ),
    _form("kr_rrn", r"\d{6}-[1-8]\d{6}", world.kr_rrn, "rrn"),
    _form("kr_rrn", r"\d{6}-?[1-8]\d{6}", world.dated, "rrn", None, "주민등록번호|주민번호"),
    _form(
        "jp_my_number",
        r"\d{4}([ -]?)\d{4}\1\d{4}",
        world.jp_my_number,
        "kojin bango",
        None,
        "マイナンバー|個人番号",
    ),
    _form("il_id", r"\d{9}", world.il_id, "teudat zehut|israeli id", None, "תעודת זהות"),
    _form("tr_kimlik", r"\d{11}", world.tr_kimlik, "tc|tckn|kimlik", None),
    _form("ro_cnp", r"[1-8]\d{12}", world.ro_cnp, "cnp", None),
    _form("bg_egn", r"\d{10}", world.bg_egn, "egn|егн", None),
    _form("cz_rodne", r"\d{6}/?\d{3,4}", world.cz_rodne, "rodn[ée] [čc][íi]slo|rč", r"\d+/\d{4}"),
    _form("hu_taj", r"\d{3}[ -]?\d{3}[ -]?\d{3}", world.hu_taj, "taj", None),
    _form("hr_oib", r"\d{11}", world.hr_oib, "oib", None),
    _form("baltic", r"[1-6]\d{10}", world.baltic, "isikukood|asmens kodas", None),
    _form("lv_pk", r"\d{6}-\d{5}", world.dated_day_first, "personas kods", None),
    _form("gr_amka", r"\d{11}", world.gr_amka, "amka|αμκα", None),
    _form("sg_nric", r"[STFGM]\d{7}[A-Z]", world.sg_nric, "nric|fin", _UPPER),
    _form("hk_id", r"[A-Z]{1,2}\d{6}(?:\([\dA]\)|[\dA])", world.hk_id, "hkid|hong kong id", r".*\)"),
    _form("tw_id", r"[A-Z][1289]\d{8}", world.tw_id, "taiwan id", None, "身分證|身份證"),
    _form("th_pin", r"\d-?\d{4}-?\d{5}-?\d{2}-?\d", world.th_pin, "thai id", r"\d(?:-\d+){4}", "ประชาชน"),
    _form("in_pan", r"[A-Z]{5}\d{4}[A-Z]", world.in_pan, "pan(?: card)?", r"[A-Z]{3}P.+"),
    _form("pk_cnic", r"\d{5}-\d{7}-\d|\d{13}", world.anything, "cnic|nadra", r"[\d-]+-\d"),
    _form("ru_inn", r"\d{12}", world.ru_inn, "inn|инн", None),
    _form("ru_snils", r"\d{3}-\d{3}-\d{3}[ -]\d{2}|\d{11}", world.ru_snils, "snils|снилс", r"[\d-]+[ -]\d\d"),
    _form("ru_passport", r"\d{4} \d{6}|\d{2} \d{2} \d{6}", world.anything, "паспорт\\w*", None),
    _form("nz_ird", r"\d{2,3}-?\d{3}-?\d{3}", world.nz_ird, "ird", None),
    _form("au_medicare", r"\d{4} ?\d{5} ?\d", world.au_medicare, "medicare", None),
    _form("my_nric", r"\d{6}-\d{2}-\d{4}", world.dated, "mykad|ic", r".+"),
    _form("at_svnr", r"\d{4} ?\d{6}", world.at_svnr, r"sozialversicherung\w*|svnr|sv-?nummer", None),
    _form(
        "de_rvnr",
        r"\d{2} ?\d{6} ?[A-Z] ?\d{3}",
        world.anything,
        r"(?:sozial|renten)versicherung\w*|sv-?nummer",
        None,
    ),
    _form("is_kennitala", r"\d{6}-?\d{4}", world.is_kennitala, "kennitala", None),
    _form("yu_jmbg", r"\d{13}", world.yu_jmbg, "jmbg|em[šs]o|matični", None),
    _form("ua_rnokpp", r"\d{10}", world.ua_rnokpp, "рнокпп|[іи]пн", None),
    _form("fr_fiscal", r"[0-3]\d{12}", world.anything, "numéro fiscal|spi", None),
    _form("id_nik", r"\d{16}", world.anything, "nik|ktp", None),
    _form("vn_cccd", r"0\d{11}", world.anything, "cccd|căn cước(?: công dân)?", None),
    _form("ae_id", r"784-?\d{4}-?\d{7}-?\d", world.ae_id, "emirates id"),
    _form("eg_id", r"[23]\d{13}", world.anything, "egyptian id", None, "الرقم القومي"),
)
