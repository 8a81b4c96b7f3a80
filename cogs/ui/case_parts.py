"""Moving one report or hit out of a case: which one, to which team or person, and taking it back."""

from __future__ import annotations

import discord
from typing_extensions import override

from bot.cards import cut, embed_of, view_of
from bot.policy.card import Button, Card, Tone
from bot.policy.phrase import phrase
from bot.policy.records import CaseRoute
from bot.services.orders import Unmoved
from bot.services.splitting import Moved
from bot.services.words_links import called, hits_of
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.case_carry import PIECE, person_menu
from cogs.ui.case_desk import Desk, others, seated
from cogs.ui.case_menu import CaseMenu
from cogs.ui.press import Press

_Select = discord.ui.Select[discord.ui.View]
_MOST = 25


async def choose(interaction: Interaction, desk: Desk, _: int) -> None:
    """Show what can be moved out of a case."""
    options = _pieces(interaction, desk)
    if not options:
        await answers.refuse(interaction, phrase("unmoved.split_nothing", number=str(desk.number)))
        return
    select: _Select = discord.ui.Select(
        custom_id=f"piece:{desk.number}",
        placeholder=text(interaction, "more.split_choose"),
        options=options[:_MOST],
    )
    view = discord.ui.View(timeout=None)
    view.add_item(PieceMenu(select))
    title = text(interaction, "more.split_title", case=called(desk.number))
    card = Card(title=title, text=text(interaction, "more.split_text"))
    await interaction.followup.send(embed=embed_of(card), view=view, ephemeral=True)


def _pieces(interaction: Interaction, desk: Desk) -> list[discord.SelectOption]:
    """Return the reports and hits that are the case's own, not those of cases joined to it."""
    conduct = interaction.client.services.conduct
    found = []
    for report in desk.file.reports:
        if report.case == desk.number:
            clause = conduct.clause(report.category)
            label = text(interaction, "case.heading.report", number=report.reporter_number)
            detail = f"{report.code} · {clause.title if clause else report.category}"
            found.append((f"report:{report.code}", label, detail))
    for note in hits_of(desk.file):
        if note.case == desk.number:
            label = text(interaction, "more.hit", rule=str(note.data.get("rule", "")))
            found.append((f"hit:{note.seq}", label, note.at.strftime("%Y-%m-%d %H:%M UTC")))
    return [
        discord.SelectOption(value=value, label=cut(label, 100), description=cut(detail, 100))
        for value, label, detail in found
    ]


class PieceMenu(CaseMenu[_Select], template=r"piece:(?P<number>[0-9]{1,15})"):
    """The choice of what is moved."""

    @override
    async def chosen(self, pressed: Interaction, desk: Desk) -> None:
        piece = self.item.values[0]
        card = await _where(pressed, desk, piece)
        view = view_of(card) or discord.ui.View(timeout=None)
        view.add_item(person_menu(pressed, desk.number, piece))
        await pressed.edit_original_response(embed=embed_of(card), view=view)


async def _where(interaction: Interaction, desk: Desk, piece: str) -> Card:
    """Ask for the team or the person; what is the only thing in a case can only go to another person."""
    seen, hidden = await others(interaction, desk)
    there = {case.route: case.number for case in seen}
    lines, buttons = [], []
    pieces = {option.value: option.label for option in _pieces(interaction, desk)}
    for route in CaseRoute if len(pieces) > 1 else ():
        if route is desk.file.case.route or any(case.route is route for case in hidden):
            continue
        team = text(interaction, f"more.team.{route.value}")
        number = there.get(route)
        where = text(interaction, "more.new_case") if number is None else called(number)
        lines.append(f"– {team}: {where}")
        buttons.append(Button(custom_id=f"part:{desk.number}:{piece}:{route.value}", label=team))
    key = "more.split_where" if buttons else "more.split_whom"
    # A report is known by its code; the number of what a rule found says nothing to anybody.
    name = piece.partition(":")[2]
    if piece.startswith("hit:"):
        name = pieces.get(piece, name)
    head = text(interaction, key, piece=name, case=called(desk.number))
    return Card(
        title=text(interaction, "more.split_title", case=called(desk.number)),
        text="\n".join([head, *lines]),
        buttons=tuple(buttons),
    )


class PartButton(
    Press,
    template=rf"part:(?P<number>[0-9]{{1,15}}):{PIECE}:(?P<team>[a-z]{{1,10}})",
):
    """Moves a part to a team."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        desk = await seated(pressed, self.number)
        if desk is not None and self.said["team"] in list(CaseRoute):
            await _move(pressed, desk, self.said["piece"], CaseRoute(self.said["team"]))


async def _move(interaction: Interaction, desk: Desk, piece: str, route: CaseRoute) -> None:
    _, hidden = await others(interaction, desk)
    if any(case.route is route for case in hidden):
        await answers.refuse(interaction, Unmoved(key="carry_recused"))
        return
    moved = await interaction.client.services.teamwork.splitting.split(
        desk.guild_id, desk.number, piece, route, desk.actor.user_id, f"btn:{interaction.id}"
    )
    if not isinstance(moved, Moved):
        await answers.refuse(interaction, moved)
        return
    there = moved.case.number
    undo = Button(custom_id=f"more:{there}:joined:{desk.number}", label=text(interaction, "more.undo"))
    title = text(interaction, "more.split_done", case=called(desk.number), other=called(there))
    says = text(interaction, "more.split_done_text" if moved.opened else "more.split_there")
    await answers.say(
        interaction,
        Card(title=title, text=says, tone=Tone.GOOD, buttons=(undo,) if moved.opened else ()),
    )
