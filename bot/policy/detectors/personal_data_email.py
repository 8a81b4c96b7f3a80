"""Finds e-mail addresses, also those written so that a machine would not see them."""

import re
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors.personal_data_span import Span, announced

# The lookbehind lets a search start only where a local part starts, so a long run is read once. A second
# "@" in front makes it a handle of the fediverse (@name@place), which is public.
_ADDRESS: Final = re.compile(
    r"(?<![\w.+%@-])(?P<local>[\w.+%'-]{1,64})[@﹫](?P<host>[\w-]{1,63}(?:[.。][\w-]{1,63}){1,5})(?![\w@])"
)
PROVIDERS: Final = "gmail|googlemail|yahoo|outlook|hotmail|icloud|protonmail|proton|gmx|web\\.de|aol"
"""Names of mailboxes: behind them a plain word in front of "at" is somebody's name."""
_TOPS: Final = "com|net|org|edu|io|de|fr|es|it|nl|pl|br|in|ru|co\\.uk|co|uk|us|ca|au|ch|at|me|gov"
# "name@gmail,com", "name@gmail com", "name@gmail": a slip, or a way around filters.
_SLIPPED: Final = re.compile(
    rf"(?i)(?<![\w.+%@-])(?P<local>[\w.+%'-]{{2,64}})@(?:(?P<host>[\w-]{{2,63}}),(?:{_TOPS})"
    rf"|(?P<box>{PROVIDERS})(?:[ ,;:/_-]{{1,3}}(?:{_TOPS}))?)(?![\w@]|\.\w)"
)
_OPEN, _CLOSE = r"[(\[{<]", r"[)\]}>]"
AT_WORDS: Final = "at sign|at-sign|arobase|arrobase|arroba|chiocciola|apestaart|ätt|ät|собака|małpa"
"""What people call "@"; unlike "at", none of these means anything else beside a word and a dot."""
_DOTS: Final = "dot|punkt|punto|ponto|kropka|точка|nokta"
DOT_WORDS: Final = f"{_DOTS}|point|punt"
"""What people call "."; the last two mean other things beside an English "at"."""
_AT: Final = (
    rf"(?:\s{{0,2}}{_OPEN}\s?(?:at|@|{AT_WORDS})\s?{_CLOSE}\s{{0,2}}"
    rf"|\s?@\s?(?=[\w-]{{1,63}}(?:\s?{_OPEN}\s?(?:dot|\.)|\s(?:{DOT_WORDS})\s))|\s(?:{AT_WORDS})\s)"
)
_DOT: Final = rf"(?:\s{{0,2}}{_OPEN}\s?(?:\.|{DOT_WORDS})\s?{_CLOSE}\s{{0,2}}|\s(?:{DOT_WORDS})\s|\.)"
_DISGUISED: Final = re.compile(
    rf"(?i)(?<![\w.+-])(?P<local>[\w.+-]{{1,64}}(?:{_OPEN}(?:dot|\.){_CLOSE}[\w.+-]{{1,32}}){{0,3}}){_AT}(?P<host>[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,4}})(?!\w)"
)
_SPELLED: Final = re.compile(
    rf"(?i)(?<![\w.+-])(?P<local>[\w.+-]{{0,63}}\w(?:\s(?:{_DOTS})\s[\w-]{{1,32}})?)\sat\s"
    rf"(?P<host>[\w-]{{1,63}}(?:\s(?:{_DOTS})\s[\w-]{{1,63}}){{1,3}})(?!\w)"
)
# "name_at_place_dot_net", "name -at- place -dot- net".
_JOINT: Final = r"\s?[-_*~|/]{1,2}\s?"
_JOINED: Final = re.compile(
    rf"(?i)(?<![\w.+-])(?P<local>[\w.+]{{1,64}}?){_JOINT}at{_JOINT}"
    rf"(?P<host>[a-z0-9]{{1,63}}(?:{_JOINT}dot{_JOINT}[a-z]{{2,20}}){{1,3}})(?![a-z0-9])"
)
_SPACED: Final = re.compile(
    r"(?i)(?<!\w)(?<!\w )(?P<local>(?:[\w.+-] ){2,40})@"
    r"(?P<host>(?: [\w-]){2,40}(?: ?\.(?: [a-z]){2,12}){1,3})(?!\w)"
)
_NOBODY: Final = """me us you him her them it look login log in sign mail account address is up out here there
    the a an this that of find buy works work live site website page available visit shop docs check stuff
    order found sold go i was are and or meet store bought hosted download read more details info"""
