"""Personal data in public: finds it, so that it can be removed and given back masked (mission row M18).

One family of data each has a file of its own (``personal_data_*``). Here stand the settings, the cheap
gates that keep ordinary messages away from them, and what is said about a finding. A finding names the
kind of data only: no log, rule or trace ever repeats what was found (F35).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import phonenumbers
import re2

from bot.policy.content import PartKind
from bot.policy.detectors import options
from bot.policy.detectors.personal_data_address import find_addresses
from bot.policy.detectors.personal_data_email import find_emails
from bot.policy.detectors.personal_data_financial import find_cards, find_ibans
from bot.policy.detectors.personal_data_gate import GATES, SIGNS
from bot.policy.detectors.personal_data_national import find_national_ids
from bot.policy.detectors.personal_data_network import find_ips
from bot.policy.detectors.personal_data_papers import find_papers
from bot.policy.detectors.personal_data_phone import find_phones
from bot.policy.detectors.personal_data_phone_words import find_linked, find_spoken
from bot.policy.detectors.personal_data_places import find_places
from bot.policy.detectors.personal_data_secrets import (
    find_passwords,
    find_private_keys,
    find_tokens,
)
from bot.policy.detectors.personal_data_span import (
    Span,
    apart,
    readable,
    without_links,
    without_markup,
)
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.gates import GateSet
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding, View
from bot.policy.words import unusable_pattern

KINDS: Final = (
    "email",
    "phone",
    "postal_address",
    "payment_card",
    "iban",
    "national_id",
    "student_id",
    "ip_address",
    "token",
    "private_key",
    "password",
)

# Nothing we look for can be written without one of these, and most talk has none.
_GATE: Final = GateSet(GATES)
_LETTERED: Final = re.compile(r"(?i)\b[a-z]{5}\d{4}[a-z]\b")
_SIX_DIGITS: Final = re.compile(r"\d(?:[^\d\n]{0,4}\d){5}")


class Match(Protocol):
    """What RE2 tells about a place."""

    def start(self) -> int:
        """Return where it starts."""
        ...

    def end(self) -> int:
        """Return where it ends."""
        ...


class Pattern(Protocol):
    """As much of a compiled RE2 pattern as is used here; the package has no types."""

    def finditer(self, text: str) -> Iterator[Match]:
        """Yield every match."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Which data counts."""

    kinds: tuple[str, ...] = field(default=KINDS, metadata={"choices": KINDS})
    """What to look for."""
    regions: tuple[str, ...] = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "PL", "BR", "IN", "AU")
    """Countries (ISO 3166, two letters) whose national way of writing telephone numbers is known."""
    student_ids: tuple[str, ...] = ()
    """The server's own student numbers, as RE2 patterns such as ``s[0-9]{7}``; whole words only."""
    allow: tuple[str, ...] = ()
    """What may stand: an address, a number, or ``@example.org`` for every address of a domain."""


