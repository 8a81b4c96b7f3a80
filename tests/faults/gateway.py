"""The gateway: sockets come and go, sessions stay, events are numbered, lost ones replayed.

What goes wrong here on purpose (cut sockets, invalid sessions, doubled and swapped events) is done by
``disturb``; this module only offers the handles for it.
"""

import asyncio
import secrets
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from tests.faults import payloads
from tests.faults.session import Session, Wire
from tests.faults.world import World

HEARTBEAT_MS = 5_000
NEEDS_SESSION = frozenset({3, 4, 8})
"""What may be sent only after IDENTIFY or RESUME."""


class Gateway:
    """All sessions of the bot. ``emit`` is what the world calls for each event."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        """How many sessions were started: what Discord limits to 1,000 a day."""
        self.resumed = 0
        self.close_with = 0
        """The code with which each IDENTIFY is refused for good; 0 for none."""
        self.refuse_next = 0
        """How many of the next IDENTIFY or RESUME are answered with an invalid session."""
        self.double = False
        """Send the next event twice."""
        self.swap = False
        """Hold the next event back until the one after it has been sent."""
        self._held: list[tuple[str, dict[str, Any], int | None]] = []
        self.resume_url = ""
        self._writers: set[asyncio.Task[None]] = set()
        world.emit = self.emit

    @property
    def live(self) -> list[Session]:
        """Return the sessions that have a socket now."""
        return [session for session in self.sessions.values() if session.wire is not None]

    def emit(self, name: str, data: dict[str, Any], guild_id: int | None) -> None:
        """Send an event to every session that wants it, also to those that may come back."""
        if self.swap and self.live:
            self.swap = False
            self._held.append((name, data, guild_id))
            self.world.ledger.fault("event swapped")
            # Nothing may follow: then it is sent alone, a little late.
            asyncio.get_running_loop().call_later(0.5, self._release)
            return
        self._send(name, data, guild_id)
        if self.double and self.live:
            self.double = False
            self.world.ledger.fault("event doubled")
            self._send(name, data, guild_id)
        self._release()

    def _release(self) -> None:
        held, self._held = self._held, []
        for event in held:
            self._send(*event)

    def _send(self, name: str, data: dict[str, Any], guild_id: int | None) -> None:
        for session in self.sessions.values():
            if session.resumable and session.wants(name, guild_id):
                session.add(name, session.view(name, data, self.world.me.id))

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket until it ends."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        wire = Wire(socket, request)
        await wire.send({"op": 10, "s": None, "t": None, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                payload = orjson.loads(message.data)
                session = await self._take(wire, session, payload)
        except ConnectionError:
            pass
        finally:
            if session is not None and session.wire is wire:
                session.wire = None
                session.outgoing.put_nowait(None)
        return socket

    async def _take(self, wire: Wire, session: Session | None, payload: dict[str, Any]) -> Session | None:
        op, data = payload["op"], payload.get("d")
        # A heartbeat carries a number or nothing, everything else an object.
        data = data if isinstance(data, dict) else {}
        if session is None and op in NEEDS_SESSION:
            # https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
            await wire.socket.close(code=4003)
            return None
        match op:
            case 1:
                await wire.send({"op": 11, "s": None, "t": None, "d": None})
            case 2:
                return await self._identify(wire, data)
            case 6:
                return await self._resume(wire, data)
            case 8 if session is not None:
                self._chunk(session, data)
            case 3 | 4:
                pass
            case _:
                self.world.ledger.problems.append(f"gateway: unexpected op {op}")
        return session

    async def _identify(self, wire: Wire, data: dict[str, Any]) -> Session | None:
        if data["token"] != self.token:
            await wire.socket.close(code=4004)
            return None
        if self.close_with:
            await wire.socket.close(code=self.close_with)
            return None
        if await self._refused(wire, resumable=False):
            return None
        self.identified += 1
        # Whoever is gone and starts anew never comes back for the old session.
        self.sessions = {key: one for key, one in self.sessions.items() if one.wire is not None}
        shard = tuple(data.get("shard") or (0, 1))
        session = Session(id=secrets.token_hex(8), intents=data["intents"], shard=(shard[0], shard[1]))
        self.sessions[session.id] = session
        self._attach(session, wire)
        mine = [guild for guild in self.world.guilds.values() if session.wants("GUILD_CREATE", guild.id)]
        session.add("READY", self._ready(session, [guild.id for guild in mine]))
        for guild in mine:
            if guild.available:
                session.add("GUILD_CREATE", payloads.guild_event(guild, self.world.me.id))
        return session

    def _ready(self, session: Session, guild_ids: list[int]) -> dict[str, Any]:
        me = self.world.me
        return {
            "v": 10,
            "user": payloads.user(me) | {"verified": True, "mfa_enabled": True},
            "guilds": [{"id": str(guild_id), "unavailable": True} for guild_id in guild_ids],
            "session_id": session.id,
            "resume_gateway_url": self.resume_url,
            "shard": list(session.shard),
            "application": {"id": str(me.id), "flags": (1 << 15) | (1 << 19)},
            "private_channels": [],
        }

    async def _resume(self, wire: Wire, data: dict[str, Any]) -> Session | None:
        session = self.sessions.get(data["session_id"] or "")
        if session is None or not session.resumable or data["token"] != self.token:
            await wire.send({"op": 9, "s": None, "t": None, "d": False})
            return None
        if await self._refused(wire, resumable=True):
            return None
        self.resumed += 1
        self._attach(session, wire)
        for payload in session.missed(data["seq"] or 0):
            session.outgoing.put_nowait(payload)
        session.add("RESUMED", {})
        return session

    async def _refused(self, wire: Wire, *, resumable: bool) -> bool:
        if not self.refuse_next:
            return False
        self.refuse_next -= 1
        self.world.ledger.fault("session refused at start")
        await wire.send({"op": 9, "s": None, "t": None, "d": resumable})
        return True

    def _attach(self, session: Session, wire: Wire) -> None:
        session.outgoing = asyncio.Queue()
        session.wire = wire
        # One writer per socket keeps the order; it ends with the socket.
        writer = asyncio.get_running_loop().create_task(_write(wire, session.outgoing))
        self._writers.add(writer)
        writer.add_done_callback(self._writers.discard)

    def _chunk(self, session: Session, data: dict[str, Any]) -> None:
        """Answer a request for members, by id or by the beginning of the name."""
        guild = self.world.guilds[int(data["guild_id"])]
        asked = data.get("user_ids")
        if asked is not None:
            wanted = [int(one) for one in (asked if isinstance(asked, list) else [asked])]
        else:
            query, limit = str(data.get("query") or "").lower(), int(data.get("limit") or 0)
            named = [one for one, member in guild.members.items() if member.user.name.startswith(query)]
            wanted = named[: limit or None]
        here = [payloads.member(guild.members[one]) for one in wanted if one in guild.members]
        answer = {
            "guild_id": str(guild.id),
            "members": here,
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(one) for one in wanted if one not in guild.members],
        }
        session.add("GUILD_MEMBERS_CHUNK", answer | ({"nonce": data["nonce"]} if "nonce" in data else {}))


async def _write(wire: Wire, outgoing: "asyncio.Queue[dict[str, Any] | None]") -> None:
    try:
        while (payload := await outgoing.get()) is not None:
            await wire.send(payload)
    except ConnectionError:
        # The rest stays in the session for the resume.
        return
