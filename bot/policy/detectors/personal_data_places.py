"""Finds postal addresses that need no word for a street beside a number: boxes, and the ways of Asia.

Also those of Russian, Turkish and Indian writing, and, where words say that somebody lives there, any house
number with a postcode and a town behind it.
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors.personal_data_span import Span, announced

ANNOUNCED: Final = re.compile(
    r"(?i)\b(?:lives? (?:at|on|in)|living at|address(?: is|:)|home is|house is|resides? at"
    r"|ship (?:it |them )?to"
    r"|(?:mail|send) (?:it |them |stuff |letters )?to|find (?:me|him|her|them) at|moved to|come (?:over )?to"
    r"|stay(?:s|ing)? at|(?:my|his|her|their) (?:home |new |house )?(?:address|place|house)"
    r"|wohn[et] (?:in|an)|adresse|anschrift|j'habite|habite au|vivo en|dirección|indirizzo|abito in"
    r"|moro n[ao]|endereço|woon op|mieszkam|bor på|asun)\b|住所|地址|주소|живу|жив[её]т|адрес"
)
"""Says that somebody lives, or gets letters, at the place named next."""
_BOX_OF: Final = re.compile(r"(?i)\b(?:my|his|her|their|our|send|ship|mail|write|c/o|letters?|packages?)\b")
BOX: Final = (
    r"P\.?\s?O\.?\s?Box|Post Office Box|Postfach|Apartado(?: de correos)?|Bo[iî]te Postale|Caixa Postal"
    r"|Casella Postale|Postbus"
)
"""What boxes at the post are called."""
_BOX: Final = re.compile(rf"(?i)\b(?:{BOX})\s?(?:no\.?\s?|#\s?)?\d[\d ]{{0,8}}(?<! )")
_BOX_TOWN: Final = re.compile(
    r"[,\s]{1,3}(?:[^\W\d_][\w'’. -]{1,30},?\s)?(?:[A-Z]{2,3}\.?\s)?"
    r"(?:\d{4,5}(?:-\d{3,4})?(?:\s[^\W\d_]{2,30})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d)\b"
)

_HAN: Final = "\u4e00-\u9fff\u3005\u30f6"
_KANA: Final = "\u3041-\u30ff"
_NUMERAL: Final = "[0-9一二三四五六七八九十百]"
_JAPAN: Final = (
    rf"(?:〒?\s?\d{{3}}-\d{{4}}[\s,]*)?[{_HAN}]{{1,3}}[都道府県][{_HAN}{_KANA}]{{1,12}}[市区町村郡]"
    rf"[{_HAN}{_KANA}]{{0,20}}{_NUMERAL}{{1,4}}(?:(?:丁目|番地?|号|の|[-ー―‐−])\s?{_NUMERAL}{{0,4}}){{0,4}}(?:号室?|番地)?"
)
_JAPAN_CODE: Final = r"〒\s?\d{3}-\d{4}"
_CHINA: Final = (
    rf"(?:[{_HAN}]{{2,10}}[省市区县縣區])?[{_HAN}]{{1,20}}(?:路|街|大道|巷|弄|胡同)(?:[一二三四五六七八九十]段)?"
    rf"\d{{1,5}}[号號](?:[{_HAN}\d-]{{0,20}}(?:室|楼|樓|栋|单元))?"
)
_KOREA: Final = (
    r"(?:[가-힣]{1,8}(?:시|도)\s)?[가-힣]{1,8}(?:시|구|군)\s(?:[가-힣0-9]{1,12}(?:읍|면|동)\s)?"
    r"[가-힣0-9]{1,12}(?:로|길|동)\s?\d{1,4}(?:-\d{1,4})?"
)
_ASIA: Final = re.compile(f"{_JAPAN}|{_JAPAN_CODE}|{_CHINA}|{_KOREA}")
_ROMAJI: Final = re.compile(
    r"(?<![\w-])\d{1,3}(?:-\d{1,4}){1,2},?\s[A-Z][\w-]{1,24}(?:\s\w{1,12})?,\s[A-Z][a-z]{1,20}-(?:ku|shi|cho|machi|gun|ken|fu)\b"
    r"(?:,\s[A-Z][a-z]{2,20})?(?:,?\s\d{3}-\d{4})?"
)
_RUSSIA: Final = re.compile(
    r"(?i)(?<!\w)(?:ул\.?|улица|просп?\.?|пр-т|проспект|пер\.?|переулок|бульвар|наб\.?|шоссе|вул\.?)\s[а-яёіїє][\wа-яё.-]{1,24}"
    r"(?:\s[а-яё][\w.-]{1,20})?,?\s(?P<house>д(?:ом)?\.?\s?)?\d{1,4}(?!\d)[а-я]?(?:,?\s?(?:корп?\.?|к\.|стр\.?|кв\.?|квартира)\s?\d{1,4})*"
    r"(?:,\s(?:г\.\s?)?[А-ЯЁ][а-яё-]{2,24})?"
)
_TURKEY: Final = re.compile(
    r"(?<!\w)[^\W\d_][\w.'’]{1,24}(?:\s\w{1,20})?\s(?:Caddesi|Cad\.|Cd\.|Sokak|Sokağı|Sk\.|Bulvarı|Mahallesi|Mah\.)"
    r"[^\n]{0,40}?\bNo\s?[:.]?\s?\d{1,4}(?:[/-]\d{1,4})?(?:[,\s]{1,3}\d{5}(?:\s\w{2,20}(?:/\w{2,20})?)?)?"
)
_INDIA: Final = re.compile(
    r"(?i)\b(?:flat|plot|house|h\.?\s?no|door|shop|villa|apartment)\s?(?:no\.?|number|#)?\s?[\w/-]{1,8},\s"
    r"[^\n]{3,90}?\b[a-z]{3,20},?\s?[-–]?\s?[1-9]\d{2}\s?\d{3}(?!\d)"
)
# "Unter den Eichen 87, 12205 Berlin": no word of a street, so it must be announced.
_ANY: Final = re.compile(
    r"(?<!\w)[^\W\d_][\w.'’-]{1,24}(?:\s[^\W\d_][\w.'’-]{0,24}){0,3}\s\d{1,4}\s?[a-z]?,\s(?:[A-Z]{1,2}-)?"
    r"(?:\d{4,5}|\d{2}-\d{3}|\d{3}\s\d{2}|\d{4}\s?[A-Z]{2})\s[^\W\d_]{2,30}"
)


def find_places(text: str) -> Iterator[Span]:
    """Yield boxes and addresses by their form; those of no certain form only where announced."""
    yield from _boxes(text)
    if not text.isascii():
        for pattern in (_ASIA, _TURKEY):
            yield from (Span("postal_address", *found.span()) for found in pattern.finditer(text))
        for found in _RUSSIA.finditer(text):
            if found["house"] or announced(ANNOUNCED, text, found.start()):
                yield Span("postal_address", *found.span())
    for pattern in (_ROMAJI, _INDIA):
        yield from (Span("postal_address", *found.span()) for found in pattern.finditer(text))
    said = ANNOUNCED.search(text)
    for found in _ANY.finditer(text, said.start()) if said else ():
        yield Span("postal_address", *found.span())


def _boxes(text: str) -> Iterator[Span]:
    for found in _BOX.finditer(text):
        town = _BOX_TOWN.match(text, found.end())
        if town or announced(_BOX_OF, text, found.start()):
            yield Span("postal_address", found.start(), town.end() if town else found.end())
