"""Gateway events of the simulated Discord, told as short happenings for the tour."""

from collections.abc import Mapping
from typing import Any, Final

import simcord

from bot.sandbox import simcord_private as inner
from bot.sandbox.tour import Happening
from bot.sandbox.world import World

PRIVATE: Final = "@private"
"""Stands for the private messages between the bot and the persona concerned."""

MESSAGE_KINDS: Final = {"MESSAGE_CREATE": "message", "MESSAGE_UPDATE": "edited", "MESSAGE_DELETE": "deleted"}
MEMBER_KINDS: Final = {
    "GUILD_MEMBER_UPDATE": "member",
    "GUILD_MEMBER_ADD": "join",
    "GUILD_MEMBER_REMOVE": "leave",
    "GUILD_BAN_ADD": "ban",
    "GUILD_BAN_REMOVE": "unban",
}
REMEMBERED: Final = 5000


class Teller:
    """Turns events into happenings; remembers who wrote what, as a deletion doesn't say."""

    def __init__(self, env: simcord.Env, world: World) -> None:
        self._env = env
        self._world = world
        self._authors: dict[str, int] = {}

    def tell(self, event: str, payload: Mapping[str, Any]) -> Happening | None:
        """Return the happening for an event, or None for what no tour speaks of."""
        if event in MESSAGE_KINDS:
            return self._message(event, payload)
        if event in MEMBER_KINDS:
            return self._member(event, payload)
        return None

    def place(self, channel_id: int) -> dict[str, str]:
        """Return channel name and, for private messages, whose they are."""
        found = inner.stored_channel(self._env, channel_id)
        if found is None:
            return {}
        if found.guild_id is None:
            whose = self._world.key_of(found.recipient_ids[0]) if found.recipient_ids else None
            return {"channel": PRIVATE, "about": whose or ""}
        return {"channel": found.name or ""}

    def _message(self, event: str, payload: Mapping[str, Any]) -> Happening:
        if "author" in payload:
            self._authors[payload["id"]] = int(payload["author"]["id"])
            if len(self._authors) > REMEMBERED:
                del self._authors[next(iter(self._authors))]
        author = self._world.key_of(self._authors.get(payload["id"], 0)) or ""
        told = {"kind": MESSAGE_KINDS[event], "by": author, "text": str(payload.get("content", ""))}
        return told | self.place(int(payload["channel_id"]))

    def _member(self, event: str, payload: Mapping[str, Any]) -> Happening:
        about = self._world.key_of(int(payload["user"]["id"])) or ""
        told = {"kind": MEMBER_KINDS[event], "about": about}
        if event == "GUILD_MEMBER_UPDATE":
            held = payload.get("communication_disabled_until")
            told["name"] = "timed out" if held and held > self._env.now().isoformat() else "free"
        return told
