"""What the ladder goes by: what was decided, not what a report had called it."""

from __future__ import annotations

from dataclasses import replace

from bot.policy.ids import UserId
from bot.policy.records import CaseRoute, Origin
from bot.policy.sanctions import SanctionKind
from bot.services import deciding
from bot.services.causes import cause_now
from bot.services.orders import Decided
from tests.services.world import GUILD, MIRA, MODERATOR, NOOR, World

ANA = UserId(23)


async def reported(world: World, whom: UserId, clause: str, severity: int) -> None:
    """Open a case as a report does."""
    person = await world.people.ensure(whom)
    cause = cause_now(world.moderation, GUILD, f"report:{whom}", person=person, actor=person.code)
    matter = deciding.Matter(clause=clause, severity=severity, route=CaseRoute.QUEUE, origin=Origin.REPORT)
    async with world.database.transaction() as tx:
        await deciding.open_or_join(tx, cause, matter)


async def warned(world: World, whom: UserId, clause: str) -> None:
    order = world.order(
        SanctionKind.WARNING,
        None,
        key=f"cmd:{whom}",
        whom=whom,
        scope="",
        actor=MODERATOR,
        case=None,
        source=None,
    )
    assert isinstance(await world.moderation.impose(replace(order, clause=clause)), Decided)


async def score(world: World, whom: UserId) -> float:
    return (await world.casebook.proposal_about(GUILD, whom, "belittling")).score


async def test_a_report_of_something_graver_weighs_as_what_was_decided(world: World) -> None:
    await reported(world, MIRA, "threats", 5)
    await warned(world, MIRA, "belittling")
    await warned(world, NOOR, "belittling")
    await warned(world, ANA, "threats")
    assert await score(world, MIRA) == await score(world, NOOR) < await score(world, ANA)
