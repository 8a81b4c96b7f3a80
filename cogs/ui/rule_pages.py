"""What people see of rules: the list, one rule, a trial, the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.clock import from_ms
from bot.policy.card import Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.evaluate import explain_hit
from bot.policy.phrase import Phrase
from bot.policy.precision import Precision
from bot.policy.rules import RuleSpec
from bot.policy.verdict import Hit, Mode, Route, TraceStep
from bot.services.rules import RuleVersion, Standing
from bot.services.trials import Asked, Trial
from cogs.ui.answers import Interaction, text
from cogs.ui.rule_places import Place

Counts = dict[str, dict[str, int]]
_ROOM: Final = 3800
"""Characters of a list; Discord takes 4096 in an embed."""
_EXAMPLES: Final = 5
_VERSIONS: Final = 15


def listing(
    interaction: Interaction,
    place: Place,
    standing: Sequence[Standing],
    counts: Counts,
    precision: Mapping[str, Precision],
) -> Card:
    """Return the rules of a place by mode, the strongest first, with where each is from and its hits."""
    lines: list[str] = []
    left, room = 0, _ROOM
    for mode in reversed(Mode):
        of_mode = [each for each in standing if each.spec.mode is mode]
        if of_mode:
            lines.append(f"**{text(interaction, f'rules.mode_long.{mode.value}')}**")
        for each in of_mode:
            line = _line(interaction, each, counts) + _precision(interaction, precision.get(each.spec.id))
            room -= len(line) + 1
            if room > 0:
                lines.append(line)
            else:
                left += 1
    if left:
        lines.append(text(interaction, "rules.and_more", count=left))
    return Card(
        title=text(interaction, "rules.list_title", place=name_of(interaction, place)),
        text="\n".join(lines) or text(interaction, "rules.empty"),
        footer=text(interaction, "rules.list_footer"),
    )


def _line(interaction: Interaction, standing: Standing, counts: Counts) -> str:
    origin = text(interaction, f"rules.origin.{standing.origin}")
    hits = sum(counts.get(standing.spec.id, {}).values())
    if not hits:
        return text(interaction, "rules.line", rule=standing.spec.id, origin=origin)
    told = text(interaction, "rules.hits", count=hits)
    return text(interaction, "rules.line_hits", rule=standing.spec.id, origin=origin, hits=told)


def _precision(interaction: Interaction, found: Precision | None) -> str:
    return f" · {_told(interaction, found)}" if found else ""


def _told(interaction: Interaction, found: Precision) -> str:
    key = "rules.precision_low" if found.is_low else "rules.precision"
    return text(interaction, key, percent=found.percent, count=found.looked)


def one(interaction: Interaction, standing: Standing, counts: Counts, found: Precision | None = None) -> Card:
    """Return a rule with all that there is to know about it."""
    spec = standing.spec
    origin = text(interaction, f"rules.origin.{standing.origin}")
    hits = sum(counts.get(spec.id, {}).values())
    fields = [
        ("rules.heading.clause", _clause(interaction, spec)),
        ("rules.heading.mode", f"{text(interaction, f'rules.mode_long.{spec.mode.value}')} · {origin}"),
        ("rules.heading.route", text(interaction, f"rules.route.{spec.route.value}")),
        ("rules.heading.hits", text(interaction, "rules.hits", count=hits)),
        ("rules.heading.precision", _told(interaction, found) if found else _unseen(interaction)),
        ("rules.heading.examples_match", _examples(spec.examples_match)),
        ("rules.heading.examples_clean", _examples(spec.examples_clean)),
        ("rules.heading.source", _source(spec)),
    ]
    return Card(
        title=spec.id,
        text=spec.description,
        fields=tuple((text(interaction, key), value) for key, value in fields if value),
        footer=text(interaction, "rules.precision_low_hint") if found and found.is_low else "",
    )


def _unseen(interaction: Interaction) -> str:
    return text(interaction, "rules.precision_none")


def _clause(interaction: Interaction, spec: RuleSpec) -> str:
    clause = interaction.client.services.conduct.clause(spec.clause)
    grade = text(interaction, f"ladder.grade.{spec.severity}")
    return f"{clause.title if clause else spec.clause} · {grade}"


def _examples(texts: Sequence[str]) -> str:
    # Examples are what the rule is against: hidden until somebody wants to read them.
    return "\n".join(f"||{each.replace('|', '¦')}||" for each in texts[:_EXAMPLES])


def _source(spec: RuleSpec) -> str:
    _, _, table = spec.to_toml().partition(f"[rule.{spec.detector}]")
    shown = table.strip().replace("`", "ˋ")
    if not shown:
        return ""
    return f"```toml\n{shown if len(shown) < 900 else shown[:900] + ' …'}\n```"


def trial(
    interaction: Interaction, tried: Trial, said: str, rule: str | None, of_model: frozenset[str]
) -> Card:
    """Return what a text would meet, and why or why not; ``of_model`` are the rules that the model feeds."""
    verdict = tried.verdict
    unasked = of_model if tried.asked is not Asked.YES else frozenset()
    hits = [hit for hit in verdict.hits if rule is None or hit.rule_id == rule]
    lines = [_hit(interaction, hit) for hit in hits]
    failed = [step for step in verdict.trace if step.outcome == "failed" and rule in (None, step.rule_id)]
    lines += [_why_not(interaction, step) for step in failed]
    if rule is not None and not lines:
        lines += [_why_not(interaction, step) for step in verdict.trace if step.rule_id == rule]
    if not lines:
        lines.append(text(interaction, "rules.clean"))
    missed = sum(step.outcome == "no match" and step.rule_id not in unasked for step in verdict.trace)
    if rule is None and missed:
        lines.append(text(interaction, "rules.test_none", count=missed))
    if unasked if rule is None else rule in unasked:
        lines.append(text(interaction, f"rules.test_model.{tried.asked.value}"))
    quoted = said.replace("|", "¦")
    return Card(
        title=text(interaction, "rules.test_title"),
        text=f"||{quoted[:1000]}||",
        fields=((text(interaction, "rules.heading.trial"), "\n".join(lines)),),
        tone=TONES[max((hit.mode for hit in hits), key=lambda mode: mode.rank, default=Mode.OFF)],
    )


TONES: Final = {
    Mode.OFF: Tone.GOOD,
    Mode.SHADOW: Tone.NEUTRAL,
    Mode.FLAG: Tone.NOTICE,
    Mode.ENFORCE: Tone.GRAVE,
}


def _hit(interaction: Interaction, hit: Hit) -> str:
    flagged = hit.mode is Mode.FLAG and hit.route is not Route.QUEUE
    what = f"rules.flag_long.{hit.route.value}" if flagged else f"rules.mode_long.{hit.mode.value}"
    catalogue, locale = interaction.client.services.catalogue, str(interaction.locale)
    told = " ".join(catalogue.say(each, locale) for each in explain_hit(hit))
    return f"**{text(interaction, what)}**\n{told}"


def _why_not(interaction: Interaction, step: TraceStep) -> str:
    outcome = step.outcome.replace(" ", "_")
    values = {"why": step.why} if outcome == "failed" else {}
    why = text(interaction, f"rules.outcome.{outcome}", **values)
    return text(interaction, "rules.test_no_match", rule=step.rule_id, why=why)


async def history(interaction: Interaction, place: Place, versions: Sequence[RuleVersion]) -> Card:
    """Return the changes of a place, newest first, with who made them."""
    services = interaction.client.services
    entries = []
    for version in versions[:_VERSIONS]:
        who = await services.people.user_id(version.actor)
        verb, _, what = version.change.partition(" ")
        entries.append(
            text(
                interaction,
                "rules.history_entry",
                version=version.version,
                change=text(interaction, f"rules.change.{verb}", what=what),
                by=f"<@{who}>" if who else "Steward",
                moment=stamp_moment(_moment(version)),
            )
        )
    pack = services.servers.of(place.guild_id).pack
    return Card(
        title=text(interaction, "rules.history_title", place=name_of(interaction, place)),
        text="\n".join(entries) or text(interaction, "rules.history_empty", pack=pack),
        footer=text(interaction, "rules.history_footer") if entries else "",
    )


def _moment(version: RuleVersion) -> datetime:
    return from_ms(version.at)


def name_of(interaction: Interaction, place: Place) -> str:
    """Return how a place is called in headings."""
    said = place.title
    if not isinstance(said, Phrase):
        return str(said)
    return interaction.client.services.catalogue.say(said, str(interaction.locale))
