"""Discord's audit log: what it tells of people's own acts, also of those that came while nobody listened."""

from __future__ import annotations

from typing import Final

import discord

from bot.policy.ids import GuildId, UserId
from bot.policy.sanctions import SanctionKind
from bot.services.by_hand import ManualAct

PAGE: Final = 100
"""Entries in one request; Discord's limit:
https://docs.discord.com/developers/resources/audit-log#get-guild-audit-log"""
MOST_MISSED: Final = 500
"""Entries that are read after a gap, the newest; a bound, not a promise."""


def manual_act(
    entry: discord.AuditLogEntry, suspended_role: int | None, *, late: bool = False
) -> ManualAct | None:
    """Return what an audit log entry tells of a person's own act, None when it is none of our business.

    ``suspended_role`` is the role that suspends, where the server does so by a role.
    """
    if entry.target is None or entry.user_id is None:
        return None
    match entry.action:
        case discord.AuditLogAction.ban | discord.AuditLogAction.unban:
            kind, imposed, until = SanctionKind.EXPULSION, entry.action is discord.AuditLogAction.ban, None
        case discord.AuditLogAction.member_update if hasattr(entry.after, "timed_out_until"):
            kind, until = SanctionKind.MUTE, entry.after.timed_out_until
            imposed = until is not None
        case discord.AuditLogAction.member_role_update if suspended_role in _roles(entry):
            kind, until = SanctionKind.SUSPENSION, None
            imposed = suspended_role in _ids(entry.after)
        case _:
            return None
    return ManualAct(
        key=f"audit:{entry.id}",
        guild_id=GuildId(entry.guild.id),
        actor=UserId(entry.user_id),
        target=UserId(int(getattr(entry.target, "id", 0))),
        kind=kind,
        imposed=imposed,
        ends_at=until,
        reason=entry.reason or "",
        missed_at=entry.created_at if late else None,
    )


async def missed(guild: discord.Guild, mark: int) -> list[discord.AuditLogEntry]:
    """Return the entries since the one named, oldest first; of a long gap only the newest.

    Raises ``discord.HTTPException`` where the log can't be read.
    """
    found: list[discord.AuditLogEntry] = []
    before = discord.utils.MISSING
    while len(found) < MOST_MISSED:
        page = [entry async for entry in guild.audit_logs(limit=PAGE, before=before)]
        fresh = [entry for entry in page if entry.id > mark]
        found += fresh
        if len(fresh) < PAGE:
            break
        before = discord.Object(min(entry.id for entry in page))
    return sorted(found, key=lambda entry: entry.id)


def _roles(entry: discord.AuditLogEntry) -> set[int]:
    return _ids(entry.before) | _ids(entry.after)


def _ids(difference: discord.audit_logs.AuditLogDiff) -> set[int]:
    """Return the roles that an entry says were given (in ``after``) or taken (in ``before``)."""
    return {role.id for role in getattr(difference, "roles", ())}
