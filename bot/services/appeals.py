"""Appeals from the member's side: what can be appealed, making one, taking it back (mission row M40)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import orjson

from bot.clock import Clock
from bot.policy.actions import Json
from bot.policy.appeals import Answer, Appeal, AppealState, inadmissible
from bot.policy.durations import stamp_moment
from bot.policy.ids import CaseNumber, GuildId, UserId
from bot.policy.records import Decision
from bot.policy.sanctions import Sanction, SanctionState
from bot.services.causes import cause_now
from bot.services.deciding import Cause, write_journal
from bot.services.enforcement import Enforcement
from bot.services.orders import Unmoved
from bot.services.people import People, Person
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.storage import appeals, cases, decisions, sanctions, servers
from bot.storage.port import Database, Reader, Row, Tx
from bot.storage.servers import lock

_LATEST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppeal:
    """A member asks for a second look."""

    key: str
    """``cmd:<interaction>``."""
    guild_id: GuildId
    user_id: UserId
    decision: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appealable:
    """A decision with everything that says whether it can be appealed now."""

    decision: Decision
    sanctions: tuple[Sanction, ...]
    """What this decision imposed."""
    appeals: tuple[Appeal, ...]
    """Oldest first."""
    hindrance: Unmoved | None

    @property
    def latest(self) -> Appeal | None:
        """Return the appeal that counts, if there was one that was not taken back."""
        return next(
            (each for each in reversed(self.appeals) if each.state is not AppealState.WITHDRAWN), None
        )


@dataclass(slots=True)
class Appeals:
    """Takes appeals; deciding them is another service, for other people."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement

    async def of(self, guild_id: GuildId, user_id: UserId, decision: str) -> Appealable | Unmoved:
        """Return a decision about this member; one about anybody else does not exist for them (F26)."""
        person = await self.people.find(user_id)
        async with self.database.reading() as reader:
            found = await load(reader, guild_id, decision, person, self.clock.now())
        return found or Unmoved(key="no_such_decision")

    async def own(self, guild_id: GuildId | None, user_id: UserId) -> tuple[Appealable, ...]:
        """Return a member's decisions that they can appeal now or have appealed, newest first.

        Without a server those of all servers, for people who are not on theirs any more.
        """
        person = await self.people.find(user_id)
        if person is None:
            return ()
        async with self.database.reading() as reader:
            about = await appeals.decisions_about(reader, person.code, _LATEST)
        known = [
            await self.of(place, user_id, decision)
            for place, decision in about
            if guild_id is None or place == guild_id
        ]
        return tuple(each for each in known if isinstance(each, Appealable) and _shown(each))

    async def make(self, new: NewAppeal) -> Appeal | Unmoved:
        """Take an appeal, and bring it to the moderators; a second delivery gives the same one."""
        if not any(answer.text.strip() for answer in new.answers):
            return Unmoved(key="appeal_empty")
        person = await self.people.find(new.user_id)
        if person is None:
            return Unmoved(key="no_such_decision")
        cause = self._cause(new.guild_id, new.key, person)
        async with self.database.transaction() as tx:
            await lock(tx, new.guild_id)
            known = await cases.cause(tx, new.guild_id, new.key)
            found = await load(tx, new.guild_id, new.decision, person, cause.now)
            if found is None:
                return Unmoved(key="no_such_decision")
            if known is not None and found.latest is not None:
                return found.latest
            if found.hindrance is not None:
                return found.hindrance
            made, orders = await self._make(tx, cause, found.decision, new.answers)
        await self.enforcement.drain(new.guild_id, *orders)
        return made

    async def _make(
        self, tx: Tx, cause: Cause, decision: Decision, answers: tuple[Answer, ...]
    ) -> tuple[Appeal, tuple[str, ...]]:
        appeal = Appeal(
            guild_id=cause.guild_id,
            number=await servers.count_up(tx, cause.guild_id, "appeal"),
            decision=decision.id,
            case=decision.case,
            person=cause.person.code,
            state=AppealState.OPEN,
            answers=answers,
            opened_at=cause.now,
            due_at=cause.now + timedelta(days=cause.settings.appeal_answer_days),
        )
        await appeals.add(tx, appeal, seal_answers(cause.person, answers))
        return appeal, await write_about(tx, cause, appeal, "appeal_made")

    async def withdraw(self, guild_id: GuildId, user_id: UserId, decision: str, key: str) -> Appeal | Unmoved:
        """Let a member take their open appeal back."""
        person = await self.people.find(user_id)
        if person is None:
            return Unmoved(key="no_such_decision")
        cause = self._cause(guild_id, key, person)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            found = await load(tx, guild_id, decision, person, cause.now)
            appeal = next((each for each in found.appeals if _open(each)), None) if found else None
            if found is None or appeal is None:
                return self._nothing_open(found)
            await appeals.settle(tx, guild_id, appeal.number, AppealState.WITHDRAWN, cause.now)
            orders = await write_about(tx, cause, appeal, "appeal_withdrawn")
        await self.enforcement.drain(guild_id, *orders)
        return appeal

    def _nothing_open(self, found: Appealable | None) -> Unmoved:
        if found is None or not found.appeals:
            return Unmoved(key="no_such_decision")
        return Unmoved(key="appeal_settled")

    def _cause(self, guild_id: GuildId, key: str, person: Person) -> Cause:
        return cause_now(self, guild_id, key, person=person, actor=person.code)


