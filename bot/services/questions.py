"""Questions that the bot relays, both ways and without names: to reporters, and to the accused (M21, M22).

A reporter is found by the report's seal when a message goes out, and recognised by a keyed digest when they
answer; no row and no log ever says who it is. Who asked is told to nobody who is asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.policy.durations import stamp_moment
from bot.policy.ids import GuildId, PersonId, ReportCode, UserId
from bot.policy.pacing import QUESTIONS, free_at
from bot.policy.questions import Heard, Question, heard
from bot.policy.records import Case, CaseState
from bot.services import asking
from bot.services.asking import answers_to
from bot.services.causes import cause_now
from bot.services.deciding import Cause
from bot.services.enforcement import Enforcement
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.reports import REPORTER
from bot.services.servers import Servers
from bot.services.vault import Vault
from bot.storage import cases, questions, reports, servers
from bot.storage.port import Database, Reader, Row, Tx
from bot.storage.servers import lock


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """What a moderator wants to ask."""

    key: str
    guild_id: GuildId
    case: int
    asker: UserId
    reporter: int | None
    """The number of the reporter within the case; None asks the person the case is about."""
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """What somebody answers."""

    key: str
    guild_id: GuildId
    number: int
    user_id: UserId
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """How far the accused was heard in a case, and what they said."""

    heard: Heard
    until: datetime | None = None
    """Until when they were, or are, waited for."""
    answers: tuple[str, ...] = ()


@dataclass(slots=True)
class Questions:
    """Asks, takes answers, and shows people what they were asked."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    vault: Vault

    async def ask(self, new: NewQuestion) -> Question | Unmoved:
        """Ask, privately; the caller has asked ``authority.may`` and whether the asker is involved."""
        by = await self.people.ensure(new.asker)
        async with self.database.reading() as reader:
            case = await cases.get(reader, new.guild_id, new.case)
        person = None if case is None else await self.people.get(case.person)
        if person is None or person.key is None:
            return Unmoved(key="no_such_case", values={"number": str(new.case)})
        cause = cause_now(self, new.guild_id, new.key, person=person, actor=by.code)
        async with self.database.transaction() as tx:
            await lock(tx, new.guild_id)
            asked = await self._ask(tx, cause, new)
        if isinstance(asked, Unmoved):
            return asked
        question, orders = asked
        await self.enforcement.drain(new.guild_id, *orders)
        return question

    async def _ask(
        self, tx: Tx, cause: Cause, new: NewQuestion
    ) -> tuple[Question, tuple[str, ...]] | Unmoved:
        case = await cases.get(tx, new.guild_id, new.case)
        if case is None or case.person == cause.actor:
            return Unmoved(key="no_such_case", values={"number": str(new.case)})
        before = await questions.of_case(tx, new.guild_id, new.case)
        if await cases.cause(tx, new.guild_id, new.key) is not None and before:
            # The same press, delivered twice (F22).
            return before[-1], ()
        if case.state is not CaseState.OPEN:
            return Unmoved(key="ask_closed", values={"number": str(new.case)})
        code = None if new.reporter is None else await _report_of(tx, case, new.reporter)
        if new.reporter is not None and code is None:
            return Unmoved(key="no_such_reporter", values={"reporter": new.reporter})
        waits = [each.due_at for each in before if each.due_at is not None and not each.answers]
        if code is None and any(due > cause.now for due in waits):
            return Unmoved(key="asked_already", values={"moment": stamp_moment(max(waits))})
        times = [each.asked_at for each in before if each.reporter_number == new.reporter]
        again = free_at(times, cause.now, QUESTIONS)
        if again is not None:
            return Unmoved(key="ask_pace", values={"moment": stamp_moment(again)})
        question = Question(
            guild_id=new.guild_id,
            number=await servers.count_up(tx, new.guild_id, "question"),
            case=case.number,
            person=case.person,
            report=code,
            reporter_number=new.reporter,
            clause=case.clause,
            words=new.words,
            asked_by=cause.actor,
            asked_at=cause.now,
            due_at=None if code else cause.now + timedelta(hours=cause.settings.hearing_hours),
        )
        return question, await asking.write(tx, cause, question)

    async def look(self, guild_id: GuildId, number: int) -> Question | None:
        """Return a question as it stands; for what the bot itself writes."""
        async with self.database.reading() as reader:
            row = await questions.get(reader, guild_id, number)
        return None if row is None else await self._opened(row)

    async def answers(self, question: Question) -> list[str]:
        """Return what was answered to a question, in order."""
        person = await self.people.get(question.person)
        async with self.database.reading() as reader:
            notes = await cases.notes(reader, question.guild_id, question.case)
        return [person.open(note["body"]) for note in answers_to(notes, question.number)] if person else []

    async def side(self, guild_id: GuildId, number: int) -> Side:
        """Return the side of whom a case is about, as it stands now."""
        async with self.database.reading() as reader:
            case = await cases.get(reader, guild_id, number)
            asked = await questions.of_case(reader, guild_id, number)
            said = [
                note
                for each in asked
                if not each.to_reporter
                for note in answers_to(await cases.notes(reader, guild_id, each.case), each.number)
            ]
        person = None if case is None else await self.people.get(case.person)
        return Side(
            heard=heard(asked, self.clock.now()),
            until=max((each.due_at for each in asked if each.due_at is not None), default=None),
            answers=tuple(person.open(note["body"]) for note in said) if person else (),
        )

    async def put_to(self, guild_id: GuildId, who: UserId) -> list[tuple[Question, list[str]]]:
        """Return everything somebody was asked about themselves, with their answers, to take along."""
        person = await self.people.find(who)
        async with self.database.reading() as reader:
            rows = await questions.all_to_accused(reader, guild_id, person.code) if person else []
        asked = [await self._opened(row) for row in rows]
        return [(each, await self.answers(each)) for each in asked]

    async def mine(self, guild_id: GuildId, number: int, who: UserId) -> Question | Unmoved:
        """Return an open question to whom it was put; to others there is none."""
        nothing = Unmoved(key="no_such_question")
        async with self.database.reading() as reader:
            row = await questions.get(reader, guild_id, number)
            asked = row is not None and await self._is_asked(reader, row, who)
        if row is None or not asked:
            return nothing
        question = await self._opened(row)
        return question if question.is_open else Unmoved(key="question_closed")

    async def open_to(self, guild_id: GuildId, who: UserId, *, as_reporter: bool) -> list[Question]:
        """Return what somebody was asked and can still answer, about their reports or about themselves."""
        person = await self.people.find(who)
        async with self.database.reading() as reader:
            if as_reporter:
                rows = await questions.to_reporter(reader, guild_id, self._digest(guild_id, who))
            else:
                rows = await questions.to_accused(reader, guild_id, person.code) if person else []
        return [await self._opened(row) for row in rows]

    async def answer(self, new: NewAnswer) -> Question | Unmoved:
        """Take an answer into the case and bring it to the moderators."""
        while True:
            question = await self.mine(new.guild_id, new.number, new.user_id)
            person = None if isinstance(question, Unmoved) else await self.people.get(question.person)
            if isinstance(question, Unmoved) or person is None:
                return question if isinstance(question, Unmoved) else Unmoved(key="no_such_question")
            actor = REPORTER if question.to_reporter else person.code
            cause = cause_now(self, new.guild_id, new.key, person=person, actor=actor)
            async with self.database.transaction() as tx:
                await lock(tx, new.guild_id)
                row = await questions.get(tx, new.guild_id, new.number)
                if row is None or (row["person"], row["case_number"]) != (question.person, question.case):
                    # Its report went to another case meanwhile, where the words are sealed otherwise.
                    continue
                orders = await asking.take(tx, cause, question, new.words)
            break
        if isinstance(orders, Unmoved):
            return orders
        await self.enforcement.drain(new.guild_id, *orders)
        return question

    async def _is_asked(self, reader: Reader, row: Row, who: UserId) -> bool:
        guild_id = GuildId(row["guild_id"])
        if row["report"] is not None:
            return await questions.is_reporter(reader, guild_id, row["report"], self._digest(guild_id, who))
        person = await self.people.find(who)
        return person is not None and person.code == row["person"]

    async def _opened(self, row: Row) -> Question:
        person = await self.people.get(PersonId(row["person"]))
        return questions.opened(row, person.open(row["words"]) if person else "")

    def _digest(self, guild_id: GuildId, who: UserId) -> str:
        return self.vault.digest("reporter", guild_id, who)


async def _report_of(reader: Reader, case: Case, reporter: int) -> ReportCode | None:
    """Return the latest report of one of the case's reporters, which leads to them."""
    told = await reports.of_case(reader, case.guild_id, case.number)
    codes = [ReportCode(row["code"]) for row in told if row["reporter_number"] == reporter]
    return codes[-1] if codes else None
