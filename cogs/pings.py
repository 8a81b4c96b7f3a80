"""Ghost pings: mentions that are deleted or edited away within seconds (M12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands, tasks
from typing_extensions import override

from bot.policy.authority import Standing
from bot.policy.content import Author, Content
from bot.policy.detectors.protocol import Facts
from bot.policy.evaluate import evaluate
from bot.policy.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from bot.policy.occasion import GhostPing
from bot.policy.pings import Ping
from bot.policy.verdict import Mode
from bot.services.orders import Incident, MessageRef
from cogs import convert

if TYPE_CHECKING:
    from bot.client import StewardBot


class PingsCog(commands.Cog):
    """Notices who rings at people and takes it back."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Look at what a deleted message had rung at; nearly always it is not remembered.

        Discord does not say who deleted it. If it was a moderator the audit log does, a moment later.
        """
        message = MessageId(payload.message_id)
        held = self.services.noticing.pings.gone(message, self.services.clock.now().timestamp())
        if held and not self.wait.is_running():
            self.wait.start()

    @commands.Cog.listener()
    async def on_audit_log_entry_create(self, entry: discord.AuditLogEntry) -> None:
        """Hear that somebody else deleted a message, which is nobody's ghost ping."""
        channel = getattr(entry.extra, "channel", None)
        if entry.action is discord.AuditLogAction.message_delete and channel is not None and entry.target:
            guild, author = GuildId(entry.guild.id), UserId(int(entry.target.id))
            now = self.services.clock.now().timestamp()
            self.services.noticing.pings.moderated(guild, ChannelId(channel.id), author, now)

    @tasks.loop(seconds=1)
    async def wait(self) -> None:
        """Judge deletions of which nobody else turned out to be the author; stop when none is left."""
        pings = self.services.noticing.pings
        for gone in pings.due(self.services.clock.now().timestamp()):
            await self._judge(gone.message, gone.ping, gone.ghost)
        if not pings.held:
            self.wait.stop()

    @override
    async def cog_unload(self) -> None:
        self.wait.cancel()

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Look at what an edit took back of a message's mentions."""
        message = payload.message
        if message.edited_at is None or message.guild is None:
            return
        now, left = self.services.clock.now().timestamp(), of_message(message, message.guild)
        found = self.services.noticing.pings.changed(MessageId(message.id), left.people, left.groups, now)
        if found is not None:
            await self._judge(MessageId(message.id), *found)

    async def _judge(self, message: MessageId, ping: Ping, ghost: GhostPing) -> None:
        guild, now = self.bot.get_guild(ping.guild_id), self.services.clock.now()
        place = None if guild is None else guild.get_channel_or_thread(ping.channel_id)
        settings = self.services.servers.of(ping.guild_id)
        if guild is None or place is None or convert.roles_moderate(guild, ping.author_roles, settings):
            return
        content = Content(
            guild_id=ping.guild_id,
            channel_id=ping.channel_id,
            message_id=message,
            author=Author(
                id=ping.author_id,
                created_at=discord.utils.snowflake_time(ping.author_id),
                role_ids=frozenset(RoleId(each) for each in ping.author_roles),
            ),
            # Its words were judged when it came; what counts here is that it went.
            parts=(),
            created_at=now,
        )
        rules = self.services.rules.for_channel(ping.guild_id, convert.places(place))
        verdict = evaluate(rules, content, Facts(occasion=ghost), now=now)
        if verdict is None:
            return
        self.services.rules.count(ping.guild_id, verdict.hits)
        if verdict.mode.rank < Mode.FLAG.rank:
            return
        await self.services.incidents.handle(
            Incident(
                guild_id=ping.guild_id,
                source=MessageRef(channel_id=ping.channel_id, message_id=message),
                author=Standing(user_id=ping.author_id),
                me=convert.standing(guild.me, guild, settings),
                hits=verdict.hits,
                text=ping.text,
                shown="",
                posted_at=discord.utils.snowflake_time(message),
                key=f"ghost:{message}",
                punishable=False,
            )
        )


def of_event(event: Mapping[str, Any], place: discord.abc.GuildChannel | discord.Thread) -> Ping:
    """Return whom a message event rings at; bots, the author and who is answered are nobody."""
    author = int(event["author"]["id"])
    answered = (event.get("referenced_message") or {}).get("author", {}).get("id", "0")
    people = frozenset(
        UserId(int(each["id"]))
        for each in event["mentions"]
        if not each.get("bot") and int(each["id"]) not in (author, int(answered))
    )
    return Ping(
        guild_id=GuildId(place.guild.id),
        channel_id=ChannelId(place.id),
        author_id=UserId(author),
        at=convert.time_of(int(event["id"])),
        people=people,
        groups=frozenset(RoleId(int(each)) for each in event["mention_roles"]),
        text=event["content"],
        author_roles=tuple(int(each) for each in event.get("member", {}).get("roles", ())),
    )


def of_message(message: discord.Message, guild: discord.Guild) -> Ping:
    """Return the same of a message; ringing at everyone counts as a role."""
    reply = message.reference.resolved if message.reference else None
    answered = reply.author.id if isinstance(reply, discord.Message) else 0
    people = frozenset(
        UserId(each.id)
        for each in message.mentions
        if not each.bot and each.id not in (message.author.id, answered)
    )
    groups = {RoleId(each.id) for each in message.role_mentions}
    if message.mention_everyone:
        groups.add(RoleId(guild.default_role.id))
    roles = message.author.roles if isinstance(message.author, discord.Member) else ()
    return Ping(
        guild_id=GuildId(guild.id),
        channel_id=ChannelId(message.channel.id),
        author_id=UserId(message.author.id),
        at=convert.sent_at(message),
        people=people,
        groups=frozenset(groups),
        text=message.content,
        author_roles=tuple(each.id for each in roles),
    )
