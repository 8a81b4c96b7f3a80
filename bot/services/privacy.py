"""Having oneself forgotten (M43).

Erasing destroys the person's key, so that what was sealed under it is unreadable in every copy. Counts and
outcomes stay, without a name; what is in force stays enforceable through the keyed digest (F29).
"""

from dataclasses import dataclass

from bot.clock import Clock
from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from bot.policy.speakers import Speakers
from bot.services.acceptance import Acceptance
from bot.services.orders import Unmoved
from bot.services.people import People, Person
from bot.services.pronouns import Pronouns
from bot.services.reports import Reports
from bot.services.taking_along import TakingAlong
from bot.services.timezones import Timezones
from bot.storage import contacts, journal, returned
from bot.storage import privacy as store
from bot.storage import reporters as standings
from bot.storage.port import Database
from bot.storage.servers import lock


@dataclass(slots=True)
class Privacy:
    """Forgets people, and holds what else they can ask for about themselves."""

    database: Database
    clock: Clock
    people: People
    reports: Reports
    acceptance: Acceptance
    timezones: Timezones
    pronouns: Pronouns
    speakers: Speakers
    along: TakingAlong
    """Gives everything to take along."""

    async def erase(self, user_id: UserId, *, deleted: bool = False) -> Unmoved | None:
        """Forget somebody's name and words. Not while a case on them is open: it would end unheard.

        ``deleted``: nobody asked, but Discord has no such account any more.
        """
        person = await self.people.find(user_id)
        async with self.database.reading() as reader:
            still_open = 0 if person is None else await store.open_cases(reader, person.code)
            reported_in = await store.report_guilds(reader)
        if still_open:
            return Unmoved(key="erase_open_case")
        for guild_id in reported_in:
            await self._forget_reporter(guild_id, user_id)
        await self.acceptance.forget(user_id)
        if person is not None:
            async with self.database.transaction() as tx:
                await contacts.forget(tx, person.code)
                await returned.forget(tx, person.code)
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

    async def _forget_reporter(self, guild_id: GuildId, user_id: UserId) -> None:
        async with self.database.transaction() as tx:
            reporter = self.reports.digest(guild_id, user_id)
            await store.forget_reporter(tx, guild_id, reporter)
            await standings.forget(tx, guild_id, reporter, self.clock.now())
