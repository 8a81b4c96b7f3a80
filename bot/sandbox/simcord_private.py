"""Every touch of simcord's inner parts, in one place and checked when imported.

The sandbox needs more than simcord's public actors offer: to hear of each change at once, to read what one
person may see, and to do what a person can do in a private message. A new simcord release that moves one
of these parts fails here, with a sentence, and not somewhere in a browser.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar, cast

import discord
import simcord
from simcord import actors, interactions
from simcord.backend import Backend, serializers
from simcord.backend.access import channel_accessible
from simcord.backend.models import Channel, Guild, Member, Message, Role, ScheduledEvent, User, VoiceState
from simcord.enums import AppCommandType
from simcord.results import InteractionResult, ResponseMessage

Json = dict[str, Any]
Entry = TypeVar("Entry")

BACKEND_PARTS: Final = (
    "add_member_role advance_clock announce_thread_create apply_ban bot_user cdn channels commit_message "
    "compute_permissions create_message create_scheduled_event create_thread delete_scheduled_event "
    "dm_channels edit_bot_profile edit_member get_dm_channel get_member get_message get_scheduled_event "
    "guilds http_requests interactions messages normalize_message_reference now_iso prepare_message "
    "record_audit_log remove_ban remove_member remove_member_role reorder_roles require_hierarchy "
    "require_permissions require_role_assignable set_voice_state store_attachments subscribers transcript "
    "users visible_commands"
)
PROBES: Final[tuple[tuple[object, str], ...]] = (
    (Backend(), BACKEND_PARTS),
    (interactions, "command_leaves parse_option_input build_options"),
    (actors, "_dispatch_actor_interaction _resolve_visible_command"),
    (serializers, "message_payload user_payload"),
    (simcord.Env, "advance_time errors_since error_cursor restart_bot settle time_context"),
)


def _verify() -> None:
    missing = [name for owner, names in PROBES for name in names.split() if not hasattr(owner, name)]
    if missing:
        raise ImportError(
            f"simcord {simcord.__version__} lacks {', '.join(missing)}, which the sandbox needs; "
            "install a 3.2 release of simcord"
        )


_verify()


class _Traffic(list[Entry]):
    """Simcord's record of requests and events: rings a bell on each and forgets the oldest.

    Requests are noted before they are carried out, so who hears the bell must look a moment later.
    """

    KEPT: Final = 2000

    def __init__(self, bell: Callable[[], None]) -> None:
        super().__init__()
        self._bell = bell

    # typing.override came with Python 3.12
    def append(self, entry: Entry) -> None:  # type: ignore[explicit-override]
        super().append(entry)
        if len(self) > 2 * self.KEPT:
            del self[: -self.KEPT]
        self._bell()


def listen(
    env: simcord.Env, on_event: Callable[[str, Mapping[str, Any]], None], bell: Callable[[], None]
) -> None:
    """Call ``on_event`` for each gateway event, and ``bell`` whenever anything may have changed.

    The bell is needed beside the events because ephemeral messages change without one.
    """
    env.backend.subscribers.append(on_event)
    env.backend.transcript = _Traffic(bell)
    env.backend.http_requests = _Traffic(lambda: None)


def is_up(env: simcord.Env) -> bool:
    """Tell whether the bot is attached; a restart that failed leaves it detached."""
    return env._started


def move_clock_unseen(env: simcord.Env, seconds: float) -> None:
    """Move the virtual clock before the bot is there, so that nothing needs to settle."""
    env.backend.advance_clock(seconds)


def name_bot(env: simcord.Env, name: str) -> int:
    """Give the bot's account a name and return its user id; call before the guild exists."""
    return env.backend.edit_bot_profile(name).id


def order_roles(env: simcord.Env, guild: simcord.GuildHandle, lowest_first: Sequence[str]) -> None:
    """Put the named roles in this order above @everyone."""
    roles = guild.roles
    places = [{"id": roles[name].id, "position": place} for place, name in enumerate(lowest_first, 1)]
    env.backend.reorder_roles(guild.id, places)


def say_unseen(env: simcord.Env, channel_id: int, author_id: int, text: str) -> None:
    """Put a message where it stood before the bot came."""
    env.backend.create_message(channel_id, author_id, text)


def user(env: simcord.Env, user_id: int) -> simcord.UserHandle:
    """Return the handle of a user; raises SetupError for an unknown id."""
    found = env.backend.users.get(user_id)
    if found is None:
        raise simcord.SetupError("There is nobody with that id")
    return simcord.UserHandle(env, found)


def member(env: simcord.Env, guild: simcord.GuildHandle, user_id: int) -> simcord.MemberActor:
    """Return the actor of somebody who is in the server; raises SetupError otherwise."""
    if user_id not in env.backend.guilds[guild.id].members:
        raise simcord.SetupError("That person is not in this server")
    return simcord.MemberActor(env, guild, user(env, user_id))


def role(env: simcord.Env, guild: simcord.GuildHandle, role_id: int) -> simcord.RoleHandle:
    """Return the handle of a role; raises SetupError for an unknown id."""
    found = env.backend.guilds[guild.id].roles.get(role_id)
    if found is None:
        raise simcord.SetupError("There is no role with that id")
    return simcord.RoleHandle(env, guild, found)


def channel(env: simcord.Env, guild: simcord.GuildHandle, channel_id: int) -> simcord.ChannelHandle:
    """Return the handle of a server channel or of a private one; raises SetupError for an unknown id."""
    found = env.backend.channels.get(channel_id)
    if found is None:
        raise simcord.SetupError("That channel is gone")
    return simcord.ChannelHandle(env, guild if found.guild_id is not None else None, found)


