"""Acts of people that simcord's actors lack, done on its inner parts.

Each asks for the right that Discord asks for, changes the simulated Discord, and, where Discord writes one,
leaves an entry in the audit log with who did it. ``simcord_private`` checks that the parts are there.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import discord
import simcord
from simcord import actors
from simcord.enums import AppCommandType, AuditLogAction, ChannelType, InteractionType
from simcord.results import InteractionResult, ResponseMessage

from bot.sandbox.simcord_private import Json, message_json, private_channel, voice_state

EVENT_LENGTH: Final = timedelta(hours=2)


async def send_private(
    env: simcord.Env,
    sender: simcord.UserHandle,
    text: str,
    files: Sequence[tuple[str, bytes]],
    reply_to: int | None,
) -> None:
    """Write to the bot in private, with files or as a reply."""
    channel_id = private_channel(env, sender.id)
    reference = None
    if reply_to is not None:
        wanted = {"channel_id": str(channel_id), "message_id": str(reply_to)}
        reference = env.backend.normalize_message_reference(channel_id, wanted)
    stored = env.backend.store_attachments(channel_id, files)
    await sender.send_dm(text, attachments=stored, reference=reference)


async def post_in_forum(
    env: simcord.Env,
    author: simcord.MemberActor,
    forum: simcord.ChannelHandle,
    title: str,
    text: str,
    files: Sequence[tuple[str, bytes]],
) -> int:
    """Open a forum post as a member and return the id of its thread.

    As on Discord, the thread comes before its first message and both have the same id.
    """
    backend = env.backend
    backend.require_permissions(author.guild.id, author.id, forum.id, "send_messages")
    thread = backend.create_thread(forum.id, title, author.id, broadcast=False)
    starter = backend.prepare_message(
        thread.id, author.id, text, attachments=backend.store_attachments(thread.id, files)
    )
    starter.id = thread.id
    backend.announce_thread_create(thread)
    backend.commit_message(starter)
    await env.settle()
    return thread.id


async def menu_in_private(
    env: simcord.Env, person: simcord.UserHandle, name: str, target: ResponseMessage
) -> InteractionResult:
    """Use a message command in the private channel with the bot."""
    channel_id = private_channel(env, person.id)
    root = actors._resolve_visible_command(person, channel_id, name, AppCommandType.MESSAGE)
    shown = message_json(env, env.backend.get_message(channel_id, target.id), person.id)
    data = {
        "id": root["id"],
        "name": root["name"],
        "type": AppCommandType.MESSAGE,
        "target_id": str(target.id),
        "resolved": {"messages": {str(target.id): shown}},
    }
    result = actors._dispatch_actor_interaction(
        person, InteractionType.APPLICATION_COMMAND, person.dm_channel, data
    )
    return await result


# ------------------------------------------------------------------ by hand, in Discord's own interface


def _may_touch(by: simcord.MemberActor, whom: int, right: str) -> None:
    backend = by._env.backend
    backend.require_permissions(by.guild.id, by.id, None, right)
    backend.require_hierarchy(by.guild.id, by.id, whom)


async def set_role(by: simcord.MemberActor, whom: int, role: simcord.RoleHandle, *, worn: bool) -> None:
    """Give somebody a role, or take it from them."""
    backend, guild_id = by._env.backend, by.guild.id
    backend.require_permissions(guild_id, by.id, None, "manage_roles")
    backend.require_role_assignable(guild_id, by.id, role.id)
    (backend.add_member_role if worn else backend.remove_member_role)(guild_id, whom, role.id)
    change = {"key": "$add" if worn else "$remove", "new_value": [{"id": str(role.id), "name": role.name}]}
    await _noted(by, AuditLogAction.MEMBER_ROLE_UPDATE, whom, change)


async def set_timeout(by: simcord.MemberActor, whom: int, until: str | None) -> None:
    """Time somebody out until a moment (ISO, UTC), or end their timeout."""
    _may_touch(by, whom, "moderate_members")
    backend, guild_id = by._env.backend, by.guild.id
    before = backend.get_member(guild_id, whom).timed_out_until
    backend.edit_member(guild_id, whom, {"timed_out_until": until})
    change = {"key": "communication_disabled_until", "old_value": before, "new_value": until}
    await _noted(by, AuditLogAction.MEMBER_UPDATE, whom, {k: v for k, v in change.items() if v is not None})


async def set_voice_mute(by: simcord.MemberActor, whom: int, *, muted: bool) -> None:
    """Mute somebody who is in voice, or let them be heard again."""
    _may_touch(by, whom, "mute_members")
    before = by._env.backend.get_member(by.guild.id, whom).mute
    by._env.backend.edit_member(by.guild.id, whom, {"mute": muted})
    change = {"key": "mute", "old_value": before, "new_value": muted}
    await _noted(by, AuditLogAction.MEMBER_UPDATE, whom, change)


async def kick(by: simcord.MemberActor, whom: int) -> None:
    """Put somebody out of the server."""
    _may_touch(by, whom, "kick_members")
    by._env.backend.remove_member(by.guild.id, whom)
    await _noted(by, AuditLogAction.MEMBER_KICK, whom)


async def set_ban(by: simcord.MemberActor, whom: int, *, banned: bool) -> None:
    """Ban somebody, who need not be here, or lift their ban."""
    _may_touch(by, whom, "ban_members")
    if banned:
        by._env.backend.apply_ban(by.guild.id, whom, None)
    else:
        by._env.backend.remove_ban(by.guild.id, whom)
    await _noted(by, AuditLogAction.MEMBER_BAN if banned else AuditLogAction.MEMBER_UNBAN, whom)


async def _noted(by: simcord.MemberActor, action: AuditLogAction, whom: int, *changes: Json) -> None:
    by._env.backend.record_audit_log(
        by.guild.id, action, target_id=whom, changes=list(changes), user_id=by.id
    )
    await by._env.settle()


# ------------------------------------------------------------------ voice, stages and events


async def enter_voice(who: simcord.MemberActor, place: simcord.ChannelHandle, *, is_stage: bool) -> None:
    """Go into a voice channel; on a stage into the audience, except for who looks after it."""
    env, guild_id = who._env, who.guild.id
    env.backend.require_permissions(guild_id, who.id, place.id, "connect")
    leave_voice_unseen(env, who.guild, who.id)
    looks_after = discord.Permissions(
        env.backend.compute_permissions(guild_id, who.id, place.id)
    ).mute_members
    env.backend.set_voice_state(
        guild_id,
        who.id,
        place.id,
        # Discord keeps a mute for the next time somebody enters.
        mute=env.backend.get_member(guild_id, who.id).mute,
        suppress=is_stage and not looks_after,
    )
    await env.settle()


def leave_voice_unseen(env: simcord.Env, guild: simcord.GuildHandle, user_id: int) -> None:
    """Forget where in voice somebody was: simcord keeps it of people who left the server."""
    env.backend.guilds[guild.id].voice_states.pop(user_id, None)


async def raise_hand(who: simcord.MemberActor, *, up: bool) -> None:
    """Ask for the floor of the stage one is on, or no longer."""
    env, state = who._env, voice_state(who._env, who.guild, who.id)
    if state is None or state.channel_id is None:
        raise simcord.SetupError("You are on no stage")
    asked = env.backend.now_iso() if up else None
    env.backend.set_voice_state(who.guild.id, who.id, state.channel_id, request_to_speak_timestamp=asked)
    await env.settle()


async def give_floor(by: simcord.MemberActor, whom: int, *, given: bool) -> None:
    """Let somebody on a stage speak, or send them back to the audience; one may always step down oneself."""
    env, state = by._env, voice_state(by._env, by.guild, whom)
    if state is None or state.channel_id is None:
        raise simcord.SetupError("They are on no stage")
    if given or whom != by.id:
        env.backend.require_permissions(by.guild.id, by.id, state.channel_id, "mute_members")
    env.backend.set_voice_state(
        by.guild.id, whom, state.channel_id, suppress=not given, request_to_speak_timestamp=None
    )
    await env.settle()


async def make_event(
    by: simcord.MemberActor, name: str, text: str, starts: datetime, place: simcord.ChannelHandle | str
) -> None:
    """Put an event of two hours into the calendar, in a voice or stage channel or at a place outside."""
    backend, outside = by._env.backend, isinstance(place, str)
    where = None if isinstance(place, str) else place.id
    backend.require_permissions(by.guild.id, by.id, where, "create_events")
    kind = 3 if outside else 1 if backend.channels[where or 0].type == ChannelType.STAGE_VOICE else 2
    event = backend.create_scheduled_event(
        by.guild.id,
        name=name,
        entity_type=kind,
        scheduled_start_time=starts.isoformat(),
        scheduled_end_time=(starts + EVENT_LENGTH).isoformat(),
        creator_id=by.id,
        channel_id=where,
        description=text or None,
        entity_metadata={"location": str(place)} if outside else None,
    )
    await _noted(by, AuditLogAction.SCHEDULED_EVENT_CREATE, event.id)


async def drop_event(by: simcord.MemberActor, event_id: int) -> None:
    """Take an event out of the calendar: one's own, or as somebody who looks after events."""
    backend = by._env.backend
    if backend.get_scheduled_event(by.guild.id, event_id).creator_id != by.id:
        backend.require_permissions(by.guild.id, by.id, None, "manage_events")
    backend.delete_scheduled_event(by.guild.id, event_id)
    await _noted(by, AuditLogAction.SCHEDULED_EVENT_DELETE, event_id)
