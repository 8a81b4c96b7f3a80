"""Outside systems that are told of decisions; address and secret are sealed by the caller."""

from collections.abc import Callable
from datetime import datetime

import orjson

from bot.clock import to_ms
from bot.policy.hooks import Hook, HookEvent, HookState
from bot.policy.ids import GuildId, PersonId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import dump, load, optional_time, place

_OF_GUILD = "SELECT * FROM hooks WHERE part = :part AND guild_id = :guild ORDER BY made_at, id"
_GET = "SELECT * FROM hooks WHERE part = :part AND guild_id = :guild AND id = :id"
_INSERT = """
INSERT INTO hooks (part, guild_id, id, sealed, events, state, made_by, made_at)
VALUES (:part, :guild, :id, :sealed, :events, :state, :by, :at)
"""
_DELETE = "DELETE FROM hooks WHERE part = :part AND guild_id = :guild AND id = :id"
_HEARD = """
UPDATE hooks SET heard_at = :at, failures = 0, state = 'active'
WHERE part = :part AND guild_id = :guild AND id = :id
"""
_FAILED = """
UPDATE hooks SET failures = failures + 1 WHERE part = :part AND guild_id = :guild AND id = :id
RETURNING failures
"""
_PAUSE = """
UPDATE hooks SET state = 'paused' WHERE part = :part AND guild_id = :guild AND id = :id AND state = 'active'
"""


def opened(row: Row, opener: Callable[[bytes], bytes]) -> Hook:
    """Return the hook of a raw row."""
    held = orjson.loads(opener(row["sealed"]))
    return Hook(
        guild_id=GuildId(row["guild_id"]),
        id=row["id"],
        address=held["address"],
        secret=held["secret"],
        events=tuple(HookEvent(each) for each in load(row["events"])),
        state=HookState(row["state"]),
        failures=row["failures"],
        heard_at=optional_time(row["heard_at"]),
    )


async def of_guild(reader: Reader, guild_id: GuildId) -> list[Row]:
    """Return a server's hooks as raw rows, oldest first."""
    return await reader.fetch(_OF_GUILD, **place(guild_id))


async def get(reader: Reader, guild_id: GuildId, hook: str) -> Row | None:
    """Return one hook as a raw row."""
    return await reader.fetch_one(_GET, **place(guild_id), id=hook)


async def wanting(reader: Reader, guild_id: GuildId, event: HookEvent) -> list[str]:
    """Return the ids of the hooks that want to be told of an event now."""
    rows = await of_guild(reader, guild_id)
    return [row["id"] for row in rows if row["state"] == HookState.ACTIVE and event in load(row["events"])]


async def add(tx: Tx, hook: Hook, seal: Callable[[bytes], bytes], by: PersonId, at: datetime) -> None:
    """Store a new hook."""
    sealed = seal(orjson.dumps({"address": hook.address, "secret": hook.secret}))
    await tx.execute(
        _INSERT,
        **place(hook.guild_id),
        id=hook.id,
        sealed=sealed,
        events=dump([each.value for each in hook.events]),
        state=hook.state.value,
        by=by,
        at=to_ms(at),
    )


async def remove(tx: Tx, guild_id: GuildId, hook: str) -> bool:
    """Forget a hook; False when there was none."""
    return bool(await tx.execute(_DELETE, **place(guild_id), id=hook))


async def heard(tx: Tx, guild_id: GuildId, hook: str, at: datetime) -> None:
    """Note that it took a message; a paused one is told everything again."""
    await tx.execute(_HEARD, **place(guild_id), id=hook, at=to_ms(at))


async def failed(tx: Tx, guild_id: GuildId, hook: str) -> int:
    """Count a message that ran out of tries; return how many there were in a row, 0 for no such hook."""
    row = await tx.fetch_one(_FAILED, **place(guild_id), id=hook)
    return 0 if row is None else int(row["failures"])


async def pause(tx: Tx, guild_id: GuildId, hook: str) -> bool:
    """Tell it nothing until a ping arrives; False when it was paused already."""
    return bool(await tx.execute(_PAUSE, **place(guild_id), id=hook))
