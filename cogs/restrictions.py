"""What keeps a member from something: /channelban, /voicemute, /nocontact, /direction, /kick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands
from typing_extensions import override

from bot.policy.deeds import MOVED_OUT
from bot.policy.phrase import phrase
from bot.policy.sanctions import SanctionKind
from cogs.ui import answers
from cogs.ui.acknowledge import AcknowledgeButton
from cogs.ui.impose import impose
from cogs.ui.wishes import Wish, clauses, durations

if TYPE_CHECKING:
    from bot.client import StewardBot
    from cogs.ui.answers import Interaction

REASON: Final = "What happened and why it breaks the code; the member will read this"
CLAUSE: Final = "Which clause of the code it breaks; if left out, the one of the open case"
LENGTH: Final = "How long, for example “3 days”, “until Friday 18:00” or “forever”"
MESSAGE: Final = "Link to the message; it will be removed and kept with the case"
PICTURE: Final = "A picture to keep with the case"
ALSO: Final = "Up to five others who did the same, as mentions: each gets the same decision"
WHY: Final = "Where the ladder proposes something else: why not that; stays with the case"


class RestrictionsCog(commands.Cog):
    """Commands about places, voices and other people."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(AcknowledgeButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(AcknowledgeButton)

    @app_commands.command(description="Keep a member out of a channel, a forum or a whole category.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Whom it is about",
        channel="Where they may not be; for a category, all of its channels",
        duration=LENGTH,
        reason=REASON,
        clause=CLAUSE,
        message=MESSAGE,
        screenshot=PICTURE,
        also=ALSO,
        why=WHY,
    )
    @app_commands.autocomplete(clause=clauses, duration=durations)
    async def channelban(
        self,
        interaction: Interaction,
        member: discord.User,
        channel: app_commands.AppCommandChannel,
        duration: str,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
        also: str = "",
        why: app_commands.Range[str, 1, 1000] = "",
    ) -> None:
        """Ban a member from a channel."""
        place = None if interaction.guild is None else interaction.guild.get_channel(channel.id)
        me = None if interaction.guild is None else interaction.guild.me
        if place is None or me is None or not place.permissions_for(me).view_channel:
            await answers.refuse(interaction, phrase("restrict.channel_unseen"))
            return
        within = place.channels if isinstance(place, discord.CategoryChannel) else []
        wish = Wish(
            kind=SanctionKind.CHANNEL_BAN,
            member=member,
            reason=reason,
            clause=clause,
            duration=duration,
            message=message,
            screenshot=screenshot,
            scope=",".join(str(each.id) for each in (place, *within)),
            also=also,
            deviation=why,
        )
        await impose(interaction, wish)

    @app_commands.command(description="Take a member's voice in voice and stage channels for a time.")
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Whom to mute in voice; a speaker on a stage goes back to the audience",
        duration=LENGTH,
        reason=REASON,
        clause=CLAUSE,
        screenshot=PICTURE,
        move_out="Also put them out of the voice channel they are in; they may come back and listen",
    )
    @app_commands.autocomplete(clause=clauses, duration=durations)
    async def voicemute(
        self,
        interaction: Interaction,
        member: discord.User,
        duration: str,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        screenshot: discord.Attachment | None = None,
        move_out: bool = False,
    ) -> None:
        """Mute a member in voice."""
        me = None if interaction.guild is None else interaction.guild.me
        if move_out and not (me and me.guild_permissions.move_members):
            await answers.refuse(interaction, phrase("restrict.cant_move"))
            return
        wish = Wish(
            kind=SanctionKind.VOICE_MUTE,
            member=member,
            reason=reason,
            clause=clause,
            duration=duration,
            screenshot=screenshot,
            scope=MOVED_OUT if move_out else "",
        )
        await impose(interaction, wish)

    @app_commands.command(
        description="Ask a member to stop something. It is written down; going on weighs more."
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Whom to ask",
        reason="What they should stop; they will read this",
        clause=CLAUSE,
        message=MESSAGE,
    )
    @app_commands.autocomplete(clause=clauses)
    async def direction(
        self,
        interaction: Interaction,
        member: discord.User,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        message: str | None = None,
    ) -> None:
        """Give a direction."""
        wish = Wish(kind=SanctionKind.DIRECTION, member=member, reason=reason, clause=clause, message=message)
        await impose(interaction, wish)

    @app_commands.command(
        description="Put a member out of the server; they may come back with an invitation."
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(kick_members=True)
    @app_commands.describe(
        member="Whom to put out",
        reason=REASON,
        clause=CLAUSE,
        message=MESSAGE,
        screenshot=PICTURE,
        why=WHY,
    )
    @app_commands.autocomplete(clause=clauses)
    async def kick(
        self,
        interaction: Interaction,
        member: discord.User,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
        why: app_commands.Range[str, 1, 1000] = "",
    ) -> None:
        """Kick a member."""
        wish = Wish(
            kind=SanctionKind.KICK,
            member=member,
            reason=reason,
            clause=clause,
            message=message,
            screenshot=screenshot,
            deviation=why,
        )
        await impose(interaction, wish)
