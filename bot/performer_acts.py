"""The acts on Discord that need more than one field set; the performer calls these and reads what goes wrong.

Each takes the client and the command, and is safe to repeat: what is done already is found so.
"""

import functools
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, TypeAlias

import discord

from bot.clock import to_ms
from bot.performer_search import is_banned, is_let_in
from bot.policy.actions import OURS, ActionKind, Command, Done, Json, Outcome
from bot.policy.overwrites import closed, given_back, still_ours

Handler: TypeAlias = Callable[[Command], Awaitable[Outcome]]


def handlers(client: discord.Client) -> dict[ActionKind, Handler]:
    """Return what carries out each kind, for this client."""
    return {kind: functools.partial(act, client) for kind, act in _ACTS.items()}


async def kick(client: discord.Client, command: Command) -> Outcome:
    """Put a member out, unless they have come back since it was decided: who came back may stay."""
    user_id = _user(command)
    member = await client.http.get_member(command.guild_id, user_id)
    joined = to_ms(datetime.fromisoformat(str(member["joined_at"])))
    if joined > int(str(command.payload["joined_before"])):
        return Done({"left": True})
    await client.http.kick(user_id, command.guild_id, reason=command.reason)
    return Done()


async def ban(client: discord.Client, command: Command) -> Outcome:
    """Keep somebody out of the server; deletes nothing that they wrote."""
    guild, account = _guild(client, command), discord.Object(_user(command))
    try:
        await guild.ban(account, reason=command.reason, delete_message_seconds=0)
    except discord.Forbidden:
        # An earlier try, whose answer got lost, may have done it while that was still allowed (F11).
        if not command.tried or not await is_banned(guild, account.id, command.reason):
            raise
    return Done()


async def unban(client: discord.Client, command: Command) -> Outcome:
    """Let somebody in again, unless it is asked for our own ban only and another one holds them."""
    guild, account = _guild(client, command), discord.Object(_user(command))
    try:
        # Whom another ban than ours holds was banned anew by somebody.
        if OURS in command.payload and (await guild.fetch_ban(account)).reason != command.reason:
            return Done({"left": True})
        await guild.unban(account, reason=command.reason)
    except discord.Forbidden:
        if not command.tried or not await is_let_in(guild, account.id, command.reason):
            raise
    return Done()


async def set_nickname(client: discord.Client, command: Command) -> Outcome:
    """Set or take away a nickname; remembers what it was."""
    user_id = _user(command)
    member = await client.http.get_member(command.guild_id, user_id)
    before: Json = member.get("nick")
    nick: Json = command.payload.get("nick")
    if "release" in command.payload:
        nick = command.memory.get("")
        if before is not None:
            # Somebody chose another one meanwhile.
            return Done({"left": True})
    await client.http.edit_member(command.guild_id, user_id, reason=command.reason, nick=nick)
    return Done() if "release" in command.payload else Done({"before": before})


async def move_to_audience(client: discord.Client, command: Command) -> Outcome:
    """Take the floor from a speaker on a stage; nothing is done to who speaks on none.

    https://docs.discord.com/developers/resources/voice#modify-user-voice-state
    """
    guild, user_id = client.get_guild(command.guild_id), _user(command)
    for stage in guild.stage_channels if guild else ():
        state = stage.voice_states.get(user_id)
        if state is not None and not state.suppress:
            wish = {"channel_id": str(stage.id), "suppress": True}
            await client.http.edit_voice_state(command.guild_id, user_id, wish)
            return Done()
    return Done({"idle": "no_stage"})


async def move_out(client: discord.Client, command: Command) -> Outcome:
    """Put somebody out of voice; a repeat would at most put out who came in again within seconds."""
    reason = command.reason
    await client.http.edit_member(command.guild_id, _user(command), reason=reason, channel_id=None)
    return Done()


async def remove_reaction(client: discord.Client, command: Command) -> Outcome:
    """Take one person's reaction away."""
    emoji = str(command.payload["emoji"])
    channel, message = id_of(command, "channel"), id_of(command, "message")
    await client.http.remove_reaction(channel, message, emoji, _user(command))
    return Done()


