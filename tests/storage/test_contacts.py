"""Contacts by pair and day, on both engines."""

from datetime import timedelta

from bot.policy.contacts import Contact
from bot.storage import contacts, reports
from bot.storage.port import Database
from tests.storage.factories import GUILD, MINUTE, MIRA, NOW, with_case
from tests.storage.test_reports import report


async def test_contacts_are_counted_once_an_instant_and_told(database: Database) -> None:
    async with database.transaction() as tx:
        for at in (NOW, NOW, NOW + MINUTE):
            await contacts.note(tx, GUILD, MIRA, "p-x", 7, at)
        await contacts.note(tx, GUILD, MIRA, "", 8, NOW)
        assert await contacts.untold(tx, 9) == [(GUILD, MIRA)]
        assert await contacts.of_person(tx, GUILD, MIRA) == [
            Contact(other="p-x", day=7, count=2),
            Contact(other="", day=8, count=1),
        ]
        await contacts.mark_told(tx, GUILD, MIRA, 8)
        assert await contacts.untold(tx, 9) == []
        await contacts.forget(tx, MIRA)
        assert await contacts.of_person(tx, GUILD, MIRA) == []


async def test_reports_make_somebody_watched_until_a_while_after_the_end(database: Database) -> None:
    await with_case(database)
    async with database.transaction() as tx:
        await reports.add(tx, report("R-1"), words=None, reporter="ada", identity=b"i")
        later = NOW + timedelta(days=40)
        assert await contacts.watched(tx, later, 9) == [(GUILD, MIRA, "ada")], "it is open"
        await reports.settle(tx, GUILD, 1, "other", int(NOW.timestamp() * 1000))
        assert await contacts.watched(tx, NOW - MINUTE, 9) == [(GUILD, MIRA, "ada")]
        assert await contacts.watched(tx, later, 9) == []
