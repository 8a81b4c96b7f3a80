"""The quick look at a message: which detectors could find anything at all? Mostly none.

Nearly every message is clean, and asking ten detectors costs more than all of discord.py's work on it. So
a detector may say what it ``needs`` (``detectors.protocol.Needs``), and one pass over the text settles it
for all of them. The look errs on one side only: what it passes over holds nothing that judging would find.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.policy import sieve
from bot.policy.detectors.personal_data_span import without_markup, without_unseen
from bot.policy.detectors.protocol import Facts, Matcher, Needs
from bot.policy.folding.signs import PlainTable
from bot.policy.gates import GateSet
from bot.policy.sieve import GATES, WORDS, Sieve
from bot.policy.words import WordIndex

_NEVER: Final = 1 << 30
_PLAIN: Final = PlainTable()
Asked: TypeAlias = tuple[int, Matcher]
"""A matcher with the position of its rule."""
Gate: TypeAlias = tuple[Asked, str, bool]
"""A matcher, a pattern that asks for it, and whether markup of Discord counts."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is left to ask about a message."""

    words: bool
    """Whether any word or pattern may be in it."""
    matchers: tuple[Asked, ...]


class _Gates:
    """Patterns in one set; each that is found in a text asks for its matcher."""

    def __init__(self, gates: Sequence[Gate]) -> None:
        self._gates = [(asked, markup) for asked, _, markup in gates]
        self._set = GateSet([pattern for _, pattern, _ in gates])

    def open(self, text: str) -> list[Asked]:
        """Return the matchers to ask, some of them not for what is only Discord's markup."""
        if text.isascii():
            return self._open(text)
        plain = text.translate(_PLAIN)
        # What nobody sees may cut an address in two; what counts signs must see them all.
        shown = without_unseen(plain)
        return self._open(plain) + (self._open(shown) if shown is not None else [])

    def _open(self, plain: str) -> list[Asked]:
        found = self._set.open(plain)
        if not found:
            return []
        if "<" not in plain or all(self._gates[index][1] for index in found):
            return [self._gates[index][0] for index in found]
        bare = self._set.open(without_markup(plain))
        return [self._gates[index][0] for index in found if index in bare or self._gates[index][1]]


class QuickLook:
    """What a rule set needs to see before it must judge."""

    def __init__(self, words: WordIndex, matchers: Iterable[Asked]) -> None:
        """Compile the needs of all matchers; one that names none is asked each time."""
        self._words = words
        pairs = [(asked, getattr(asked[1], "needs", None)) for asked in matchers]
        self._always = [asked for asked, need in pairs if need is None]
        self._needs: list[tuple[Asked, Needs]] = [(asked, need) for asked, need in pairs if need is not None]
        in_texts = [(asked, gate, need.markup) for asked, need in self._needs for gate in need.text]
        in_names = [
            (asked, gate, True)
            for asked, need in self._needs
            for gate in (*need.names, *(need.text if need.reads_names else ()))
        ]
        self._texts, self._names = _Gates(in_texts), _Gates(in_names)
        words_of = {gate: each for _, need in self._needs for gate, each in need.words.items()}
        signs_of = {gate: each for _, need in self._needs for gate, each in need.signs.items()}
        gates = [
            sieve.Gate(gate, words_of.get(gate, ()), *signs_of.get(gate, ("", 0))) for _, gate, _ in in_texts
        ]
        self._may_find = {asked[0]: getattr(asked[1], "may_find", None) for asked, _ in pairs}
        self._sieve = Sieve(words.patterns, gates, words.doubtful)
        self._files = any(need.files for _, need in self._needs)
        self._recent = min((need.recent for _, need in self._needs if need.recent), default=_NEVER)
        self._copies = min((need.copies for _, need in self._needs if need.copies), default=_NEVER)

    def doubts(
        self,
        texts: Sequence[str],
        facts: Facts,
        *,
        names: Sequence[str] = (),
        everyone: bool = False,
        pronouns: bool = False,
    ) -> Doubts | None:
        """Return what must be asked about texts that come together, or None when they are clean.

        ``names`` are those of the files attached; ``everyone`` says whether Discord rang at everyone,
        ``pronouns`` whether the message turns to somebody who set theirs.
        """
        suspicious = self._words.suspicious
        words = False
        asked = self._always.copy()
        for text in texts:
            doubt = self._sieve.look(text)
            if doubt & WORDS:
                words = words or suspicious(text, doubt)
            if doubt & GATES:
                asked += self._opened(text)
        for name in names:
            doubt = self._sieve.look(name)
            if doubt & WORDS:
                words = words or suspicious(name, doubt)
            asked += self._names.open(name)
        copies = facts.repeats if facts.repeats > facts.repeat_authors else facts.repeat_authors
        files = bool(names) and self._files
        if files or everyone or facts.recent_messages >= self._recent or copies >= self._copies:
            asked += [each for each, need in self._needs if _holds(need, facts, copies, names, everyone)]
        if pronouns:
            asked += [each for each, need in self._needs if need.pronouns]
        if words or asked:
            return Doubts(words, tuple(dict.fromkeys(asked)))
        return None

    def _opened(self, text: str) -> list[Asked]:
        """Return the matchers to ask about a text; some can tell by it alone, before a message is made."""
        return [
            each
            for each in self._texts.open(text)
            if (may_find := self._may_find[each[0]]) is None or may_find(text)
        ]


def _holds(need: Needs, facts: Facts, copies: int, names: Sequence[str], everyone: bool) -> bool:
    return (
        (need.files and bool(names))
        or (need.everyone and everyone)
        or 0 < need.recent <= facts.recent_messages
        or 0 < need.copies <= copies
    )
