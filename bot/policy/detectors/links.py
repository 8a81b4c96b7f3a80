"""Links that lead where they should not: blocked places, hidden targets, and names that pose as others.

Invitations to other servers have a detector of their own (``invites``).
"""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.policy.content import PartKind
from bot.policy.detectors import options
from bot.policy.detectors.attachments import is_double
from bot.policy.detectors.link_text import (
    LINK_GATE,
    MAY_LINK,
    Link,
    is_within,
    labelled_links,
    links_in,
    registered,
    tidy_domain,
)
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.phrase import Phrase, phrase
from bot.policy.skeleton import is_one_slip_apart, skeleton
from bot.policy.verdict import Finding, View

_SHORTENERS: Final = """bit.ly tinyurl.com t.co goo.gl ow.ly is.gd v.gd buff.ly cutt.ly rb.gy shorturl.at t.ly
    rebrand.ly tiny.cc bl.ink s.id shorte.st adf.ly clck.ru qrco.de tny.im soo.gd u.to grabify.link
    iplogger.org"""
_PROTECTED: Final = """discord.com discordapp.com discord.gg steamcommunity.com steampowered.com google.com
    github.com paypal.com microsoft.com coursera.org"""
_BAIT: Final = """account airdrop bonus claim drop drops event free gift gifts giveaway help login nitro offer
    promo reward rewards secure security signin support trade update verification verify wallet"""
"""Words that dress a stranger's domain up as a service of the one whose name stands beside them."""
_LONG_ENOUGH: Final = 6
"""Shorter names are one letter apart from many honest ones."""
_HOSTS: Final = 2048
"""Hosts that are remembered with what they pose as."""


