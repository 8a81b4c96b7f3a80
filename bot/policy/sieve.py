"""The first look at a text, word by word: what each of its words may be part of is remembered.

People say new things in old words. So of every word it is worked out once which patterns it may be part of,
and whether it could be a term or a disguise; a text is then looked up word by word. Only where the words of
one pattern, or a doubtful word, come together is the text itself looked at (``policy.quick``). It errs on
one side only: what it lets pass is clean.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import repeat
from operator import or_
from typing import Final, NamedTuple, TypeAlias

import re2

from bot.policy.detectors.personal_data_span import without_unseen
from bot.policy.folding.signs import INVISIBLE, PlainTable
from bot.policy.normalise import fold
from bot.policy.pattern_index import new_set, options, valid_text
from bot.policy.pattern_parts import LINE, Need, Word, needs_of
from bot.policy.screening import SIGNS
from bot.policy.word_finder import WordFinder

CLEAN: Final = 0
PATTERNS: Final = 1
"""A pattern of a rule may be in the text."""
TERMS: Final = 2
"""A term or a disguise may be in the text."""
PIECES: Final = 4
"""A term cut in pieces may be in the text."""
WORDS: Final = PATTERNS | TERMS | PIECES
GATES: Final = 8
"""What a detector needs may be in the text."""
_DOUBTS: Final = WORDS | GATES
_ALONE: Final = 16
"""One letter stands alone, or twice as much, two: with a third it may be a word pulled apart."""
_ANY_ALONE: Final = 3 * _ALONE
READS_ON: Final = 64
"""With disguises undone, the word is another: patterns and pieces must then be looked for in it as well."""
_FLAGS: Final = 7
_PLANES: Final = 3
"""Of so many words that a pattern needs, the rarest, each text is asked."""
_DIGITS: Final = 24
"""Bits for one count; a text of 4,000 signs has no more than that of anything."""
_DIGITS_MASK: Final = (1 << _DIGITS) - 1
_REMEMBERED: Final = 16_000
_LONGEST: Final = 64
_UNSEEN: Final = re.compile(
    f"[{re.escape(''.join(sign for sign in map(chr, range(128)) if SIGNS[ord(sign)] == INVISIBLE))}]"
)
"""Signs of ASCII that nobody sees and folding drops; at some of them Python parts words."""
_GAP: Final = re2.compile(r"[^\pL\pN@$]+")
_REREAD: Final = re.compile(r"(?i)[0-9]|(.)\1")
"""What folding may read in another way in a word of letters and digits."""
_PLAIN: Final = PlainTable()
_FREQUENT: Final = (
    "the to i a and you of it in is that for on my so this have be with but not was me if just do are"
    " like at what or can your we they as no how get know all don't up out think there one he it's about"
    " i'm would will from when she good time has need an her his really lol make why go people see then"
    " them who too some want now more did work yes here right by help thanks please could use got still"
    " only that's today any been new going well way because even much back him should than over week also"
    " first day thing where 1 2 10 ok oh anyone someone our us had before after does question try code"
    " test long last next always never other"
)
_COMMON: Final = {word: 1 / (rank + 5) for rank, word in enumerate(_FREQUENT.split())}
"""Weights of frequent words; they only decide which words of a pattern are asked for."""


Slots: TypeAlias = tuple[frozenset[Word], ...]
"""Sets of words of which each must have one in a text; the rarest first."""


@lru_cache(maxsize=8192)
def _slots_of(pattern: str, words: tuple[str, ...]) -> Slots:
    """Return the slots of a pattern, none where it can't be read; ``words`` says them in its stead."""
    if words:
        return (frozenset(Word(each, frozenset(), exact=False) for each in words),)
    need = needs_of(pattern)
    return _slots(need) if need else ()


def _slots(need: Need) -> Slots:
    if need.word:
        return (frozenset({need.word}),)
    if need.all:
        found = [slot for each in need.all for slot in _slots(each)]
    else:
        choices = [_slots(each) for each in need.any]
        found = [
            frozenset().union(*(slots[min(place, len(slots) - 1)] for slots in choices))
            for place in range(_PLANES)
        ]
    found.sort(key=lambda slot: sum(map(_weight, slot)))
    return tuple(dict.fromkeys(found))[:_PLANES]


@lru_cache(maxsize=16384)
def _weight(word: Word) -> float:
    """Return how frequent a word is, roughly."""
    if word.exact:
        return sum([_COMMON[atom] for atom in word.atoms if atom in _COMMON])
    expression = re2.compile(word.expression, options())
    return sum([weight for common, weight in _COMMON.items() if expression.search(common) is not None])


class Gate(NamedTuple):
    """A pattern that opens a gate, with what is known of each text that it is worth opening for."""

    pattern: str
    words: tuple[str, ...] = ()
    """Expressions of which one is found in a word of it."""
    sign: str = ""
    """An expression that is found in its words …"""
    least: int = 0
    """… so many times in all."""


