"""The buttons under a case: who presses one is checked anew each time, and nothing is kept between presses.

A custom id says all that a press needs (``case:42:claim``), so buttons of before a restart still answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from typing_extensions import override

from bot.policy.authority import needs_second
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.ladder import Proposal
from bot.policy.phrase import phrase
from bot.policy.records import Case
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk, act_of, seated
from cogs.ui.case_forms import CaseForm
from cogs.ui.press import Press


class CaseButton(
    Press,
    template=r"case:(?P<number>[0-9]{1,15}):(?P<act>claim|propose|reason|otherwise|dismiss|close|unfounded|record)",
):
    """One press on a case."""

    @override
    async def press(self, pressed: Interaction) -> None:
        desk = await seated(pressed, self.number)
        if desk is not None:
            await _ACTS[self.act](pressed, desk)


async def _claim(interaction: Interaction, desk: Desk) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    case = await _take(interaction, desk)
    if case is None:
        return
    await answers.say(
        interaction,
        Card(
            title=text(interaction, "queue.claimed", number=case.number),
            text=text(interaction, "queue.claimed_text", moment=_until(case)),
            tone=Tone.GOOD,
        ),
    )


async def _take(interaction: Interaction, desk: Desk) -> Case | None:
    """Claim the case for who pressed; whoever comes second learns who was first, and gets None."""
    book = interaction.client.services.casebook
    taken = await book.claim(desk.guild_id, desk.number, desk.actor.user_id, f"btn:{interaction.id}")
    if isinstance(taken, Case):
        return taken
    await answers.refuse(interaction, taken)
    return None


async def _propose(interaction: Interaction, desk: Desk) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    if await _take(interaction, desk) is None:
        return
    proposal = await interaction.client.services.casebook.proposal(desk.file.case)
    await answers.say(interaction, _proposal_card(interaction, desk, proposal))


def _proposal_card(interaction: Interaction, desk: Desk, proposal: Proposal) -> Card:
    lines = [f"<@{desk.subject}>", pages.words(interaction).proposal(proposal)]
    alone = _alone(proposal)
    if proposal.kind is not None and not alone:
        lines.append(text(interaction, "queue.expel"))
    if desk.source is not None:
        lines.append(text(interaction, "queue.removes"))
    otherwise = Button(custom_id=f"case:{desk.number}:otherwise", label=text(interaction, "queue.otherwise"))
    do_it = Button(
        custom_id=f"case:{desk.number}:reason",
        label=text(interaction, "queue.act"),
        style=ButtonStyle.DANGER,
    )
    return Card(
        title=text(interaction, "queue.propose", number=desk.number),
        text="\n".join(lines),
        tone=Tone.NOTICE,
        buttons=(do_it, otherwise) if alone else (otherwise,),
    )


async def _ask(interaction: Interaction, desk: Desk, *, otherwise: bool) -> None:
    # A form has to be the first answer, within three seconds, so here nothing is written or sent before.
    book = interaction.client.services.casebook
    if refusal := await book.refusal(desk.file.case, desk.actor.user_id):
        await answers.refuse(interaction, refusal)
        return
    cited = await book.cited(desk.file.case)
    clause = interaction.client.services.conduct.clause(cited)
    if clause is None or not clause.citable:
        await answers.refuse(interaction, phrase("queue.problem.no_clause"))
        return
    proposal = await book.proposal(desk.file.case)
    if otherwise or _alone(proposal):
        form = CaseForm(interaction, desk.number, proposal, clause, otherwise=otherwise)
        await interaction.response.send_modal(form)
    else:
        # What happened since the button was shown has changed the proposal.
        await answers.say(interaction, _proposal_card(interaction, desk, proposal))


def _alone(proposal: Proposal) -> bool:
    """Return whether there is a step that one moderator may take."""
    return proposal.kind is not None and not needs_second(act_of(proposal.kind), proposal.duration)


async def _reason(interaction: Interaction, desk: Desk) -> None:
    await _ask(interaction, desk, otherwise=False)


async def _otherwise(interaction: Interaction, desk: Desk) -> None:
    await _ask(interaction, desk, otherwise=True)


async def _dismiss(interaction: Interaction, desk: Desk) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    if await _take(interaction, desk) is None:
        return
    yes = Button(
        custom_id=f"case:{desk.number}:close",
        label=text(interaction, "queue.ask_dismiss_yes"),
        style=ButtonStyle.PRIMARY,
    )
    buttons: tuple[Button, ...] = (yes,)
    hint = ""
    if desk.file.reports:
        hint = "\n" + text(interaction, "pause.ask_unfounded", days=_pause_days(interaction, desk))
        label = text(interaction, "pause.unfounded")
        buttons = (yes, Button(custom_id=f"case:{desk.number}:unfounded", label=label))
    await answers.say(
        interaction,
        Card(
            title=text(interaction, "button.dismiss"),
            text=text(interaction, "queue.ask_dismiss", number=desk.number) + hint,
            buttons=buttons,
        ),
    )


def _pause_days(interaction: Interaction, desk: Desk) -> int:
    return interaction.client.services.servers.of(desk.guild_id).reporter_pause_days


async def _close(interaction: Interaction, desk: Desk, *, unfounded: bool = False) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    closed = await interaction.client.services.moderation.dismiss(
        desk.guild_id, desk.number, desk.actor.user_id, f"btn:{interaction.id}", unfounded=unfounded
    )
    if not isinstance(closed, Case):
        await answers.refuse(interaction, closed)
        return
    await answers.say(
        interaction,
        Card(
            title=text(interaction, "queue.closed", number=desk.number),
            text=text(interaction, "queue.closed_text"),
            tone=Tone.GOOD,
        ),
    )


async def _unfounded(interaction: Interaction, desk: Desk) -> None:
    await _close(interaction, desk, unfounded=True)


async def _record(interaction: Interaction, desk: Desk) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await pages.show_record(interaction, desk.subject)


def _until(case: Case) -> str:
    return stamp_moment(case.claimed_until) if case.claimed_until else ""


_ACTS: Final[dict[str, Callable[[Interaction, Desk], Awaitable[None]]]] = {
    "claim": _claim,
    "propose": _propose,
    "reason": _reason,
    "otherwise": _otherwise,
    "dismiss": _dismiss,
    "close": _close,
    "unfounded": _unfounded,
    "record": _record,
}
