"""“More…” under a case: look at what was kept, give it back or hand it over, join, relate, move a part."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import discord
from typing_extensions import override

from bot.cards import cut, embed_of
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.ids import UserId
from bot.policy.phrase import phrase
from bot.policy.records import Case
from bot.services.words_links import called
from cogs import convert
from cogs.ui import answers, case_parts, case_relate
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk, others, seated
from cogs.ui.case_menu import CaseMenu
from cogs.ui.case_shown import show_kept
from cogs.ui.press import Press

_Select = discord.ui.UserSelect[discord.ui.View]


class MoreButton(
    Press,
    template=r"more:(?P<number>[0-9]{1,15}):(?P<act>[a-z]{1,10})(?::(?P<other>[0-9]{1,15}))?",
):
    """One press in the menu of a case."""

    @override
    async def press(self, pressed: Interaction) -> None:
        # A form has to be the first answer, so nothing is sent before it.
        if self.act != "relate":
            await pressed.response.defer(ephemeral=True, thinking=True)
        desk = await seated(pressed, self.number)
        act = _ACTS.get(self.act)
        if desk is not None and act is not None:
            await act(pressed, desk, int(self.said["other"] or 0))


class GiveMenu(CaseMenu[_Select], template=r"give:(?P<number>[0-9]{1,15})"):
    """The choice of whom a case is handed to."""

    apart = True

    @override
    async def chosen(self, pressed: Interaction, desk: Desk) -> None:
        await _hand_over(pressed, desk, self.item.values[0])


async def _menu(interaction: Interaction, desk: Desk, _: int) -> None:
    case = desk.file.case
    names = ["context", "relate"]
    if case.state == "open":
        by = await interaction.client.services.people.find(desk.actor.user_id)
        now = interaction.client.services.clock.now()
        held = case.claimed_until is not None and case.claimed_until > now
        if held and by is not None and case.claimed_by == by.code:
            names += ["give", "release"]
        names += ["join", "split"]
    buttons = [
        Button(custom_id=f"more:{desk.number}:{name}", label=text(interaction, f"more.act.{name}"))
        for name in names
    ]
    buttons += [
        Button(
            custom_id=f"more:{joined.number}:part",
            label=cut(text(interaction, "more.act.part", other=called(joined.number)), 80),
        )
        for joined in desk.file.joined
    ]
    if case.merged_into is not None:
        label = text(interaction, "more.act.part", other=called(case.merged_into))
        buttons.append(Button(custom_id=f"more:{desk.number}:part", label=cut(label, 80)))
    lines = [text(interaction, f"more.what.{name}") for name in names]
    await answers.say(
        interaction,
        Card(
            title=text(interaction, "more.title", case=called(desk.number)),
            text="\n".join(f"– {line}" for line in lines),
            buttons=tuple(buttons),
        ),
    )


async def _context(interaction: Interaction, desk: Desk, _: int) -> None:
    await show_kept(interaction, desk)


async def _release(interaction: Interaction, desk: Desk, _: int) -> None:
    given = await interaction.client.services.teamwork.handing.release(
        desk.guild_id, desk.number, desk.actor.user_id, f"btn:{interaction.id}"
    )
    if not isinstance(given, Case):
        await answers.refuse(interaction, given)
        return
    take = Button(custom_id=f"case:{desk.number}:claim", label=text(interaction, "more.take_again"))
    title = text(interaction, "more.released", case=called(desk.number))
    await answers.say(
        interaction,
        Card(title=title, text=text(interaction, "more.released_text"), tone=Tone.GOOD, buttons=(take,)),
    )


async def _give(interaction: Interaction, desk: Desk, _: int) -> None:
    hint = Card(
        title=text(interaction, "more.give_title", case=called(desk.number)),
        text=text(interaction, "more.give_text"),
    )
    view = discord.ui.View(timeout=None)
    select: _Select = discord.ui.UserSelect(
        custom_id=f"give:{desk.number}", placeholder=text(interaction, "more.give_choose")
    )
    view.add_item(GiveMenu(select))
    await interaction.followup.send(embed=embed_of(hint), view=view, ephemeral=True)


async def _hand_over(interaction: Interaction, desk: Desk, to: discord.Member | discord.User) -> None:
    services = interaction.client.services
    settings = services.servers.of(desk.guild_id)
    able = isinstance(to, discord.Member) and not to.bot and convert.may_moderate(to, settings)
    # The same sentence for all reasons: that a colleague is involved, or reported it, is nobody's business.
    if not able or await services.recusal.involved(desk.file.case, UserId(to.id)):
        await answers.refuse(interaction, phrase("more.cannot_take"))
        return
    given = await services.teamwork.handing.hand_over(
        desk.guild_id, desk.number, desk.actor.user_id, UserId(to.id), f"btn:{interaction.id}"
    )
    if not isinstance(given, Case):
        await answers.refuse(interaction, given)
        return
    until = stamp_moment(given.claimed_until) if given.claimed_until else ""
    await answers.say(
        interaction,
        Card(
            title=text(interaction, "more.given", case=called(desk.number)),
            text=text(interaction, "more.given_text", to=f"<@{to.id}>", moment=until),
            tone=Tone.GOOD,
        ),
    )


async def _join(interaction: Interaction, desk: Desk, _: int) -> None:
    found, _hidden = await others(interaction, desk)
    if not found:
        await answers.refuse(interaction, phrase("more.nothing_to_join"))
        return
    buttons = [
        Button(
            custom_id=f"more:{desk.number}:joined:{other.number}",
            label=cut(text(interaction, "more.join_to", other=called(other.number)), 80),
            style=ButtonStyle.PRIMARY,
        )
        for other in found
    ]
    title = text(interaction, "more.join_title", case=called(desk.number))
    card = Card(title=title, text=text(interaction, "more.join_text"), buttons=tuple(buttons))
    await answers.say(interaction, card)


async def _joined(interaction: Interaction, desk: Desk, other: int) -> None:
    if await seated(interaction, other) is None:
        return
    joined = await interaction.client.services.teamwork.joining.merge(
        desk.guild_id, desk.number, other, desk.actor.user_id, f"btn:{interaction.id}"
    )
    if not isinstance(joined, Case):
        await answers.refuse(interaction, joined)
        return
    undo = Button(custom_id=f"more:{desk.number}:part", label=text(interaction, "more.undo"))
    title = text(interaction, "more.joined", case=called(desk.number), other=called(other))
    says = text(interaction, "more.joined_text", other=called(other))
    await answers.say(interaction, Card(title=title, text=says, tone=Tone.GOOD, buttons=(undo,)))


async def _part(interaction: Interaction, desk: Desk, _: int) -> None:
    parted = await interaction.client.services.teamwork.joining.part(
        desk.guild_id, desk.number, desk.actor.user_id, f"btn:{interaction.id}"
    )
    if not isinstance(parted, Case):
        await answers.refuse(interaction, parted)
        return
    title = text(interaction, "more.parted", case=called(desk.number))
    await answers.say(
        interaction, Card(title=title, text=text(interaction, "more.parted_text"), tone=Tone.GOOD)
    )


_ACTS: Final[dict[str, Callable[[Interaction, Desk, int], Awaitable[None]]]] = {
    "menu": _menu,
    "context": _context,
    "release": _release,
    "give": _give,
    "join": _join,
    "joined": _joined,
    "part": _part,
    "relate": case_relate.ask,
    "unrelate": case_relate.take_back,
    "split": case_parts.choose,
}
