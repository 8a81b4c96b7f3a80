"""Rows for the tests of the stores, each with one thing different from the last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.policy.actions import ActionKind, Priority
from bot.policy.ids import ActionId, CaseNumber, GuildId, PersonId, SanctionId
from bot.policy.reasons import Delivery
from bot.policy.records import Case, CaseRoute, CaseState, Decision, Origin, Trigger
from bot.policy.sanctions import Sanction, SanctionKind
from bot.storage import cases
from bot.storage.actions import NewAction
from bot.storage.port import Database

GUILD = GuildId(7_000_000_000_000_000_001)
OTHER = GuildId(7_000_000_099_999_999_999)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MIRA = PersonId("p-0000000000000001")
TOVE = PersonId("p-0000000000000002")
ILSE = PersonId("p-0000000000000003")
PARTS = (0, 1023)


def case(number: int = 1, **changes: Any) -> Case:
    values: dict[str, Any] = {
        "guild_id": GUILD,
        "number": CaseNumber(number),
        "person": MIRA,
        "state": CaseState.OPEN,
        "route": CaseRoute.QUEUE,
        "origin": Origin.COMMAND,
        "clause": "harassment",
        "severity": 2,
        "hits": 0,
        "version": 1,
        "channel_id": None,
        "message_id": None,
        "claimed_by": None,
        "claimed_until": None,
        "created_at": NOW,
        "updated_at": NOW,
        "decided_at": None,
        "decided_by": None,
    }
    return Case(**{**values, **changes})


def sanction(name: str = "s-1", **changes: Any) -> Sanction:
    values: dict[str, Any] = {
        "id": SanctionId(name),
        "guild_id": GUILD,
        "case": CaseNumber(1),
        "person": MIRA,
        "decision": "d-1",
        "kind": SanctionKind.MUTE,
        "starts_at": NOW,
        "ends_at": NOW + DAY,
    }
    return Sanction(**{**values, **changes})


def decision(name: str = "d-1", **changes: Any) -> Decision:
    values: dict[str, Any] = {
        "id": name,
        "guild_id": GUILD,
        "case": CaseNumber(1),
        "person": MIRA,
        "actor": TOVE,
        "kind": "mute",
        "trigger": Trigger.OWN_INITIATIVE,
        "machine_found": False,
        "machine_decided": False,
        "clause": "harassment",
        "conduct_version": "1.0",
        "reason": "",
        "facts": "",
        "relied_on": (3, 4),
        "deviation": "",
        "decided_at": NOW,
        "appeal_until": NOW + DAY,
        "delivery": Delivery.PENDING,
    }
    return Decision(**{**values, **changes})


def action(seq: int, **changes: Any) -> NewAction:
    values: dict[str, Any] = {
        "id": ActionId(f"a{seq}"),
        "guild_id": GUILD,
        "seq": seq,
        "order_key": "m:mira",
        "dedupe_key": f"cmd:{seq}",
        "kind": ActionKind.SET_TIMEOUT,
        "priority": Priority.ACT.value,
        "blocking": True,
        "payload": {"until": 5, "words": ["ä", "✓"]},
        "person": MIRA,
        "case": CaseNumber(1),
    }
    return NewAction(**{**values, **changes})


async def with_case(database: Database, number: int = 1, **changes: Any) -> Case:
    """Add a case, which decisions, sanctions and reports need to hang on."""
    made = case(number, **changes)
    async with database.transaction() as tx:
        await cases.add(tx, made)
    return made
