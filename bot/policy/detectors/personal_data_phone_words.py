"""What people say before and after a telephone number, and numbers that are written out in words."""

import re
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors.personal_data_span import Span, announced

_LATIN: Final = (
    r"(?:tele)?phone(?: ?(?:number|no|nr|num))?|tel|mobile|cell(?:['’]s)?|whats ?app|wa|telegram|signal|sms"
    r"|fax|handy(?:nummer)?|landline|call|text|txt|ring|dial|reach|hmu|teléfono|telefono|telefon|nummer|móvil"
    r"|celular|número|numéro|portable|téléphone|rufnummer|cellulare|llámame|llama|appelle[rz]?|joindre|rappelle"
    r"|chiama(?:mi)?|ruf|anrufen|erreich\w*|bel|zadzwoń|dzwoń|ligar?|liga"
)
_OTHER: Final = "номер|телефон|звони|тел|電話|电话|手机|手機|号码|號碼|携帯|番号|전화|번호|फोन|هاتف|رقم|טלפון"
# Between the word and the number only these may stand: "the call stack 0000 …" announces nothing.
_LINK: Final = (
    r"(?:me|us|him|her|them|my|his|their|your|number|num|no|nr|at|on|under|with|is|are|it|'?s|ist|es"
    r"|est|è|é|au|al|unter|mich|mir|an|moi|le|the|here|back|now|please|pls|ext|line|phone|cell|mobile|whatsapp"
    r"|mom|dad|mum|sister|brother|new|old|private|work|home|office|or|via|in|\w{3,12} number)"
)
ANNOUNCED: Final = re.compile(
    rf"(?i)(?:\b(?:{_LATIN})\b|(?:{_OTHER})\w{{0,2}})(?:[\s:.,;=@#()\-–>~*_`'’\"]{{1,4}}{_LINK}\b){{0,4}}"
    r"(?:は|是|为|：)?[\s:.,;=@#\-–>~*_`'’\"]{0,4}$"
)
"""A word for calling that leads up to the number."""
OWNED: Final = re.compile(
    r"(?i)\b(?:my|his|her|their|mom['’]?s|dad['’]?s|\w+['’]s) "
    r"(?:new |old |private |work |home |cell |mobile |phone |whats ?app )*"
    r"(?:num(?:ber)?|digits|phone|cell|mobile|line|whats ?app)\b(?! of)"
    r"|\b(?:meine|deine|seine|ihre) (?:\w+)?nummer\b|\bmon (?:numéro|portable|tel)\b"
    r"|\bmi (?:número|móvil|cel)"
    r"|мой номер|我的(?:手机|电话|号码)"
)
"""Says whose number it is."""
CLAIMED: Final = re.compile(
    r"(?i)[\s\"'`*_)]{0,3}(?:[,;:]|<-+|←)?\s{0,2}(?:(?:is|that['’]?s|thats|this is|=) (?:my|his|her|their) "
    r"(?:\w+ )?(?:num(?:ber)?|phone|cell|mobile|whats ?app|digits)\b|is mine\b|ist meine nummer\b"
    r"|(?:you can )?(?:call|text|ring|txt|dm) (?:me|it|her|him|them)\b)"
)
"""The same, said after the number."""
# What else people number; it must stand right before, as "call me about order 12" may follow a number too.
DENIED: Final = re.compile(
    r"(?i)\b(?:orders?|invoice|tickets?|isbn|issn|doi|ref(?:erence)?|tracking|issues?|cases?|versions?"
    r"|students?|serial|model|part|accounts?|ids?|score|population|pages?|votes?|views|downloads?|bug|commit"
    r"|seed|port|error|code|room|course|episode|salary|build|sequence|digits of pi|between|dated?|imei"
    r"|timestamp|hash|checksum|exit|pr|rfc|booking|parcel|item|sku|function|row|line|sum|total|block|years?"
    r"|upc|eans?|gtin|barcode|routing|asin|vin|oeis|pmid|steamid|pid|level|points?|usd|eur|epoch|bits?|bytes?)"
    r"(?: number| no| nr| is| was| of| from|[ -]1[03])?\W{0,4}$"
)

_VALUES: Final = {
    "zero": 0, "oh": 0, "o": 0, "nought": 0, "null": 0, "cero": 0, "zéro": 0,
    "one": 1, "eins": 1, "uno": 1, "un": 1, "two": 2, "zwei": 2, "zwo": 2, "dos": 2, "deux": 2,
    "three": 3, "drei": 3, "tres": 3, "trois": 3, "four": 4, "vier": 4, "cuatro": 4, "quatre": 4,
    "five": 5, "fünf": 5, "cinco": 5, "cinq": 5, "six": 6, "sechs": 6, "seis": 6,
    "seven": 7, "sieben": 7, "siete": 7, "sept": 7, "eight": 8, "acht": 8, "ocho": 8, "huit": 8,
    "nine": 9, "neun": 9, "nueve": 9, "neuf": 9,
}  # fmt: skip
DIGIT_WORDS: Final = "|".join(sorted(_VALUES, key=len, reverse=True))
_TIMES: Final = {"double": 2, "triple": 3}
_SPOKEN: Final = re.compile(
    rf"(?i)(?<!\w)(?:(?:(?:double|triple)\s)?(?:{DIGIT_WORDS})|\d{{1,4}})"
    rf"(?:[\s,.–-]{{1,3}}(?:(?:(?:double|triple)\s)?(?:{DIGIT_WORDS})|\d{{1,4}})){{3,16}}(?!\w)"
)
_THREE: Final = re.compile(rf"(?i)(?:(?<!\w)(?:{DIGIT_WORDS})[\s,.–-]{{1,3}}){{3}}")
_TOKENS: Final = re.compile(r"\w+")
_LINKED: Final = re.compile(r"(?i)(?:wa\.me/|\b(?:tel|sms|callto):|[?&]phone=)(?P<value>\+?\d{7,15})(?!\w)")


def find_spoken(text: str) -> Iterator[Span]:
    """Yield announced numbers of which three digits or more in a row are written out."""
    if not _THREE.search(text):
        return
    for found in _SPOKEN.finditer(text):
        digits = _digits(found[0])
        claimed = CLAIMED.match(text, found.end()) is not None
        said = (
            claimed
            or announced(ANNOUNCED, text, found.start(), near=48)
            or announced(OWNED, text, found.start(), near=30)
        )
        if (
            7 <= len(digits) <= 15
            and digits not in "01234567890123456789"
            and said
            and _THREE.search(found[0])
        ):
            yield Span("phone", found.start(), found.end())


def find_linked(text: str) -> Iterator[Span]:
    """Yield numbers in links that call or write to somebody."""
    if ":" in text or "/" in text:
        for found in _LINKED.finditer(text):
            yield Span("phone", *found.span("value"))


def _digits(said: str) -> str:
    digits, times = "", 1
    for token in _TOKENS.findall(said.lower()):
        if token in _TIMES:
            times = _TIMES[token]
            continue
        digits += token if token.isdecimal() else str(_VALUES.get(token, "")) * times
        times = 1
    return digits
