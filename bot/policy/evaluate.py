"""Judging one content by a rule set. Pure: the same content, facts and rules give the same verdict."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.policy import aim
from bot.policy.aim import Target
from bot.policy.content import Content
from bot.policy.detectors.protocol import NO_FACTS, Facts
from bot.policy.detectors.registry import DETECTORS
from bot.policy.mention import Usage, usage
from bot.policy.opinion import UNLIKELY, milder
from bot.policy.phrase import Phrase, phrase
from bot.policy.quick import Doubts
from bot.policy.rules import CompiledRule, RuleSet, RuleSpec
from bot.policy.scan import TextScan
from bot.policy.senses import harmless_sense
from bot.policy.verdict import Finding, Hit, Mode, TraceStep, Verdict, View

_GRAVE: Final = 4
"""From this severity on, words shown as code are still brought to people; below they stay quiet."""

_FLAG_ONLY: Final = frozenset({"pronouns"})
"""The detectors that are never sure enough to act, whatever a rule asks for."""

_MOST_TOLD: Final = 3
"""So many findings of one hit are explained one by one."""

_GRAVEST: Final = 5
"""Threats and calls to self-harm are brought to people however they are said, unless the text model finds
them unlikely as well (``policy.opinion``)."""

_OBJECTED: Final = (Usage.COUNTER,)
_OTHERS_WORDS: Final = (Usage.COUNTER, Usage.RETOLD, Usage.FRAMED)
"""Words that stand so are not the writer's own opinion of anybody."""

_WORDED: Final = frozenset({"terms", "patterns", "classifier"})
"""The detectors whose findings are something said, which can be aimed at somebody."""

Found = dict[int, list[Finding]]
"""Findings by the position of the rule."""


def evaluate(
    rules: RuleSet,
    content: Content,
    facts: Facts = NO_FACTS,
    *,
    now: datetime,
    trace: bool = False,
    doubts: Doubts | None = None,
) -> Verdict | None:
    """Return the verdict on ``content``, or None when it is clean.

    With ``trace`` a verdict is always returned, and says of each rule why it did or did not hold. A detector
    that raises is counted in ``rules.failures`` and the others still judge. ``doubts`` is what the quick
    look left to ask (``rules.quick``); the verdict is the same without, only dearer.
    """
    scan = TextScan(content, facts, now)
    found: Found = {}
    broken: dict[int, str] = {}
    # A single part about which there is doubt needs no second question.
    known = doubts is not None and len(content.parts) == 1
    for place, part in enumerate(content.parts):
        if (doubts is None or doubts.words) and (known or rules.words.suspicious(part.text)):
            _find_words(rules, place, content, found)
    for position, matcher in rules.others if doubts is None else doubts.matchers:
        try:
            findings = matcher.match(scan)
        except Exception as fault:
            # The one place where any fault is caught: a broken detector must not let everything else through.
            _note_fault(rules, position, fault, broken)
            continue
        if findings:
            found[position] = list(findings)
    if not found and not trace:
        return None
    hits = [
        hit
        for position, findings in found.items()
        if (hit := _hit(rules.rules[position].spec, tuple(findings), content, facts)) is not None
    ]
    if not hits and not trace:
        return None
    # Ties are broken by the id, so that the order never depends on the order of the rules.
    hits.sort(key=lambda hit: (-hit.mode.rank, -hit.severity, hit.rule_id))
    steps = _steps(rules, content, {hit.rule_id: hit for hit in hits}, broken) if trace or broken else ()
    return Verdict(hits=tuple(hits), trace=steps)


def _find_words(rules: RuleSet, place: int, content: Content, found: Found) -> None:
    part = content.parts[place]
    for source, finding in rules.words.find(part.text):
        position = rules.word_rules[source]
        located = replace(finding, part=part.kind, part_index=place)
        found.setdefault(position, []).append(located)


def _note_fault(rules: RuleSet, position: int, fault: Exception, broken: dict[int, str]) -> None:
    broken[position] = type(fault).__name__
    rules.failures[rules.rules[position].spec.id] += 1


def _hit(spec: RuleSpec, findings: tuple[Finding, ...], content: Content, facts: Facts) -> Hit | None:
    """Apply the rule's own limits to what was found, and weaken its mode where the words are not meant."""
    if is_exempt(spec, content):
        return None
    if spec.parts:
        findings = tuple(item for item in findings if item.view is View.NONE or item.part in spec.parts)
    findings = aimed(spec, findings, content, facts)
    usages = {item: _usage(item, content) for item in findings}
    if spec.severity < _GRAVE and spec.weaken_quotes:
        findings = tuple(item for item in findings if usages[item] is not Usage.CODE)
    if not findings:
        return None
    mode, weakened = _left_of_mode(spec, content, findings, usages)
    doubted = milder(spec, mode, findings, facts.unlikely)
    return Hit(
        rule_id=spec.id,
        clause=spec.clause,
        severity=spec.severity,
        mode=doubted,
        route=spec.route,
        findings=tuple(_explained(item) for item in findings),
        description=spec.description,
        weakened=weakened if doubted is mode else UNLIKELY,
    )


