"""Joining two cases about one person, taking them apart again, and noting that cases belong together.

A case that was joined keeps every report, piece of evidence, question and note; it only points to the one
that is worked on, which reads all of them. So taking them apart gives back exactly what was there.
"""

from dataclasses import dataclass

from bot.clock import Clock
from bot.policy.actions import Json
from bot.policy.ids import GuildId, UserId
from bot.policy.records import Case, CaseState
from bot.services.causes import cause_now
from bot.services.deciding import Cause, write_journal
from bot.services.enforcement import Enforcement
from bot.services.escalation import rearm
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.planning import Plan, case_orders
from bot.services.servers import Servers
from bot.storage import case_links, cases, reports
from bot.storage.port import Database, Tx
from bot.storage.servers import lock


@dataclass(frozen=True, slots=True)
class Joining:
    """Joins, parts and relates; the caller has asked whether the person may decide the cases."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement

    async def others(self, case: Case) -> list[Case]:
        """Return the other open cases about the same person, to which this one could be joined."""
        async with self.database.reading() as reader:
            found = await case_links.open_of(reader, case.guild_id, case.person)
        return [each for each in found if each.number != case.number]

    async def merge(self, guild_id: GuildId, number: int, into: int, by: UserId, key: str) -> Case | Unmoved:
        """Join a case to another about the same person; returns the one that is worked on from now on."""
        cause = await self._cause(guild_id, by, key)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case, target = await cases.get(tx, guild_id, number), await cases.get(tx, guild_id, into)
            if case is None or target is None:
                return Unmoved(key="no_such_case", values={"number": str(into if case else number)})
            if await cases.cause(tx, guild_id, key) is None:
                if refusal := await _unfit(tx, case, target):
                    return refusal
                await self._merge(tx, cause, case, target)
            after = await cases.get(tx, guild_id, into) or target
        await self.enforcement.drain(guild_id, *case_orders(number), *case_orders(into))
        return after

    async def _merge(self, tx: Tx, cause: Cause, case: Case, target: Case) -> None:
        guild_id, now = cause.guild_id, cause.now
        for row in await case_links.reporters(tx, guild_id, case.number):
            # One reporter is one number in the joined case, and no two are the same.
            called = await reports.reporter_number(tx, guild_id, target.number, row["reporter"])
            await case_links.renumber(tx, guild_id, row["code"], called)
        await case_links.merge(tx, guild_id, case.number, target.number, now)
        before: dict[str, Json] = {"clause": target.clause, "severity": target.severity}
        if case.severity > target.severity:
            await case_links.grade(tx, guild_id, target.number, case.clause, case.severity, now)
        await rearm(tx, target, cause.settings, now)
        await _note(tx, cause, target, "joined_here", {"case": case.number, **before})
        await _note(tx, cause, case, "joined_to", {"case": target.number})
        await cases.add_cause(tx, guild_id, cause.key, target.number, None, now)
        await write_journal(tx, cause, "case.joined", f"case:{case.number}", {"to": target.number})
        await _show(tx, cause, case, target)

    async def part(self, guild_id: GuildId, number: int, by: UserId, key: str) -> Case | Unmoved:
        """Take a joined case apart again, as long as the other one is not decided; returns it, open."""
        cause = await self._cause(guild_id, by, key)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case = await cases.get(tx, guild_id, number)
            if case is None:
                return Unmoved(key="no_such_case", values={"number": str(number)})
            if await cases.cause(tx, guild_id, key) is None:
                target = None if case.merged_into is None else await cases.get(tx, guild_id, case.merged_into)
                if target is None:
                    return Unmoved(key="not_joined", values={"number": str(number)})
                if refusal := await _inseparable(tx, case, target):
                    return refusal
                await self._part(tx, cause, case, target)
            after = await cases.get(tx, guild_id, number) or case
        into = case.merged_into or number
        await self.enforcement.drain(guild_id, *case_orders(number), *case_orders(into))
        return after

    async def _part(self, tx: Tx, cause: Cause, case: Case, target: Case) -> None:
        guild_id, now = cause.guild_id, cause.now
        await case_links.part(tx, guild_id, case.number, target.number, now)
        await _regrade(tx, cause, case, target)
        for each in (case, target):
            await rearm(tx, each, cause.settings, now)
        await _note(tx, cause, target, "parted_here", {"case": case.number})
        await _note(tx, cause, case, "parted_from", {"case": target.number})
        await cases.add_cause(tx, guild_id, cause.key, case.number, None, now)
        await write_journal(tx, cause, "case.parted", f"case:{case.number}", {"from": target.number})
        await _show(tx, cause, case, target)

    async def relate(
        self, guild_id: GuildId, number: int, other: int, by: UserId, key: str, *, related: bool = True
    ) -> Case | Unmoved:
        """Note in both cases that they belong together, or that they don't after all."""
        cause = await self._cause(guild_id, by, key)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case, second = await cases.get(tx, guild_id, number), await cases.get(tx, guild_id, other)
            if case is None or second is None or number == other:
                return Unmoved(key="no_such_case", values={"number": str(other if case else number)})
            notes = await cases.notes(tx, guild_id, number)
            if (other in related_to([(row["kind"], row["data"]) for row in notes])) is related:
                return case
            kind = "related" if related else "unrelated"
            await _note(tx, cause, case, kind, {"case": other})
            await _note(tx, cause, second, kind, {"case": number})
            await write_journal(tx, cause, f"case.{kind}", f"case:{number}", {"to": other})
            await _show(tx, cause, case, second)
        await self.enforcement.drain(guild_id, *case_orders(number), *case_orders(other))
        return case

    async def _cause(self, guild_id: GuildId, by: UserId, key: str) -> Cause:
        actor = await self.people.ensure(by)
        return cause_now(self, guild_id, key, person=actor, actor=actor.code)


