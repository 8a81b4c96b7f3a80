"""Hooks, seats and offers in both engines."""

from dataclasses import replace
from datetime import timedelta

from bot.policy.federation import Offer, OfferState, Seat
from bot.policy.hooks import SUBSCRIBABLE, Hook, HookEvent, HookState, new_secret
from bot.policy.ids import CaseNumber, PersonId
from bot.storage import cases, decisions, federation, hooks
from bot.storage.port import Database
from tests.storage import factories
from tests.storage.factories import GUILD, NOW, OTHER

ADA = PersonId("p-00000000000000aa")


def flip(data: bytes) -> bytes:
    """Stand in for the vault: what is stored is not what is meant."""
    return bytes(each ^ 0xFF for each in data)


async def test_a_hook_is_sealed_wanted_and_paused(database: Database) -> None:
    hook = Hook(
        guild_id=GUILD,
        id="h-1",
        address="https://example.org/x",
        secret=new_secret(b"s" * 32),
        events=SUBSCRIBABLE,
    )
    async with database.transaction() as tx:
        await hooks.add(tx, hook, flip, ADA, NOW)
        assert await hooks.wanting(tx, GUILD, HookEvent.DECISION_MADE) == ["h-1"]
        assert await hooks.wanting(tx, OTHER, HookEvent.DECISION_MADE) == []
        row = await hooks.get(tx, GUILD, "h-1")
        assert row is not None
        assert b"example" not in bytes(row["sealed"])
        assert hooks.opened(row, flip) == hook
        assert [await hooks.failed(tx, GUILD, "h-1") for _ in range(2)] == [1, 2]
        assert await hooks.pause(tx, GUILD, "h-1")
        assert not await hooks.pause(tx, GUILD, "h-1")
        assert await hooks.wanting(tx, GUILD, HookEvent.DECISION_MADE) == []
        await hooks.heard(tx, GUILD, "h-1", NOW)
        [row] = await hooks.of_guild(tx, GUILD)
        assert hooks.opened(row, flip) == replace(hook, state=HookState.ACTIVE, heard_at=NOW)
        assert await hooks.remove(tx, GUILD, "h-1")
        assert not await hooks.remove(tx, GUILD, "h-1")


async def test_a_code_is_used_once_and_a_seat_is_one(database: Database) -> None:
    seat = Seat(guild_id=GUILD, federation="f-1", name="The coast")
    async with database.transaction() as tx:
        assert await federation.take(tx, seat, ADA, NOW)
        assert not await federation.take(tx, replace(seat, federation="f-2"), ADA, NOW)
        await federation.invite(tx, seat, "digest", ADA, NOW + timedelta(days=7))
        assert await federation.invitation(tx, "digest", NOW) == seat
        assert await federation.invitation(tx, "digest", NOW + timedelta(days=8)) is None
        assert await federation.use(tx, GUILD, "digest", NOW)
        assert not await federation.use(tx, GUILD, "digest", NOW)
        assert await federation.invitation(tx, "digest", NOW) is None
        other = replace(seat, guild_id=OTHER)
        await federation.take(tx, other, ADA, NOW + timedelta(days=1))
        assert await federation.seats(tx, "f-1") == [seat, other]
        assert await federation.leave(tx, OTHER)
        assert await federation.seat(tx, OTHER) is None


async def test_an_offer_is_made_once_for_each_server(database: Database) -> None:
    decision = factories.decision()
    async with database.transaction() as tx:
        await cases.add(tx, factories.case())
        await decisions.add(tx, decision, dict.fromkeys(decisions.SEALED_COLUMNS))
        offer = Offer(
            guild_id=GUILD,
            id="o-1",
            target=OTHER,
            case=CaseNumber(decision.case),
            decision=decision.id,
            person=decision.person,
            summary="words",
            offered_by=ADA,
            offered_at=NOW,
        )
        assert await federation.add_offer(tx, offer, b"sealed")
        assert not await federation.add_offer(tx, replace(offer, id="o-2"), b"sealed")
        [row] = await federation.todo(tx)
        assert federation.offered(row, "words") == offer
        await federation.move(tx, offer, OfferState.DELIVERED)
        assert await federation.todo(tx) == []
        # It imposed nothing, so that there is nothing that could have been undone.
        assert await federation.undone(tx) == []
