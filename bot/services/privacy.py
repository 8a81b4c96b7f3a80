"""Everything about oneself, to take along or to have forgotten (M43).

Erasing destroys the person's key, so that what was sealed under it is unreadable in every copy. Counts and
outcomes stay, without a name; what is in force stays enforceable through the keyed digest (F29).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.policy.ids import GuildId, UserId, part_of
from bot.policy.records import MACHINE
from bot.policy.speakers import Speakers
from bot.services.acceptance import Acceptance
from bot.services.casebook import Casebook, Record
from bot.services.orders import Unmoved
from bot.services.people import People, Person
from bot.services.pronouns import Pronouns
from bot.services.questions import Questions
from bot.services.reports import Reports
from bot.services.timezones import Timezones
from bot.storage import contacts, journal, pronouns
from bot.storage import privacy as store
from bot.storage import reporters as standings
from bot.storage.port import Database
from bot.storage.servers import lock


@dataclass(slots=True)
class Privacy:
    """Exports, erases, and ends terms."""

    database: Database
    clock: Clock
    people: People
    casebook: Casebook
    reports: Reports
    acceptance: Acceptance
    questions: Questions
    timezones: Timezones
    pronouns: Pronouns
    speakers: Speakers

    async def export(self, user_id: UserId) -> dict[str, Any]:
        """Return everything that is kept about somebody, opened; never who reported them, nor their words."""
        person = await self.people.find(user_id)
        servers: dict[str, Any] = {}
        async with self.database.reading() as reader:
            guilds = [] if person is None else await store.guilds_of(reader, person.code)
            reported_in = await store.report_guilds(reader)
        for guild_id in guilds:
            record = await self.casebook.record(guild_id, user_id)
            found = servers.setdefault(str(guild_id), {})
            found["record"] = _record(record)
            found["asked"] = [
                {"day": each.asked_at.date().isoformat(), "words": each.words, "answers": said}
                for each, said in await self.questions.put_to(guild_id, user_id)
            ]
        for guild_id in reported_in:
            own = await self.reports.own(guild_id, user_id)
            if own:
                servers.setdefault(str(guild_id), {})["my_reports"] = [
                    {"code": each.code, "day": each.created_at.date().isoformat(), "state": each.state}
                    for each in own
                ]
                servers[str(guild_id)]["how_my_reports_ended"] = await self._standing(guild_id, user_id)
        return {
            "account": str(user_id),
            "code": None if person is None else person.code,
            "pronouns": None if person is None else await self._pronouns(user_id, person),
            "time_zone": self.timezones.own(user_id),
            "made_at": self.clock.now().isoformat(),
            "accepted_how_reports_are_kept": await self.acceptance.has(user_id),
            "servers": servers,
        }

    async def erase(self, user_id: UserId, *, deleted: bool = False) -> Unmoved | None:
        """Forget somebody's name and words. Not while a case on them is open: it would end unheard.

        ``deleted``: nobody asked, but Discord has no such account any more.
        """
        person = await self.people.find(user_id)
        async with self.database.reading() as reader:
            still_open = 0 if person is None else await store.open_cases(reader, person.code)
            reported_in = await store.report_guilds(reader)
        if still_open:
            return Unmoved(key="erase_open_case", values={"count": str(still_open)})
        for guild_id in reported_in:
            await self._forget_reporter(guild_id, user_id)
        await self.acceptance.forget(user_id)
        if person is not None:
            async with self.database.transaction() as tx:
                await contacts.forget(tx, person.code)
        await self.pronouns.clear(user_id)
        await self.timezones.clear(user_id)
        if await self.people.erase(user_id) and person is not None:
            await self._write_down(person, deleted=deleted)
        self.speakers.forget(user_id)
        return None

    async def _write_down(self, person: Person, *, deleted: bool) -> None:
        """Say in the journal of each server with a case about them that they were forgotten, and why."""
        async with self.database.reading() as reader:
            guilds = await store.guilds_of(reader, person.code)
        for guild_id in guilds:
            async with self.database.transaction() as tx:
                await lock(tx, guild_id)
                await journal.append(
                    tx,
                    guild_id,
                    at=self.clock.now(),
                    actor=MACHINE if deleted else person.code,
                    verb="person.forgotten",
                    about=f"person:{person.code}",
                    data={"why": "account_deleted" if deleted else "asked"},
                )

    async def _pronouns(self, user_id: UserId, person: Person) -> str:
        async with self.database.reading() as reader:
            return person.open(await pronouns.get(reader, part_of(user_id), person.code))

    async def _standing(self, guild_id: GuildId, user_id: UserId) -> dict[str, Any]:
        async with self.database.reading() as reader:
            known = await standings.get(reader, guild_id, self.reports.digest(guild_id, user_id))
        return {
            "agreed": known.reputation.agreed,
            "disagreed": known.reputation.disagreed,
            "paused_until": None if known.paused_until is None else _at(known.paused_until),
        }

    async def _forget_reporter(self, guild_id: GuildId, user_id: UserId) -> None:
        async with self.database.transaction() as tx:
            reporter = self.reports.digest(guild_id, user_id)
            await store.forget_reporter(tx, guild_id, reporter)
            await standings.forget(tx, guild_id, reporter, self.clock.now())


def _record(record: Record) -> dict[str, Any]:
    return {
        "cases": [
            {
                "number": case.number,
                "state": case.state.value,
                "clause": case.clause,
                "at": _at(case.created_at),
            }
            for case in record.cases
        ],
        "decisions": [
            {
                "case": each.case,
                "kind": each.kind,
                "clause": each.clause,
                "version": each.conduct_version,
                "facts": each.facts,
                "reason": each.reason,
                "at": _at(each.decided_at),
                "delivery": each.delivery.value,
                "heard": each.heard,
                "unheard": each.unheard,
            }
            for each in record.decisions
        ],
        "sanctions": [
            {
                "kind": each.kind.value,
                "state": each.state.value,
                "from": _at(each.starts_at),
                "until": None if each.ends_at is None else _at(each.ends_at),
            }
            for each in record.sanctions
        ],
    }


def _at(instant: datetime) -> str:
    return instant.isoformat()
