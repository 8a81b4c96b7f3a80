"""Routes about the bot itself: log-in, its commands, the answers to interactions."""

import asyncio
from typing import Any

from tests.faults import acts_messages as acts
from tests.faults import payloads
from tests.faults.routes import Answer, Call, Table
from tests.faults.routes_channel import with_files
from tests.faults.things import Interaction, Message, snowflake
from tests.faults.world import DiscordError, World, unknown

PONG, MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9
"""Discord's kinds of first answers."""
EPHEMERAL, LOADING = 1 << 6, 1 << 7


def get_me(call: Call) -> Answer:
    return payloads.user(call.world.me) | {"verified": True, "mfa_enabled": True, "email": None, "flags": 0}


def get_user(call: Call) -> Answer:
    found = call.world.users.get(call.id("user_id"))
    if found is None:
        raise unknown("User")
    return payloads.user(found)


def get_application(call: Call) -> Answer:
    return payloads.application(call.world.me, call.world.owner)


def get_commands(call: Call) -> Answer:
    return call.world.commands.get(_scope(call), [])


def put_commands(call: Call) -> Answer:
    """Replace all commands of a scope, as the bot's sync does."""
    scope = _scope(call)
    commands = [_command(call, body, scope) for body in call.body]
    call.world.commands[scope] = commands
    return commands


def post_command(call: Call) -> Answer:
    command = _command(call, call.body, _scope(call))
    call.world.commands.setdefault(_scope(call), []).append(command)
    return command


def callback(call: Call) -> Answer:
    """Take the first answer to an interaction: in three seconds, and once."""
    interaction = _interaction(call.world, call.params["interaction_token"])
    if asyncio.get_running_loop().time() > interaction.deadline and not interaction.acknowledged.is_set():
        raise unknown("interaction")
    if interaction.acknowledged.is_set():
        raise DiscordError(400, 40060, "Interaction has already been acknowledged.")
    kind, data = int(call.body["type"]), call.body.get("data") or {}
    interaction.acknowledged.set()
    _first_answer(call, interaction, kind, data)
    shown = interaction.original
    answer: dict[str, Any] = {"id": str(interaction.id), "type": interaction.kind}
    if shown is None or kind not in (MESSAGE, DEFER):
        return {"interaction": answer, "resource": {"type": kind}}
    loading, ephemeral = bool(shown.flags & LOADING), bool(shown.flags & EPHEMERAL)
    answer |= {"response_message_id": str(shown.id), "response_message_loading": loading}
    answer |= {"response_message_ephemeral": ephemeral}
    return {"interaction": answer, "resource": {"type": kind, "message": payloads.message(shown)}}


def _first_answer(call: Call, interaction: Interaction, kind: int, data: dict[str, Any]) -> None:
    if kind in (MESSAGE, DEFER):
        flags = int(data.get("flags") or 0) | (LOADING if kind == DEFER else 0)
        body = (with_files(call) | data if kind == MESSAGE else {}) | {"flags": flags}
        interaction.original = _new(call.world, interaction, body)
        if kind == MESSAGE:
            _shown(call.world, interaction, interaction.original)
    elif kind == UPDATE and interaction.source is not None:
        acts.apply_edit(interaction.source, data)
        _shown(call.world, interaction, interaction.source)
    elif kind == DEFER_UPDATE:
        interaction.original = interaction.source
    elif kind in (MODAL, CHOICES):
        interaction.modal = data
        interaction.answered.set()


def followup(call: Call) -> Answer:
    """Take a further answer; the first one after a deferral takes the place of "is thinking …"."""
    interaction = _interaction(call.world, call.params["webhook_token"])
    if not interaction.acknowledged.is_set():
        raise unknown("Webhook")
    original = interaction.original
    if original is not None and original.flags & LOADING:
        return patch_original(call)
    message = _new(call.world, interaction, with_files(call))
    _shown(call.world, interaction, message)
    return payloads.message(message)


def get_original(call: Call) -> Answer:
    return payloads.message(_original(call))


def patch_original(call: Call) -> Answer:
    interaction = _interaction(call.world, call.params["webhook_token"])
    original = _original(call)
    acts.apply_edit(original, with_files(call))
    original.flags &= ~LOADING
    _shown(call.world, interaction, original)
    return payloads.message(original)


def delete_original(call: Call) -> Answer:
    interaction = _interaction(call.world, call.params["webhook_token"])
    interaction.original = None
    interaction.answered.set()


def patch_followup(call: Call) -> Answer:
    interaction = _interaction(call.world, call.params["webhook_token"])
    for message in interaction.replies:
        if message.id == call.id("message_id"):
            acts.apply_edit(message, with_files(call))
            _shown(call.world, interaction, message)
            return payloads.message(message)
    raise unknown("Message")


def _shown(world: World, interaction: Interaction, message: Message) -> None:
    """Note that a person now reads this as the answer."""
    if message not in interaction.replies:
        interaction.replies.append(message)
    detail = {"interaction": interaction.id, "said": acts.said(message)}
    world.ledger.act("reply", interaction.guild_id, interaction.user_id, detail)
    interaction.answered.set()


def _new(world: World, interaction: Interaction, body: dict[str, Any]) -> Message:
    message = acts.new_message(world.channel(interaction.channel_id), world.me, body)
    message.interaction_id = interaction.id
    if not message.flags & EPHEMERAL:
        world.channels[interaction.channel_id].messages[message.id] = message
    return message


def _interaction(world: World, token: str) -> Interaction:
    found = world.interactions.get(token)
    if found is None:
        raise unknown("Webhook")
    return found


def _original(call: Call) -> Message:
    original = _interaction(call.world, call.params["webhook_token"]).original
    if original is None:
        raise unknown("Message")
    return original


def _scope(call: Call) -> int | None:
    return call.id("guild_id") if "guild_id" in call.params else None


def _command(call: Call, body: dict[str, Any], scope: int | None) -> dict[str, Any]:
    added = {"id": str(snowflake()), "application_id": str(call.world.me.id), "version": str(snowflake())}
    blank = {"type": 1, "description": "", "default_member_permissions": None, "nsfw": False}
    return blank | body | added | ({} if scope is None else {"guild_id": str(scope)})


_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
TABLE: Table = {
    ("GET", "/users/@me"): get_me,
    ("GET", "/users/{user_id}"): get_user,
    ("GET", "/oauth2/applications/@me"): get_application,
    ("GET", "/applications/@me"): get_application,
    ("GET", _COMMANDS): get_commands,
    ("PUT", _COMMANDS): put_commands,
    ("POST", _COMMANDS): post_command,
    ("GET", _GUILD_COMMANDS): get_commands,
    ("PUT", _GUILD_COMMANDS): put_commands,
    ("POST", _GUILD_COMMANDS): post_command,
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): callback,
    ("POST", _WEBHOOK): followup,
    ("GET", f"{_WEBHOOK}/messages/@original"): get_original,
    ("PATCH", f"{_WEBHOOK}/messages/@original"): patch_original,
    ("DELETE", f"{_WEBHOOK}/messages/@original"): delete_original,
    ("PATCH", f"{_WEBHOOK}/messages/{{message_id}}"): patch_followup,
}