def message(env: simcord.Env, channel_id: int, message_id: int) -> ResponseMessage:
    """Return a message as actors take it; raises BackendError when it is gone."""
    return ResponseMessage(env, env.backend.get_message(channel_id, message_id))


# ------------------------------------------------------------------ what one person sees


def private_channel(env: simcord.Env, user_id: int) -> int:
    """Return the id of the private channel between the bot and somebody, making it if need be."""
    return env.backend.get_dm_channel(user_id).id


def channels(env: simcord.Env, guild: simcord.GuildHandle) -> list[Channel]:
    """Return the channels and threads of the server in the order Discord shows them."""
    inner = env.backend.guilds[guild.id]
    return [env.backend.channels[each] for each in (*inner.channel_ids, *inner.thread_ids)]


def sees(env: simcord.Env, channel_id: int, user_id: int) -> bool:
    """Tell whether somebody can open a channel and read it."""
    return channel_accessible(env.backend, channel_id, user_id, history=True)


def permissions(env: simcord.Env, user_id: int, found: Channel) -> int:
    """Return the permission bits of a member in a channel; in private messages all bits."""
    if found.guild_id is None:
        return -1
    return env.backend.compute_permissions(found.guild_id, user_id, found.id)


def stored_channel(env: simcord.Env, channel_id: int) -> Channel | None:
    """Return simcord's record of a channel."""
    return env.backend.channels.get(channel_id)


def stored_messages(env: simcord.Env, channel_id: int, viewer_id: int, last: int) -> list[Message]:
    """Return the newest messages that somebody can see, oldest first."""
    # Simcord keeps them in the order they came, so the newest are found from the end.
    newest = reversed(env.backend.messages.get(channel_id, {}).values())
    visible = (each for each in newest if each.visible_to(viewer_id))
    return list(islice(visible, last))[::-1]


def stored_member(env: simcord.Env, guild: simcord.GuildHandle, user_id: int) -> Member | None:
    """Return simcord's record of a member, or None for somebody who is not in the server."""
    return env.backend.guilds[guild.id].members.get(user_id)


def stored_guild(env: simcord.Env, guild: simcord.GuildHandle) -> Guild:
    """Return simcord's record of the server."""
    return env.backend.guilds[guild.id]


def voice_state(env: simcord.Env, guild: simcord.GuildHandle, user_id: int) -> VoiceState | None:
    """Return where in voice somebody of the server is, None for who is not."""
    inner = env.backend.guilds[guild.id]
    return inner.voice_states.get(user_id) if user_id in inner.members else None


def in_voice(env: simcord.Env, guild: simcord.GuildHandle, channel_id: int) -> list[VoiceState]:
    """Return who is in a voice channel; simcord keeps those who left the server, who are left out."""
    inner = env.backend.guilds[guild.id]
    return [
        each
        for each in inner.voice_states.values()
        if each.channel_id == channel_id and each.user_id in inner.members
    ]


def may_speak(env: simcord.Env, user_id: int, found: Channel) -> bool:
    """Tell whether a member is allowed to be heard in a channel."""
    return discord.Permissions(permissions(env, user_id, found)).speak


def rights(env: simcord.Env, guild: simcord.GuildHandle, user_id: int) -> int:
    """Return the permission bits of a member of the server as such, none for who is not in it."""
    return env.backend.compute_permissions(guild.id, user_id) if stored_member(env, guild, user_id) else 0


def outranks(env: simcord.Env, guild: simcord.GuildHandle, user_id: int, whom: int) -> bool:
    """Tell whether Discord lets one person moderate another, who may be gone."""
    try:
        env.backend.require_hierarchy(guild.id, user_id, whom)
    except simcord.BackendError:
        return False
    return user_id != whom


def gives(env: simcord.Env, guild: simcord.GuildHandle, user_id: int, role: Role) -> bool:
    """Tell whether somebody's rank lets them give and take a role."""
    return not role.managed and role.position < env.backend.guilds[guild.id].top_role_position(user_id)


def users(env: simcord.Env) -> Iterable[User]:
    """Return simcord's records of all users."""
    return env.backend.users.values()


def message_json(env: simcord.Env, found: Message, viewer_id: int) -> Json:
    """Return a message as Discord's interface describes it."""
    return cast(Json, dict(serializers.message_payload(env.backend, found, for_user=viewer_id)))


def file_bytes(env: simcord.Env, url: str) -> bytes | None:
    """Return the content of an attachment."""
    return env.backend.cdn.get(url)


def commands(env: simcord.Env, user_id: int, channel_id: int, kind: AppCommandType) -> list[Json]:
    """Return the commands of a kind that somebody is offered in a channel."""
    return env.backend.visible_commands(user_id=user_id, channel_id=channel_id, type=kind)


def leaves(command: Json) -> list[tuple[list[str], Json]]:
    """Return each (sub)command that can be called, with its path and its description."""
    return interactions.command_leaves(command)


def parse_option(command: str, option: Json, raw: object) -> object:
    """Return the typed value of what was written into a field; raises SetupError with the reason."""
    return interactions.parse_option_input(command, option, raw)


def interaction_id(result: InteractionResult) -> int:
    """Return the id of an interaction, which its answers name."""
    return result._interaction.id


def asked_in_server(result: InteractionResult) -> bool:
    """Tell whether an interaction began in the server and not in private messages."""
    return result._interaction.guild_id is not None


__all__ = [
    "AppCommandType",
    "Channel",
    "InteractionResult",
    "Json",
    "Message",
    "ResponseMessage",
    "Role",
    "ScheduledEvent",
    "VoiceState",
]
