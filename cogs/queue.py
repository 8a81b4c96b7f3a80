"""The moderators' queue: /queue, and the buttons under each case, which outlive restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.phrase import phrase
from bot.policy.queue import Show
from bot.policy.records import CaseRoute
from bot.services.queue import Wanted
from cogs.ui import answers, queue_pages
from cogs.ui.answers import Interaction
from cogs.ui.case_buttons import CaseButton
from cogs.ui.case_carry import CarryButton, PersonMenu
from cogs.ui.case_more import GiveMenu, MoreButton
from cogs.ui.case_parts import PartButton, PieceMenu
from cogs.ui.hit_review import HitButton
from cogs.ui.queue_pages import QueueButton

if TYPE_CHECKING:
    from bot.client import StewardBot

_BUTTONS: Final = (
    CaseButton, HitButton, QueueButton, MoreButton, GiveMenu, PieceMenu, PartButton, PersonMenu, CarryButton,
)  # fmt: skip
_SHOWS: Final = {
    Show.ALL: "all",
    Show.URGENT: "safety first",
    Show.FREE: "nobody has them",
    Show.MINE: "mine",
    Show.OVERDUE: "overdue",
}
_TEAMS: Final = {
    CaseRoute.QUEUE: "moderation",
    CaseRoute.FACULTY: "academic integrity",
    CaseRoute.CARE: "care",
}


class QueueCog(commands.Cog):
    """Shows what is waiting for a decision."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(*_BUTTONS)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(*_BUTTONS)

    @app_commands.command(description="See the open cases: safety first, then what goes on, then the clocks.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(show="Which of them", team="Of which team")
    @app_commands.choices(
        show=[app_commands.Choice(name=name, value=show.value) for show, name in _SHOWS.items()],
        team=[app_commands.Choice(name=name, value=route.value) for route, name in _TEAMS.items()],
    )
    async def queue(
        self, interaction: Interaction, show: str = Show.ALL.value, team: str | None = None
    ) -> None:
        """List the open cases."""
        await interaction.response.defer(ephemeral=True)
        if not queue_pages.moderates(interaction):
            await answers.refuse(interaction, phrase("reply.not_allowed"))
            return
        wanted = Wanted(show=Show(show), route=CaseRoute(team) if team else None)
        await queue_pages.show_page(interaction, wanted)
