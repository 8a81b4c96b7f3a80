"""Finds e-mail addresses, also those written so that a machine would not see them."""

import re
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors.personal_data_span import Span, announced

# The lookbehind lets a search start only where a local part starts, so a long run is read once. A second
# "@" in front makes it a handle of the fediverse (@name@place), which is public.
_ADDRESS: Final = re.compile(
    r"(?<![\w.+%@＠-])(?P<local>[\w.+%'-]{1,64})[@＠](?P<host>[\w-]{1,63}(?:[.．][\w-]{1,63}){1,5})(?![\w@])"
)
_AT: Final = r"(?:\s{0,2}[(\[{<]\s?(?:at|@|ät|arroba)\s?[)\]}>]\s{0,2}|@(?=[\w-]{1,63}\s?[(\[{<]\s?dot))"
_DOT: Final = r"(?:\s{0,2}[(\[{<]\s?(?:dot|\.|punkt|punto|point)\s?[)\]}>]\s{0,2}|\sdot\s|\.)"
_DISGUISED: Final = re.compile(
    rf"(?i)(?<![\w.+-])(?P<local>[\w.+-]{{1,64}}){_AT}(?P<host>[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,4}})(?!\w)"
)
_SPELLED: Final = re.compile(
    r"(?i)(?<![\w.+-])(?P<local>[\w.+-]{1,64}(?:\sdot\s[\w-]{1,32})?)\sat\s"
    r"(?P<host>[\w-]{1,63}(?:\sdot\s[\w-]{1,63}){1,3})(?!\w)"
)
PROVIDERS: Final = "gmail|googlemail|yahoo|outlook|hotmail|icloud|protonmail|proton|gmx|web\\.de|aol"
"""Names of mailboxes: behind them a plain word in front of "at" is somebody's name."""
_AT_PROVIDER: Final = re.compile(
    r"(?i)(?<![\w.+@-])(?P<local>(?!(?:me|us|him|her|them|look|log ?in|sign|mail|account|address|is|up)\b)"
    rf"[\w.+-]{{1,64}})(?P<at>\s(?:at|@)\s)(?P<host>(?:{PROVIDERS})(?:\.[\w-]{{2,24}}){{0,2}})(?![\w@])"
)
_BOX: Final = re.compile(rf"(?i)(?:{PROVIDERS})\b")
_MAIL_WORDS: Final = re.compile(r"(?i)\be-?mails?\b|\bmail\b|\breach\b|\bcontact\b|\bwrite\b|\bcorreo\b")
_TOP: Final = re.compile(r"[^\W\d_]{2,24}|xn--[\w-]{2,40}")
# Ends of file names and of names that no mail reaches from outside.
_FILES: Final = """png jpg jpeg gif webp svg js ts py css html json md txt pdf exe zip gz dll
    local localhost internal lan localdomain invalid home corp arpa onion"""
_NO_TOP: Final = frozenset(_FILES.split())
_OFFICES: Final = """git noreply no-reply donotreply do-not-reply mailer-daemon postmaster hostmaster
    webmaster abuse support info help contact hello office sales press jobs careers security privacy legal
    billing admissions registrar feedback newsletter notifications team"""
_ROLES: Final = frozenset(_OFFICES.split())
# "user@example.com" explains what an address looks like.
_STAND_INS: Final = re.compile(
    r"(?:user(?:name)?|(?:your[._-]?)?name|you|e?mail|some(?:one|body)|test|foo|bar|student|first(?:name)?\.last(?:name)?)"
    r"@example\.(?:com|org|net)"
)


def find_emails(text: str) -> Iterator[Span]:
    """Yield addresses of people; those of offices (``support@…``), packages and file names are left out."""
    for found in _ADDRESS.finditer(text):
        if _is_person(found["local"], found["host"]):
            yield Span("email", found.start(), found.end())
    yield from _find_disguised(text)


def _find_disguised(text: str) -> Iterator[Span]:
    lower = text.lower()
    if "dot" not in lower and "at" not in lower and "@" not in lower:
        return
    for found in _AT_PROVIDER.finditer(text):
        # "he works at gmail.com" names a firm, "sam @ gmail.com" a box.
        telling = "@" in found["at"] or re.search(r"[\d._+]", found["local"])
        if (telling or announced(_MAIL_WORDS, text, found.start())) and _is_person(
            found["local"], found["host"]
        ):
            yield Span("email", found.start(), found.end())
    for found in _DISGUISED.finditer(text):
        if _is_person(found["local"], re.sub(_DOT, ".", found["host"], flags=re.I)):
            yield Span("email", found.start(), found.end())
    if " dot " not in lower:
        return
    for found in _SPELLED.finditer(text):
        # "look at example dot com" names a site; an address is announced or has a name no word has.
        telling = re.search(r"[\d._+]| dot ", found["local"], re.I) or _BOX.match(found["host"])
        host = re.sub(r"\sdot\s", ".", found["host"], flags=re.IGNORECASE)
        meant = telling or announced(_MAIL_WORDS, text, found.start())
        if meant and _is_person(found["local"], host):
            yield Span("email", found.start(), found.end())


def _is_person(local: str, host: str) -> bool:
    labels = host.lower().replace("．", ".").split(".")
    named = local.lower().strip(".'-")
    if named in _ROLES or "noreply" in labels or _STAND_INS.fullmatch(f"{named}@{'.'.join(labels)}"):
        return False
    return (
        _TOP.fullmatch(labels[-1]) is not None and labels[-1] not in _NO_TOP and local.strip("._%'-+") != ""
    )
