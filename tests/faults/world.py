"""The state of the small Discord, how it is found, and who may do what in it.

Acts on members stand in ``acts_members``, those on channels and messages in ``acts_messages``. Every change
goes through these, so that the ledger and the gateway hear of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import discord

from tests.faults.ledger import Ledger
from tests.faults.things import Channel, Guild, Interaction, Member, Message, Role, User, snowflake

Emit = Callable[[str, dict[str, Any], int | None], None]
"""Takes an event's name, its data and its server (None for private messages)."""
FULL = discord.Permissions.all().value
PLAIN = discord.Permissions(
    view_channel=True, send_messages=True, read_message_history=True, use_application_commands=True
).value


class DiscordError(Exception):
    """What Discord answers to a request that it refuses."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} ({code}): {message}")
        self.status = status
        self.code = code
        self.message = message


def unknown(what: str) -> DiscordError:
    """Return the 404 for a kind of thing, with Discord's code for it."""
    codes = {
        "Channel": 10003, "Guild": 10004, "Member": 10007, "Message": 10008, "Overwrite": 10009,
        "Role": 10011, "User": 10013, "Webhook": 10015, "Ban": 10026, "interaction": 10062,
        "application command": 10063,
    }  # fmt: skip
    return DiscordError(404, codes[what], f"Unknown {what}")


def _no_event(_name: str, _data: dict[str, Any], _guild: int | None) -> None:
    """Drop an event: nobody is connected yet."""


@dataclass(slots=True)
class World:
    """Everything there is. ``me`` is the bot's user, and its application has the same id."""

    ledger: Ledger
    me: User = field(default_factory=lambda: User(id=snowflake(), name="steward", bot=True))
    owner: User = field(default_factory=lambda: User(id=snowflake(), name="owner"))
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    """By token."""
    commands: dict[int | None, list[dict[str, Any]]] = field(default_factory=dict)
    """What the bot registered: by server, None for everywhere."""
    nonces: dict[tuple[int, str], Message] = field(default_factory=dict)
    """Author and nonce to the latest message with them."""
    nonce_window: float = 180.0
    """Seconds in which ``enforce_nonce`` finds the earlier message; Discord says "the past few minutes"."""
    emit: Emit = _no_event

    def __post_init__(self) -> None:
        for user in (self.me, self.owner):
            self.users[user.id] = user

    def guild(self, guild_id: int) -> Guild:
        """Return a server; an unknown or unavailable one raises what Discord answers."""
        found = self.guilds.get(guild_id)
        if found is None:
            raise unknown("Guild")
        if not found.available:
            # An outage of one server shows as an error of Discord's own, not as a 404.
            raise DiscordError(503, 0, "Service Unavailable")
        return found

    def member(self, guild_id: int, user_id: int) -> Member:
        """Return a member or raise 10007."""
        found = self.guild(guild_id).members.get(user_id)
        if found is None:
            raise unknown("Member")
        return found

    def channel(self, channel_id: int) -> Channel:
        """Return a channel that can be reached now, or raise 10003."""
        found = self.channels.get(channel_id)
        if found is None:
            raise unknown("Channel")
        if found.guild_id is not None:
            self.guild(found.guild_id)
        return found

    def message(self, channel_id: int, message_id: int) -> Message:
        """Return a message or raise 10008."""
        found = self.channel(channel_id).messages.get(message_id)
        if found is None:
            raise unknown("Message")
        return found

    def permissions(self, guild: Guild, member: Member) -> discord.Permissions:
        """Return what a member may do in a server, without the overwrites of channels."""
        if member.user.id == guild.owner_id:
            return discord.Permissions.all()
        value = guild.roles[guild.id].permissions
        for role_id in member.roles:
            value |= guild.roles[role_id].permissions
        held = discord.Permissions(value)
        return discord.Permissions.all() if held.administrator else held

    def top(self, guild: Guild, member: Member) -> int:
        """Return the position of a member's highest role; the owner stands above all."""
        if member.user.id == guild.owner_id:
            return 1 << 30
        return max((guild.roles[role].position for role in member.roles), default=0)

    def demand(self, guild: Guild, permission: str, target: int | None = None) -> None:
        """Raise 50013 unless the bot holds a permission and stands above the target."""
        me = guild.members[self.me.id]
        held = self.permissions(guild, me)
        other = guild.members.get(target) if target is not None else None
        outranked = other is not None and self.top(guild, other) >= self.top(guild, me)
        if not getattr(held, permission) or outranked:
            raise DiscordError(403, 50013, "Missing Permissions")


def new_user(world: World, name: str) -> User:
    """Make an account."""
    user = User(id=snowflake(), name=name)
    world.users[user.id] = user
    return user


def new_guild(world: World, name: str, channels: tuple[str, ...], members: int) -> Guild:
    """Make a server with the bot as an admin, one moderator (``name-mod``) and plain members."""
    guild = Guild(id=snowflake(), name=name, owner_id=world.owner.id)
    guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=PLAIN, position=0)
    staff = new_role(guild, "moderators", FULL)
    # The bot's own role comes last and so stands highest, as /doctor would ask for.
    mine = new_role(guild, "steward", FULL)
    add_member(guild, world.owner)
    add_member(guild, world.me, mine)
    add_member(guild, new_user(world, f"{name}-mod"), staff)
    for number in range(members):
        add_member(guild, new_user(world, f"{name}-{number}"))
    for channel in channels:
        new_channel(world, guild, channel)
    world.guilds[guild.id] = guild
    return guild


def new_role(guild: Guild, name: str, permissions: int) -> Role:
    """Make a role above the present ones."""
    role = Role(id=snowflake(), name=name, permissions=permissions, position=len(guild.roles))
    guild.roles[role.id] = role
    return role


def add_member(guild: Guild, user: User, *roles: Role) -> Member:
    """Let an account join, without an event."""
    member = Member(user=user, joined_at=discord.utils.utcnow(), roles={role.id for role in roles})
    guild.members[user.id] = member
    return member


def new_channel(world: World, guild: Guild, name: str, kind: int = 0) -> Channel:
    """Make a channel (0 text, 2 voice, 4 category), without an event."""
    channel = Channel(id=snowflake(), guild_id=guild.id, type=kind, name=name)
    guild.channels[channel.id] = channel
    world.channels[channel.id] = channel
    return channel
