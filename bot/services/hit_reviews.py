"""Moderators say where a rule was wrong: kept per rule and case, counted in its precision, and made good.

A warning that the machine gave for nothing else than wrong hits is taken off the record, and its member is
told. Taking the mark back brings no warning back: whoever was told that we were wrong stays so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.policy.ids import GuildId, UserId
from bot.policy.precision import Precision
from bot.policy.records import Case
from bot.policy.sanctions import SanctionState
from bot.policy.verdict import Mode
from bot.services.causes import cause_now
from bot.services.deciding import Cause, write_journal
from bot.services.enforcement import Enforcement
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.services.undoing import undo
from bot.storage import cases, decisions, hits, sanctions
from bot.storage.hits import RuleHit
from bot.storage.port import Database, Reader, Row, Tx
from bot.storage.servers import lock

__all__ = ["COUNTED", "HitReviews", "Marked", "RuleHit"]

COUNTED: Final = timedelta(days=90)
"""How far back a rule's precision reaches: it shall tell how the rule is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What became of a moderator's word on a rule."""

    rule: str
    case: Case
    undone: bool = False
    """Whether a warning was taken off the record."""
    nothing_left: bool = False
    """Whether every rule that had a part in the case was wrong."""


@dataclass(slots=True)
class HitReviews:
    """Keeps what moderators say about hits."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement

    async def of_case(self, guild_id: GuildId, number: int) -> list[RuleHit]:
        """Return the rules that had a part in a case, the first first."""
        async with self.database.reading() as reader:
            return await hits.of_case(reader, guild_id, number)

    async def precision(self, guild_id: GuildId) -> dict[str, Precision]:
        """Return how often each rule was right lately, where anybody has looked."""
        async with self.database.reading() as reader:
            found = await hits.precision(reader, guild_id, self.clock.now() - COUNTED)
        return {rule: Precision(looked=looked, wrong=wrong) for rule, (looked, wrong) in found.items()}

    async def would_undo(self, guild_id: GuildId, number: int, rule: str) -> bool:
        """Return whether calling this rule wrong takes a warning off the record."""
        async with self.database.reading() as reader:
            return bool(await _baseless(reader, guild_id, number, rule))

    async def mark(
        self, guild_id: GuildId, number: int, rule: str, actor: UserId, key: str, *, wrong: bool = True
    ) -> Marked | Unmoved:
        """Call a rule wrong in a case, or take that back; a repeat changes nothing.

        The caller has asked ``authority.may`` for ``DECIDE_CASE``.
        """
        by = await self.people.ensure(actor)
        async with self.database.reading() as reader:
            case = await cases.get(reader, guild_id, number)
        person = None if case is None else await self.people.get(case.person)
        nothing = Unmoved(key="no_such_hit", values={"number": str(number)})
        if case is None or person is None or person.code == by.code:
            return nothing
        cause = cause_now(self, guild_id, key, person=person, actor=by.code)
        undone, orders = False, tuple[str, ...]()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            known = await hits.of_case(tx, guild_id, number)
            if rule not in [each.rule for each in known]:
                return nothing
            if wrong and await hits.mark(tx, guild_id, rule, number, by.code, cause.now):
                undone, orders = await self._wrong(tx, cause, case, rule)
            elif not wrong and await hits.unmark(tx, guild_id, rule, number):
                orders = await _told(tx, cause, case, rule, "rule_right", Plan.about(case, key))
            known = await hits.of_case(tx, guild_id, number)
            case = await cases.get(tx, guild_id, number) or case
        await self.enforcement.drain(guild_id, *orders)
        return Marked(rule=rule, case=case, undone=undone, nothing_left=all(each.wrong for each in known))

    async def _wrong(self, tx: Tx, cause: Cause, case: Case, rule: str) -> tuple[bool, tuple[str, ...]]:
        plan = Plan.about(case, cause.key)
        orders: list[str] = []
        baseless = await _baseless(tx, cause.guild_id, case.number)
        imposed = await sanctions.of_case(tx, cause.guild_id, case.number)
        for decision in baseless:
            ours = [each for each in imposed if each.decision == decision]
            orders += await undo(tx, cause, case.number, decision, ours, rule)
        if baseless:
            plan.notice("rule_wrong")
        orders += await _told(tx, cause, case, rule, "rule_wrong", plan)
        return bool(baseless), tuple(dict.fromkeys(orders))


async def _told(tx: Tx, cause: Cause, case: Case, rule: str, verb: str, plan: Plan) -> tuple[str, ...]:
    number = case.number
    await cases.add_note(
        tx, cause.guild_id, number, at=cause.now, actor=cause.actor, kind=verb, data={"rule": rule}
    )
    await write_journal(tx, cause, verb.replace("_", "."), f"case:{number}", {"rule": rule})
    plan.post_case()
    return await plan.write(tx, cause.now)


async def _baseless(reader: Reader, guild_id: GuildId, number: int, also: str = "") -> list[str]:
    """Return the machine's decisions in a case that rest on wrong rules only; ``also`` is taken as wrong."""
    notes = await cases.notes(reader, guild_id, number)
    basis = {str(note["data"].get("rule", "")) for note in notes if _enforced(note)}
    wrong = {each.rule for each in await hits.of_case(reader, guild_id, number) if each.wrong} | {also}
    if not basis or basis - wrong:
        return []
    made = await decisions.of_case(reader, guild_id, number)
    imposed = await sanctions.of_case(reader, guild_id, number)
    standing = {each.decision for each in imposed if each.state is not SanctionState.VOID}
    return _machines(made, standing)


def _enforced(note: Row) -> bool:
    return bool(note["kind"] == "hit" and note["data"].get("mode") == Mode.ENFORCE.value)


def _machines(made: Iterable[Row], standing: set[str]) -> list[str]:
    return [row["id"] for row in made if row["machine_decided"] and row["id"] in standing]
