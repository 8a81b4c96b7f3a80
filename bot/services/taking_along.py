"""What is kept about somebody, opened, for them to take along (M43).

Left out is what belongs to others or would tell of them: who reported what and with which words, what was
kept with a report, and every case that is still open; that somebody reported something is nobody's business
until it is decided (M21).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.policy.ids import GuildId, PersonId, UserId, part_of
from bot.policy.records import CaseState, Decision
from bot.policy.sanctions import Sanction
from bot.services.acceptance import Acceptance
from bot.services.appeals import open_row
from bot.services.people import People, Person
from bot.services.questions import Questions
from bot.services.reports import Reports
from bot.services.timezones import Timezones
from bot.storage import appeals, cases, decisions, evidence, pronouns, sanctions
from bot.storage import privacy as store
from bot.storage import reporters as standings
from bot.storage import reports as told
from bot.storage.port import Database, Reader

_MOST = 1000
"""Of each kind, the latest; far more than anybody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingAlong:
    """Gathers what one person may have, and nothing of anybody else."""

    database: Database
    clock: Clock
    people: People
    reports: Reports
    acceptance: Acceptance
    questions: Questions
    timezones: Timezones
    server_name: Callable[[GuildId], str]

    async def of(self, user_id: UserId) -> dict[str, Any]:
        """Return everything as a tree of JSON, by server; servers with nothing to tell are left out."""
        person = await self.people.find(user_id)
        servers: dict[str, Any] = {}

        def add(guild_id: GuildId, name: str, found: object) -> None:
            if found:
                servers.setdefault(str(guild_id), {"name": self.server_name(guild_id)})[name] = found

        if person is not None:
            for guild_id, rulings in (await self._decisions(person)).items():
                for name, found in (await self._about(guild_id, person, rulings)).items():
                    add(guild_id, name, found)
            for guild_id in await self.database.read(lambda reader: store.guilds_of(reader, person.code)):
                add(guild_id, "asked", await self._asked(guild_id, user_id))
        for guild_id in await self.database.read(store.report_guilds):
            if own := await self._reports(guild_id, user_id):
                add(guild_id, "my_reports", own)
                add(guild_id, "how_my_reports_ended", await self._standing(guild_id, user_id))
        return {
            "account": str(user_id),
            "code": None if person is None else person.code,
            "pronouns": None if person is None else await self._pronouns(user_id, person),
            "time_zone": self.timezones.own(user_id),
            "made_at": self.clock.now().isoformat(),
            "accepted_how_reports_are_kept": await self.acceptance.has(user_id),
            "servers": servers,
        }

    async def _decisions(self, person: Person) -> dict[GuildId, list[Decision]]:
        found: dict[GuildId, list[Decision]] = {}
        async with self.database.reading() as reader:
            for guild_id, decision in await appeals.decisions_about(reader, person.code, _MOST):
                if row := await decisions.get(reader, guild_id, decision):
                    words = {name: person.open(row[name]) for name in decisions.SEALED_COLUMNS}
                    found.setdefault(guild_id, []).append(decisions.opened(row, words))
        return found

    async def _about(self, guild_id: GuildId, person: Person, rulings: list[Decision]) -> dict[str, Any]:
        async with self.database.reading() as reader:
            imposed = {
                each.decision: each for each in await sanctions.of_person(reader, guild_id, person.code)
            }
            rows = [row for each in rulings for row in await appeals.of_decision(reader, guild_id, each.id)]
            numbers = sorted({each.case for each in rulings})
            said = [each for one in numbers for each in await _written(reader, guild_id, one, person)]
        return {
            "decisions": [_decision(each, imposed.get(each.id)) for each in rulings],
            "what_i_wrote": said,
            "my_appeals": [
                {
                    "number": each.number,
                    "case": each.case,
                    "day": _day(each.opened_at),
                    "state": each.state.value,
                    "words": {answer.question: answer.text for answer in each.answers if answer.text},
                    "answer": each.reason,
                }
                for each in (open_row(row, person) for row in rows)
            ],
        }

    async def _asked(self, guild_id: GuildId, user_id: UserId) -> list[dict[str, Any]]:
        put = await self.questions.put_to(guild_id, user_id)
        return [{"day": _day(each.asked_at), "words": each.words, "answers": said} for each, said in put]

    async def _reports(self, guild_id: GuildId, user_id: UserId) -> list[dict[str, Any]]:
        digest = self.reports.digest(guild_id, user_id)
        async with self.database.reading() as reader:
            rows = await told.own(reader, guild_id, digest, _MOST)
        # The words are sealed with whom they are about, and go when that person is forgotten.
        about = {row["person"]: await self.people.get(PersonId(row["person"])) for row in rows}
        opened = [
            told.opened(row, person.open(row["words"]) if (person := about[row["person"]]) else "")
            for row in rows
        ]
        return [
            {
                "code": each.code,
                "day": _day(each.created_at),
                "clause": each.category,
                "words": each.words,
                "state": each.state,
            }
            for each in opened
        ]

    async def _standing(self, guild_id: GuildId, user_id: UserId) -> dict[str, Any]:
        async with self.database.reading() as reader:
            known = await standings.get(reader, guild_id, self.reports.digest(guild_id, user_id))
        return {
            "agreed": known.reputation.agreed,
            "disagreed": known.reputation.disagreed,
            "paused_until": None if known.paused_until is None else known.paused_until.isoformat(),
        }

    async def _pronouns(self, user_id: UserId, person: Person) -> str:
        async with self.database.reading() as reader:
            return person.open(await pronouns.get(reader, part_of(user_id), person.code))


async def _written(reader: Reader, guild_id: GuildId, number: int, person: Person) -> list[dict[str, Any]]:
    """Return the words that the bot itself kept with a decided case, and not what came with a report."""
    case = await cases.get(reader, guild_id, number)
    if case is None or case.state is CaseState.OPEN:
        return []
    kept = await evidence.of_case(reader, guild_id, number)
    return [
        {"case": number, "day": _day(each.created_at), "words": words}
        for each in kept
        if each.kind == "message" and each.report is None and (words := person.open(each.body))
    ]


def _decision(decision: Decision, sanction: Sanction | None) -> dict[str, Any]:
    ends_at = None if sanction is None else sanction.ends_at
    return {
        "case": decision.case,
        "kind": decision.kind,
        "state": None if sanction is None else sanction.state.value,
        "clause": decision.clause,
        "version": decision.conduct_version,
        "facts": decision.facts,
        "reason": decision.reason,
        "at": decision.decided_at.isoformat(),
        "until": None if ends_at is None else ends_at.isoformat(),
        "delivery": decision.delivery.value,
        "heard": decision.heard,
        "unheard": decision.unheard,
    }


def _day(instant: datetime) -> str:
    return instant.date().isoformat()