class PersonalData:
    """The compiled detector."""

    def __init__(self, config: Config, student_id: Pattern | None = None) -> None:
        """Keep the settings in the form that matching needs."""
        self._kinds = frozenset(config.kinds)
        self._regions = tuple(region.upper() for region in config.regions)
        self._student_id = student_id if "student_id" in config.kinds else None
        self._allow = frozenset(_plain(entry) for entry in config.allow)
        self.needs = Needs(text=(*GATES, *config.student_ids), markup=False, signs=SIGNS)
        self._domains = tuple(entry.casefold() for entry in config.allow if entry.startswith("@"))

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding for each piece of personal data, its kind in ``matched``."""
        found: tuple[Finding, ...] = ()
        for index, part in enumerate(scan.content.parts):
            found += tuple([_finding(span, part.kind, index) for span in self.spans(part.text)])
        return found

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return where personal data stands in ``text``, in order, without overlaps."""
        read = readable(text)
        clean = without_markup(read.text)
        if self._student_id is None and not _GATE.open(clean):
            return ()
        wanted = (span for span in self._candidates(clean) if span.family in self._kinds)
        if self._allow:
            wanted = (span for span in wanted if not self._is_allowed(clean[span.start : span.end]))
        return tuple([read.original(span) for span in apart(wanted)])

    def _candidates(self, text: str) -> Iterator[Span]:
        yield from find_emails(text)
        yield from find_tokens(text)
        yield from find_private_keys(text)
        yield from find_passwords(text)
        yield from find_papers(text)
        if self._student_id is not None:
            yield from _student_ids(self._student_id, text)
        if "phone" in self._kinds:
            yield from find_linked(text)
            yield from find_spoken(text)
        plain = without_links(text)
        if "postal_address" in self._kinds:
            yield from find_addresses(plain)
            yield from find_places(plain)
        if plain.count(":") > 1 or plain.count(".") > 2:
            yield from find_ips(plain)
        if _SIX_DIGITS.search(plain) or _LETTERED.search(plain):
            yield from self._numbers(plain)

    def _numbers(self, text: str) -> Iterator[Span]:
        yield from find_cards(text)
        yield from find_ibans(text)
        yield from find_national_ids(text)
        if "phone" in self._kinds:
            yield from find_phones(text, self._regions)

    def _is_allowed(self, found: str) -> bool:
        return _plain(found) in self._allow or found.casefold().endswith(self._domains or ("\n",))


def find(text: str) -> tuple[Span, ...]:
    """Return all personal data in ``text`` by the default settings."""
    return _DEFAULT.spans(text)


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence what kind of data it looks like."""
    family, _, detail = kind.partition(":")
    what = phrase(f"detector.personal_data.kind.{family}")
    if family == "national_id" and detail:
        what = phrase("detector.personal_data.of_country", what=what, country=detail[:2].upper())
    return phrase("detector.personal_data.found", what=what)


def _finding(span: Span, part: PartKind, index: int) -> Finding:
    return Finding(
        detector="personal_data",
        part=part,
        part_index=index,
        start=span.start,
        end=span.end,
        view=View.RAW,
        matched=span.kind,
        explanation=explain_kind(span.kind),
    )


def _plain(text: str) -> str:
    """Return what stays of an address or number when it is compared: letters, digits and ``@``."""
    return "".join(char for char in text.casefold() if char.isalnum() or char == "@")


def _student_ids(pattern: Pattern, text: str) -> Iterator[Span]:
    for found in pattern.finditer(text):
        yield Span("student_id", found.start(), found.end())


def _student_pattern(patterns: tuple[str, ...]) -> Pattern | Problem | None:
    """Compile the server's own patterns with the linear-time engine."""
    for pattern in patterns:
        if wrong := unusable_pattern(pattern):
            return Problem(
                message=f"The pattern “{pattern[:60]}” {wrong[0]}.", hint=wrong[1], key="student_ids"
            )
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    compiled: Pattern | None = re2.compile(rf"(?i)\b(?:{joined})\b") if patterns else None
    return compiled


class PersonalDataDetector:
    """The detector ``personal_data``."""

    name = "personal_data"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        if isinstance(config, tuple):
            return config
        unknown = [one for one in config.regions if one.upper() not in phonenumbers.SUPPORTED_REGIONS]
        if unknown:
            hint = "Write two letters, such as US, GB or DE."
            return (Problem(message=f"“{unknown[0]}” is no country.", hint=hint, key="regions"),)
        pattern = _student_pattern(config.student_ids)
        return (pattern,) if isinstance(pattern, Problem) else PersonalData(config, pattern)

    def explain(self, finding: Finding) -> Phrase:
        """Say what kind of data it looks like, never the data."""
        return explain_kind(finding.matched)


_DEFAULT: Final = PersonalData(Config())
DETECTOR: Final = PersonalDataDetector()
