"""What members hold: /role remove and /role bar, /staff remove, /nick reset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.policy.deeds import NICKNAME
from bot.policy.ids import GuildId
from bot.policy.phrase import phrase
from bot.policy.sanctions import SanctionKind
from cogs.restrictions import ALSO, CLAUSE, LENGTH, PICTURE, REASON
from cogs.ui import answers
from cogs.ui.impose import impose
from cogs.ui.wishes import Wish, clauses, durations

if TYPE_CHECKING:
    from bot.client import StewardBot
    from cogs.ui.answers import Interaction

STAFF_RIGHTS = (
    "administrator",
    "manage_guild",
    "manage_roles",
    "manage_channels",
    "manage_messages",
    "moderate_members",
    "kick_members",
    "ban_members",
    "manage_webhooks",
    "view_audit_log",
)
"""What makes a role one of the staff's."""


class RolesCog(commands.Cog):
    """Commands about roles and names."""

    role = app_commands.Group(
        name="role",
        description="Take a role, or keep a member from holding it",
        guild_only=True,
        default_permissions=discord.Permissions(manage_roles=True),
    )
    staff = app_commands.Group(
        name="staff",
        description="The team",
        guild_only=True,
        default_permissions=discord.Permissions(administrator=True),
    )
    nick = app_commands.Group(
        name="nick",
        description="Nicknames",
        guild_only=True,
        default_permissions=discord.Permissions(moderate_members=True),
    )

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @role.command(name="remove", description="Take a role from a member; /lift gives it back.")
    @app_commands.describe(
        member="From whom",
        role="Which role",
        duration="Until it comes back by itself; leave out for until lifted",
        reason=REASON,
        clause=CLAUSE,
        also=ALSO,
    )
    @app_commands.autocomplete(clause=clauses, duration=durations)
    async def remove_role(
        self,
        interaction: Interaction,
        member: discord.User | discord.Member,
        role: discord.Role,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        duration: str | None = None,
        also: str = "",
    ) -> None:
        """Take a role, remembering it."""
        if not isinstance(member, discord.Member) or role not in member.roles:
            await answers.refuse(interaction, phrase("restrict.role_not_held", member=member.mention))
            return
        wish = Wish(
            kind=SanctionKind.ROLE_REMOVAL,
            member=member,
            reason=reason,
            clause=clause,
            duration=duration,
            role=role.id,
            also=also,
        )
        await _about_roles(interaction, wish, (role,))

    @role.command(name="bar", description="Keep a member from holding a role, whoever gives it to them.")
    @app_commands.describe(
        member="Whom it is about",
        role="Which role they can't hold",
        duration=LENGTH,
        reason=REASON,
        clause=CLAUSE,
        also=ALSO,
    )
    @app_commands.autocomplete(clause=clauses, duration=durations)
    async def bar_role(
        self,
        interaction: Interaction,
        member: discord.User | discord.Member,
        role: discord.Role,
        duration: str,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        also: str = "",
    ) -> None:
        """Bar a role; its end gives nobody the role."""
        wish = Wish(
            kind=SanctionKind.ROLE_BAR,
            member=member,
            reason=reason,
            clause=clause,
            duration=duration,
            also=also,
        )
        await _about_roles(interaction, wish, (role,))

    @staff.command(name="remove", description="End a member's post in the team: all their staff roles go.")
    @app_commands.describe(member="Whose post ends", reason=REASON, clause=CLAUSE)
    @app_commands.autocomplete(clause=clauses)
    async def remove_staff(
        self,
        interaction: Interaction,
        member: discord.User | discord.Member,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
    ) -> None:
        """Take all staff roles; the owner can't be removed, so that somebody always holds the keys."""
        settings = self.services.servers.of(GuildId(interaction.guild_id or 0))
        held: Sequence[discord.Role] = member.roles if isinstance(member, discord.Member) else []
        roles = [each for each in held if is_staff_role(each, settings.moderator_roles)]
        if not roles and member.id != getattr(interaction.guild, "owner_id", None):
            await answers.refuse(interaction, phrase("restrict.no_staff_role", member=member.mention))
            return
        wish = Wish(kind=SanctionKind.STAFF_REMOVAL, member=member, reason=reason, clause=clause)
        await _about_roles(interaction, wish, roles)

    @nick.command(name="reset", description="Take a nickname away that breaks the code; /lift gives it back.")
    @app_commands.describe(member="Whose nickname", reason=REASON, clause=CLAUSE, screenshot=PICTURE)
    @app_commands.autocomplete(clause=clauses)
    async def reset_nick(
        self,
        interaction: Interaction,
        member: discord.User | discord.Member,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        screenshot: discord.Attachment | None = None,
    ) -> None:
        """Take a nickname away."""
        nick = member.nick if isinstance(member, discord.Member) else None
        if nick is None:
            await answers.refuse(interaction, phrase("restrict.no_nickname", member=member.mention))
            return
        wish = Wish(
            kind=SanctionKind.TAKEDOWN,
            member=member,
            reason=reason,
            clause=clause,
            screenshot=screenshot,
            scope=NICKNAME,
            facts=nick,
        )
        await impose(interaction, wish)


def is_staff_role(role: discord.Role, named: Sequence[int]) -> bool:
    """Return whether a role gives a part in running the server: by the bot's list or by its rights."""
    if role.is_default() or role.managed:
        return False
    return role.id in named or any(getattr(role.permissions, right) for right in STAFF_RIGHTS)


async def _about_roles(interaction: Interaction, wish: Wish, roles: Sequence[discord.Role]) -> None:
    if any(each.is_default() or each.managed for each in roles):
        await answers.refuse(interaction, phrase("restrict.role_managed"))
        return
    scoped = replace(
        wish,
        scope=",".join(str(each.id) for each in roles) or "0",
        role_position=max((each.position for each in roles), default=None),
    )
    await impose(interaction, scoped)
