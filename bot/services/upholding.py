"""Keeps what was decided true: after a rejoin, a manual change, an edit of a channel, a restart.

One function compares what sanctions want with what was seen and puts back what is missing (F6, F9). What
people do by hand in Discord's own interface is written down with who did it, and settles the rows that it
concerns, so that no stale deadline acts later (F5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import Clock, to_ms
from bot.policy.actions import ActionKind, Json
from bot.policy.conduct import Conduct
from bot.policy.deeds import REMOVING
from bot.policy.desired import MemberState, Step, desired, enforcing, in_force
from bot.policy.ids import GuildId, PersonId, UserId
from bot.policy.observing import Seen, compare
from bot.policy.sanctions import Sanction
from bot.services import by_hand, telling
from bot.services.by_hand import ManualAct
from bot.services.causes import cause_now
from bot.services.enforcement import Enforcement
from bot.services.people import People
from bot.services.planning import Plan, member_order
from bot.services.servers import Servers
from bot.storage import cases, leftovers, sanctions
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

CLEAR_TIMEOUT: Final = Step(kind=ActionKind.SET_TIMEOUT, payload={"until": None})
UNMUTE: Final = Step(kind=ActionKind.SET_VOICE_MUTE, payload={"muted": False})


@dataclass(slots=True)
class Upholding:
    """Compares and puts back; records what people did by hand."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    conduct: Conduct

    async def reconcile(
        self, guild_id: GuildId, user_id: UserId, seen: Seen, cause: str, by: UserId | None = None
    ) -> bool:
        """Put back what sanctions want and ``seen`` lacks; return whether anything was missing.

        ``cause`` is a natural key of what made us look (``join:<guild>:<user>:<joined at>``); ``by`` is who
        changed something by hand, which the case keeps.
        """
        person = await self.people.find(user_id)
        if person is None:
            return False
        now = self.clock.now()
        role = self.servers.of(guild_id).suspended_role
        actor = None if by is None else (await self.people.ensure(by)).code
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            everything = await sanctions.of_person(tx, guild_id, person.code)
            wanted = desired(everything, now, suspended_role=role)
            steps = compare(wanted, seen, now) + await _leftovers(tx, guild_id, person.code, wanted, seen)
            if not steps or not everything:
                return False
            latest = next((each for each in reversed(everything) if in_force(each, now)), everything[-1])
            plan = Plan(guild_id=guild_id, cause=cause, person=person.code, case=latest.case)
            orders: list[str] = []
            for step in steps:
                owner = _owner(step, everything, now, role)
                # In the case of its sanction, which has to know what became of it.
                own = plan if owner is None else Plan.of(owner, cause)
                if owner is not None and step.kind in REMOVING:
                    orders += await telling.before_removal(tx, owner, now)
                own.act((step,), None if owner is None else owner.id)
                orders += () if own is plan else await own.write(tx, now)
            if actor is not None:
                await cases.add_note(tx, guild_id, latest.case, at=now, actor=actor, kind="changed_by_hand")
            changed: dict[str, Json] = {} if actor is None else {"by": actor}
            plan.log("upheld", acts=[_named(step) for step in steps], **changed)
            orders += await plan.write(tx, now)
        if person.key is None:
            # They were forgotten and came back while something is in force: to uphold it they must be known.
            await self.people.ensure(user_id)
        await self.enforcement.drain(guild_id, *dict.fromkeys(orders))
        return True

    async def watched(self, guild_id: GuildId) -> list[UserId]:
        """Return the people of a server for whom something is in force, to be looked at after a start."""
        async with self.database.reading() as reader:
            codes = await sanctions.people_in_force(reader, guild_id, to_ms(self.clock.now()))
        found = [await self.people.user_id(code) for code in codes]
        return [user_id for user_id in found if user_id is not None]

    async def record(self, act: ManualAct) -> None:
        """Write down what somebody did by hand; it settles the sanctions it takes back or replaces."""
        await self.enforcement.drain(act.guild_id, *await self._record(act))

    async def record_missed(self, acts: Sequence[ManualAct]) -> None:
        """Write down what was done by hand in one server while nobody looked, the oldest first (F47)."""
        orders = [order for act in by_hand.in_order(acts) for order in await self._record(act)]
        if acts:
            await self.enforcement.drain(acts[0].guild_id, *dict.fromkeys(orders))

    async def _record(self, act: ManualAct) -> tuple[str, ...]:
        person = await self.people.ensure(act.target)
        actor = await self.people.ensure(act.actor)
        cause = cause_now(self, act.guild_id, act.key, person=person, actor=actor.code)
        async with self.database.transaction() as tx:
            await lock(tx, act.guild_id)
            if await cases.cause(tx, act.guild_id, act.key) is not None:
                return ()
            if act.imposed:
                return await by_hand.imposed(tx, cause, act, self.conduct.version)
            return await by_hand.taken_back(tx, cause, act)


def _named(step: Step) -> str:
    """Return an act with the role or channel that it is about, as the log shows it."""
    role, channel = step.payload.get("role"), step.payload.get("channel")
    return f"{step.kind.value} {f'<@&{role}>' if role else f'<#{channel}>' if channel else ''}"


def _owner(step: Step, everything: list[Sanction], now: datetime, role: int | None) -> Sanction | None:
    """Return the sanction that wants a step."""
    for sanction in reversed(everything):
        if in_force(sanction, now):
            wanted = enforcing(sanction, everything, now, suspended_role=role)
            if any((each.kind, each.scope) == (step.kind, step.scope) for each in wanted):
                return sanction
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
