"""What goes wrong beside single requests: the gateway, one server's outage, lost permissions.

Each disturbance is one short function that does its harm and heals it; which comes when is drawn from a seed.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from tests.faults import payloads
from tests.faults.server import Server
from tests.faults.things import Guild, Role

Disturbance: TypeAlias = Callable[[Server, random.Random], Awaitable[None]]


async def cut_sockets(server: Server, dice: random.Random) -> None:
    """Tear every connection without a word; the sessions can be resumed."""
    for session in server.gateway.live:
        if session.wire is not None:
            session.wire.cut()


async def ask_to_reconnect(server: Server, dice: random.Random) -> None:
    """Ask for a new connection (op 7), as Discord does when it moves a shard."""
    for session in server.gateway.live:
        session.outgoing.put_nowait({"op": 7, "s": None, "t": None, "d": None})


async def invalidate(server: Server, dice: random.Random) -> None:
    """End the session for good (op 9, false): events until the next IDENTIFY are lost."""
    for session in server.gateway.live:
        session.resumable = False
        session.outgoing.put_nowait({"op": 9, "s": None, "t": None, "d": False})


async def invalidate_kindly(server: Server, dice: random.Random) -> None:
    """Interrupt the session, which may be resumed (op 9, true)."""
    for session in server.gateway.live:
        session.outgoing.put_nowait({"op": 9, "s": None, "t": None, "d": True})


async def double_event(server: Server, dice: random.Random) -> None:
    """Deliver the next event twice."""
    server.gateway.double = True


async def swap_events(server: Server, dice: random.Random) -> None:
    """Deliver the next event after the one that follows it."""
    server.gateway.swap = True


async def lose_guild(server: Server, dice: random.Random) -> None:
    """Make one server unavailable for a moment."""
    guild = dice.choice(list(server.world.guilds.values()))
    guild.available = False
    server.world.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild.id)
    try:
        await asyncio.sleep(dice.uniform(0.3, 2.0))
    finally:
        come_back(server, guild)


def come_back(server: Server, guild: Guild) -> None:
    """Let a server be available again, which makes the bot look at what waits for it."""
    guild.available = True
    event = payloads.guild_event(guild, server.world.me.id) | {"unavailable": False}
    server.world.emit("GUILD_CREATE", event, guild.id)


async def lose_permissions(server: Server, dice: random.Random) -> None:
    """Take the bot's permissions in one server for a moment, as an admin does by mistake."""
    guild = dice.choice(list(server.world.guilds.values()))
    roles = [guild.roles[one] for one in guild.members[server.world.me.id].roles]
    held = [role.permissions for role in roles]
    for role in roles:
        _permit(server, guild, role, 0)
    try:
        await asyncio.sleep(dice.uniform(0.3, 1.5))
    finally:
        for role, permissions in zip(roles, held, strict=True):
            _permit(server, guild, role, permissions)


def _permit(server: Server, guild: Guild, role: Role, permissions: int) -> None:
    role.permissions = permissions
    data = {"guild_id": str(guild.id), "role": payloads.role(role)}
    server.world.emit("GUILD_ROLE_UPDATE", data, guild.id)


WEIGHTS: Final[dict[Disturbance, float]] = {
    cut_sockets: 6,
    ask_to_reconnect: 4,
    # discord.py waits five seconds before it identifies again, so this one costs much time.
    invalidate: 1,
    invalidate_kindly: 3,
    double_event: 20,
    swap_events: 12,
    lose_guild: 3,
    lose_permissions: 2,
}


async def disturb(server: Server, seed: int, pause: float, stop: asyncio.Event) -> None:
    """Do one disturbance after the other, about ``pause`` seconds apart, until told to stop."""
    dice = random.Random(seed)
    names = list(WEIGHTS)
    while not stop.is_set():
        chosen = dice.choices(names, [WEIGHTS[name] for name in names])[0]
        # Doubled and swapped events count when they happen, the others now.
        if chosen not in (double_event, swap_events):
            server.ledger.fault(chosen.__name__.replace("_", " "))
        await chosen(server, dice)
        await asyncio.sleep(dice.uniform(0.5, 1.5) * pause)
