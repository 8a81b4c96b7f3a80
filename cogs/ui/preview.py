"""What is shown before a graver step: the record, the ladder's proposal, what would change and until when.

Whoever pressed nothing has done nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.policy.actions import ActionKind
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.desired import Step
from bot.policy.durations import stamp_moment
from bot.policy.gravity import asks_first
from bot.policy.sanctions import LASTING
from bot.services.foresight import Foreseen
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.wishes import Prepared, order

_RECORD: Final = 4
"""Fields of the record that are shown; /history has all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What waits for a yes."""

    prepared: Prepared
    asks_why: bool
    """Whether the yes has to come with a reason for not following the ladder (M38)."""


def is_due(interaction: Interaction, prepared: Prepared) -> bool:
    """Return whether a step is shown before it is taken."""
    wish, now = prepared.wish, interaction.client.services.clock.now()
    length = None if prepared.ends_at is None else prepared.ends_at - now
    return wish.grave or (not wish.looked and asks_first(wish.kind, length))


async def show(interaction: Interaction, prepared: Prepared) -> None:
    """Show what a step would do, with the choice to take it or not; or say at once why it can't be taken."""
    services = interaction.client.services
    foreseen = await services.foresight.look(order(interaction, prepared))
    if not isinstance(foreseen, Foreseen):
        await answers.refuse(interaction, foreseen)
        return
    asks_why = foreseen.deviates and not prepared.wish.deviation
    key = services.foresight.pending.keep(Question(prepared=prepared, asks_why=asks_why))
    yes = "preview.propose" if foreseen.needs_second else "preview.yes"
    buttons = (
        Button(
            custom_id=f"preview:{key}:yes",
            label=text(interaction, "preview.why" if asks_why else yes),
            style=ButtonStyle.DANGER,
        ),
        Button(custom_id=f"preview:{key}:no", label=text(interaction, "preview.no")),
    )
    what = text(interaction, f"sanction.{prepared.wish.kind.value}")
    card = Card(
        title=text(interaction, "preview.title", what=what),
        text=_whom(interaction, prepared),
        fields=(
            (text(interaction, "preview.changes"), _changes(interaction, prepared, foreseen)),
            (text(interaction, "preview.ladder"), _ladder(interaction, foreseen)),
            *_record(interaction, foreseen),
        ),
        tone=Tone.GRAVE,
        footer=text(interaction, "preview.footer"),
        buttons=buttons,
    )
    await answers.say(interaction, card)


def _whom(interaction: Interaction, prepared: Prepared) -> str:
    lines = [prepared.wish.member.mention]
    if prepared.further:
        ids = [each if isinstance(each, int) else each.id for each in prepared.further]
        lines.append(text(interaction, "preview.also", members=" ".join(f"<@{each}>" for each in ids)))
    if prepared.ends_at is not None:
        lines.append(text(interaction, "preview.until", moment=stamp_moment(prepared.ends_at)))
    elif prepared.wish.kind in LASTING:
        lines.append(text(interaction, "preview.until_lifted"))
    clause = interaction.client.services.conduct.clause(prepared.wish.clause)
    if clause is not None:
        lines.append(text(interaction, "preview.clause", clause=clause.title))
    lines.append(text(interaction, "preview.reason", reason=prepared.wish.reason))
    return "\n".join(lines)


def _changes(interaction: Interaction, prepared: Prepared, foreseen: Foreseen) -> str:
    lines = []
    if foreseen.needs_second:
        lines.append(text(interaction, "preview.second"))
        if prepared.wish.hold:
            lines.append(text(interaction, "preview.hold"))
    lines += [f"– {line}" for line in _steps(interaction, foreseen.steps)]
    if prepared.proof.source is not None:
        lines.append(f"– {text(interaction, 'preview.message')}")
    lines.append(f"– {text(interaction, 'preview.notice')}")
    return "\n".join(lines)


def _steps(interaction: Interaction, steps: Sequence[Step]) -> list[str]:
    """Return a line for each kind of change, with the places or roles that it is about."""
    where: dict[ActionKind, list[str]] = {}
    for step in steps:
        channel, role = step.payload.get("channel"), step.payload.get("role")
        named = f"<#{channel}>" if channel else f"<@&{role}>" if role else ""
        where.setdefault(step.kind, []).append(named)
    return [
        text(interaction, f"preview.step.{kind.value}", where=", ".join(filter(None, named)))
        for kind, named in where.items()
    ]


def _ladder(interaction: Interaction, foreseen: Foreseen) -> str:
    proposal = pages.words(interaction).proposal(foreseen.proposal)
    return "\n".join([proposal, text(interaction, "preview.deviates")]) if foreseen.deviates else proposal


def _record(interaction: Interaction, foreseen: Foreseen) -> tuple[tuple[str, str], ...]:
    card = pages.record_card(interaction, foreseen.record, "")
    return card.fields[:_RECORD] or ((card.title, card.text),)
