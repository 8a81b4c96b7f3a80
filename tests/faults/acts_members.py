"""What can be done to members: each function changes the world, notes it and tells the gateway.

``by`` is who did it; the bot's own acts are what the run counts.
"""

from datetime import datetime
from typing import Any

from tests.faults import payloads
from tests.faults.things import Guild, Member, User, snowflake
from tests.faults.world import World, add_member

MEMBER_UPDATE, KICK, BAN, UNBAN, ROLES = 24, 20, 22, 23, 25
"""Discord's numbers for these acts in the audit log."""


def edit_member(
    world: World, guild: Guild, member: Member, changes: dict[str, Any], *, by: User, reason: str = ""
) -> None:
    """Change timeout, roles, nickname, mute or deafness; keys as in Discord's request."""
    if "communication_disabled_until" in changes:
        _timeout(world, guild, member, changes["communication_disabled_until"], by=by, reason=reason)
    if "roles" in changes:
        wanted = {int(role) for role in changes["roles"] or ()}
        for role_id in sorted(wanted ^ member.roles):
            set_role(world, guild, member, role_id, role_id in wanted, by=by, reason=reason, quiet=True)
    for key in ("nick", "mute", "deaf"):
        if key in changes:
            changed = getattr(member, key) != changes[key]
            setattr(member, key, changes[key])
            _note(world, key, guild, member.user, {key: changes[key]}, by, reason, changed)
    _updated(world, guild, member)


def set_role(
    world: World, guild: Guild, member: Member, role_id: int, held: bool, *, by: User, reason: str = "",
    quiet: bool = False,
) -> None:  # fmt: skip
    """Give or take one role; ``quiet`` leaves the event to the caller."""
    changed = (role_id in member.roles) != held
    if held:
        member.roles.add(role_id)
    else:
        member.roles.discard(role_id)
    _note(world, "role", guild, member.user, {"role": role_id, "held": held}, by, reason, changed)
    audit(world, guild, ROLES, member.user.id, by, reason)
    if not quiet:
        _updated(world, guild, member)


def ban(world: World, guild: Guild, user: User, *, by: User, reason: str = "") -> None:
    """Ban an account, whether it is a member or not."""
    changed = user.id not in guild.bans
    guild.bans[user.id] = reason
    _note(world, "ban", guild, user, {}, by, reason, changed)
    if changed:
        world.emit("GUILD_BAN_ADD", _who(guild, user), guild.id)
        audit(world, guild, BAN, user.id, by, reason)
    if user.id in guild.members:
        leave(world, guild, user)


def unban(world: World, guild: Guild, user: User, *, by: User, reason: str = "") -> None:
    """Lift a ban that is there."""
    del guild.bans[user.id]
    _note(world, "unban", guild, user, {}, by, reason, True)
    world.emit("GUILD_BAN_REMOVE", _who(guild, user), guild.id)
    audit(world, guild, UNBAN, user.id, by, reason)


def kick(world: World, guild: Guild, user: User, *, by: User, reason: str = "") -> None:
    """Remove a member."""
    _note(world, "kick", guild, user, {}, by, reason, True)
    audit(world, guild, KICK, user.id, by, reason)
    leave(world, guild, user)


def leave(world: World, guild: Guild, user: User) -> None:
    """Let a member go."""
    del guild.members[user.id]
    world.emit("GUILD_MEMBER_REMOVE", _who(guild, user), guild.id)


def join(world: World, guild: Guild, user: User) -> Member:
    """Let an account come (back); a timeout outlives leaving, as with Discord, roles do not."""
    member = add_member(guild, user)
    world.emit("GUILD_MEMBER_ADD", payloads.member(member) | {"guild_id": str(guild.id)}, guild.id)
    return member


def audit(world: World, guild: Guild, kind: int, target: int, by: User, reason: str) -> None:
    """Add an audit-log entry and tell the gateway."""
    entry = {
        "id": str(snowflake()),
        "user_id": str(by.id),
        "target_id": str(target),
        "action_type": kind,
        "changes": [],
        "options": None,
        "reason": reason or None,
    }
    guild.audit.append(entry)
    world.emit("GUILD_AUDIT_LOG_ENTRY_CREATE", entry | {"guild_id": str(guild.id)}, guild.id)


def _timeout(world: World, guild: Guild, member: Member, until: str | None, *, by: User, reason: str) -> None:
    end = None if until is None else datetime.fromisoformat(until)
    changed = end != member.timeout_until
    member.timeout_until = end
    _note(world, "timeout", guild, member.user, {"until": until}, by, reason, changed)
    if changed:
        audit(world, guild, MEMBER_UPDATE, member.user.id, by, reason)


def _updated(world: World, guild: Guild, member: Member) -> None:
    world.emit("GUILD_MEMBER_UPDATE", payloads.member(member) | {"guild_id": str(guild.id)}, guild.id)


def _note(
    world: World, kind: str, guild: Guild, user: User, detail: dict[str, Any], by: User, reason: str,
    changed: bool,
) -> None:  # fmt: skip
    mine = by.id == world.me.id
    world.ledger.act(kind, guild.id, user.id, detail, reason=reason, by_bot=mine, changed=changed)


def _who(guild: Guild, user: User) -> dict[str, Any]:
    return {"guild_id": str(guild.id), "user": payloads.user(user)}
