"""Routes about servers and their members, bans, roles and audit log."""

from tests.faults import acts_members as acts
from tests.faults import payloads
from tests.faults.routes import Answer, Call, Table
from tests.faults.things import Member, User
from tests.faults.world import DiscordError, unknown

NEEDED = {
    "communication_disabled_until": "moderate_members",
    "roles": "manage_roles",
    "nick": "manage_nicknames",
    "mute": "mute_members",
    "deaf": "deafen_members",
    "channel_id": "move_members",
}
"""The permission for each key of a member edit."""


def get_guild(call: Call) -> Answer:
    return payloads.guild(call.guild)


def get_channels(call: Call) -> Answer:
    return [payloads.channel(one) for one in call.guild.channels.values() if not one.thread]


def get_threads(call: Call) -> Answer:
    threads = [payloads.channel(one) for one in call.guild.channels.values() if one.thread]
    return {"threads": threads, "members": [], "has_more": False}


def get_roles(call: Call) -> Answer:
    return [payloads.role(one) for one in call.guild.roles.values()]


def get_member(call: Call) -> Answer:
    return payloads.member(_member(call))


def get_members(call: Call) -> Answer:
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    ids = sorted(user_id for user_id in call.guild.members if user_id > after)[:limit]
    return [payloads.member(call.guild.members[user_id]) for user_id in ids]


def patch_member(call: Call) -> Answer:
    guild, member, body = call.guild, _member(call), call.body or {}
    for key in body:
        call.world.demand(guild, NEEDED.get(key, "manage_guild"), member.user.id)
    timed_out = body.get("communication_disabled_until") is not None
    if timed_out and call.world.permissions(guild, member).administrator:
        # Discord refuses to time out anybody who is an administrator.
        raise DiscordError(403, 50013, "Missing Permissions")
    acts.edit_member(call.world, guild, member, body, by=call.world.me, reason=call.reason)
    return payloads.member(member)


def patch_me(call: Call) -> Answer:
    me = call.guild.members[call.world.me.id]
    acts.edit_member(call.world, call.guild, me, call.body or {}, by=call.world.me, reason=call.reason)
    return payloads.member(me)


def delete_member(call: Call) -> Answer:
    guild, member = call.guild, _member(call)
    call.world.demand(guild, "kick_members", member.user.id)
    acts.kick(call.world, guild, member.user, by=call.world.me, reason=call.reason)


def put_role(call: Call) -> Answer:
    _set_role(call, held=True)


def delete_role(call: Call) -> Answer:
    _set_role(call, held=False)


def _set_role(call: Call, *, held: bool) -> None:
    guild, member, role_id = call.guild, _member(call), call.id("role_id")
    call.world.demand(guild, "manage_roles")
    if role_id not in guild.roles:
        raise unknown("Role")
    if guild.roles[role_id].position >= call.world.top(guild, guild.members[call.world.me.id]):
        raise DiscordError(403, 50013, "Missing Permissions")
    acts.set_role(call.world, guild, member, role_id, held, by=call.world.me, reason=call.reason)


def get_bans(call: Call) -> Answer:
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1000))
    ids = sorted(user_id for user_id in call.guild.bans if user_id > after)[:limit]
    return [_ban(call, user_id) for user_id in ids]


def get_ban(call: Call) -> Answer:
    if call.id("user_id") not in call.guild.bans:
        raise unknown("Ban")
    return _ban(call, call.id("user_id"))


def put_ban(call: Call) -> Answer:
    guild, user = call.guild, _user(call)
    call.world.demand(guild, "ban_members", user.id)
    acts.ban(call.world, guild, user, by=call.world.me, reason=call.reason)


def delete_ban(call: Call) -> Answer:
    guild, user = call.guild, _user(call)
    call.world.demand(guild, "ban_members")
    if user.id not in guild.bans:
        raise unknown("Ban")
    acts.unban(call.world, guild, user, by=call.world.me, reason=call.reason)


def get_audit_log(call: Call) -> Answer:
    """Answer newest first, or oldest first when ``after`` is given, as Discord does."""
    call.world.demand(call.guild, "view_audit_log")
    query, entries = call.query, call.guild.audit
    wanted = [one for one in entries if _passes(one, query)]
    if "after" not in query:
        wanted = wanted[::-1]
    wanted = wanted[: int(query.get("limit", 50))]
    people = {int(one[key]) for one in wanted for key in ("user_id", "target_id")} & call.world.users.keys()
    return {
        "audit_log_entries": wanted,
        "users": [payloads.user(call.world.users[one]) for one in sorted(people)],
        "application_commands": [],
        "auto_moderation_rules": [],
        "guild_scheduled_events": [],
        "integrations": [],
        "threads": [],
        "webhooks": [],
    }


def _passes(entry: dict[str, str], query: dict[str, str]) -> bool:
    bounds = int(query.get("after", 0)) < int(entry["id"]) < int(query.get("before", 1 << 63))
    kinds = "action_type" not in query or int(query["action_type"]) == int(entry["action_type"])
    return bounds and kinds and query.get("user_id", entry["user_id"]) == entry["user_id"]


def _member(call: Call) -> Member:
    return call.world.member(call.id("guild_id"), call.id("user_id"))


def _user(call: Call) -> User:
    found = call.world.users.get(call.id("user_id"))
    if found is None:
        raise unknown("User")
    return found


def _ban(call: Call, user_id: int) -> Answer:
    return {"reason": call.guild.bans[user_id] or None, "user": payloads.user(call.world.users[user_id])}


_GUILD = "/guilds/{guild_id}"
_MEMBER = "/guilds/{guild_id}/members/{user_id}"
_BAN = "/guilds/{guild_id}/bans/{user_id}"
TABLE: Table = {
    ("GET", _GUILD): get_guild,
    ("GET", f"{_GUILD}/channels"): get_channels,
    ("GET", f"{_GUILD}/threads/active"): get_threads,
    ("GET", f"{_GUILD}/roles"): get_roles,
    ("GET", f"{_GUILD}/members"): get_members,
    ("PATCH", f"{_GUILD}/members/@me"): patch_me,
    ("GET", _MEMBER): get_member,
    ("PATCH", _MEMBER): patch_member,
    ("DELETE", _MEMBER): delete_member,
    ("PUT", f"{_MEMBER}/roles/{{role_id}}"): put_role,
    ("DELETE", f"{_MEMBER}/roles/{{role_id}}"): delete_role,
    ("GET", f"{_GUILD}/bans"): get_bans,
    ("GET", _BAN): get_ban,
    ("PUT", _BAN): put_ban,
    ("DELETE", _BAN): delete_ban,
    ("GET", f"{_GUILD}/audit-logs"): get_audit_log,
}