_BAIT_SHAPES: Final = frozenset(map(skeleton, _BAIT.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Which links count. Domains hold for everything below them too."""

    block: tuple[str, ...] = ()
    """Domains that count wherever they stand."""
    allow: tuple[str, ...] = ()
    """Domains that never count; they are also protected from look-alikes."""
    only_allowed: bool = False
    """Whether every domain that isn't in ``allow`` counts."""
    shorteners: bool = True
    """Whether short links count, as nobody sees where they lead."""
    lookalikes: bool = True
    """Whether names that look like an allowed or protected one count."""
    protect: tuple[str, ...] = tuple(_PROTECTED.split())
    """Domains that others like to pose as."""
    ip_hosts: bool = True
    """Whether a number in place of a name counts (``http://203.0.113.9/``)."""
    credentials: bool = True
    """Whether a user name or password before the host counts: it often poses as the host."""
    defanged: bool = False
    """Whether ``hxxp`` counts by itself; lists hold for such links in any case."""
    disguised: bool = True
    """Whether a markdown link counts whose words name another place than its target."""
    programs: bool = True
    """Whether a link to a program that poses as a document counts (``/essay.pdf.exe``)."""


class Links:
    """The compiled detector."""

    needs: Final = Needs(text=(LINK_GATE,), reads_names=False)

    def __init__(self, config: Config) -> None:
        """Keep the settings in the form that matching needs."""
        self._config = config
        self._block = _domains(config.block)
        self._allow = _domains(config.allow)
        protect = _domains((*config.protect, *config.allow)) if config.lookalikes else ()
        self._protected = {skeleton(name): name for name in protect}
        labels = [(domain.partition(".")[0], domain) for domain in protect]
        self._names = [
            (label, skeleton(label), domain) for label, domain in labels if len(label) >= _LONG_ENOUGH
        ]
        self._trusted = (*self._allow, *protect)
        self._shorteners = frozenset(_SHORTENERS.split()) if config.shorteners else frozenset()
        # Most links of a server lead to the same few places.
        self._poses_as = lru_cache(maxsize=_HOSTS)(self._lookalike)

    def may_find(self, text: str) -> bool:
        """Say whether any link in a text counts."""
        return MAY_LINK.search(text) is not None and any(True for _ in self._in_part(text, PartKind.BODY, 0))

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding for each link that counts, with the reason in ``matched``."""
        found: tuple[Finding, ...] = ()
        for index, part in enumerate(scan.content.parts):
            # The name of a file is no link, and nearly each has the form of one.
            if part.kind is not PartKind.ATTACHMENT and MAY_LINK.search(part.text):
                found += tuple(self._in_part(part.text, part.kind, index))
        return found

    def _in_part(self, text: str, part: PartKind, index: int) -> Iterator[Finding]:
        for link in links_in(text):
            if kind := self._kind(link):
                yield _finding(kind, part, index, link.start, link.end)
        if not self._config.disguised:
            return
        for labelled in labelled_links(text):
            if registered(labelled.shown) != registered(labelled.target):
                yield _finding(f"disguised:{labelled.target}", part, index, labelled.start, labelled.end)

    def _kind(self, link: Link) -> str:
        """Return why a link counts, the gravest reason first, or an empty text."""
        if is_within(link.host, self._block):
            return f"blocked:{registered(link.host)}"
        if link.scheme and self._config.credentials and link.has_credentials:
            return "credentials"
        if is_within(link.host, self._allow):
            return ""
        return self._posing(link) or self._hiding(link)

    def _posing(self, link: Link) -> str:
        if self._protected and (name := self._poses_as(link.host)):
            return f"lookalike:{name}"
        file = link.path.partition("?")[0].rpartition("/")[2]
        return "program" if self._config.programs and is_double(file) else ""

    def _hiding(self, link: Link) -> str:
        # A bare "1.2.3.4" may be anything; with a scheme it is a place to go.
        if self._config.ip_hosts and link.scheme and _is_number(link.host):
            return "ip_host"
        if link.host.removeprefix("www.") in self._shorteners:
            return "shortener"
        if self._config.defanged and link.is_defanged:
            return "defanged"
        if self._config.only_allowed and (link.scheme or link.path):
            return f"not_allowed:{registered(link.host)}"
        return ""

    def _lookalike(self, host: str) -> str:
        """Return the protected domain that ``host`` poses as, or an empty text."""
        if is_within(host, self._trusted):
            return ""
        own = registered(host)
        if fronted := self._fronted(host.removesuffix(own)):
            return fronted
        shape = skeleton(own)
        if shape in self._protected:
            return self._protected[shape]
        label = own.partition(".")[0]
        name = skeleton(label)
        for known, known_shape, domain in self._names:
            # "google.de" is honest; the same letters in disguise are not.
            disguised = name == known_shape and label != known
            if disguised or is_one_slip_apart(name, known_shape) or _is_bait(label, known_shape):
                return domain
        return ""

    def _fronted(self, front: str) -> str:
        """Return the protected domain that stands in front of another (``discord.com.evil.example``)."""
        if "proxy" in front or not front:
            # Libraries reach the whole world that way: google.com.proxy.university.example
            return ""
        return next((name for name in self._protected.values() if f".{name}." in f".{front}"), "")


def _is_bait(label: str, known_shape: str) -> bool:
    """Tell whether a label is a known name dressed up (``discord-gift``, ``steamcommunitylogin``)."""
    words = {skeleton(word) for word in label.split("-")}
    if known_shape in words:
        return not _BAIT_SHAPES.isdisjoint(words)
    before, name, after = skeleton(label).partition(known_shape)
    return bool(name) and before + after in _BAIT_SHAPES


def _domains(entries: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(domain for entry in entries if (domain := tidy_domain(entry)))


def _is_number(host: str) -> bool:
    """Tell whether a browser reads the host as an IP address, also in one number or in hexadecimal."""
    labels = host.strip("[]").split(".")
    if ":" in host or all(label.isdecimal() or label.startswith("0x") for label in labels):
        try:
            ipaddress.ip_address(host.strip("[]"))
        except ValueError:
            return ":" not in host
        return True
    return False


def _finding(kind: str, part: PartKind, index: int, start: int, end: int) -> Finding:
    return Finding(
        detector="links",
        part=part,
        part_index=index,
        start=start,
        end=end,
        view=View.RAW,
        matched=kind,
        explanation=explain_kind(kind),
    )


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence why a link counts."""
    what, _, place = kind.partition(":")
    return phrase(f"detector.links.{what}", place=place)


class LinksDetector:
    """The detector ``links``."""

    name = "links"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Links(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say why the link counts."""
        return explain_kind(finding.matched)


DETECTOR: Final = LinksDetector()
