"""Noise: capitals, walls of text or emoji, one sign over and over, letters buried under marks.

Every check asks something cheap first, as ordinary messages are none of these.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from operator import eq
from typing import Final

from bot.policy.content import Part
from bot.policy.detectors import options
from bot.policy.detectors.protocol import MAX_COUNT, Matcher, Needs, Problem, Scan
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding, View

_CAPITALS: Final = re.compile(r"[A-Z][A-Z '!]{3}")
_CUSTOM_EMOJI: Final = re.compile(r"<a?:\w{1,40}:\d{1,25}>")
_CODE: Final = re.compile(r"```.*?(?:```|$)", re.DOTALL)
# Pictographs, flags, dingbats and other symbols that are shown as pictures.
_EMOJI: Final = re.compile(
    "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001f64f\U0001f680-\U0001faff\u2600-\u27bf\u2b50\u2b55]"
)
_EMOJI_GATE: Final = (
    r"[\x{1f1e6}-\x{1f1ff}\x{1f300}-\x{1f64f}\x{1f680}-\x{1faff}\x{2600}-\x{27bf}\x{2b50}\x{2b55}]"
)
_ANY_EMOJI: Final = rf"<a?:|{_EMOJI_GATE}"
# Letters that ``str.isupper`` takes for capitals; the last five ranges are signs made of them.
_CAPITAL: Final = (
    r"[\p{Lu}\x{2160}-\x{216f}\x{24b6}-\x{24cf}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}\x{1f170}-\x{1f189}]"
)
_RUN: Final = 8
"""A shorter run than asked for is enough to look closer."""
# Marks for writing over letters; scripts that need marks (Hebrew, Arabic, Indic) have their own elsewhere.
_MARKS: Final = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How loud a message may be; 0 switches a limit off. Code blocks are never loud."""

    capitals: float = 0.8
    """A larger share of capitals among the letters counts (0 … 1)."""
    letters: int = 20
    """… but only in texts with at least so many letters."""
    lines: int = 40
    """More lines count."""
    length: int = 0
    """More characters count."""
    emoji: int = 20
    """More emoji count, the server's own included."""
    repeats: int = field(default=20, metadata={"least": 0})
    """The same sign so many times in a row counts."""
    marks: int = 4
    """So many combining marks on one letter count."""


