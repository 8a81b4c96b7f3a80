"""Cases that too few of the team are free to decide: they go to an outside panel (mission row M41).

Whether that is so is asked of Discord, as members are not kept: when somebody is turned away because they are
involved, when a second person or an answer to an appeal is waited for, and when a case waits too long. Where
no panel is set, the administrators who are not involved are called, and told what to set up.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock, to_ms
from bot.policy.actions import Json
from bot.policy.ids import GuildId, PersonId
from bot.policy.records import MACHINE, Case, CaseState
from bot.services.bystanders import Team
from bot.services.enforcement import Enforcement
from bot.services.people import People
from bot.services.planning import Plan, case_orders
from bot.services.recusal import Recusal
from bot.storage import appeals, cases, journal, panel
from bot.storage.port import Database, Tx
from bot.storage.servers import lock


@dataclass(frozen=True, slots=True)
class Outside:
    """Looks whether anybody is left, and hands cases to the panel."""

    database: Database
    clock: Clock
    people: People
    enforcement: Enforcement
    recusal: Recusal
    team: Team

    async def look(self, guild_id: GuildId, number: int) -> bool:
        """Hand a case to the panel when nobody of the team is free for what it waits for; True when so."""
        async with self.database.reading() as reader:
            case = await cases.get(reader, guild_id, number)
            taken_part = {
                "decide": frozenset[PersonId](),
                "second": await panel.proposers(reader, guild_id, number),
                "appeal": await panel.deciders(reader, guild_id, number),
            }
        if case is None or case.panel_at is not None:
            return False
        waits = [why for why, codes in taken_part.items() if _waits(why, case, codes)]
        staff = await self.team.of(guild_id) if waits else None
        if staff is None:
            return False
        free = {who for who in staff.team if not await self.recusal.involved(case, who)}
        for why in waits:
            out = {await self.people.user_id(code) for code in taken_part[why]}
            if not free - out:
                await self._refer(case, why)
                return True
        return False

    async def look_at_appeal(self, guild_id: GuildId, number: int) -> bool:
        """The same for the case of an appeal."""
        async with self.database.reading() as reader:
            row = await appeals.get(reader, guild_id, number)
        return False if row is None else await self.look(guild_id, row["case_number"])

    async def announce(self, guild_id: GuildId) -> None:
        """Bring what waits for a panel to it, once one is named."""
        now = self.clock.now()
        orders: list[str] = []
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            for case in await panel.waiting(tx, guild_id):
                orders += await _post(tx, case, f"panel:{case.number}:{to_ms(now)}", now)
        await self.enforcement.drain(guild_id, *dict.fromkeys(orders))

    async def _refer(self, case: Case, why: str) -> None:
        guild_id, now = case.guild_id, self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            if not await panel.refer(tx, guild_id, case.number, now):
                return
            data: dict[str, Json] = {"why": why}
            await cases.add_note(tx, guild_id, case.number, at=now, actor=MACHINE, kind="to_panel", data=data)
            about = f"case:{case.number}"
            await journal.append(
                tx, guild_id, at=now, actor=MACHINE, verb="case.to_panel", about=about, data=data
            )
            await _post(tx, case, f"panel:{case.number}", now)
        await self.enforcement.drain(guild_id, *case_orders(case.number))


async def _post(tx: Tx, case: Case, key: str, now: datetime) -> tuple[str, ...]:
    """Plan what the panel reads: the call, the case, and what else of it waits for somebody."""
    plan = Plan(guild_id=case.guild_id, cause=key, person=case.person, case=case.number)
    plan.post_item("to_panel", case.number)
    plan.post_case()
    for kind, number in await panel.items(tx, case.guild_id, case.number):
        plan.post_item(kind, number)
    return await plan.write(tx, now)


def _waits(why: str, case: Case, codes: frozenset[PersonId]) -> bool:
    """Return whether a case waits for this: a decision, or a second person or answer after the first."""
    return case.state is CaseState.OPEN if why == "decide" else bool(codes)
