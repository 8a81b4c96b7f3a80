"""/conduct: the code for everybody to read, by section, by word, by clause, in the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.cards import cut, embed_of
from bot.policy.card import Card
from bot.policy.conduct import Clause, Conduct, Section
from cogs.ui import code_pages
from cogs.ui.answers import Interaction
from cogs.ui.guarded import guarded

if TYPE_CHECKING:
    from bot.client import StewardBot

_OPTIONS = 25
_OPTION = 100


class ConductCog(commands.Cog):
    """Lets members read the code."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @override
    async def cog_load(self) -> None:
        # So that menus of before a restart still answer.
        self.bot.add_dynamic_items(CodeMenu)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(CodeMenu)

    @app_commands.command(
        description="Read our code of conduct: what you can count on, and what has no place."
    )
    @app_commands.guild_only()
    @app_commands.describe(search="A word or two, for example “screenshots” or “appeal”")
    async def conduct(
        self, interaction: Interaction, search: app_commands.Range[str, 1, 100] | None = None
    ) -> None:
        """Show the code, or what a search finds in it."""
        code = _code(interaction)
        if search is None:
            await _show(interaction, code_pages.opening(interaction, code), code)
        elif section := code.section(search.casefold()):
            card = code_pages.section(interaction, code, section)
            await _show(interaction, card, code, code.clauses_in(section.id))
        elif clause := code.clause(search.casefold()):
            await _show(interaction, code_pages.clause(interaction, code, clause), code)
        else:
            found = code.search(search)[:_OPTIONS]
            await _show(interaction, code_pages.found(interaction, code, search, found), code, found)

    @conduct.autocomplete("search")
    async def _clauses(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        code = _code(interaction)
        wanted = typed.casefold()
        fitting: list[Section | Clause] = [
            each for each in code.sections if wanted in f"{each.title} {each.id}".casefold()
        ]
        fitting += code.search(typed)
        return [
            app_commands.Choice(name=cut(each.title, _OPTION), value=each.id) for each in fitting[:_OPTIONS]
        ]


class CodeMenu(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=r"conduct:(?P<what>section|clause)"
):
    """A menu of sections or of clauses."""

    def __init__(self, select: discord.ui.Select[discord.ui.View]) -> None:
        super().__init__(select)

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> CodeMenu:
        return cls(cast("discord.ui.Select[discord.ui.View]", item))

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with guarded(interaction):
            await self._turn(interaction)

    async def _turn(self, interaction: Interaction) -> None:
        code = _code(interaction)
        chosen = self.item.values[0] if self.item.values else ""
        if section := code.section(chosen) if self.custom_id == "conduct:section" else None:
            card = code_pages.section(interaction, code, section)
            await _renew(interaction, card, code, code.clauses_in(section.id))
        elif clause := code.clause(chosen):
            await _renew(
                interaction,
                code_pages.clause(interaction, code, clause),
                code,
                code.clauses_in(clause.section),
            )
        else:
            # The code has changed since the menu was shown.
            await _renew(interaction, code_pages.opening(interaction, code), code)


def _code(interaction: Interaction) -> Conduct:
    return interaction.client.services.conduct_book.for_locale(str(interaction.locale))


def _menus(interaction: Interaction, code: Conduct, clauses: tuple[Clause, ...]) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(_menu("section", code_pages.choose_section(interaction), code.sections))
    if clauses:
        view.add_item(_menu("clause", code_pages.choose_clause(interaction), clauses))
    return view


def _menu(what: str, placeholder: str, entries: Any) -> CodeMenu:  # noqa: ANN401 - sections or clauses
    options = [
        discord.SelectOption(label=cut(each.title, _OPTION), value=each.id) for each in entries[:_OPTIONS]
    ]
    return CodeMenu(
        discord.ui.Select(custom_id=f"conduct:{what}", placeholder=cut(placeholder, 150), options=options)
    )


async def _show(
    interaction: Interaction, card: Card, code: Conduct, clauses: tuple[Clause, ...] = ()
) -> None:
    view = _menus(interaction, code, clauses)
    await interaction.response.send_message(embed=embed_of(card), view=view, ephemeral=True)


async def _renew(
    interaction: Interaction, card: Card, code: Conduct, clauses: tuple[Clause, ...] = ()
) -> None:
    await interaction.response.edit_message(embed=embed_of(card), view=_menus(interaction, code, clauses))
