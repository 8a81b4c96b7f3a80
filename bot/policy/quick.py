"""The quick look at a message: which detectors could find anything at all? Mostly none.

Nearly every message is clean, and asking ten detectors costs more than all of discord.py's work on it. So
a detector may say what it ``needs`` (``detectors.protocol.Needs``), and one pass over the text settles it
for all of them. The look errs on one side only: what it passes over holds nothing that judging would find.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import re2

from bot.policy.detectors.personal_data_span import without_markup
from bot.policy.detectors.protocol import Facts, Matcher, Needs
from bot.policy.folding.signs import PlainTable
from bot.policy.pattern_index import options
from bot.policy.words import WordIndex

_NEVER: Final = 1 << 30
_MEMORY: Final = 16 << 20
_PLAIN: Final = PlainTable()
Asked = tuple[int, Matcher]


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is left to ask about a message."""

    words: bool
    """Whether any word or pattern may be in it."""
    matchers: tuple[Asked, ...]
    """The other detectors, each with its rule's position."""


@dataclass(frozen=True, slots=True)
class _Gate:
    asked: Asked
    markup: bool


class QuickLook:
    """What a rule set needs to see before it must judge."""

    def __init__(self, words: WordIndex, matchers: Iterable[Asked]) -> None:
        """Compile the needs of all matchers; one that names none is asked each time."""
        self._words = words
        self._all = tuple(matchers)
        needs = [(asked, getattr(asked[1], "needs", None)) for asked in self._all]
        self._always = tuple(asked for asked, need in needs if need is None)
        self._needs: list[tuple[Asked, Needs]] = [(asked, need) for asked, need in needs if need is not None]
        self._recent = min((need.recent for _, need in self._needs if need.recent), default=_NEVER)
        self._copies = min((need.copies for _, need in self._needs if need.copies), default=_NEVER)
        self._gates: list[_Gate] = []
        self._set = re2.Set.SearchSet(options(_MEMORY))
        for asked, need in self._needs:
            for pattern in need.text:
                self._set.Add(pattern)
                self._gates.append(_Gate(asked, need.markup))
        # An empty set can't be asked; a pattern that never matches keeps the rest simple.
        self._set.Add(r"[^\x00-\x{10FFFF}]")
        self._set.Compile()

    def doubts(
        self, texts: Sequence[str], facts: Facts, *, files: bool = False, everyone: bool = False
    ) -> Doubts | None:
        """Return what must be asked about texts that come together, or None when they are clean.

        ``files`` says whether anything is attached, ``everyone`` whether Discord rang at everyone.
        """
        words = False
        asked = list(self._always)
        for text in texts:
            words = words or self._words.suspicious(text)
            plain = text if text.isascii() else text.translate(_PLAIN)
            found = self._set.Match(plain)
            if found:
                asked += self._opened(plain, found)
        recent, copies = facts.recent_messages, max(facts.repeats, facts.repeat_authors)
        if files or everyone or recent >= self._recent or copies >= self._copies:
            asked += [each for each, need in self._needs if _holds(need, facts, files, everyone)]
        if not (words or asked):
            return None
        return Doubts(words, tuple(dict.fromkeys(asked)))

    def _opened(self, text: str, found: list[int]) -> list[Asked]:
        """Return the matchers whose gates are open, some of them only for what is not Discord's markup."""
        gates = [self._gates[index] for index in found]
        if "<" in text and not all(gate.markup for gate in gates):
            bare = self._set.Match(without_markup(text)) or ()
            gates = [gate for index, gate in zip(found, gates, strict=True) if gate.markup or index in bare]
        return [gate.asked for gate in gates]


def _holds(need: Needs, facts: Facts, files: bool, everyone: bool) -> bool:
    return (
        (need.files and files)
        or (need.everyone and everyone)
        or 0 < need.recent <= facts.recent_messages
        or 0 < need.copies <= max(facts.repeats, facts.repeat_authors)
    )
