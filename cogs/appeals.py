"""Appeals: /appeal and the button in the notice for members, three buttons in the queue for the team."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.appeals import AppealState
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import phrase
from bot.services.appeals import Appealable
from bot.services.hearing import AppealFile
from bot.services.orders import Unmoved
from cogs.ui import answers, appeal_forms, hearing_forms
from cogs.ui.answers import Interaction, text
from cogs.ui.press import Press

if TYPE_CHECKING:
    from bot.client import StewardBot

_VALUE: Final = re.compile(r"(?P<guild>[0-9]{15,20}):(?P<decision>d-[0-9a-f]{16})")


class AppealButton(
    Press,
    template=r"appeal:(?P<guild>[0-9]{15,20}):(?P<decision>d-[0-9a-f]{16}):(?P<act>make|withdraw)",
):
    """Stands under the notice of a decision; works in private messages, also for people who had to leave."""

    @override
    async def press(self, pressed: Interaction) -> None:
        do = appeal_forms.begin if self.act == "make" else appeal_forms.take_back
        await do(pressed, self.guild_id, self.said["decision"])


class HearingButton(Press, template=r"hearing:(?P<number>[0-9]{1,15}):(?P<act>grant|partly|deny)"):
    """Stands under an appeal in the queue; who presses it is checked anew each time."""

    @override
    async def press(self, pressed: Interaction) -> None:
        file = await hearing_forms.hear(pressed, self.number)
        if isinstance(file, AppealFile):
            await pressed.response.send_modal(hearing_forms.HearingForm(pressed, file, self.act))
        else:
            await answers.refuse(pressed, file)


class AppealsCog(commands.Cog):
    """Lets members ask for a second look."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(AppealButton, HearingButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(AppealButton, HearingButton)

    @app_commands.command(description="Ask somebody else to look again at a decision about you.")
    @app_commands.allowed_contexts(guilds=True, dms=True)
    @app_commands.describe(decision="Which decision; choose it from the list")
    async def appeal(self, interaction: Interaction, decision: str | None = None) -> None:
        """Open the form for one of one's own decisions, on the server or in private messages with the bot."""
        if decision is None:
            own = await self._own(interaction)
            if len(own) != 1:
                await answers.refuse(interaction, phrase("appeal.choose" if own else "appeal.none"))
                return
            decision = _value(own[0])
        chosen = _VALUE.fullmatch(decision)
        if chosen is None:
            await answers.refuse(interaction, Unmoved(key="no_such_decision"))
            return
        await appeal_forms.begin(interaction, GuildId(int(chosen["guild"])), chosen["decision"])

    @appeal.autocomplete("decision")
    async def _decisions(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        named = [(_name(interaction, each), _value(each)) for each in await self._own(interaction)]
        fitting = [(name, value) for name, value in named if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=name[:100], value=value) for name, value in fitting[:25]]

    async def _own(self, interaction: Interaction) -> tuple[Appealable, ...]:
        here = None if interaction.guild_id is None else GuildId(interaction.guild_id)
        return await self.services.appeals.own(here, UserId(interaction.user.id))


def _value(found: Appealable) -> str:
    return f"{found.decision.guild_id}:{found.decision.id}"


def _name(interaction: Interaction, found: Appealable) -> str:
    waits = found.latest is not None and found.latest.state is AppealState.OPEN
    decision = found.decision
    name = text(
        interaction,
        "appeal.choice_open" if waits else "appeal.choice",
        number=decision.case,
        what=text(interaction, f"sanction.{decision.kind}"),
        # Choices are plain text, in which Discord's time stamps are not shown as times.
        day=decision.decided_at.date().isoformat(),
    )
    server = interaction.client.get_guild(decision.guild_id)
    return name if interaction.guild_id is not None or server is None else f"{server.name} · {name}"
