"""Moving a piece of a case to one about somebody else: whom, what would become of it, and the yes."""

from __future__ import annotations

import discord
from typing_extensions import override

from bot.cards import embed_of, view_of
from bot.policy.authority import Standing
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.ids import UserId
from bot.policy.server import ServerSettings
from bot.services.carrying import Prospect
from bot.services.splitting import Moved
from bot.services.words_links import called
from cogs import convert
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk, seated
from cogs.ui.case_menu import CaseMenu
from cogs.ui.press import Press

PIECE = r"(?P<piece>report:[A-Z0-9-]{1,20}|hit:[0-9]{1,9})"
_Select = discord.ui.UserSelect[discord.ui.View]


def person_menu(interaction: Interaction, number: int, piece: str) -> PersonMenu:
    """Return the choice of whom a piece is about after all."""
    select: _Select = discord.ui.UserSelect(
        custom_id=f"carry:{number}:{piece}", placeholder=text(interaction, "carry.choose")
    )
    return PersonMenu(select)


class PersonMenu(CaseMenu[_Select], template=rf"carry:(?P<number>[0-9]{{1,15}}):{PIECE}"):
    """The choice of the person; shows what would become of it and asks."""

    @override
    async def chosen(self, pressed: Interaction, desk: Desk) -> None:
        to = convert.standing(self.item.values[0], desk.guild, _settings(pressed, desk))
        found = await pressed.client.services.teamwork.carrying.foresee(
            desk.guild_id, desk.number, self.said["piece"], to, desk.actor.user_id
        )
        if not isinstance(found, Prospect):
            await answers.refuse(pressed, found)
            return
        card = _preview(pressed, desk, found, to.user_id)
        await pressed.edit_original_response(embed=embed_of(card), view=view_of(card))


class CarryButton(Press, template=rf"carryyes:(?P<number>[0-9]{{1,15}}):{PIECE}:(?P<to>[0-9]{{15,20}})"):
    """The yes to the preview."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await answers.begin_in_place(pressed)
        desk = await seated(pressed, self.number)
        if desk is None:
            return
        to = await _standing(pressed, desk, UserId(int(self.said["to"])))
        moved = await pressed.client.services.teamwork.carrying.carry(
            desk.guild_id, desk.number, self.said["piece"], to, desk.actor.user_id, f"btn:{pressed.id}"
        )
        if not isinstance(moved, Moved):
            await answers.refuse(pressed, moved)
            return
        there = called(moved.case.number)
        await answers.say(
            pressed,
            Card(
                title=text(pressed, "carry.done", case=called(desk.number), other=there),
                text=text(pressed, "carry.done_text", to=f"<@{to.user_id}>"),
                tone=Tone.GOOD,
            ),
        )


def _preview(interaction: Interaction, desk: Desk, found: Prospect, to: UserId) -> Card:
    """Say what goes where, what is left, and what stays as it is."""
    kind, _, name = found.piece.name.partition(":")
    values = {"case": called(desk.number), "about": f"<@{desk.subject}>", "to": f"<@{to}>"}
    if kind == "hit":
        name = str(found.piece.row["data"]["rule"])
    where = text(interaction, "more.new_case") if found.there is None else called(found.there.number)
    lines = [
        text(interaction, f"carry.what_{kind}", piece=name, there=where, **values),
        text(interaction, "carry.with_it", **values),
        *([text(interaction, "carry.reporter")] if kind == "report" else []),
        text(interaction, "carry.closes" if found.closes else "carry.stays", **values),
    ]
    return Card(
        title=text(interaction, "carry.title"),
        text="\n".join(f"– {line}" for line in lines),
        tone=Tone.NOTICE,
        buttons=(
            Button(
                custom_id=f"carryyes:{desk.number}:{found.piece.name}:{to}",
                label=text(interaction, "carry.yes"),
                style=ButtonStyle.DANGER,
            ),
        ),
    )


async def _standing(interaction: Interaction, desk: Desk, who: UserId) -> Standing:
    """Return what the person counts for now; members are not cached, so Discord is asked."""
    try:
        member = await desk.guild.fetch_member(who)
    except discord.NotFound:
        return Standing(user_id=who, is_owner=who == desk.guild.owner_id, present=False)
    return convert.standing(member, desk.guild, _settings(interaction, desk))


def _settings(interaction: Interaction, desk: Desk) -> ServerSettings:
    return interaction.client.services.servers.of(desk.guild_id)
