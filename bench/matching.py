"""What matching costs as rules grow: ``python -m bench.matching``.

For 10 to 10,000 invented terms, and as many patterns, it prints the microseconds of one look at clean texts
of 60, 250 and 2,000 characters, ours and others': a plain ``re`` alternation with word boundaries, and, where
they are installed, ``better-profanity`` with the same terms and ``alt-profanity-check``, a linear model that
takes no terms. Neither belongs to Steward; ``uv run --with`` adds them for one run. Ours also undoes
disguises, which the others don't. The last line is ``growth 1.xx``: ours at 10,000 terms over ours at ten, 60
characters.
"""

import importlib
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from types import ModuleType
from typing import Final

from bench.look import sentence
from bot.policy.words import PatternList, TermList, WordIndex

COUNTS: Final = (10, 100, 1_000, 10_000)
LENGTHS: Final = (60, 250, 2_000)
SLOW_CALLS, CALLS, ROUNDS = 3, 100, 7
WITH_OTHERS: Final = "uv run --with better-profanity --with alt-profanity-check python -m bench.matching"
Look = Callable[[str], object]


def invented(count: int) -> list[str]:
    """Return words that nobody writes."""
    chance = random.Random(7)
    return ["".join(chance.choices("bcdfghjklmnpqrstvwz", k=9)) for _ in range(count)]


def texts(length: int) -> list[str]:
    """Return clean texts of a length."""
    return [" ".join(sentence(start + step) for step in range(40))[:length] for start in range(0, 500, 5)]


def ours_terms(words: Sequence[str]) -> Look:
    """Return our look for terms."""
    return WordIndex((TermList(terms=tuple(words)),)).suspicious


def ours_patterns(words: Sequence[str]) -> Look:
    """Return our look for patterns: two words with anything of a word's length between."""
    patterns = tuple(rf"\b{word[:4]}\w{{0,8}} {word[4:]}\b" for word in words)
    return WordIndex((PatternList(patterns=patterns),)).suspicious


def plain_terms(words: Sequence[str]) -> Look:
    """Return the look that most bots have."""
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE).search


def plain_patterns(words: Sequence[str]) -> Look:
    """Return the same for patterns."""
    joined = "|".join(rf"{word[:4]}\w{{0,8}} {word[4:]}" for word in words)
    return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE).search


def better_profanity(words: Sequence[str]) -> Look | None:
    """Return the look of better-profanity, None where it isn't installed."""
    module = _installed("better_profanity")
    if module is None:
        return None
    module.profanity.load_censor_words(list(words))
    found: Look = module.profanity.contains_profanity
    return found


def alt_profanity_check(words: Sequence[str]) -> Look | None:
    """Return the look of alt-profanity-check, None where it isn't installed."""
    module = _installed("profanity_check")
    return None if module is None else lambda text: module.predict([text])


def _installed(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def cost(look: Look, given: Sequence[str]) -> float:
    """Return the microseconds of a look: the least of some rounds, fewer where a look takes long."""
    started = time.perf_counter()
    look(given[0])
    slow = time.perf_counter() - started > 0.002
    # What is compiled on first use is compiled now.
    if not slow:
        for text in given:
            look(text)
    calls, rounds = (SLOW_CALLS, 1) if slow else (CALLS, ROUNDS)
    least = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for text in islice(cycle(given), calls):
            look(text)
        least = min(least, (time.process_time() - started) / calls * 1e6)
    return least


def row(name: str, make: Callable[[Sequence[str]], Look | None], count: int) -> list[float]:
    """Print and return what one way of matching costs at each length."""
    look = make(invented(count))
    if look is None:
        print(f"  {name:<28} not installed; add them with: {WITH_OTHERS}")
        return []
    found = [cost(look, texts(length)) for length in LENGTHS]
    print(f"  {name:<28}" + "".join(f"{each:>12,.1f}" for each in found))
    return found


def main() -> None:
    """Run the benchmark."""
    few: list[float] = []
    many: list[float] = []
    for count in COUNTS:
        print(f"{count:,} terms or patterns, µs a look" + "".join(f"{length:>12,}" for length in LENGTHS))
        many = row("terms: ours", ours_terms, count)
        few = few or many
        row("terms: re alternation", plain_terms, count)
        row("terms: better-profanity", better_profanity, count)
        row("patterns: ours", ours_patterns, count)
        row("patterns: re alternation", plain_patterns, count)
        sys.stdout.flush()
    print("no terms, a model")
    row("alt-profanity-check", alt_profanity_check, 0)
    print(f"growth {many[0] / few[0]:.2f}")


if __name__ == "__main__":
    main()
