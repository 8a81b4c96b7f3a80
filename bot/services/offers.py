"""Brings a decision of one server to the others of its federation, as an offer (mission row M36).

No transaction spans two servers: an offer is stored with the one that makes it and then brought to each of
the others, where it opens or joins a case under a natural key. What a crash left out the next sweep brings.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.policy.actions import Json
from bot.policy.conduct import FALLBACK_CLAUSE, Conduct
from bot.policy.federation import Offer, OfferState, Seat
from bot.policy.ids import GuildId, PersonId, UserId
from bot.policy.records import MACHINE, Case, CaseState, Decision
from bot.services import deciding
from bot.services.causes import cause_now
from bot.services.deciding import Matter
from bot.services.enforcement import Enforcement
from bot.services.federation import Federation
from bot.services.identifiers import opaque
from bot.services.orders import Unmoved
from bot.services.people import People, Person
from bot.services.planning import Plan, case_orders
from bot.services.recusal import Recusal
from bot.services.servers import Servers
from bot.storage import cases, decisions
from bot.storage import federation as store
from bot.storage.port import Database, Row
from bot.storage.servers import lock

OFFERED, UNDONE = "offered", "offer_undone"
"""The notes in the other server's case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What would be offered, for a look before it is."""

    case: Case
    decision: Decision
    seat: Seat
    to: tuple[Seat, ...]
    """The servers that have not been told yet."""