class Plan:
    """What the words of a text are asked for the sake of patterns and gates."""

    def __init__(self, patterns: Sequence[str], gates: Sequence[Gate]) -> None:
        """Read the patterns, and the gates with what is known of the words that open them."""
        self._size = len(patterns) + len(gates)
        self._patterns = (1 << len(patterns)) - 1
        self.blind = CLEAN
        """What can't be told from words, and so is always in doubt."""
        self._signs = [
            (1 << len(patterns) + place, re2.compile(gate.sign, options()), gate.least)
            for place, gate in enumerate(gates)
            if gate.sign
        ]
        self._any_sign = new_set()
        for _, sign, _ in self._signs:
            self._any_sign.Add(sign.pattern)
        self._any_sign.Compile()
        self._uncounted = ((1 << len(gates)) - 1 << len(patterns)) & ~sum(bit for bit, _, _ in self._signs)
        masks: dict[Word, int] = {}
        for place, (pattern, words, *_) in enumerate([*map(Gate, patterns), *gates]):
            slots = _slots_of(pattern, words)
            if not slots:
                self.blind |= PATTERNS if place < len(patterns) else GATES
            for plane in range(_PLANES if slots else 0):
                for word in slots[min(plane, len(slots) - 1)]:
                    masks[word] = masks.get(word, 0) | 1 << (_FLAGS + plane * self._size + place)
        self.line = masks.pop(LINE.word, 0) if LINE.word else 0
        self.mask = WordFinder(masks).find

    def count(self, shapes: Sequence[str]) -> int:
        """Return how often each counted sign comes in a token, side by side in one number."""
        there = {place for shape in shapes for place in self._any_sign.Match(shape) or ()}
        return sum(
            max(len(self._signs[place - 1][1].findall(shape)) for shape in shapes) << (place - 1) * _DIGITS
            for place in there
        )

    def met(self, seen: int, tokens: Sequence[str], counts: Mapping[str, int]) -> int:
        """Return what is in doubt when the tokens together have these places; ``counts`` are by token."""
        places, size = seen >> _FLAGS, self._size
        whole = places & (places >> size) & (places >> 2 * size)
        if not whole:
            return CLEAN
        found = PATTERNS if whole & self._patterns else CLEAN
        if whole & self._uncounted:
            return found | GATES
        if whole > self._patterns:
            total = sum(map(counts.get, tokens, repeat(0)))
            for place, (bit, _, least) in enumerate(self._signs):
                if whole & bit and total >> place * _DIGITS & _DIGITS_MASK >= least:
                    return found | GATES
        return found


_plan = lru_cache(maxsize=64)(Plan)


class _Memory(dict[str, int]):
    """What is known of each word; worked out when it is met for the second time, and bounded.

    Many words come once and never again, and working one out costs as much as looking at some texts whole.
    """

    def __init__(self, plan: Plan, doubtful: Callable[[str], int]) -> None:
        super().__init__()
        self._plan = plan
        self._doubtful = doubtful
        self._once: set[str] = set()
        self._old: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        """How often counted signs come in words that have any."""

    def __missing__(self, token: str) -> int:
        """Work out what is to be known of a word; everything is in doubt about one not met before."""
        found = self._old.get(token)
        if found is None:
            if len(token) > _LONGEST or not self._comes_again(token):
                return _DOUBTS
            found = self._of(token)
        if len(self) >= _REMEMBERED:
            self._turn()
        self[token] = found
        return found

    def _comes_again(self, token: str) -> bool:
        """Say whether a word was met before, and keep in mind that it was where this is the first time."""
        if token in self._once:
            self._once.remove(token)
            return True
        if len(self._once) >= _REMEMBERED:
            self._once.clear()
        self._once.add(token)
        return False

    def _turn(self) -> None:
        """Forget what was not met since the last time; this is cheaper than keeping account of each use."""
        self._old = self.copy()
        self.clear()
        self.counts = {token: count for token, count in self.counts.items() if token in self._old}

    def _of(self, token: str) -> int:
        shapes, folded = [token], token
        reads_on = 0
        if not token.isascii():
            folded = token.translate(SIGNS)
            plain = token.translate(_PLAIN)
            shapes = [valid_text(token), folded, plain, without_unseen(plain) or plain]
        elif _REREAD.search(token) and (read := fold(token).text) != token.casefold():
            shapes.append(read)
            reads_on = READS_ON
        pieces = dict.fromkeys(piece for shape in shapes for piece in shape.split())
        found = reduce(or_, map(self._plan.mask, pieces), reads_on)
        if counted := self._plan.count(shapes):
            self.counts[token] = counted
        if token.isascii() and token.isalnum():
            alone = int(len(token) == 1)
        else:
            alone = sum(len(run) == 1 for run in _GAP.split(valid_text(folded)))
        return found | self._doubtful(token) | (TERMS if alone > 2 else alone * _ALONE)


class Sieve:
    """Lets clean texts pass by their words."""

    def __init__(
        self,
        patterns: Sequence[str],
        gates: Sequence[Gate],
        doubtful: Callable[[str], int],
    ) -> None:
        """Prepare for ``patterns`` and ``gates``; ``doubtful`` adds ``TERMS`` or ``PIECES`` to a word."""
        self._plan = _plan(tuple(patterns), tuple(gates))
        self._known = _Memory(self._plan, doubtful)

    def look(self, text: str) -> int:
        """Return what is in doubt about a text: ``CLEAN``, or all that may be in it taken together."""
        # Nearly every text is printable, or is but for the ends of its lines; that is told fastest.
        if not text.isprintable() and _UNSEEN.search(text):
            return _DOUBTS
        tokens = text.split()
        known = self._known
        seen = reduce(or_, map(known.__getitem__, tokens), self._plan.blind)
        if "\n" in text:
            seen |= self._plan.line
        if not seen:
            return CLEAN
        doubts = seen & _DOUBTS | self._plan.met(seen, tokens, known.counts)
        if seen & READS_ON and doubts & (PATTERNS | PIECES):
            doubts |= READS_ON
        if seen & _ANY_ALONE and not doubts & TERMS:
            alone = sum([known[token] & _ANY_ALONE for token in tokens])
            doubts |= TERMS if alone >= 3 * _ALONE else CLEAN
        return doubts
