"""``steward eval``: measure the rules on labelled texts, judged one by one as the listener would."""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.cli.labelled import Row, UnreadableTexts, label, read
from bot.exit_codes import ExitCode
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.policy.metrics import Judged
    from bot.policy.rules import RuleSet
    from bot.policy.verdict import Verdict
    from bot.services.second_look import SecondLook

_SHOWN: Final = 10
_THEN: Final = datetime(2026, 1, 1, tzinfo=UTC)


def evaluate(settings: Settings, asked: argparse.Namespace) -> int:
    """Judge every text of a file and print how often that agrees with the labels."""
    rows = read(asked.file)
    _check(rows, asked)
    rules = compile_pack(asked.pack, asked.term or ())
    model = load_model(settings)
    texts = [str(row.get(asked.text) or "") for row in rows]
    started = time.perf_counter()
    verdicts = [verdict_on(text, rules, model) for text in texts]
    spent = time.perf_counter() - started
    judged = [
        _judged(row, verdict, _doubt(text, model, asked.category), asked)
        for row, text, verdict in zip(rows, texts, verdicts, strict=True)
    ]
    result = figures(judged, by=asked.by is not None)
    result["microseconds_per_message"] = round(spent / max(len(rows), 1) * 1e6, 1)
    result["text_model"] = model is not None
    if asked.json:
        json.dump(result, sys.stdout, ensure_ascii=False)
        print()
    else:
        print("\n".join(lines(result)))
    return ExitCode.OK


def _check(rows: list[Row], asked: argparse.Namespace) -> None:
    if not rows:
        raise UnreadableTexts(f"{asked.file} holds no rows.")
    for column in filter(None, (asked.text, asked.label, asked.by)):
        if all(column not in row for row in rows):
            have = ", ".join(map(str, rows[0]))
            raise UnreadableTexts(f"{asked.file} has no column “{column}”. It has: {have}.")
    found = sorted({label(row.get(asked.label)) for row in rows})
    if asked.positive not in found:
        shown = ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
        print(f"No row is labelled “{asked.positive}”; the labels are: {shown}.", file=sys.stderr)


def compile_pack(name: str, terms: tuple[str, ...] | list[str]) -> "RuleSet":
    """Return the rules of a pack, with more words to flag."""
    from bot import paths
    from bot.policy.rules import RuleSet, RuleSpec, compile_rules
    from bot.policy.verdict import Mode
    from bot.policy.words import unusable_term
    from bot.services.rules import load_packs

    for term in terms:
        if wrong := unusable_term(term):
            raise UnreadableTexts(f"The term “{term}” {wrong}.")
    packs = load_packs(paths.data_dir())
    if name not in packs:
        raise UnreadableTexts(f"There is no pack “{name}”. Choose one of: {', '.join(packs)}.")
    more = RuleSpec(
        id="asked-for",
        description="Words given on the command line",
        clause="other",
        detector="terms",
        table={"words": list(terms)},
        mode=Mode.ENFORCE,
    )
    compiled = compile_rules([*packs[name].rules, *([more] if terms else [])])
    if not isinstance(compiled, RuleSet):
        raise UnreadableTexts("\n".join(map(str, compiled)))
    return compiled


def load_model(settings: Settings) -> "SecondLook | None":
    """Return the text model, or None when it is switched off or can't be used."""
    from bot import paths
    from bot.services.second_look import load

    if not settings.text_model:
        return None
    found = load(paths.data_dir() / "models" / "text")
    if isinstance(found, str):
        print(f"Judged without the text model: {found}.", file=sys.stderr)
        return None
    return found


def verdict_on(text: str, rules: "RuleSet", model: "SecondLook | None") -> "Verdict | None":
    """Judge a text as the listener does: by the rules and, where its gate asks for it, by the model."""
    from bot.policy.detectors.protocol import NO_FACTS
    from bot.policy.evaluate import evaluate as judge
    from bot.policy.samples import sample

    content = sample(text)
    verdict = judge(rules, content, now=_THEN)
    if model is None or not model.worth_asking(rules, verdict, text):
        return verdict
    opinion = model.opinion(text, model.judge(text))
    if not opinion.bears_on(verdict):
        return verdict
    return judge(rules, content, opinion.with_facts(NO_FACTS), now=_THEN)


def _doubt(text: str, model: "SecondLook | None", category: str | None) -> float:
    """Return how sure the model is without its gate, for the area under the curve; one half is its limit."""
    if model is None or not text.strip():
        return 0.0
    margins = model.margins(model.judge(text))
    return max(margins.values(), default=0.0) if category is None else margins.get(category, 0.0)


def _judged(row: Row, verdict: "Verdict | None", doubt: float, asked: argparse.Namespace) -> "Judged":
    from bot.policy.metrics import Judged

    flagged, enforced, score = _said(verdict, asked.category)
    return Judged(
        positive=label(row.get(asked.label)) == asked.positive,
        flagged=flagged,
        enforced=enforced,
        score=max(doubt, 0.5 + score / 2 if flagged else score / 4),
        group=str(row.get(asked.by)) if asked.by else "",
    )


def _said(verdict: "Verdict | None", category: str | None) -> tuple[bool, bool, float]:
    from bot.policy.families import family_of
    from bot.policy.verdict import Mode

    hits = [
        hit
        for hit in (verdict.hits if verdict else ())
        if category is None or family_of(hit) == category or hit.rule_id == "asked-for"
    ]
    modes = [hit.mode.rank for hit in hits]
    flagged = any(rank >= Mode.FLAG.rank for rank in modes)
    score = max((finding.score for hit in hits for finding in hit.findings), default=0.0)
    return flagged, any(rank >= Mode.ENFORCE.rank for rank in modes), score


def figures(judged: list["Judged"], *, by: bool) -> dict[str, object]:
    """Return the figures over all and, with ``by``, for each value of that column."""
    from bot.policy.metrics import summary

    result = summary(judged)
    if by:
        groups = sorted({each.group for each in judged})
        result["by"] = {group: summary([each for each in judged if each.group == group]) for group in groups}
    return result


def lines(result: Mapping[str, object]) -> Iterator[str]:
    """Yield the figures for people."""
    yield _line("all", result)
    groups = result.get("by")
    if isinstance(groups, Mapping):
        for name, group in groups.items():
            yield _line(str(name), group)
    yield f"{result['microseconds_per_message']} µs a message"


def _line(name: str, result: Mapping[str, object]) -> str:
    shown = [f"{name}: n {result['n']}, positives {result['positives']}"]
    for kind in ("flagged", "enforced"):
        values = result[kind]
        if isinstance(values, Mapping):
            shown.append(f"{kind} " + " ".join(f"{key} {_rate(value)}" for key, value in values.items()))
    shown.append(f"auc {_rate(result['auc'])}")
    return "; ".join(shown)


def _rate(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "–"