class Shouting:
    """The compiled detector."""

    def __init__(self, config: Config) -> None:
        """Compile what depends on the numbers."""
        self._config = config
        self._run = re.compile(rf"([^\s\d=*_~.-])\1{{{max(2, config.repeats) - 1}}}")
        self._marks = re.compile(rf"[{_MARKS}]{{{max(1, config.marks)}}}")
        self._step = max(1, config.repeats // 2)
        self.needs = Needs(text=tuple(_gates(config)), words=_loud_words(config), signs=_counted(config))

    def may_find(self, text: str) -> bool:
        """Say whether a text has any noise."""
        return len(text) > 3 and any(self._kinds(text))

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding for each kind of noise."""
        found: tuple[Finding, ...] = ()
        for index, part in enumerate(scan.content.parts):
            if len(part.text) > 3:
                found += tuple([_finding(kind, part, index) for kind in self._kinds(part.text)])
        return found

    def _kinds(self, text: str) -> Iterator[str]:
        config = self._config
        if config.length and len(text) > config.length:
            yield f"length:{len(text)}"
        if "```" in text:
            text = _CODE.sub(" ", text)
        if config.lines and (lines := text.count("\n") + 1) > config.lines:
            yield f"lines:{lines}"
        if config.repeats and self._has_run(text):
            yield "repeats"
        if config.capitals and self._is_loud(text):
            yield "capitals"
        if config.emoji and (count := _count_emoji(text)) > config.emoji:
            yield f"emoji:{count}"
        if config.marks and not text.isascii() and self._marks.search(text):
            yield "marks"

    def _has_run(self, text: str) -> bool:
        # A run of twice the step covers two neighbouring samples and all between, which is quick to rule out.
        step = self._step
        samples = text[::step]
        if not any(map(eq, samples, samples[1:])):
            return False
        return any(
            first == second and text[at * step : at * step + step] == first * step
            for at, (first, second) in enumerate(pairwise(samples))
        ) and bool(self._run.search(text))

    def _is_loud(self, text: str) -> bool:
        if len(text) < self._config.letters or (text.isascii() and not _CAPITALS.search(text)):
            return False
        if "<" in text:
            text = _CUSTOM_EMOJI.sub(" ", text)
        capitals = sum(map(str.isupper, text))
        letters = capitals + sum(map(str.islower, text))
        return letters >= max(1, self._config.letters) and capitals / letters > self._config.capitals


def _gates(config: Config) -> Iterator[str]:
    """Yield for each limit that is on what a text must hold to pass it."""
    if config.length:
        yield rf"(?s).{{{min(config.length, MAX_COUNT)}}}"
    if config.lines:
        yield rf"(?:\n[^\n]*){{{min(config.lines, MAX_COUNT)}}}"
    if config.repeats:
        yield _run_gate(min(max(2, config.repeats), _RUN))
    if config.capitals:
        yield _loud_gate(config.capitals, max(1, config.letters))
    if config.emoji:
        yield _emoji_gate(config.emoji)
    if config.marks:
        yield rf"[{_MARKS}]{{{min(max(1, config.marks), MAX_COUNT)}}}"


def _counted(config: Config) -> dict[str, tuple[str, int]]:
    """Return of what must come often in a noisy text how often that is."""
    share, letters = config.capitals, max(1, config.letters)
    loud = {_loud_gate(share, letters): (rf"(?-i:{_CAPITAL})", int(share * letters) + 1)}
    many = {_emoji_gate(config.emoji): (_ANY_EMOJI, min(config.emoji, MAX_COUNT))}
    return (loud if share else {}) | (many if config.emoji else {})


def _emoji_gate(most: int) -> str:
    return rf"(?s)(?:(?:{_ANY_EMOJI}).*){{{min(most, MAX_COUNT)}}}"


def _loud_gate(share: float, letters: int) -> str:
    """Return the run of capitals that a text must have when so many letters have a larger share of them.

    ``n`` letters with a share ``c`` of capitals have at most ``(1 - c) n + 1`` runs of capitals between
    small letters, so that the longest run has more than ``c n / ((1 - c) n + 1)``.
    """
    run = min(_loud_run(share, letters), MAX_COUNT)
    return rf"(?-i:{_CAPITAL}(?:[^\p{{Ll}}]*{_CAPITAL}){{{run - 1}}})"


def _loud_run(share: float, letters: int) -> int:
    return int(share * letters / ((1 - share) * letters + 1)) + 1


def _loud_words(config: Config) -> dict[str, tuple[str, ...]]:
    """Return what a run of capitals has in a word: two of them, or in its midst one and no small letter."""
    share, letters = config.capitals, max(1, config.letters)
    if not share or _loud_run(share, letters) < 3:
        return {}
    two, lone = rf"{_CAPITAL}[^\p{{Ll}}]*{_CAPITAL}", rf"^[^\p{{Ll}}]*{_CAPITAL}[^\p{{Ll}}]*$"
    return {_loud_gate(share, letters): (f"(?-i:{two})", f"(?-i:{lone})")}


def _run_gate(length: int) -> str:
    signs = (chr(code) for code in range(0x21, 0x7F) if chr(code) not in "0123456789=*_~.-")
    return (
        "|".join(rf"{re.escape(sign)}{{{length}}}" for sign in signs)
        + rf"|[^\x00-\x7f\x{{85}}\pZ]{{{length}}}"
    )


def _count_emoji(text: str) -> int:
    own = len(_CUSTOM_EMOJI.findall(text)) if "<" in text else 0
    return own if text.isascii() else own + len(_EMOJI.findall(text))


def _finding(kind: str, part: Part, index: int) -> Finding:
    return Finding(
        detector="shouting",
        part=part.kind,
        part_index=index,
        end=len(part.text),
        view=View.NONE,
        matched=kind,
        explanation=explain_kind(kind),
    )


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence what kind of noise it is."""
    what, _, count = kind.partition(":")
    return phrase(f"detector.shouting.{what}", **({"count": int(count)} if count else {}))


class ShoutingDetector:
    """The detector ``shouting``."""

    name = "shouting"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        if isinstance(config, tuple):
            return config
        if config.capitals > 1:
            return (
                Problem(message="“capitals” is a share from 0 to 1.", hint="0.8 is 80 %.", key="capitals"),
            )
        return Shouting(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say what kind of noise it is."""
        return explain_kind(finding.matched)


DETECTOR: Final = ShoutingDetector()
