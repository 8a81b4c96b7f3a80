"""Keeps what was decided true: after a rejoin, a manual change, an edit of a channel, a restart.

One function compares what sanctions want with what was seen and puts back what is missing (F6, F9). What
people do by hand in Discord's own interface is written down with who did it, and settles the rows that it
concerns, so that no stale deadline acts later (F5).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import Clock, to_ms
from bot.policy.actions import ActionKind
from bot.policy.conduct import FALLBACK_CLAUSE, Conduct
from bot.policy.desired import MemberState, Step, desired, enforcing, in_force
from bot.policy.ids import GuildId, PersonId, SanctionId, UserId
from bot.policy.observing import Seen, compare
from bot.policy.reasons import Trigger
from bot.policy.records import CaseState
from bot.policy.sanctions import Sanction, SanctionKind, SuspensionMethod
from bot.services import deciding
from bot.services.deciding import Cause, Matter, Ruling
from bot.services.enforcement import Enforcement
from bot.services.people import People, Person
from bot.services.planning import Plan, member_order
from bot.services.servers import Servers
from bot.storage import cases, leftovers, sanctions
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

CLEAR_TIMEOUT: Final = Step(kind=ActionKind.SET_TIMEOUT, payload={"until": None})
UNMUTE: Final = Step(kind=ActionKind.SET_VOICE_MUTE, payload={"muted": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualAct:
    """Something that a person did in Discord's own interface, as the audit log tells it."""

    key: str
    """``audit:<entry id>``."""
    guild_id: GuildId
    actor: UserId
    target: UserId
    kind: SanctionKind
    imposed: bool
    """False: it was taken back (unban, timeout removed)."""
    ends_at: datetime | None = None
    reason: str = ""