async def delete_messages(client: discord.Client, command: Command) -> Outcome:
    """Delete up to a hundred messages of one channel, none older than two weeks.

    https://discord.com/developers/docs/resources/message#bulk-delete-messages
    """
    named = command.payload["messages"]
    ids = [str(each) for each in named] if isinstance(named, list) else []
    channel = id_of(command, "channel")
    if len(ids) == 1:
        await client.http.delete_message(channel, int(ids[0]), reason=command.reason)
    elif ids:
        await client.http.delete_messages(channel, [int(each) for each in ids], reason=command.reason)
    return Done({"count": len(ids)})


async def close_channel(client: discord.Client, command: Command) -> Outcome:
    """Deny a role some rights in a channel; the rest of its overwrite stays."""
    bits = int(str(command.payload["bits"]))
    allow, deny = overwrite(client, command, id_of(command, "role"))
    await _put(client, command, *closed(allow, deny, bits))
    return Done()


async def reopen_channel(client: discord.Client, command: Command) -> Outcome:
    """Give a role back what it had, as far as nobody changed it since."""
    bits = int(str(command.payload["bits"]))
    allow, deny = overwrite(client, command, id_of(command, "role"))
    if not still_ours(deny, bits):
        return Done({"left": True})
    before = int(str(command.payload["allow"])), int(str(command.payload["deny"]))
    allow, deny = given_back((allow, deny), before, bits)
    if allow == deny == 0 and not command.payload.get("stays"):
        await client.http.delete_channel_permissions(
            id_of(command, "channel"), id_of(command, "role"), reason=command.reason
        )
    else:
        await _put(client, command, allow, deny)
    return Done()


async def set_slowmode(client: discord.Client, command: Command) -> Outcome:
    """Set how long people wait between messages; with ``only_if`` only where nobody changed it since."""
    channel = client.get_channel(id_of(command, "channel"))
    only_if = command.payload.get("only_if")
    now = getattr(channel, "slowmode_delay", None)
    if only_if is not None and now is not None and now != only_if:
        return Done({"left": True})
    seconds = int(str(command.payload["seconds"]))
    await client.http.edit_channel(
        id_of(command, "channel"), reason=command.reason, rate_limit_per_user=seconds
    )
    return Done()


def overwrite(client: discord.Client, command: Command, target: int) -> tuple[int, int]:
    """Return what a channel allows and denies a role or a person, as the gateway last told."""
    guild = client.get_guild(command.guild_id)
    channel = None if guild is None else guild.get_channel(id_of(command, "channel"))
    for whom, held in channel.overwrites.items() if channel else ():
        if whom.id == target:
            allow, deny = held.pair()
            return allow.value, deny.value
    return 0, 0


def id_of(command: Command, key: str) -> int:
    """Return an id of the payload."""
    return int(str(command.payload[key]))


async def _put(client: discord.Client, command: Command, allow: int, deny: int) -> None:
    await client.http.edit_channel_permissions(
        id_of(command, "channel"), id_of(command, "role"), str(allow), str(deny), 0, reason=command.reason
    )


def _guild(client: discord.Client, command: Command) -> discord.Guild:
    guild = client.get_guild(command.guild_id)
    assert guild is not None  # noqa: S101 - ``perform`` looked
    return guild


def _user(command: Command) -> int:
    assert command.user_id is not None  # noqa: S101 - kinds about a person always carry the account
    return command.user_id


_ACTS: Final[dict[ActionKind, Callable[[discord.Client, Command], Awaitable[Outcome]]]] = {
    ActionKind.KICK: kick,
    ActionKind.BAN: ban,
    ActionKind.UNBAN: unban,
    ActionKind.SET_NICKNAME: set_nickname,
    ActionKind.MOVE_TO_AUDIENCE: move_to_audience,
    ActionKind.MOVE_OUT: move_out,
    ActionKind.REMOVE_REACTION: remove_reaction,
    ActionKind.DELETE_MESSAGES: delete_messages,
    ActionKind.CLOSE_CHANNEL: close_channel,
    ActionKind.REOPEN_CHANNEL: reopen_channel,
    ActionKind.SET_SLOWMODE: set_slowmode,
}
