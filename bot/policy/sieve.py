"""The first look at a text, word by word: what each of its words may be part of is remembered.

People say new things in old words. So of every word it is worked out once which patterns it may be part of,
and whether it could be a term or a disguise; a text is then looked up word by word. Only where the words of
one pattern, or a doubtful word, come together is the text itself looked at (``policy.quick``). It errs on
one side only: what it lets pass is clean.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Final, TypeAlias

import ahocorasick
import re2

from bot.policy.detectors.personal_data_span import without_unseen
from bot.policy.folding.signs import INVISIBLE, PlainTable
from bot.policy.pattern_index import options, valid_text
from bot.policy.pattern_parts import LINE, Need, Word, needs_of
from bot.policy.screening import SIGNS

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
_FLAGS: Final = 6
_PLANES: Final = 3
"""Of so many words that a pattern needs, the rarest, each text is asked."""
_REMEMBERED: Final = 16_000
_LONGEST: Final = 64
_UNSEEN: Final = frozenset(sign for sign in map(chr, range(128)) if SIGNS[ord(sign)] == INVISIBLE)
"""Signs that count as invisible in a text that is not plain ASCII, and as gaps in one that is; at some of
them Python parts words."""
_GAP: Final = re2.compile(r"[^\pL\pN@$]+")
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


_Atoms: TypeAlias = dict[str, tuple[dict[tuple[str, str], int], dict[Word, int]]]
"""By atom the masks of words that are nothing but it, by what stands beside them, and those of others."""
_ALPHANUMERIC: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


class _Finder:
    """Tells what words of patterns a token may be."""

    def __init__(self, masks: Mapping[Word, int]) -> None:
        """Compile them; each has a mask, which is returned when it is found."""
        self._unknown = re2.Set.SearchSet(options())
        # An empty set can't be asked.
        self._unknown_masks = [self._unknown.Add(r"[^\x00-\x{10FFFF}]")]
        self._whole: dict[str, int] = {}
        loose: _Atoms = {}
        every: _Atoms = {}
        for word, mask in masks.items():
            if not word.exact and min(map(len, word.atoms), default=0) < 2:
                self._unknown.Add(word.expression)
                self._unknown_masks.append(mask)
                continue
            whole = word.exact and _at_edge(word.left, before=True) and _at_edge(word.right, before=False)
            for atom in word.atoms:
                if whole:
                    self._whole[atom] = self._whole.get(atom, 0) | mask
                for atoms in (every,) if whole else (every, loose):
                    exact, others = atoms.setdefault(atom, ({}, {}))
                    if word.exact:
                        exact[word.left, word.right] = exact.get((word.left, word.right), 0) | mask
                    else:
                        others[word] = mask
        self._unknown.Compile()
        self._every, self._loose = _automaton(every), _automaton(loose)

    def find(self, token: str) -> int:
        """Return the masks of all that are found, taken together."""
        found = reduce(or_, [self._unknown_masks[place] for place in self._unknown.Match(token) or ()], 0)
        small = token.casefold()
        automaton = self._every
        if small.isascii() and small.isalnum():
            # Most words are just that, and most of what is looked for is a whole word.
            found |= self._whole.get(small, 0)
            automaton = self._loose
        small = f" {small} "
        for end, (size, exact, others) in automaton.iter(small) if len(automaton) else ():
            for (left, right), mask in exact:
                if found | mask != found and (
                    _fits(left, small[end - size], small[end - size + 1], before=True)
                    and _fits(right, small[end], small[end + 1], before=False)
                ):
                    found |= mask
            for word, mask in others:
                if found | mask != found and _compiled(word).search(token) is not None:
                    found |= mask
        return found


def _automaton(atoms: _Atoms) -> ahocorasick.Automaton:
    made = ahocorasick.Automaton()
    for atom, (exact, others) in atoms.items():
        made.add_word(atom, (len(atom), list(exact.items()), list(others.items())))
    made.make_automaton()
    return made


@lru_cache(maxsize=8192)
def _at_edge(edge: str, *, before: bool) -> bool:
    """Say whether an edge lies only where a word of plain letters and digits begins, or ends."""
    if not edge:
        return False
    pattern = f"-(?:(?:{edge})|[a-z0-9](?:{edge}))a-" if before else f"-a(?:(?:{edge})|(?:{edge})[a-z0-9])-"
    pairs = "-".join(sign + "a" if before else "a" + sign for sign in _ALPHANUMERIC)
    # Each dash stands twice, as a match takes both.
    return re2.compile(pattern, options()).search(f"-{pairs}-".replace("-", "--")) is None


@lru_cache(maxsize=8192)
def _compiled(word: Word) -> "re2._Regexp":
    return re2.compile(word.expression, options())


@lru_cache(maxsize=8192)
def _fits(edge: str, one: str, other: str, *, before: bool) -> bool:
    """Say whether an edge may lie between two signs: behind, or ``before`` what it belongs to."""
    if not edge or " " in (one if before else other):
        return True
    return _edge(edge, before=before).search(one + other) is not None


@lru_cache(maxsize=8192)
def _edge(edge: str, *, before: bool) -> "re2._Regexp":
    # What an edge asks for is the neighbour itself, or the place between the two.
    around = f"(?:(?:{edge})|.(?:{edge}))." if before else f".(?:(?:{edge})|(?:{edge}).)"
    return re2.compile(f"(?s)^{around}$", options())


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


class Plan:
    """What the words of a text are asked for the sake of patterns and gates."""

    def __init__(self, patterns: Sequence[str], gates: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        """Read the patterns, and the gates with what is known of the words that open them."""
        self._size = len(patterns) + len(gates)
        self._patterns = (1 << len(patterns)) - 1
        self.blind = CLEAN
        """What can't be told from words, and so is always in doubt."""
        masks: dict[Word, int] = {}
        for place, (pattern, words) in enumerate([*((pattern, ()) for pattern in patterns), *gates]):
            slots = _slots_of(pattern, words)
            if not slots:
                self.blind |= PATTERNS if place < len(patterns) else GATES
            for plane in range(_PLANES if slots else 0):
                for word in slots[min(plane, len(slots) - 1)]:
                    masks[word] = masks.get(word, 0) | 1 << (_FLAGS + plane * self._size + place)
        self.line = masks.pop(LINE.word, 0) if LINE.word else 0
        self.mask = _Finder(masks).find

    def met(self, seen: int) -> int:
        """Return what is in doubt when the tokens together have these places."""
        places, size = seen >> _FLAGS, self._size
        whole = places & (places >> size) & (places >> 2 * size)
        if not whole:
            return CLEAN
        return (PATTERNS if whole & self._patterns else 0) | (GATES if whole > self._patterns else 0)


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

    def __missing__(self, token: str) -> int:
        """Work out what is to be known of a word; everything is in doubt about one not met before."""
        if len(token) > _LONGEST:
            return _DOUBTS
        if token not in self._once:
            if len(self._once) >= _REMEMBERED:
                self._once.clear()
            self._once.add(token)
            return _DOUBTS
        self._once.remove(token)
        found = self._of(token)
        if len(self) >= _REMEMBERED:
            # Forgetting all at once is rare, and cheaper than keeping account of what was used.
            self.clear()
        self[token] = found
        return found

    def _of(self, token: str) -> int:
        shapes, folded = [token], token
        if not token.isascii():
            folded = token.translate(SIGNS)
            plain = token.translate(_PLAIN)
            shapes = [valid_text(token), folded, plain, without_unseen(plain) or plain]
        pieces = dict.fromkeys(piece for shape in shapes for piece in shape.split())
        found = reduce(or_, map(self._plan.mask, pieces), 0)
        alone = sum(len(run) == 1 for run in _GAP.split(valid_text(folded)))
        return found | self._doubtful(token) | (TERMS if alone > 2 else alone * _ALONE)


class Sieve:
    """Lets clean texts pass by their words."""

    def __init__(
        self,
        patterns: Sequence[str],
        gates: Sequence[tuple[str, tuple[str, ...]]],
        doubtful: Callable[[str], int],
    ) -> None:
        """Prepare for ``patterns`` and ``gates``; ``doubtful`` adds ``TERMS`` or ``PIECES`` to a word."""
        self._plan = _plan(tuple(patterns), tuple(gates))
        self._known = _Memory(self._plan, doubtful)

    def look(self, text: str) -> int:
        """Return what is in doubt about a text: ``CLEAN``, or all that may be in it taken together."""
        if not (text.isascii() or _UNSEEN.isdisjoint(text)):
            return _DOUBTS
        tokens = text.split()
        known = self._known
        seen = reduce(or_, map(known.__getitem__, tokens), self._plan.blind)
        if "\n" in text:
            seen |= self._plan.line
        if not seen:
            return CLEAN
        doubts = seen & _DOUBTS | self._plan.met(seen)
        if seen & _ANY_ALONE and not doubts & TERMS:
            alone = sum([known[token] & _ANY_ALONE for token in tokens])
            doubts |= TERMS if alone >= 3 * _ALONE else CLEAN
        return doubts