def aimed(
    spec: RuleSpec, findings: tuple[Finding, ...], content: Content, facts: Facts
) -> tuple[Finding, ...]:
    """Say of words whom they are aimed at, and leave out what is aimed elsewhere than the rule asks."""
    if spec.detector not in _WORDED:
        return findings
    placed = [
        replace(item, aim=aim.aim(content, item.part_index, item.start, item.end, facts.speakers))
        for item in findings
    ]
    return tuple(item for item in placed if spec.aimed in (Target.NOBODY, item.aim.at))


def is_exempt(spec: RuleSpec, content: Content) -> bool:
    """Say whether the author has a role that the rule leaves alone."""
    return bool(spec.exempt_roles) and not content.author.role_ids.isdisjoint(spec.exempt_roles)


def _usage(finding: Finding, content: Content) -> Usage:
    if finding.view is View.NONE or finding.start == finding.end:
        return Usage.USED
    text = content.parts[finding.part_index].text
    if finding.detector in _WORDED and harmless_sense(finding.matched, text, finding.start, finding.end):
        return Usage.SENSE
    return usage(text, finding.start, finding.end)


def _left_of_mode(
    spec: RuleSpec, content: Content, findings: tuple[Finding, ...], usages: dict[Finding, Usage]
) -> tuple[Mode, str]:
    """Return the mode that is left where the words are not meant, and why it is not the rule's own."""
    kinds = {usages[item] for item in findings}
    if spec.weaken_quotes and spec.mode.rank >= Mode.FLAG.rank and spec.severity < _GRAVEST:
        if kinds <= {Usage.OWN, Usage.SENSE}:
            return Mode.SHADOW, str(usages[findings[0]])
        # What would be removed goes to people instead; what would go to people need not trouble them.
        others = _OTHERS_WORDS if spec.detector in _WORDED else _OBJECTED
        if spec.mode is Mode.FLAG and kinds <= {Usage.OWN, Usage.SENSE, *others}:
            return Mode.SHADOW, str(next(each for each in others if each in kinds))
    weakened = _weakening(spec, content, findings, usages) if spec.mode is Mode.ENFORCE else ""
    return (Mode.FLAG if weakened else spec.mode), weakened


def _weakening(
    spec: RuleSpec, content: Content, findings: tuple[Finding, ...], usages: dict[Finding, Usage]
) -> str:
    """Say why an enforcing rule may only flag here, or nothing."""
    if content.author.is_staff:
        return "staff"
    if spec.detector in _FLAG_ONLY:
        return "unsure"
    if all(item.view is View.LOOSE for item in findings):
        return "loose view"
    if not spec.weaken_quotes:
        return ""
    if content.academic:
        return "academic"
    # Quotation marks alone don't keep from being removed what else would be.
    sure = [usages[item] for item in findings if item.view is not View.LOOSE]
    return str(sure[0]) if all(sure) and Usage.FRAMED not in sure else ""


def _explained(finding: Finding) -> Finding:
    detector = DETECTORS.get(finding.detector)
    if finding.explanation or detector is None:
        return finding
    return replace(finding, explanation=detector.explain(finding))


def _steps(
    rules: RuleSet, content: Content, hits: dict[str, Hit], broken: dict[int, str]
) -> tuple[TraceStep, ...]:
    judged = []
    for place, rule in enumerate(rules.rules):
        outcome, why = _outcome(rule, content, hits.get(rule.spec.id), broken.get(place, ""))
        judged.append(TraceStep(rule_id=rule.spec.id, outcome=outcome, why=why))
    left_out = [
        TraceStep(rule_id=problem.file.removeprefix("rule "), outcome="failed", why=problem.message)
        for problem in rules.failed
    ]
    return (*judged, *left_out)


def _outcome(rule: CompiledRule, content: Content, hit: Hit | None, fault: str) -> tuple[str, str]:
    if fault:
        return "failed", fault
    if rule.spec.mode is Mode.OFF:
        return "off", ""
    if is_exempt(rule.spec, content):
        return "exempt", "the author has an exempt role"
    if hit is None:
        return "no match", ""
    left = "only counted" if hit.mode is Mode.SHADOW else "only flagged"
    return "matched", f"{left}: {hit.weakened}" if hit.weakened else ""


def explain_hit(hit: Hit) -> tuple[Phrase, ...]:
    """Say in sentences which rule held, on what words, how sure, whom they mean, and why it is weakened."""
    description = hit.description.rstrip(". ")
    named = phrase("trial.described", rule=hit.rule_id, description=description)
    sentences = [named if description else phrase("trial.rule", rule=hit.rule_id)]
    for finding in hit.findings[:_MOST_TOLD]:
        sentences += _told(finding)
    if len(hit.findings) > _MOST_TOLD:
        sentences.append(phrase("trial.more", count=len(hit.findings) - _MOST_TOLD))
    if hit.weakened:
        why = phrase(f"hit.weakened.{hit.weakened.replace(' ', '_')}")
        sentences.append(phrase("trial.weakened", why=why))
    return tuple(sentences)


def _told(finding: Finding) -> Iterator[Phrase]:
    if finding.explanation:
        yield finding.explanation
    if finding.end > finding.start:
        part = phrase(f"trial.part.{finding.part.value}")
        yield phrase("trial.place", first=finding.start + 1, last=finding.end, part=part)
    yield phrase("trial.sure", score=f"{finding.score:.0%}")
    if whom := aim.told(finding.aim):
        yield phrase("trial.aimed", whom=whom)