def related_to(notes: list[tuple[str, dict[str, object]]]) -> list[int]:
    """Return the cases that belong to one, by its notes in order: a later word takes an earlier one back."""
    found: dict[int, bool] = {}
    for kind, data in notes:
        if kind in ("related", "unrelated"):
            found[int(str(data["case"]))] = kind == "related"
    return [number for number, related in found.items() if related]


async def _unfit(tx: Tx, case: Case, target: Case) -> Unmoved | None:
    """Return why these two can't be joined, or None."""
    values = {"number": str(case.number), "other": str(target.number)}
    if case.person != target.person or case.number == target.number:
        return Unmoved(key="join_other_person", values=values)
    if CaseState.OPEN not in (case.state, target.state) or case.state is not target.state:
        return Unmoved(key="join_closed", values=values)
    if await case_links.children(tx, case.guild_id, case.number):
        return Unmoved(key="join_has_parts", values=values)
    return None


async def _inseparable(tx: Tx, case: Case, target: Case) -> Unmoved | None:
    values = {"number": str(case.number), "other": str(target.number)}
    if target.state is not CaseState.OPEN:
        return Unmoved(key="part_decided", values=values)
    again = await cases.open_of(tx, case.guild_id, case.person, case.route)
    if again is not None:
        return Unmoved(key="part_taken", values={**values, "other": str(again.number)})
    return None


async def _regrade(tx: Tx, cause: Cause, case: Case, target: Case) -> None:
    """Let the clause lead again that led before the join, unless something else has come in since."""
    for row in reversed(await cases.notes(tx, cause.guild_id, target.number)):
        if row["kind"] == "joined_here" and row["data"].get("case") == case.number:
            before = row["data"]
            if (target.clause, target.severity) == (case.clause, case.severity):
                clause, severity = str(before["clause"]), int(str(before["severity"]))
                await case_links.grade(tx, cause.guild_id, target.number, clause, severity, cause.now)
            return


async def _note(tx: Tx, cause: Cause, case: Case, kind: str, data: dict[str, Json]) -> None:
    await cases.add_note(
        tx, cause.guild_id, case.number, at=cause.now, actor=cause.actor, kind=kind, data=data
    )


async def _show(tx: Tx, cause: Cause, *shown: Case) -> None:
    for case in shown:
        key = f"{cause.key}:{case.number}"
        plan = Plan(guild_id=cause.guild_id, cause=key, person=case.person, case=case.number)
        plan.post_case()
        await plan.write(tx, cause.now)
