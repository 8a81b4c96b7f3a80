"""The way of every command that imposes something: read what was typed, ask the one door, show the outcome.

The commands differ in what they ask for; what happens then is the same, and stands here once. Graver steps
are shown before they are taken.
"""

from __future__ import annotations

from dataclasses import replace

from bot.policy.authority import Refusal
from bot.policy.card import Card, Tone
from bot.policy.ids import UserId
from bot.policy.phrase import Phrase, phrase
from bot.services.orders import Decided, Unmoved
from cogs.ui import answers, pages, preview
from cogs.ui.answers import Interaction, text
from cogs.ui.motion_forms import propose
from cogs.ui.wishes import Person, Prepared, Proof, Wish, order, prepare


async def impose(interaction: Interaction, wish: Wish) -> Decided | None:
    """Do what was wished and answer; returns what was decided, None when nothing was, or not yet."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True)
    prepared = await prepare(interaction, wish)
    if not isinstance(prepared, Prepared):
        await answers.refuse(interaction, prepared)
        return None
    if preview.is_due(interaction, prepared):
        await preview.show(interaction, prepared)
        return None
    return await carry_out(interaction, prepared)


async def carry_out(interaction: Interaction, prepared: Prepared) -> Decided | None:
    """Ask the door for what was read, and confirmed where that was due; answer what became of it."""
    wish = prepared.wish
    wanted = order(interaction, prepared)
    outcome = await interaction.client.services.moderation.impose(wanted)
    if isinstance(outcome, Unmoved) and outcome.key == "needs_second" and not prepared.further:
        await propose(interaction, wanted, hold=wish.hold)
    elif prepared.further:
        await _together(interaction, prepared, outcome)
    elif isinstance(outcome, Decided):
        await answers.say(interaction, pages.decided(interaction, outcome, UserId(wish.member.id)))
    else:
        await answers.refuse(interaction, outcome)
    return outcome if isinstance(outcome, Decided) else None


async def _together(interaction: Interaction, prepared: Prepared, first: Decided | Refusal | Unmoved) -> None:
    """Decide the same for the others, and tell for each what became of it (M11)."""
    wish, number = prepared.wish, first.case.number if isinstance(first, Decided) else None
    lines = [_line(interaction, wish.member.id, first)]
    for nth, member in enumerate(prepared.further, 1):
        outcome = await _one_more(interaction, prepared, member, nth, number)
        lines.append(_line(interaction, member if isinstance(member, int) else member.id, outcome))
        number = outcome.case.number if number is None and isinstance(outcome, Decided) else number
    what = text(interaction, f"sanction.{wish.kind.value}")
    title = text(interaction, "together.title", what=what, count=len(lines))
    await answers.say(interaction, Card(title=title, text="\n".join(lines), tone=Tone.NEUTRAL))


async def _one_more(
    interaction: Interaction, prepared: Prepared, member: Person | int, nth: int, number: int | None
) -> Decided | Refusal | Unmoved | Phrase:
    wish, proof = prepared.wish, prepared.proof
    if isinstance(member, int):
        return phrase("together.unknown")
    if wish.role is not None and wish.role not in [role.id for role in getattr(member, "roles", ())]:
        return phrase("restrict.role_not_held", member=member.mention)
    # The post was one person's; the others get a copy of it as evidence only.
    shared = replace(
        prepared,
        wish=replace(wish, member=member, also="", message=None, replaces=frozenset()),
        proof=Proof(kept=proof.kept, facts=proof.facts),
    )
    asked = order(interaction, shared, nth=nth, together=number)
    return await interaction.client.services.moderation.impose(asked)


def _line(interaction: Interaction, member: int, outcome: Decided | Refusal | Unmoved | Phrase) -> str:
    if not isinstance(outcome, Decided):
        sentence = interaction.client.services.catalogue.say(
            answers.why_not(outcome), str(interaction.locale)
        )
        return text(interaction, "together.not", member=f"<@{member}>", why=sentence)
    acts = pages.acts(interaction, outcome.actions)
    head = text(interaction, "together.done", member=f"<@{member}>", number=outcome.case.number)
    return "\n".join([head, *(f"  {act}" for act in acts)])
