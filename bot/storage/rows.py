"""Small translations between rows and values that every store needs."""

from datetime import datetime
from typing import Any

import orjson

from bot.clock import from_ms, to_ms
from bot.policy.actions import Json
from bot.policy.ids import GuildId, part_of


def place(guild_id: GuildId) -> dict[str, Any]:
    """Return the parameters ``part`` and ``guild`` that every statement about a server takes."""
    return {"part": part_of(guild_id), "guild": guild_id}


def optional_ms(instant: datetime | None) -> int | None:
    """Return epoch milliseconds, or None for None."""
    return None if instant is None else to_ms(instant)


def optional_time(ms: int | None) -> datetime | None:
    """Return aware UTC, or None for None."""
    return None if ms is None else from_ms(ms)


def dump(value: dict[str, Json] | list[Json]) -> str:
    """Return canonical JSON (sorted keys, no spaces), so that equal values have equal text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def load(text: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return the value of JSON that we stored ourselves."""
    return orjson.loads(text)
