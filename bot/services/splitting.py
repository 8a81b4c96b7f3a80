"""Moving one report, or what one rule found, out of a case into the one of another team.

A person has one open case with each team, so what is moved goes to another team's: to the one that is open
there, or to a new one. It can be moved back the same way, or by joining the cases.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock, from_ms, to_ms
from bot.policy.actions import Json
from bot.policy.conduct import Conduct
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.records import Case, CaseRoute, CaseState, Origin
from bot.services import deciding
from bot.services.deciding import Cause, Matter, write_journal
from bot.services.enforcement import Enforcement
from bot.services.orders import MessageRef, Unmoved
from bot.services.people import People
from bot.services.planning import Plan, case_orders
from bot.services.servers import Servers
from bot.storage import case_links, cases, reports
from bot.storage.port import Database, Row, Tx
from bot.storage.servers import lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What became of a split."""

    case: Case
    """Where it is now."""
    opened: bool
    """Whether that case was opened for it, so that joining the two takes it back."""


@dataclass(frozen=True, slots=True)
class Splitting:
    """Moves parts of cases; the caller has asked whether the person may decide the case."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    conduct: Conduct

    async def split(
        self, guild_id: GuildId, number: int, piece: str, route: CaseRoute, by: UserId, key: str
    ) -> Moved | Unmoved:
        """Move a piece, ``report:<code>`` or ``hit:<place>``, to the team of ``route``."""
        actor = await self.people.ensure(by)
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case = await cases.get(tx, guild_id, number)
            person = None if case is None else await self.people.get(case.person)
            if case is None or person is None or case.state is not CaseState.OPEN or case.route is route:
                return Unmoved(key="split_not_here", values={"number": str(number)})
            known = await cases.cause(tx, guild_id, key)
            if known is not None:
                there = await cases.get(tx, guild_id, known[0])
                return Moved(case=there or case, opened=False)
            cause = Cause(
                guild_id=guild_id,
                key=key,
                person=person,
                actor=actor.code,
                now=now,
                settings=self.servers.of(guild_id),
            )
            moved = await self._split(tx, cause, case, piece, route)
        if isinstance(moved, Moved):
            await self.enforcement.drain(guild_id, *case_orders(number), *case_orders(moved.case.number))
        return moved

    async def _split(self, tx: Tx, cause: Cause, case: Case, piece: str, route: CaseRoute) -> Moved | Unmoved:
        kind, _, name = piece.partition(":")
        told = await case_links.reporters(tx, cause.guild_id, case.number)
        notes = await cases.notes(tx, cause.guild_id, case.number)
        hits = standing_hits([(row["seq"], row["kind"], row["data"]) for row in notes])
        if len(told) + len(hits) < 2:
            return Unmoved(key="split_all", values={"number": str(case.number)})
        before = await cases.open_of(tx, cause.guild_id, case.person, route)
        report = next((row for row in told if kind == "report" and row["code"] == name), None)
        found = [row for row in notes if row["seq"] in hits]
        note = next((row for row in found if kind == "hit" and name == str(row["seq"])), None)
        if report is not None:
            there = await self._report(tx, cause, case, report, route)
        elif note is not None:
            last = sum(row["data"].get("rule") == note["data"]["rule"] for row in found) == 1
            there = await self._hit(tx, cause, case, note, route, last=last)
        else:
            return Unmoved(key="split_not_here", values={"number": str(case.number)})
        data: dict[str, Json] = {"piece": piece, "case": there.number}
        await cases.add_note(
            tx, cause.guild_id, case.number, at=cause.now, actor=cause.actor, kind="split", data=data
        )
        await cases.add_cause(tx, cause.guild_id, cause.key, there.number, None, cause.now)
        await write_journal(tx, cause, "case.split", f"case:{case.number}", {"to": there.number})
        for each in (case, there):
            key = f"{cause.key}:{each.number}"
            plan = Plan(guild_id=cause.guild_id, cause=key, person=case.person, case=each.number)
            plan.post_case()
            await plan.write(tx, cause.now)
        return Moved(case=there, opened=before is None)

    async def _report(self, tx: Tx, cause: Cause, case: Case, report: Row, route: CaseRoute) -> Case:
        told = await reports.of_case(tx, cause.guild_id, case.number)
        row = next(each for each in told if each["code"] == report["code"])
        source = _source(row["channel_id"], row["message_id"])
        clause = self.conduct.clause(row["category"])
        severity = clause.severity if clause else 1
        there = await self._open(tx, cause, row["category"], severity, route, Origin.REPORT, source)
        called = await reports.reporter_number(tx, cause.guild_id, there.number, report["reporter"])
        await case_links.move_report(tx, cause.guild_id, row["code"], case.number, there.number, called)
        data: dict[str, Json] = {"report": row["code"], "clause": row["category"], "from": case.number}
        await cases.add_note(
            tx,
            cause.guild_id,
            there.number,
            at=cause.now,
            actor=cause.actor,
            kind="report_moved",
            data=data,
            body=row["words"],
        )
        return there

    async def _hit(
        self, tx: Tx, cause: Cause, case: Case, note: Row, route: CaseRoute, *, last: bool
    ) -> Case:
        found = note["data"]
        source = _source(found.get("channel"), found.get("message"))
        there = await self._open(
            tx, cause, str(found["clause"]), int(found["severity"]), route, Origin.AUTOMATIC, source
        )
        # A piece that was moved before keeps the instant at which its evidence was stored.
        at: datetime = from_ms(found["kept"]) if "kept" in found else note["at"]
        await case_links.move_hit(
            tx, cause.guild_id, case.number, there.number, rule=str(found["rule"]), at=at, last=last
        )
        await cases.add_note(
            tx,
            cause.guild_id,
            there.number,
            at=cause.now,
            actor=note["actor"],
            kind="hit",
            data={**found, "from": case.number, "kept": to_ms(at)},
            body=note["body"],
        )
        return there

    async def _open(
        self,
        tx: Tx,
        cause: Cause,
        clause: str,
        severity: int,
        route: CaseRoute,
        origin: Origin,
        source: MessageRef | None,
    ) -> Case:
        matter = Matter(clause=clause, severity=max(severity, 1), route=route, origin=origin, source=source)
        return await deciding.open_or_join(tx, cause, matter)


def standing_hits(notes: list[tuple[int, str, dict[str, object]]]) -> list[int]:
    """Return the places of the hits that were not moved to another case."""
    gone = {str(data.get("piece")) for _, kind, data in notes if kind == "split"}
    return [seq for seq, kind, _ in notes if kind == "hit" and f"hit:{seq}" not in gone]


def _source(channel: object, message: object) -> MessageRef | None:
    if not channel or not message:
        return None
    return MessageRef(channel_id=ChannelId(int(str(channel))), message_id=MessageId(int(str(message))))
