"""What has to hold at the end of a run of random acts, when every trouble is over."""

from datetime import timedelta
from typing import Any, Final

from bot.policy.ids import UserId
from bot.policy.records import StoredAction
from bot.policy.sanctions import Sanction, SanctionState
from bot.services.planning import RELEASE
from tests.services.world import GUILD, World

SUSPENDED_ROLE: Final = 900


def over(sanction: Sanction) -> bool:
    """Return whether nothing is left of a sanction."""
    return sanction.state in (SanctionState.ENDED, SanctionState.VOID)


async def all_rows(world: World) -> list[StoredAction]:
    """Return everything that all cases made the bot do."""
    rows: list[StoredAction] = []
    number = 1
    while await world.casebook.file(GUILD, number):
        rows += await world.rows(number)
        number += 1
    return rows


async def agrees(world: World, whom: UserId) -> None:
    """Insist that Discord shows a member as their sanctions want."""
    member, wanted, now = world.seen(whom), await world.wanted(whom), world.clock.now()
    for sanction in await world.sanctions(whom):
        assert sanction.state is not SanctionState.LIFTING
    assert member.banned == wanted.banned
    assert set(member.overwrites) == set(wanted.channels_denied)
    if wanted.banned:
        return
    assert member.voice_muted == wanted.voice_muted
    assert (SUSPENDED_ROLE in member.roles) == (SUSPENDED_ROLE in wanted.roles_given)
    assert not member.roles & wanted.roles_barred
    held = member.timeout_until if member.timeout_until and member.timeout_until > now else None
    if wanted.timeout_until is None:
        assert held is None
    else:
        assert held is not None
        assert held == wanted.timeout_until or held > now + timedelta(hours=20)


def in_order(done: list[StoredAction], applied: list[Any]) -> None:
    """Insist that the acts about each member took effect in the order in which they were written down."""
    last = {action_id: place for place, action_id in enumerate(applied)}
    for order in {row.order_key for row in done if row.person}:
        acts = [row for row in done if row.order_key == order and row.sanction and row.id in last]
        places = [last[row.id] for row in sorted(acts, key=lambda row: row.seq)]
        assert places == sorted(places)
    assert all(RELEASE not in row.payload or row.sanction for row in done)
