"""Brings what has waited too long to more people, step by step, and closes nothing (M20, F30).

The steps are computed from the rows that are late; each is counted in the transaction that plans its message,
so that it is taken once, whatever happens in between.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import EPOCH, Clock
from bot.policy import clocks
from bot.policy.actions import Json
from bot.policy.clocks import Step, Waiting
from bot.policy.ids import CaseNumber, GuildId, PersonId
from bot.policy.records import MACHINE, Case, CaseState
from bot.policy.server import ServerSettings
from bot.services.enforcement import ALL_PARTS
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.storage import case_clocks, cases, journal
from bot.storage.port import Database, Row, Tx
from bot.storage.servers import lock

_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Escalation:
    """Looks at the clocks at each sweep."""

    database: Database
    clock: Clock
    servers: Servers
    alarm: Callable[[datetime], None]
    """Told when the next case will be late."""
    look: Callable[[GuildId, int], Awaitable[bool]]
    """Looks whether anybody of the team is free to decide a case that is late."""

    async def chore(self) -> None:
        """Take every step that is due."""
        while True:
            async with self.database.reading() as reader:
                late = await case_clocks.late(reader, self.clock.now(), ALL_PARTS, _BATCH)
            for case in late:
                await self._look(case.guild_id, case.number)
                await self.look(case.guild_id, case.number)
            if len(late) < _BATCH:
                break
        await self._appeals()
        async with self.database.reading() as reader:
            soonest = await case_clocks.next_late(reader, ALL_PARTS)
        if soonest is not None:
            self.alarm(soonest)

    async def _look(self, guild_id: GuildId, number: int) -> None:
        now, settings = self.clock.now(), self.servers.of(guild_id)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case = await cases.get(tx, guild_id, number)
            if case is None or case.state is not CaseState.OPEN or case.escalate_at is None:
                return
            # Zero asks for a new look, as the terms were changed; the last step may be of a moment ago.
            if case.escalate_at <= EPOCH and case.escalated:
                await rearm(tx, case, settings, now)
                return
            term, due_at = await _due(tx, case, settings)
            if due_at > now:
                await case_clocks.set_clock(tx, guild_id, number, due_at, due_at)
                return
            await self._step(tx, case, term, due_at, now)

    async def _step(self, tx: Tx, case: Case, term: clocks.Term, due_at: datetime, now: datetime) -> None:
        if not await case_clocks.step(tx, case.guild_id, case.number, case.escalated):
            return
        taken = Step(case.escalated + 1)
        again = clocks.next_step(due_at, taken, now)
        await case_clocks.set_clock(tx, case.guild_id, case.number, due_at, again)
        plan = Plan(
            guild_id=case.guild_id,
            cause=f"clock:case:{case.number}:{taken.value}",
            person=case.person,
            case=case.number,
        )
        plan.post_item("overdue", case.number, term=term.value, step=taken.value)
        plan.post_case()
        await _write(tx, plan, term.value, taken, now)

    async def _appeals(self) -> None:
        async with self.database.reading() as reader:
            late = await case_clocks.late_appeals(
                reader, self.clock.now(), ALL_PARTS, Step.PANEL.value, _BATCH
            )
        for row in late:
            await self._appeal(row)

    async def _appeal(self, row: Row) -> None:
        guild_id, number, now = GuildId(row["guild_id"]), int(row["number"]), self.clock.now()
        taken = Step(int(row["escalated"]) + 1)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            if not await case_clocks.step_appeal(tx, guild_id, number, row["escalated"]):
                return
            plan = Plan(
                guild_id=guild_id,
                cause=f"clock:appeal:{number}:{taken.value}",
                person=PersonId(row["person"]),
                case=CaseNumber(row["case_number"]),
            )
            plan.post_item("late_appeal", number, step=taken.value)
            await _write(tx, plan, "appeal", taken, now)


async def rearm(tx: Tx, case: Case, settings: ServerSettings, now: datetime) -> None:
    """Set the clocks of an open case anew, after somebody took it or its terms were changed."""
    _, due_at = await _due(tx, case, settings)
    again: datetime | None = due_at
    if case.escalated:
        again = clocks.next_step(due_at, case.escalated, now)
    await case_clocks.set_clock(tx, case.guild_id, case.number, due_at, again)


async def _due(tx: Tx, case: Case, settings: ServerSettings) -> tuple[clocks.Term, datetime]:
    waiting = Waiting(
        opened_at=case.created_at,
        acknowledged_at=case.acknowledged_at,
        reported_at=await case_clocks.untold_since(tx, case.guild_id, case.number),
    )
    return clocks.due(waiting, settings)


async def _write(tx: Tx, plan: Plan, term: str, step: Step, now: datetime) -> None:
    """Note and journal a step, and plan its message; nobody is told of a panel that is not there."""
    assert plan.case is not None  # noqa: S101 - all of them are about a case
    data: dict[str, Json] = {"term": term, "step": step.value}
    await cases.add_note(tx, plan.guild_id, plan.case, at=now, actor=MACHINE, kind="overdue", data=data)
    about = f"case:{plan.case}"
    await journal.append(
        tx, plan.guild_id, at=now, actor=MACHINE, verb="case.overdue", about=about, data=data
    )
    await plan.write(tx, now)