async def load(
    reader: Reader, guild_id: GuildId, decision: str, person: Person | None, now: datetime
) -> Appealable | None:
    """Return a decision about this person with its appeals; None when there is none about them."""
    row = await decisions.get(reader, guild_id, decision)
    if row is None or person is None or row["person"] != person.code:
        return None
    words = {name: person.open(row[name]) for name in decisions.SEALED_COLUMNS}
    ruling = decisions.opened(row, words)
    imposed = await sanctions.of_case(reader, guild_id, ruling.case)
    ours = tuple(each for each in imposed if each.decision == decision)
    earlier = tuple(open_row(each, person) for each in await appeals.of_decision(reader, guild_id, decision))
    undone = bool(ours) and all(each.state is SanctionState.VOID for each in ours)
    why = inadmissible(earlier, until=ruling.appeal_until, undone=undone, now=now)
    hindrance = None if why is None else _hindrance(why, ruling, earlier)
    return Appealable(decision=ruling, sanctions=ours, appeals=earlier, hindrance=hindrance)


def _hindrance(why: str, decision: Decision, earlier: tuple[Appeal, ...]) -> Unmoved:
    again = max((each.again_at for each in earlier if each.again_at), default=None)
    moment = {"appeal_late": decision.appeal_until, "appeal_again": again}.get(why)
    return Unmoved(key=why, values={"moment": stamp_moment(moment)} if moment else {})


def open_row(row: Row, person: Person | None) -> Appeal:
    """Return the appeal of a raw row with its words opened; without them when the person was erased."""
    words = person.open(row["words"]) if person else ""
    answers = [Answer(question=str(each["q"]), text=str(each["a"])) for each in orjson.loads(words or "[]")]
    return appeals.opened(row, tuple(answers), person.open(row["reason"]) if person else "")


def seal_answers(person: Person, answers: tuple[Answer, ...]) -> bytes | None:
    """Return the answers sealed under the member's own key."""
    listed = [{"q": each.question, "a": each.text} for each in answers]
    return person.seal(orjson.dumps(listed).decode())


async def write_about(tx: Tx, cause: Cause, appeal: Appeal, verb: str) -> tuple[str, ...]:
    """Note on the case what became of an appeal, journal it, and show it to the moderators."""
    data: dict[str, Json] = {"appeal": appeal.number, "decision": appeal.decision}
    number = CaseNumber(appeal.case)
    await cases.add_note(tx, cause.guild_id, number, at=cause.now, actor=cause.actor, kind=verb, data=data)
    await cases.add_cause(tx, cause.guild_id, cause.key, number, None, cause.now)
    await write_journal(tx, cause, verb.replace("_", ".", 1), f"appeal:{appeal.number}", {"case": number})
    plan = Plan(guild_id=cause.guild_id, cause=cause.key, person=cause.person.code, case=number)
    plan.post_item("appeal", appeal.number)
    plan.log(verb)
    return await plan.write(tx, cause.now)


def _open(appeal: Appeal) -> bool:
    return appeal.state is AppealState.OPEN


def _shown(found: Appealable) -> bool:
    return found.hindrance is None or any(_open(each) for each in found.appeals)