@dataclass(slots=True)
class Upholding:
    """Compares and puts back; records what people did by hand."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    conduct: Conduct

    async def reconcile(self, guild_id: GuildId, user_id: UserId, seen: Seen, cause: str) -> bool:
        """Put back what sanctions want and ``seen`` lacks; return whether anything was missing.

        ``cause`` is a natural key of what made us look (``join:<guild>:<user>:<joined at>``).
        """
        person = await self.people.find(user_id)
        if person is None:
            return False
        now = self.clock.now()
        role = self.servers.of(guild_id).suspended_role
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            everything = await sanctions.of_person(tx, guild_id, person.code)
            wanted = desired(everything, now, suspended_role=role)
            steps = compare(wanted, seen, now) + await _leftovers(tx, guild_id, person.code, wanted, seen)
            if not steps or not everything:
                return False
            latest = next((each for each in reversed(everything) if in_force(each, now)), everything[-1])
            plan = Plan(guild_id=guild_id, cause=cause, person=person.code, case=latest.case)
            for step in steps:
                plan.act((step,), _owner(step, everything, now, role))
            plan.log("upheld")
            orders = await plan.write(tx, now)
        if person.key is None:
            # They were forgotten and came back while something is in force: to uphold it they must be known.
            await self.people.ensure(user_id)
        await self.enforcement.drain(guild_id, *orders)
        return True

    async def watched(self, guild_id: GuildId) -> list[UserId]:
        """Return the people of a server for whom something is in force, to be looked at after a start."""
        async with self.database.reading() as reader:
            codes = await sanctions.people_in_force(reader, guild_id, to_ms(self.clock.now()))
        found = [await self.people.user_id(code) for code in codes]
        return [user_id for user_id in found if user_id is not None]

    async def record(self, act: ManualAct) -> None:
        """Write down what somebody did by hand; it settles the sanctions it takes back."""
        person = await self.people.ensure(act.target)
        actor = await self.people.ensure(act.actor)
        cause = self._cause(act, person, actor.code)
        async with self.database.transaction() as tx:
            await lock(tx, act.guild_id)
            if await cases.cause(tx, act.guild_id, act.key) is not None:
                return
            orders = await (
                self._imposed(tx, cause, act) if act.imposed else self._taken_back(tx, cause, act)
            )
        await self.enforcement.drain(act.guild_id, *orders)

    async def _imposed(self, tx: Tx, cause: Cause, act: ManualAct) -> tuple[str, ...]:
        case = await deciding.open_or_join(tx, cause, Matter(clause=FALLBACK_CLAUSE, severity=2))
        plan = Plan(guild_id=act.guild_id, cause=act.key, person=cause.person.code, case=case.number)
        ruling = Ruling(
            kind=act.kind,
            ends_at=act.ends_at,
            scope="",
            trigger=Trigger.OWN_INITIATIVE,
            machine_found=False,
            machine_decided=False,
            clause=FALLBACK_CLAUSE,
            conduct_version=self.conduct.version,
            reason=act.reason,
            facts="",
        )
        # Discord was changed already, so nothing is planned but the words.
        await deciding.rule(tx, cause, case, ruling, plan, done_already=True)
        await cases.add_cause(tx, act.guild_id, act.key, case.number, plan.decision, cause.now)
        await deciding.settle_case(tx, cause, case, CaseState.DECIDED, plan, "action_taken")
        plan.post_case()
        plan.log("by_hand")
        return await plan.write(tx, cause.now)

    async def _taken_back(self, tx: Tx, cause: Cause, act: ManualAct) -> tuple[str, ...]:
        everything = await sanctions.of_person(tx, act.guild_id, cause.person.code)
        settled = [each for each in everything if in_force(each, cause.now) and _concerns(each, act.kind)]
        orders: list[str] = []
        for sanction in settled:
            await sanctions.lift(tx, act.guild_id, sanction.id, cause.actor, "by_hand", cause.now)
            await sanctions.end(tx, act.guild_id, sanction.id, cause.now)
            await cases.add_note(
                tx,
                act.guild_id,
                sanction.case,
                at=cause.now,
                actor=cause.actor,
                kind="lifted",
                data={"sanction": sanction.id, "kind": sanction.kind.value, "why": "by_hand"},
            )
            await deciding.write_journal(
                tx, cause, "sanction.lifted", f"sanction:{sanction.id}", {"why": "by_hand"}
            )
            plan = Plan(
                guild_id=act.guild_id,
                cause=f"{act.key}:{sanction.id}",
                person=cause.person.code,
                case=sanction.case,
            )
            plan.post_case()
            plan.log("by_hand")
            orders += await plan.write(tx, cause.now)
        if settled:
            await cases.add_cause(tx, act.guild_id, act.key, settled[0].case, None, cause.now)
        return tuple(dict.fromkeys(orders))

    def _cause(self, act: ManualAct, person: Person, actor: PersonId) -> Cause:
        return Cause(
            guild_id=act.guild_id,
            key=act.key,
            person=person,
            actor=actor,
            now=self.clock.now(),
            settings=self.servers.of(act.guild_id),
        )


def _owner(step: Step, everything: list[Sanction], now: datetime, role: int | None) -> SanctionId | None:
    """Return the sanction that wants a step, which has to know what became of it."""
    for sanction in reversed(everything):
        if in_force(sanction, now):
            wanted = enforcing(sanction, everything, now, suspended_role=role)
            if any((each.kind, each.scope) == (step.kind, step.scope) for each in wanted):
                return sanction.id
    return None


async def _leftovers(
    tx: Tx, guild_id: GuildId, person: PersonId, wanted: MemberState, seen: Seen
) -> tuple[Step, ...]:
    """Return the steps that free of what was lifted while the member was away, which Discord kept."""
    timed_out = seen.timeout_until is not None and wanted.timeout_until is None
    muted = bool(seen.voice_muted) and not wanted.voice_muted
    if not (seen.present and (timed_out or muted)):
        return ()
    left = await leftovers.left_behind(tx, guild_id, member_order(person))
    return (
        *((CLEAR_TIMEOUT,) if timed_out and ActionKind.SET_TIMEOUT in left else ()),
        *((UNMUTE,) if muted and ActionKind.SET_VOICE_MUTE in left else ()),
    )


def _concerns(sanction: Sanction, kind: SanctionKind) -> bool:
    """Return whether taking ``kind`` back by hand takes this sanction's effect back."""
    if sanction.kind is SanctionKind.SUSPENSION:
        method = SuspensionMethod.BAN if kind is SanctionKind.EXPULSION else SuspensionMethod.TIMEOUT
        return sanction.method == method
    return sanction.kind is kind