@dataclass(slots=True)
class Offers:
    """Makes offers and brings them."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    conduct: Conduct
    recusal: Recusal
    federation: Federation
    server_name: Callable[[GuildId], str]

    async def draft(self, guild_id: GuildId, number: int, actor: UserId) -> Draft | Unmoved:
        """Return what an offer of a case's last decision would be; nothing is written."""
        nothing = Unmoved(key="no_such_case", values={"number": str(number)})
        present = await self.federation.seat(guild_id)
        if present is None:
            return Unmoved(key="no_federation")
        async with self.database.reading() as reader:
            case = await cases.get(reader, guild_id, number)
            rulings = [] if case is None else await decisions.of_case(reader, guild_id, number)
        if case is None or await self.recusal.involved(case, actor):
            return nothing
        if case.state is not CaseState.DECIDED or not rulings:
            return Unmoved(key="offer_undecided", values={"number": str(number)})
        person = await self.people.get(case.person)
        if person is None or person.key is None:
            return Unmoved(key="offer_erased")
        words = {name: person.open(rulings[-1][name]) for name in decisions.SEALED_COLUMNS}
        decision = decisions.opened(rulings[-1], words)
        async with self.database.reading() as reader:
            told = {row["target_guild"] for row in await store.of_decision(reader, guild_id, decision.id)}
        seat, others = present
        to = tuple(each for each in others if each.guild_id not in told)
        if not to:
            return Unmoved(key="offer_nobody" if not others else "offer_told")
        return Draft(case=case, decision=decision, seat=seat, to=to)

    async def offer(
        self, guild_id: GuildId, number: int, actor: UserId, summary: str, key: str
    ) -> tuple[Offer, ...] | Unmoved:
        """Offer a case's last decision to every other server of the federation that was not told of it yet.

        Returns the offers as they stand afterwards; one still to do is brought by the next sweep.
        """
        draft = await self.draft(guild_id, number, actor)
        if isinstance(draft, Unmoved):
            return draft
        person = await self.people.get(draft.case.person)
        if person is None:
            return Unmoved(key="offer_erased")
        by = await self.people.ensure(actor)
        now = self.clock.now()
        made = [
            Offer(
                guild_id=guild_id,
                id=opaque("o"),
                target=each.guild_id,
                case=draft.case.number,
                decision=draft.decision.id,
                person=person.code,
                summary=summary,
                offered_by=by.code,
                offered_at=now,
            )
            for each in draft.to
        ]
        cause = cause_now(self, guild_id, key, person=person, actor=by.code)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            fresh = [each for each in made if await store.add_offer(tx, each, person.seal(summary))]
            data: dict[str, Json] = {"decision": draft.decision.id, "servers": len(fresh)}
            await cases.add_note(tx, guild_id, number, at=now, actor=by.code, kind="offer_made", data=data)
            await deciding.write_journal(tx, cause, "federation.offered", f"case:{number}", data)
        for each in fresh:
            await self._bring(each, person)
        async with self.database.reading() as reader:
            rows = await store.of_decision(reader, guild_id, draft.decision.id)
        return tuple(store.offered(row, summary) for row in rows if row["id"] in {each.id for each in fresh})

    async def chore(self) -> None:
        """Bring what a crash left out, and tell of decisions that were undone after they had been offered."""
        async with self.database.reading() as reader:
            waiting, undone = await store.todo(reader), await store.undone(reader)
        for row, bring in [
            *((row, self._bring) for row in waiting),
            *((row, self._take_back) for row in undone),
        ]:
            person = await self.people.get(PersonId(row["person"]))
            offer = self._opened(row, person)
            if person is None or person.key is None:
                await self._move(offer, OfferState.WITHDRAWN)
            else:
                await bring(offer, person)

    async def _bring(self, offer: Offer, person: Person) -> None:
        """Open or join the person's case at the other server, once, and note that it was told."""
        async with self.database.reading() as reader:
            seat = await store.seat(reader, offer.target)
            ruling = await decisions.get(reader, offer.guild_id, offer.decision)
        if seat is None or ruling is None or not self.federation.is_ours(offer.target):
            await self._move(offer, OfferState.WITHDRAWN)
            return
        clause = self.conduct.clause(ruling["clause"])
        matter = Matter(
            clause=clause.id if clause else FALLBACK_CLAUSE, severity=clause.severity if clause else 1
        )
        data = {**self._from(offer), "kind": ruling["kind"], "clause": ruling["clause"]}
        await self._tell(offer, person, OFFERED, data, matter)
        await self._move(offer, OfferState.DELIVERED)

    async def _take_back(self, offer: Offer, person: Person) -> None:
        await self._tell(offer, person, UNDONE, self._from(offer), None)
        await self._move(offer, OfferState.UNDONE)

    async def _tell(
        self, offer: Offer, person: Person, kind: str, data: dict[str, Json], matter: Matter | None
    ) -> None:
        cause = cause_now(self, offer.target, f"{kind}:{offer.id}", person=person, actor=MACHINE)
        async with self.database.transaction() as tx:
            await lock(tx, offer.target)
            if await cases.cause(tx, offer.target, cause.key) is not None:
                return
            if matter is not None:
                number = (await deciding.open_or_join(tx, cause, matter)).number
            else:
                known = await cases.cause(tx, offer.target, f"{OFFERED}:{offer.id}")
                if known is None:
                    return
                number = known[0]
            body = person.seal(offer.summary) if matter else None
            await cases.add_note(
                tx, offer.target, number, at=cause.now, actor=MACHINE, kind=kind, data=data, body=body
            )
            await cases.add_cause(tx, offer.target, cause.key, number, None, cause.now)
            await deciding.write_journal(tx, cause, f"federation.{kind}", f"case:{number}", data)
            plan = Plan(guild_id=offer.target, cause=cause.key, person=person.code, case=number)
            plan.post_case()
            plan.log(kind)
            await plan.write(tx, cause.now)
        await self.enforcement.drain(offer.target, *case_orders(number))

    async def _move(self, offer: Offer, state: OfferState) -> None:
        async with self.database.transaction() as tx:
            await lock(tx, offer.guild_id)
            await store.move(tx, offer, state)

    def _from(self, offer: Offer) -> dict[str, Json]:
        return {"from": str(offer.guild_id), "server": self.server_name(offer.guild_id)}

    def _opened(self, row: Row, person: Person | None) -> Offer:
        return store.offered(row, "" if person is None else person.open(row["summary"]))
