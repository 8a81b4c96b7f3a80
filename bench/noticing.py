"""What is noticed in service: ``python -m bench.noticing [--pack NAME] [FOLDER]…``.

Judges frozen sentences one by one as the listener would: words and patterns, the gate, and the model where
the gate asks for it. Prints recall and false alarms by family: of all texts that are none of it, and of its
near-misses alone, which were written to look like it. Then what of ordinary talk is flagged, and of attacks
on groups the phenomena.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.cli.evaluation import compile_pack, load_model, verdict_on
from bot.models.evaluate import FROZEN_DRAWS
from bot.models.families import FAMILIES
from bot.models.train_cuts import everyday
from bot.models.train_rows import NEAR_MISS, Row
from bot.models.train_sentences import read_own
from bot.paths import data_dir
from bot.policy.families import family_of
from bot.policy.rules import RuleSet
from bot.policy.verdict import Mode
from bot.services.second_look import SecondLook
from bot.settings import Settings

SENTENCES: Final = data_dir() / "models" / "sentences"
FOLDERS: Final = tuple(
    SENTENCES / f"test{name}"
    for name in (
        "",
        "_second",
        "_blind",
        "_fresh",
        "_fifth",
        "_sixth",
        "_seventh",
        "_eighth",
        "_ninth",
        "_tenth",
        "_eleventh",
        "_twelfth",
        "_thirteenth",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What came of one sentence."""

    row: Row
    flagged: frozenset[str]
    """Families brought to people, or more."""
    enforced: frozenset[str]


def notice(rows: Iterable[Row], rules: RuleSet, model: SecondLook | None) -> list[Noticed]:
    """Judge each row by itself."""
    found = []
    for row in rows:
        verdict = verdict_on(row.text, rules, model)
        hits = [(family_of(hit), hit.mode.rank) for hit in (verdict.hits if verdict else ())]
        flagged = frozenset(family for family, rank in hits if rank >= Mode.FLAG.rank)
        enforced = frozenset(family for family, rank in hits if rank >= Mode.ENFORCE.rank)
        found.append(Noticed(row=row, flagged=flagged, enforced=enforced))
    return found


def share(judged: Sequence[Noticed], hit: Callable[[Noticed], bool]) -> float:
    """Return how many of these it holds for, 0 … 1; NaN of none."""
    return sum(map(hit, judged)) / len(judged) if judged else float("nan")


def rate(judged: Sequence[Noticed], family: str, truth: int, *, sure: bool = False) -> float:
    """Return the share flagged (``sure``: enforced) as a family of those that are (1) or are not (0)."""
    known = [each for each in judged if each.row.labels.get(family) == truth]
    return share(known, lambda each: family in (each.enforced if sure else each.flagged))


def near(judged: Sequence[Noticed], family: str) -> tuple[int, float]:
    """Return how many near-misses of a family there are, and the share of them flagged as it."""
    alike = [each for each in judged if each.row.phenomenon == NEAR_MISS + family]
    return len(alike), share(alike, lambda each: family in each.flagged)


def by_phenomenon(judged: Sequence[Noticed], family: str) -> dict[str, tuple[int, int, float]]:
    """Return by phenomenon the truth, how many there are, and the share judged rightly."""
    cells: dict[str, list[Noticed]] = defaultdict(list)
    for each in judged:
        if each.row.phenomenon and family in each.row.labels:
            cells[each.row.phenomenon].append(each)
    return {
        name: (
            cell[0].row.labels[family],
            len(cell),
            share(cell, lambda each: (family in each.flagged) == bool(each.row.labels[family])),
        )
        for name, cell in sorted(cells.items())
    }


def table(judged: Sequence[Noticed]) -> Iterable[str]:
    """Yield the lines to print."""
    yield (
        f"{'family':26}{'yes':>5}{'recall':>8}{'enforced':>9}{'alarms':>8}{'enforced':>9}"
        f"{'near':>6}{'alarms':>8}"
    )
    for family in FAMILIES:
        count = sum(each.row.labels.get(family) == 1 for each in judged)
        recall, sure = (rate(judged, family, 1, sure=sure) for sure in (False, True))
        alarms, wrong = (rate(judged, family, 0, sure=sure) for sure in (False, True))
        alike, mistaken = near(judged, family)
        yield f"{family:26}{count:5}{recall:8.3f}{sure:9.3f}{alarms:8.4f}{wrong:9.4f}{alike:6}{mistaken:8.3f}"
    plain = [each for each in judged if not any(each.row.labels.values())]
    yield f"no family holds: {len(plain)}, flagged {share(plain, lambda each: bool(each.flagged)):.4f},"
    yield f"  enforced {share(plain, lambda each: bool(each.enforced)):.4f}"
    talk = [each for each in plain if everyday(each.row)]
    yield f"of these ordinary talk: {len(talk)}, flagged {share(talk, lambda each: bool(each.flagged)):.4f}"
    yield "attacks on groups, by phenomenon: share judged rightly"
    for name, (truth, count, right) in by_phenomenon(judged, "identity_attack").items():
        yield f"  {name:34} {'hate' if truth else 'not':5}{count:5}  {right:.3f}"


def main(argv: Sequence[str] | None = None) -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.noticing", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=list(FOLDERS))
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--missed", action="store_true", help="also print what was judged wrongly")
    options = parser.parse_args(argv)
    settings = Settings.from_env({})
    if not isinstance(settings, Settings):
        sys.exit("\n".join(map(str, settings)))
    rules, model = compile_pack(options.pack, ()), load_model(settings)
    for folder in options.folders:
        judged = notice(read_own(folder, draws=FROZEN_DRAWS, seed=1), rules, model)
        print(f"== {folder.name}: {len(judged)} texts")
        print("\n".join(table(judged)))
        if options.missed:
            print("\n".join(missed(judged)))


def missed(judged: Sequence[Noticed]) -> Iterable[str]:
    """Yield each sentence with the families that were missed or wrongly found."""
    for each in judged:
        labels = each.row.labels
        gone = [
            f"-{name}"
            for name, truth in labels.items()
            if truth and name in FAMILIES and name not in each.flagged
        ]
        wrong = [f"+{name}" for name in sorted(each.flagged) if labels.get(name) == 0]
        if gone or wrong:
            yield f"  {' '.join([*gone, *wrong]):34} {each.row.text}"


if __name__ == "__main__":
    main()
