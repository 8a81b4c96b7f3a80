"""Which rules were wrong, on both engines: what nobody looked at does not count."""

from __future__ import annotations

from bot.policy.records import MACHINE, CaseState
from bot.storage import cases, hits
from bot.storage.hits import RuleHit
from bot.storage.port import Database
from tests.storage.factories import DAY, GUILD, MIRA, NOW, OTHER, TOVE, with_case


async def test_precision_counts_what_people_looked_at(database: Database) -> None:
    ends = ((1, CaseState.DECIDED, TOVE), (2, CaseState.NO_VIOLATION, TOVE), (3, CaseState.DECIDED, MACHINE))
    for number in range(1, 6):
        await with_case(database, number, person=f"{MIRA}{number}")
    async with database.transaction() as tx:
        for number in range(1, 6):
            await hits.add(tx, GUILD, "slurs", number, NOW)
            await hits.add(tx, GUILD, "slurs", number, NOW + DAY)
        for number, state, by in ends:
            await cases.settle(tx, GUILD, number, state, by, NOW)
        # The first was decided by a person, the second dismissed; 3 to 5 nobody has looked at.
        assert await hits.precision(tx, GUILD, NOW) == {"slurs": (2, 1)}
        assert await hits.mark(tx, GUILD, "slurs", 3, TOVE, NOW)
        assert not await hits.mark(tx, GUILD, "slurs", 3, TOVE, NOW)
        assert await hits.precision(tx, GUILD, NOW) == {"slurs": (3, 2)}
        assert await hits.of_case(tx, GUILD, 3) == [RuleHit(rule="slurs", wrong=True)]
        assert await hits.unmark(tx, GUILD, "slurs", 3)
        assert not await hits.unmark(tx, GUILD, "slurs", 3)
        assert await hits.precision(tx, GUILD, NOW) == {"slurs": (2, 1)}
        assert await hits.precision(tx, GUILD, NOW + DAY) == {}
        assert await hits.precision(tx, OTHER, NOW) == {}