_NO_NAMES: Final = frozenset(_NOBODY.split())
"""Words before "at example dot com" that make it a place to look."""
_AT_PROVIDER: Final = re.compile(
    rf"(?i)(?<![\w.+@-])(?P<local>[\w.+-]{{1,64}})(?P<at>\s(?:at|@)\s)"
    rf"(?P<host>(?:{PROVIDERS})(?:\.[\w-]{{2,24}}){{0,2}})(?![\w@])"
)
_BOX: Final = re.compile(rf"(?i)(?:{PROVIDERS})\b")
_MAIL_WORDS: Final = re.compile(
    r"(?i)\be-?mails?\b|\bmail\b|\breach\b|\bcontact\b|\bwrite\b|\bcorreo\b|\baddy\b|\baddress\b"
)
_AFTER: Final = 40
_TOP: Final = re.compile(r"[^\W\d_]{2,24}|xn--[\w-]{2,40}")
_LOGIN: Final = re.compile(r"(?i)[a-z][a-z0-9+.-]{1,20}://\S{0,80}$")
# Ends of file names and of names that no mail reaches from outside.
_FILES: Final = """png jpg jpeg gif webp svg js ts py css html json md txt pdf exe zip gz dll
    dot local localhost internal lan localdomain invalid home corp arpa onion"""
_NO_TOP: Final = frozenset(_FILES.split())
_OFFICES: Final = """git noreply no-reply donotreply do-not-reply mailer-daemon postmaster hostmaster
    webmaster abuse support info help contact hello office sales press jobs careers security privacy legal
    billing admissions registrar feedback newsletter notifications team helpdesk service enquiries"""
_ROLES: Final = frozenset(_OFFICES.split())
# "user@example.com" explains what an address looks like.
_STAND_INS: Final = re.compile(
    r"(?:user(?:name)?|(?:your[._-]?)?name|you|me|e?mail|some(?:one|body)|test|foo|bar|student"
    r"|first(?:name)?\.last(?:name)?)@example\.(?:com|org|net)"
)


def find_emails(text: str) -> Iterator[Span]:
    """Yield addresses of people; those of offices (``support@…``), packages and file names are left out."""
    lower = text.lower()
    if "@" in text or "﹫" in text:
        yield from _with_sign(text)
    if any(word in lower for word in _DISGUISES):
        yield from _disguised(text)


_DISGUISES: Final = ("at", "@", "ät", *AT_WORDS.split("|"))


def _with_sign(text: str) -> Iterator[Span]:
    for found in _ADDRESS.finditer(text):
        # "scheme://name:word@host" logs in at a machine.
        login = _LOGIN.search(text, max(0, found.start() - 100), found.start())
        if not login and _is_person(found["local"], found["host"]):
            yield Span("email", found.start(), found.end())
    for found in _SLIPPED.finditer(text):
        if _is_person(found["local"], f"{found['host'] or found['box']}.com"):
            yield Span("email", found.start(), found.end())
    for found in _SPACED.finditer(text):
        if _is_person(found["local"].replace(" ", ""), found["host"].replace(" ", "")):
            yield Span("email", found.start(), found.end())


def _disguised(text: str) -> Iterator[Span]:
    for found in _AT_PROVIDER.finditer(text):
        # "he works at gmail.com" names a firm, "sam @ gmail.com" a box.
        telling = "@" in found["at"] or re.search(r"[\d._+]", found["local"])
        if (telling or _is_mail(text, found)) and _is_person(found["local"], found["host"]):
            yield Span("email", found.start(), found.end())
    for form in (_DISGUISED, _JOINED):
        for found in form.finditer(text):
            if found["local"].lower() not in _NO_NAMES and _is_person(
                found["local"], _plain_host(found["host"])
            ):
                yield Span("email", found.start(), found.end())
    for found in _each_local(text):
        # "look at example dot com" names a site; an address is announced or has a name no word has.
        telling = re.search(rf"\w\w[\d._+]|[\d._+]\w\w| (?:{_DOTS}) ", found["local"], re.I) or _BOX.match(
            found["host"]
        )
        meant = telling or _is_mail(text, found)
        if meant and _is_person(found["local"], _plain_host(found["host"])):
            yield Span("email", found.start(), found.end())


def _each_local(text: str) -> Iterator[re.Match[str]]:
    """Yield spelled addresses that may overlap: in "me at ada dot byron at a dot net" the second is one."""
    at = 0
    while found := _SPELLED.search(text, at):
        yield found
        at = found.end("local")


def _is_mail(text: str, found: re.Match[str]) -> bool:
    """Tell whether the words around speak of mail, and the one before "at" may be a name."""
    if found["local"].lower() in _NO_NAMES:
        return False
    return announced(_MAIL_WORDS, text, found.start()) or bool(
        _MAIL_WORDS.search(text, found.end(), found.end() + _AFTER)
    )


def _plain_host(host: str) -> str:
    return re.sub(rf"{_DOT}|[\s_*~|/-]{{1,4}}dot[\s_*~|/-]{{1,4}}", ".", host, flags=re.IGNORECASE)


def _is_person(local: str, host: str) -> bool:
    labels = host.lower().replace("。", ".").split(".")
    named = local.lower().strip(".'-_")
    if named in _ROLES or "noreply" in labels or _STAND_INS.fullmatch(f"{named}@{'.'.join(labels)}"):
        return False
    return (
        _TOP.fullmatch(labels[-1]) is not None and labels[-1] not in _NO_TOP and local.strip("._%'-+") != ""
    )
