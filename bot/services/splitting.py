"""Moving one report, or what one rule found, out of a case into the one of another team.

A person has one open case with each team, so what is moved goes to another team's: to the one that is open
there, or to a new one. It can be moved back the same way, or by joining the cases. To a case about somebody
else it is carried (``services.carrying``).
"""

from dataclasses import dataclass

from bot.clock import Clock, to_ms
from bot.policy.actions import Json
from bot.policy.conduct import Conduct
from bot.policy.ids import GuildId, UserId
from bot.policy.records import Case, CaseRoute, CaseState
from bot.services import deciding, pieces
from bot.services.bystanders import pass_on
from bot.services.causes import cause_now
from bot.services.deciding import Cause, Matter, write_journal
from bot.services.enforcement import Enforcement
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.pieces import Piece
from bot.services.planning import Plan, case_orders
from bot.services.servers import Servers
from bot.storage import case_links, cases, reports
from bot.storage.port import Database, Tx
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
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case = await cases.get(tx, guild_id, number)
            person = None if case is None else await self.people.get(case.person)
            if case is None or person is None or case.state is not CaseState.OPEN or case.route is route:
                return not_here(number)
            known = await cases.cause(tx, guild_id, key)
            if known is not None:
                there = await cases.get(tx, guild_id, known[0])
                return Moved(case=there or case, opened=False)
            cause = cause_now(self, guild_id, key, person=person, actor=actor.code)
            moved = await self._split(tx, cause, case, piece, route)
        if isinstance(moved, Moved):
            await self.enforcement.drain(guild_id, *case_orders(number), *case_orders(moved.case.number))
        return moved

    async def _split(self, tx: Tx, cause: Cause, case: Case, piece: str, route: CaseRoute) -> Moved | Unmoved:
        standing = await pieces.of_case(tx, cause.guild_id, case.number, self.conduct)
        if len(standing) < 2:
            return Unmoved(key="split_all", values={"number": str(case.number)})
        moving = next((each for each in standing if each.name == piece), None)
        if moving is None:
            return not_here(case.number)
        before = await cases.open_of(tx, cause.guild_id, case.person, route)
        there = await deciding.open_or_join(tx, cause, matter_of(moving, route))
        await pass_on(tx, cause, case, there)
        if moving.reporter:
            await _report(tx, cause, case, there, moving)
        else:
            last = last_of_rule(moving, standing)
            await _hit(tx, cause, case, there, moving, last=last)
        data: dict[str, Json] = {"piece": piece, "case": there.number}
        await note_split(tx, cause, case, there, data, {"to": there.number})
        await show(tx, cause, case, there)
        return Moved(case=there, opened=before is None)


def not_here(number: int) -> Unmoved:
    """Return that nothing of the kind can be moved out of a case."""
    return Unmoved(key="split_not_here", values={"number": str(number)})


def matter_of(piece: Piece, route: CaseRoute, *, about_team: bool = False) -> Matter:
    """Return what a piece brings into the case that it goes to."""
    return Matter(
        clause=piece.clause,
        severity=piece.severity,
        route=route,
        origin=piece.origin,
        source=piece.source,
        about_team=about_team,
    )


async def note_split(
    tx: Tx, cause: Cause, case: Case, there: Case, noted: dict[str, Json], told: dict[str, Json]
) -> None:
    """Write in the case, its causes and the journal that a piece of it went to another one."""
    await cases.add_note(
        tx, cause.guild_id, case.number, at=cause.now, actor=cause.actor, kind="split", data=noted
    )
    await cases.add_cause(tx, cause.guild_id, cause.key, there.number, None, cause.now)
    await write_journal(tx, cause, "case.split", f"case:{case.number}", told)


async def _report(tx: Tx, cause: Cause, case: Case, there: Case, piece: Piece) -> None:
    called = await reports.reporter_number(tx, cause.guild_id, there.number, piece.reporter)
    await case_links.move_report(tx, cause.guild_id, piece.row["code"], case.number, there.number, called)
    await note_report(tx, cause, case, there, piece, piece.row["words"])


async def _hit(tx: Tx, cause: Cause, case: Case, there: Case, piece: Piece, *, last: bool) -> None:
    guild_id, rule = cause.guild_id, str(piece.row["data"]["rule"])
    await case_links.move_found(tx, guild_id, case.number, there.number, at=piece.kept_at)
    await case_links.move_rule(
        tx, guild_id, case.number, there.number, rule=rule, at=piece.kept_at, last=last
    )
    await note_hit(tx, cause, case, there, piece, piece.row["body"])


async def note_report(
    tx: Tx, cause: Cause, case: Case, there: Case, piece: Piece, words: bytes | None
) -> None:
    """Note in a case that a report came to it, from which other one, and its sealed words."""
    data: dict[str, Json] = {"report": piece.row["code"], "clause": piece.clause, "from": case.number}
    await cases.add_note(
        tx,
        cause.guild_id,
        there.number,
        at=cause.now,
        actor=cause.actor,
        kind="report_moved",
        data=data,
        body=words,
    )


async def note_hit(tx: Tx, cause: Cause, case: Case, there: Case, piece: Piece, body: bytes | None) -> None:
    """Note in a case what a rule found, as it was noted in the one that it came from."""
    data = {**piece.row["data"], "from": case.number, "kept": to_ms(piece.kept_at)}
    await cases.add_note(
        tx,
        cause.guild_id,
        there.number,
        at=cause.now,
        actor=piece.row["actor"],
        kind="hit",
        data=data,
        body=body,
    )


def last_of_rule(piece: Piece, standing: list[Piece]) -> bool:
    """Return whether nothing else that the same rule found is left behind."""
    rules = [each.row["data"]["rule"] for each in standing if not each.reporter]
    return rules.count(piece.row["data"]["rule"]) == 1


async def show(tx: Tx, cause: Cause, *shown: Case) -> None:
    """Renew the moderators' messages of cases."""
    for case in shown:
        plan = Plan.about(case, f"{cause.key}:{case.number}")
        plan.post_case()
        await plan.write(tx, cause.now)
