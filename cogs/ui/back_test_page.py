"""What people see of a back-test: how far it is, and which rules would have held for which messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.policy.card import Card
from bot.policy.durations import stamp_moment
from bot.policy.verdict import Mode, Route
from bot.services.back_tests import BackTest, Met, Past
from cogs.ui.answers import Interaction, text
from cogs.ui.rule_pages import TONES, name_of
from cogs.ui.rule_places import Place

_ROOM: Final = 3800
"""Characters of a list; Discord takes 4096 in an embed."""
_SHOWN: Final = 5
"""Messages of a rule that are linked, the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was asked for."""

    place: Place
    channel_id: int
    last: int
    """How many messages were to be looked at, those of bots included."""
    rule: str | None
    has_model: bool


def reading(interaction: Interaction, place: Place, count: int, last: int) -> Card:
    """Return how far the reading is."""
    said = text(interaction, "backtest.reading", count=count, last=last)
    return Card(title=_title(interaction, place), text=said)


def page(interaction: Interaction, tried: Tried, result: BackTest, past: Sequence[Past]) -> Card:
    """Return what came of it."""
    title = _title(interaction, tried.place)
    if not past:
        return Card(title=title, text=text(interaction, "backtest.empty", count=tried.last))
    since, until = (stamp_moment(each.content.created_at) for each in (past[0], past[-1]))
    head = [text(interaction, "backtest.judged", count=result.judged, since=since, until=until)]
    head += _modes(interaction, tried, result)
    strongest = max(result.modes, key=lambda mode: mode.rank)
    return Card(
        title=title,
        text="\n".join([*head, "", *_rules(interaction, tried, result.met)]).rstrip(),
        tone=TONES[strongest],
        footer="\n".join(_notes(interaction, tried, result)),
    )


def _title(interaction: Interaction, place: Place) -> str:
    return text(interaction, "backtest.title", place=name_of(interaction, place))


def _modes(interaction: Interaction, tried: Tried, result: BackTest) -> list[str]:
    """Say of how many messages what would have become, the gravest first."""
    if set(result.modes) == {Mode.OFF}:
        if tried.rule is None:
            return [text(interaction, "backtest.clean")]
        return [text(interaction, "backtest.clean_rule", rule=tried.rule)]
    return [
        text(interaction, f"backtest.mode.{mode.value}", count=result.modes[mode])
        for mode in reversed(Mode)
        if result.modes[mode]
    ]


def _rules(interaction: Interaction, tried: Tried, met: Sequence[Met]) -> list[str]:
    lines: list[str] = []
    room = _ROOM
    for place, each in enumerate(met):
        line = _rule(interaction, tried, each)
        room -= len(line) + 1
        if room < 0:
            return [*lines, text(interaction, "backtest.and_more", count=len(met) - place)]
        lines.append(line)
    return lines


def _rule(interaction: Interaction, tried: Tried, met: Met) -> str:
    mode = text(interaction, f"rules.mode.{met.mode.value}")
    line = text(interaction, "backtest.rule", rule=met.rule_id, mode=mode, count=len(met.messages))
    if met.route is Route.CARE:
        # Who may be in despair is the business of those who help, not of whoever tries a rule.
        return f"{line} · {text(interaction, 'backtest.care')}"
    base = f"https://discord.com/channels/{tried.place.guild_id}/{tried.channel_id}"
    latest = met.messages[-_SHOWN:]
    links = [f"[{number}]({base}/{message})" for number, message in enumerate(latest, 1)]
    return f"{line} · {' '.join(links)}"


def _notes(interaction: Interaction, tried: Tried, result: BackTest) -> list[str]:
    notes = [text(interaction, "backtest.gone")]
    if any(met.route is Route.CARE for met in result.met):
        notes.append(text(interaction, "backtest.care_note"))
    if not tried.has_model:
        notes.append(text(interaction, "rules.test_model.off"))
    elif result.late:
        notes.append(text(interaction, "backtest.late", count=result.late))
    return notes
