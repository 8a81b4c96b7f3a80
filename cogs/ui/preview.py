"""What is shown before a graver step: the record, the ladder's proposal, what would change and until when.

Whoever pressed nothing has done nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    # Whoever names another clause may not mean the open case, and would close it without a word.
    return prepared.beside is not None or _weighs(interaction, prepared)


def _weighs(interaction: Interaction, prepared: Prepared) -> bool:
    """Return whether a step is shown for what it is, and not only for a case that is open beside it."""
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
    if not _weighs(interaction, prepared):
        foreseen = replace(foreseen, deviates=False)
    asks_why = foreseen.deviates and not prepared.wish.deviation
    key = services.foresight.pending.keep(Question(prepared=prepared, asks_why=asks_why))
    what = text(interaction, f"sanction.{prepared.wish.kind.value}")
    card = Card(
        title=text(interaction, "preview.title", what=what),
        text=_whom(interaction, prepared),
        fields=(
            *_beside(interaction, prepared, foreseen),
            (text(interaction, "preview.changes"), _changes(interaction, prepared, foreseen)),
            (text(interaction, "preview.ladder"), _ladder(interaction, foreseen)),
            *_record(interaction, foreseen),
        ),
        tone=Tone.GRAVE,
        footer=text(interaction, "preview.footer"),
        buttons=_buttons(interaction, prepared, foreseen, key, asks_why=asks_why),
    )
    await answers.say(interaction, card)


def _buttons(
    interaction: Interaction, prepared: Prepared, foreseen: Foreseen, key: str, *, asks_why: bool
) -> tuple[Button, ...]:
    no = Button(custom_id=f"preview:{key}:no", label=text(interaction, "preview.no"))

    def say(act: str, name: str, style: ButtonStyle = ButtonStyle.DANGER, **values: int) -> Button:
        return Button(custom_id=f"preview:{key}:{act}", label=text(interaction, name, **values), style=style)

    beside = prepared.beside
    if beside is not None and not foreseen.needs_second:
        # To leave it open comes first, as nobody who waits for an answer in it loses anything by that.
        apart = say("apart", "preview.apart", number=beside.number)
        return apart, say("yes", "preview.with", ButtonStyle.SECONDARY, number=beside.number), no
    if asks_why:
        return say("yes", "preview.why"), no
    return say("yes", "preview.propose" if foreseen.needs_second else "preview.yes"), no


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


def _beside(interaction: Interaction, prepared: Prepared, foreseen: Foreseen) -> tuple[tuple[str, str], ...]:
    if prepared.beside is None:
        return ()
    case = prepared.beside
    clause = interaction.client.services.conduct.clause(case.clause)
    name = "joins" if foreseen.needs_second else "beside"
    says = text(
        interaction,
        f"preview.{name}_text",
        number=case.number,
        clause=clause.title if clause else case.clause,
    )
    return ((text(interaction, "preview.beside"), says),)


def _changes(interaction: Interaction, prepared: Prepared, foreseen: Foreseen) -> str:
    lines = []
    if foreseen.needs_second:
        lines.append(text(interaction, "preview.second"))
        if prepared.wish.hold:
            lines.append(text(interaction, "preview.hold"))
    lines += [f"– {line}" for line in _steps(interaction, prepared, foreseen.steps)]
    if prepared.proof.source is not None:
        lines.append(f"– {text(interaction, 'preview.message')}")
    lines.append(f"– {text(interaction, 'preview.notice')}")
    return "\n".join(lines)


def _steps(interaction: Interaction, prepared: Prepared, steps: Sequence[Step]) -> list[str]:
    """Return a line for each kind of change, with the places or roles that it is about."""
    held = {str(role.id) for role in getattr(prepared.wish.member, "roles", ())}
    where: dict[str, list[str]] = {}
    for step in steps:
        channel, role = step.payload.get("channel"), step.payload.get("role")
        named = f"<#{channel}>" if channel else f"<@&{role}>" if role else ""
        # Nobody loses what they never had.
        barred = step.kind is ActionKind.REMOVE_ROLE and not prepared.further and str(role) not in held
        where.setdefault("bar_role" if barred else step.kind.value, []).append(named)
    return [
        text(interaction, f"preview.step.{name}", where=", ".join(filter(None, named)))
        for name, named in where.items()
    ]


def _ladder(interaction: Interaction, foreseen: Foreseen) -> str:
    proposal = pages.words(interaction).proposal(foreseen.proposal)
    return "\n".join([proposal, text(interaction, "preview.deviates")]) if foreseen.deviates else proposal


def _record(interaction: Interaction, foreseen: Foreseen) -> tuple[tuple[str, str], ...]:
    card = pages.record_card(interaction, foreseen.record, "")
    return card.fields[:_RECORD] or ((card.title, card.text),)
