"""The acts on what people posted: pins, threads and scheduled events, withheld and shown again.

The performer calls these and reads what goes wrong. Each is safe to repeat: what is done already is found so.
"""

import functools
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

import discord

from bot.performer_acts import Handler, id_of
from bot.policy.actions import ActionKind, Command, Done, Outcome, Refused

_CLOSED: Final = {"archived": True, "locked": True}


def post_handlers(client: discord.Client) -> dict[ActionKind, Handler]:
    """Return what carries out each kind, for this client."""
    return {kind: functools.partial(act, client) for kind, act in _ACTS.items()}


async def unpin(client: discord.Client, command: Command) -> Outcome:
    """Take a message from the pinned ones; it stays where it was written."""
    await client.http.unpin_message(
        id_of(command, "channel"), id_of(command, "message"), reason=command.reason
    )
    return Done()


async def pin(client: discord.Client, command: Command) -> Outcome:
    """Pin a message."""
    await client.http.pin_message(id_of(command, "channel"), id_of(command, "message"), reason=command.reason)
    return Done()


async def close_thread(client: discord.Client, command: Command) -> Outcome:
    """Lock a thread or forum post and put it into the archive; remembers what it was."""
    thread = id_of(command, "channel")
    now = await _state(client, thread)
    if now == _CLOSED:
        # After an earlier try it is our own doing.
        return Done({"before": {"archived": False, "locked": False}} if command.tried else {"before": now})
    if now["archived"]:
        # Nothing else of an archived thread can be changed:
        # https://docs.discord.com/developers/resources/channel#modify-channel
        await client.http.edit_channel(thread, reason=command.reason, archived=False)
    await client.http.edit_channel(thread, reason=command.reason, **_CLOSED)
    return Done({"before": now})


async def reopen_thread(client: discord.Client, command: Command) -> Outcome:
    """Give a thread back the state that it had, unless somebody opened it since."""
    thread = id_of(command, "channel")
    if await _state(client, thread) != _CLOSED:
        return Done({"left": True})
    before = command.memory.get(str(thread))
    was = before if isinstance(before, dict) else {}
    locked = bool(was.get("locked"))
    await client.http.edit_channel(thread, reason=command.reason, archived=False, locked=locked)
    if was.get("archived"):
        await client.http.edit_channel(thread, reason=command.reason, archived=True)
    return Done()


async def delete_event(client: discord.Client, command: Command) -> Outcome:
    """Take a scheduled event from the calendar."""
    await client.http.delete_scheduled_event(command.guild_id, id_of(command, "event"), reason=command.reason)
    return Done()


async def create_event(client: discord.Client, command: Command) -> Outcome:
    """Make an event again from its copy, unless a try before this one did, or its time has passed."""
    form: dict[str, Any] = dict(command.letter.form) if command.letter else {}
    if not form:
        return Refused("not_kept")
    start = datetime.fromisoformat(str(form["scheduled_start_time"]))
    known = await client.http.get_scheduled_events(command.guild_id, False)
    for event in known:
        same_start = datetime.fromisoformat(event["scheduled_start_time"]) == start
        ours = client.user is not None and str(event.get("creator_id")) == str(client.user.id)
        if ours and same_start and event["name"] == form["name"]:
            return Done({"event": event["id"]})
    if command.stamp is not None and start <= command.stamp:
        return Done({"idle": "event_over"})
    made = await client.http.create_guild_scheduled_event(command.guild_id, reason=command.reason, **form)
    return Done({"event": made["id"]})


async def _state(client: discord.Client, thread: int) -> dict[str, Any]:
    found: Any = await client.http.get_channel(thread)
    held = found.get("thread_metadata", {})
    return {"archived": bool(held.get("archived")), "locked": bool(held.get("locked"))}


_ACTS: Final[dict[ActionKind, Callable[[discord.Client, Command], Awaitable[Outcome]]]] = {
    ActionKind.UNPIN: unpin,
    ActionKind.PIN: pin,
    ActionKind.CLOSE_THREAD: close_thread,
    ActionKind.REOPEN_THREAD: reopen_thread,
    ActionKind.DELETE_EVENT: delete_event,
    ActionKind.CREATE_EVENT: create_event,
}
