"""Raids on both engines: one goes on while people come, everybody counts once, alerts that lag are found."""

from __future__ import annotations

from bot.storage import raids
from bot.storage.port import Database
from tests.storage.factories import GUILD, ILSE, MINUTE, MIRA, NOW, OTHER, TOVE


async def test_a_raid_counts_everybody_once_and_knows_what_its_alert_tells(database: Database) -> None:
    async with database.transaction() as tx:
        await raids.add(tx, GUILD, 1, "burst", NOW)
        for person in (MIRA, ILSE, MIRA):
            await raids.join(tx, GUILD, 1, person, NOW + MINUTE)
        assert await raids.count(tx, GUILD, 1) == 2
        (behind,) = await raids.stale(tx, NOW)
        assert (behind.number, behind.last_at) == (1, NOW + MINUTE)
        await raids.planned(tx, GUILD, 1, 2, NOW)
        assert await raids.stale(tx, NOW) == []
        await raids.set_held(tx, GUILD, 1, MIRA, 7)
        assert {(each.person, each.held_in) for each in await raids.joins(tx, GUILD, 1)} == {
            (MIRA, 7),
            (ILSE, None),
        }
        assert await raids.open_of(tx, GUILD, NOW + 2 * MINUTE) is None
        assert await raids.open_of(tx, OTHER, NOW) is None
        assert (await raids.open_of(tx, GUILD, NOW) or behind).number == 1
        held = raids.RaidAct(act="held", actor=TOVE, at=NOW, count=2, until=NOW + MINUTE)
        over = raids.RaidAct(act="closed", actor=ILSE, at=NOW)
        for done in (held, over):
            await raids.add_act(tx, GUILD, 1, done)
        assert await raids.acts(tx, GUILD, 1) == [held, over]
        assert await raids.close(tx, GUILD, 1, TOVE)
        assert not await raids.close(tx, GUILD, 1, TOVE)
        assert await raids.open_of(tx, GUILD, NOW) is None
