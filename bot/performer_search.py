"""Finds a message that may have been sent already, when Discord's own guard against repeats has run out.

Discord drops a second message with the same nonce for "the past few minutes" only
(https://docs.discord.com/developers/resources/message#create-message), and forgets the nonce after that. So
each message carries a stamp that stays: the time shown beside its footer, whose milliseconds nobody sees.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import discord

from bot.policy.actions import Command

NONCE_HOLDS: Final = timedelta(seconds=60)
"""Well below Discord's "few minutes"; until then a repeat is dropped by Discord itself."""
_MARGIN: Final = timedelta(minutes=2)
"""By which our clock may be ahead of Discord's."""
_PAGE: Final = 100
_MOST_PAGES: Final = 20


def doubtful(command: Command, now: datetime) -> bool:
    """Return whether an earlier try may have sent the message, so long ago that Discord forgot the nonce."""
    return command.tried and command.stamp is not None and now - command.stamp > NONCE_HOLDS


async def find(client: discord.Client, stamp: datetime | None, channel_id: int) -> int | None:
    """Return the id of our message with this stamp, or None when there is none to be seen."""
    if stamp is None or client.user is None:
        return None
    after = discord.utils.time_snowflake(stamp - _MARGIN)
    for _ in range(_MOST_PAGES):
        try:
            page = await client.http.logs_from(channel_id, _PAGE, after=after)
        except (discord.Forbidden, discord.NotFound):
            # Without the right to read back, a message sent twice is better than one never sent.
            return None
        for message in page:
            if int(message["author"]["id"]) == client.user.id and _stamp(message) == stamp:
                return int(message["id"])
        if len(page) < _PAGE:
            return None
        after = max(int(message["id"]) for message in page)
    return None


def _stamp(message: Mapping[str, Any]) -> datetime | None:
    for embed in message["embeds"]:
        if "timestamp" in embed:
            return datetime.fromisoformat(str(embed["timestamp"])).astimezone(UTC)
    return None


async def is_banned(guild: discord.Guild, user_id: int, reason: str | None) -> bool:
    """Return whether somebody is banned, by the bans or, without the right to those, by our own log entry.

    Nothing to be seen counts as no: the refusal stands, and the ban goes again once it is allowed.
    """
    kinds = discord.AuditLogAction
    held = await _held(guild, user_id)
    return await _logged(guild, user_id, reason, kinds.ban, undone_by=kinds.unban) if held is None else held


async def is_let_in(guild: discord.Guild, user_id: int, reason: str | None) -> bool:
    """Return whether nobody's ban holds somebody any more, seen in the same two places.

    Nothing to be seen counts as no here as well: "you can come back" must not be said on a guess.
    """
    kinds = discord.AuditLogAction
    held = await _held(guild, user_id)
    return (
        await _logged(guild, user_id, reason, kinds.unban, undone_by=kinds.ban) if held is None else not held
    )


async def _held(guild: discord.Guild, user_id: int) -> bool | None:
    """Return whether a ban holds somebody; None without the right to see the bans."""
    try:
        await guild.fetch_ban(discord.Object(user_id))
    except discord.NotFound:
        return False
    except discord.Forbidden:
        return None
    return True


async def _logged(
    guild: discord.Guild,
    user_id: int,
    reason: str | None,
    act: discord.AuditLogAction,
    *,
    undone_by: discord.AuditLogAction,
) -> bool:
    """Return whether the last word of the audit log on somebody is this act of ours."""
    try:
        acts = [each async for each in guild.audit_logs(action=act, user=guild.me, limit=_PAGE)]
        undone = [each async for each in guild.audit_logs(action=undone_by, limit=_PAGE)]
    except discord.Forbidden:
        return False
    ours = [each.id for each in acts if _about(each, user_id) and each.reason == reason]
    since = [each.id for each in undone if _about(each, user_id)]
    return max(ours, default=0) > max(since, default=0)


def _about(entry: discord.AuditLogEntry, user_id: int) -> bool:
    return entry.target is not None and int(getattr(entry.target, "id", 0)) == user_id
