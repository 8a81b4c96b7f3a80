"""Finds links in a text and takes their hosts apart; shared by the detectors of links and of files.

Discord shows a link as whoever wrote it wants, so the host is read here as a browser would read it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

MAY_LINK: Final = re.compile(r"[.)\]][^\W\d]|//|xn--")
"""The cheap gate: most sentences end with a dot, but few go on right after it."""
LINK_GATE: Final = r"[.)\]](?:[a-z_]|[^\x00-\x7f\x{85}\pZ])|//|xn--"
"""The same for RE2."""
_FULL: Final = re.compile(
    r"(?i)\b(?P<scheme>h(?:tt|xx)ps?|ftp)(?::|\[:\])//(?P<rest>[^\s<>\"`\u200b]{1,2000})"
)
# Without a scheme only what ends like a domain: a letter or digit, a dot, a top level of letters.
_BARE: Final = re.compile(
    r"(?<![\w@./:-])(?P<rest>(?:[\w-]{1,63}(?:\.|\[\.\]|\(\.\))){1,5}(?:xn--[\w-]{2,40}|[^\W\d_]{2,24})"
    r"(?::\d{1,5})?(?:[/?#][^\s<>\"`\u200b]{0,2000})?)(?![\w@])"
)
_MARKDOWN: Final = re.compile(
    r"\[(?P<shown>[^\[\]\n]{1,300})\]\(\s{0,3}<?(?P<url>https?://[^\s()<>]{1,1000})", re.IGNORECASE
)
_HOST_ENDS: Final = re.compile(r"[/?#\\]")
_TRAILING: Final = ".,;:!?'\")]}*_~|>"
# Ends under which everybody may register, next to the plain ones such as "org".
_SECOND_LEVEL: Final = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link as a browser reads it; ``start`` and ``end`` are its place in the text."""

    start: int
    end: int
    scheme: str
    """In lower case; empty where none was written."""
    host: str
    """In lower case, without user, port and final dot; international names in letters, not ``xn--``."""
    path: str
    has_credentials: bool

    @property
    def is_defanged(self) -> bool:
        """Tell whether it was written so that programs would not see it (``hxxp``)."""
        return "x" in self.scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A markdown link whose words name a place themselves."""

    start: int
    end: int
    shown: str
    """The host that the words name."""
    target: str
    """The host that a click leads to."""


def links_in(text: str) -> Iterator[Link]:
    """Yield links with a scheme first, then bare domains, each once."""
    taken: list[tuple[int, int]] = []
    for found in _FULL.finditer(text):
        taken.append(found.span())
        yield _link(found, found["scheme"].lower())
    # Both lists run forward through the text, so one look at each place is enough.
    at = 0
    for found in _BARE.finditer(text):
        while at < len(taken) and taken[at][1] <= found.start():
            at += 1
        if at == len(taken) or found.end() <= taken[at][0]:
            yield _link(found, "")


def labelled_links(text: str) -> Iterator[Labelled]:
    """Yield markdown links whose words are themselves an address, like ``[a.example](https://b.example)``."""
    if "](" not in text:
        return
    for found in _MARKDOWN.finditer(text):
        shown = next(links_in(found["shown"]), None)
        if shown:
            target, _, _ = split_host(found["url"].partition("://")[2])
            yield Labelled(start=found.start(), end=found.end(), shown=shown.host, target=target)


def split_host(rest: str) -> tuple[str, str, bool]:
    """Return host, path, and whether a user name or password stands before the host."""
    end = _HOST_ENDS.search(rest)
    authority, path = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    user, has_user, host = authority.rpartition("@")
    host = host.replace("[.]", ".").replace("(.)", ".").lower()
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return _readable(host.rstrip(_TRAILING)), path, bool(has_user and user)


def is_within(host: str, domains: Iterable[str]) -> bool:
    """Tell whether ``host`` is one of ``domains`` or below one."""
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def registered(host: str) -> str:
    """Return the part of a host that its owner registered: ``b.example`` for ``a.b.example``.

    A rule of thumb (``co.uk`` and the like are known) in place of the public suffix list.
    """
    labels = host.split(".")
    long = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if long else labels[-2:])


def tidy_domain(entry: str) -> str:
    """Return the domain that somebody meant in a list: ``https://www.Example.org/x`` is ``example.org``."""
    host, _, _ = split_host(entry.strip().rpartition("://")[2])
    return host.removeprefix("*.").removeprefix("www.")


def _link(found: re.Match[str], scheme: str) -> Link:
    rest = found["rest"].rstrip(_TRAILING)
    host, path, has_credentials = split_host(rest)
    return Link(
        start=found.start(),
        end=found.start("rest") + len(rest),
        scheme=scheme,
        host=host,
        path=path,
        has_credentials=has_credentials,
    )


def _readable(host: str) -> str:
    return ".".join(map(_letters, host.split("."))) if "xn--" in host else host


def _letters(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
