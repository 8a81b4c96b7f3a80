"""Folding views: what a text reads like once disguises are undone, with a way back to the original.

*Strict* undoes what nobody does by accident; it may enforce. *Loose* readings also guess (backwards, masked
letters, words cut in two); they may only flag. Every step is linear in the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.policy.folding import steps
from bot.policy.folding.lookalikes import ROTATED, TURNED_PAIRS
from bot.policy.folding.traced import Folded, rewrite
from bot.policy.verdict import View

_ROUNDS: Final = 8
"""Disguises nest (an encoded mark around leet); each round only shortens, so few are ever needed."""
_ONE_OR_ELL: Final = re.compile(r"[1!|]")
_DIGIT_AT_EDGE: Final = re.compile(r"(?<![a-z0-9])[0-9]+[a-z]|[a-z][0-9]+(?![a-z0-9])")
_JOINT: Final = re.compile(r"(?<=[^\W_])[-./,:;'\"+=_#~^&*%]{1,3}(?=[^\W_])")
FRAGMENT: Final = r"(?:[b-hj-tv-z]|[bcdfghjklmnpqrstvwxz]{2,4})"
"""A piece without a vowel, which is hardly ever a word: “f uck”, “fu ck”."""
_AFTER_FRAGMENT: Final = re.compile(rf"(?<![^\W_])(?<!')({FRAGMENT}) (?=[a-z])")
_BEFORE_FRAGMENT: Final = re.compile(rf"(?<=[a-z]) ({FRAGMENT})(?![^\W_])")
_ROTATED: Final = re.compile("[" + "".join(map(chr, ROTATED)) + "]")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text."""

    view: View
    folded: Folded


def fold(text: str) -> Folded:
    """Return the strict view of ``text``: small letters, disguises undone, punctuation kept.

    Folding what is already folded changes nothing. Never raises, whatever the characters.
    """
    return _strict(_base(text))


def readings(text: str) -> Iterator[Reading]:
    """Yield every reading of ``text``, strict ones first, the strict view as the first of all."""
    base = steps.decode(_base(text))
    strict = _strict(base)
    yield Reading(View.STRICT, strict)
    for other in _strict_variants(base):
        if other.text != strict.text:
            yield Reading(View.STRICT, other)
    for other in _loose_variants(strict, turned=_ROTATED.search(text) is not None):
        if other.text != strict.text:
            yield Reading(View.LOOSE, other)


def masked(text: str) -> Folded:
    """Return the text with look-alikes undone but every sign in place, for words masked like ``w*rd``."""
    return _base(text)


def _base(text: str) -> Folded:
    return steps.fold_signs(steps.without_addresses(text))


def _strict(
    base: Folded, *, apart: re.Pattern[str] | None = None, table: dict[int, int] = steps.LEET
) -> Folded:
    folded = base
    for _ in range(_ROUNDS):
        before = folded.text
        folded = steps.join_markdown(steps.decode(folded))
        folded = steps.join_split(folded, apart=apart)
        folded = steps.shorten_runs(steps.read_leet(folded, table))
        if folded.text == before:
            break
    return folded


def _strict_variants(base: Folded) -> Iterator[Folded]:
    """Yield the readings where a sign has a second meaning: 1 as l, a digit as number, “a” as a word."""
    if _ONE_OR_ELL.search(base.text):
        yield _strict(base, table=steps.LEET_L)
    if _DIGIT_AT_EDGE.search(base.text):
        yield _strict(steps.part_digits(base))
    if steps.SPLIT.search(base.text):
        yield from (_strict(base, apart=apart) for apart in steps.SMALL_WORDS)
    if steps.LONG_RUN.search(base.text):
        yield _strict(steps.drop_runs(base))


def _loose_variants(strict: Folded, *, turned: bool) -> Iterator[Folded]:
    mirrored = strict.mirrored()
    yield mirrored
    if turned:
        yield mirrored.with_text(mirrored.text.translate(TURNED_PAIRS))
    yield rewrite(strict, _JOINT, lambda match: "")
    after = rewrite(strict, _AFTER_FRAGMENT, lambda match: match[1])
    yield after
    yield rewrite(strict, _BEFORE_FRAGMENT, lambda match: match[1])
    yield rewrite(after, _BEFORE_FRAGMENT, lambda match: match[1])
