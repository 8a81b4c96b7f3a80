"""No-contact orders: who must leave whom alone, kept in memory, and what a breach leads to (M28).

Every message and reaction is looked at, so the look is one dictionary lookup and never the database. Only
what seems to be a breach is checked against what is stored: an order that was lifted since does no harm.
The protected person is told nothing unless the moderators choose so, as often they never asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.policy.actions import Json
from bot.policy.desired import in_force
from bot.policy.ids import CaseNumber, GuildId, PersonId, SanctionId, UserId
from bot.policy.records import MACHINE, Origin
from bot.policy.sanctions import Sanction, SanctionKind
from bot.services import deciding
from bot.services.causes import cause_now
from bot.services.deciding import Cause, Matter
from bot.services.enforcement import Enforcement
from bot.services.orders import Decided, MessageRef, NewEvidence
from bot.services.people import People, Person
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.storage import cases, orders_in_force, sanctions
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

LEAST: Final = 3
"""The severity of a breach at least: it goes against a decision, not only against the code."""
_NOBODY: Final[Mapping[UserId, SanctionId]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Somebody turned to a person whom they have to leave alone."""

    key: str
    """Natural key: ``contact:<message>:<edit, emoji or private>``."""
    guild_id: GuildId
    bound: UserId
    order: SanctionId
    source: MessageRef | None = None
    """None for a private message, which the protected person reported and nobody can take away."""
    text: str = ""
    emoji: str = ""
    """Set for a reaction, which is then taken away instead of the message."""


@dataclass(slots=True)
class NoContact:
    """The index of orders, and what a breach leads to."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    _bonds: dict[tuple[int, int], dict[UserId, SanctionId]] = field(default_factory=dict)

    async def load(self) -> None:
        """Read all orders in force; at start, and after a new one."""
        async with self.database.reading() as reader:
            found = await orders_in_force.of_kind(reader, SanctionKind.NO_CONTACT, self.clock.now())
        bonds: dict[tuple[int, int], dict[UserId, SanctionId]] = {}
        for order in found:
            bound = await self.people.user_id(order.person)
            protected = await self.people.user_id(PersonId(order.scope))
            if bound is not None and protected is not None:
                bonds.setdefault((order.guild_id, bound), {})[protected] = order.id
        self._bonds = bonds

    @property
    def any(self) -> bool:
        """Return whether there is any order at all."""
        return bool(self._bonds)

    def of(self, guild_id: int, user_id: int) -> Mapping[UserId, SanctionId]:
        """Return whom somebody has to leave alone; nearly always nobody."""
        return self._bonds.get((guild_id, user_id), _NOBODY) if self._bonds else _NOBODY

    async def breach(self, breach: Breach) -> CaseNumber | None:
        """Take the contact away and bring it to the moderators; None when the order holds no more.

        A second delivery of the same event changes nothing (F22).
        """
        person = await self.people.find(breach.bound)
        if person is None:
            return None
        cause = self._cause(breach, person)
        async with self.database.transaction() as tx:
            await lock(tx, breach.guild_id)
            known = await cases.cause(tx, breach.guild_id, breach.key)
            order = await sanctions.get(tx, breach.guild_id, breach.order)
            if known is not None or order is None or not in_force(order, cause.now):
                return known[0] if known else None
            number, orders = await self._write(tx, cause, breach, order)
        await self.enforcement.drain(breach.guild_id, *orders)
        return number

    async def _write(
        self, tx: Tx, cause: Cause, breach: Breach, order: Sanction
    ) -> tuple[CaseNumber, tuple[str, ...]]:
        first = await cases.get(tx, breach.guild_id, order.case)
        severity = max(first.severity if first else 0, LEAST)
        clause = first.clause if first else "other"
        matter = Matter(clause=clause, severity=severity, origin=Origin.AUTOMATIC, source=breach.source)
        case = await deciding.open_or_join(tx, cause, matter)
        if breach.text:
            body = breach.text.encode("utf-8", "replace")
            kept = NewEvidence(kind="message", media_type="text/plain", body=body)
            await deciding.keep_evidence(tx, cause, case, (kept,))
        told: dict[str, Json] = {
            "rule": f"no-contact, case {order.case}",
            "mode": "enforce",
            "clause": clause,
        }
        await self._note(tx, breach, case.number, "hit", told, cause.now)
        seen: dict[str, Json] = {"case": case.number, "how": _how(breach)}
        await self._note(tx, breach, order.case, "breach", seen, cause.now)
        await cases.add_cause(tx, breach.guild_id, breach.key, case.number, None, cause.now)
        plan = Plan(guild_id=breach.guild_id, cause=breach.key, person=cause.person.code, case=case.number)
        if breach.source is not None:
            place, message = breach.source.channel_id, breach.source.message_id
            if breach.emoji:
                plan.unreact(place, message, breach.emoji)
            else:
                plan.remove(place, message)
            # Of a private message nobody is told: that would say at once who showed it to us.
            plan.notice("breach")
        plan.post_case()
        plan.log("breach")
        return case.number, await plan.write(tx, cause.now)

    async def tell_protected(self, decided: Decided, protected: PersonId, key: str) -> None:
        """Write the protected person a short word that names nobody."""
        guild_id, number = decided.case.guild_id, decided.case.number
        plan = Plan(guild_id=guild_id, cause=f"{key}:protected", person=protected, case=number)
        plan.notice("protected")
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            orders = await plan.write(tx, self.clock.now())
        await self.enforcement.drain(guild_id, *orders)

    async def _note(
        self, tx: Tx, breach: Breach, number: int, kind: str, data: dict[str, Json], at: datetime
    ) -> None:
        await cases.add_note(tx, breach.guild_id, number, at=at, actor=MACHINE, kind=kind, data=data)

    def _cause(self, breach: Breach, person: Person) -> Cause:
        return cause_now(self, breach.guild_id, breach.key, person=person, actor=MACHINE)


def _how(breach: Breach) -> str:
    if breach.source is None:
        return "private"
    return "reaction" if breach.emoji else "message"
