"""What did not work lately, counted for /doctor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import to_ms
from bot.policy.actions import ActionKind
from bot.policy.ids import GuildId
from bot.storage.port import Reader
from bot.storage.rows import load, place

# A notice that a person's closed door kept out is no fault of the server's.
_TROUBLES = """
SELECT kind, result FROM actions
WHERE part = :part AND guild_id = :guild AND state IN ('refused', 'dead') AND kind <> 'send_notice'
    AND created_at >= :since
ORDER BY created_at DESC LIMIT 1000
"""


_NO_FAULT: Final = frozenset({"no_panel"})
"""Steps that were not due, as what they call for was never set up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A kind of act that failed, why, and how often."""

    kind: ActionKind
    reason: str
    count: int


async def troubles(reader: Reader, guild_id: GuildId, since: datetime) -> list[Trouble]:
    """Return what was refused or given up since an instant, the most frequent first."""
    counted: dict[tuple[str, str], int] = {}
    for row in await reader.fetch(_TROUBLES, **place(guild_id), since=to_ms(since)):
        reason = str(load(row["result"]).get("reason", "rejected"))
        if reason in _NO_FAULT:
            continue
        key = row["kind"], reason
        counted[key] = counted.get(key, 0) + 1
    return [
        Trouble(kind=ActionKind(kind), reason=reason, count=count)
        for (kind, reason), count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]
