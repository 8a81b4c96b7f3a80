"""F4, F8, F11–F14, F16, F20–F22, F24, F25: what the one door writes down, does, and says was done."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.policy.actions import ActionKind, ActionState, Blocked, Refused, Retry
from bot.policy.authority import Refusal, Standing
from bot.policy.ids import UserId
from bot.policy.reasons import Delivery
from bot.policy.records import CaseState
from bot.policy.sanctions import SanctionKind
from bot.services.orders import Decided, Order, Unmoved
from bot.services.simulation import Trouble
from bot.storage import cases, journal
from bot.storage.servers import lock
from tests.services.world import DAY, GUILD, ME, MESSAGE, MIRA, MODERATOR, SECOND, World, states

REFUSED = Refused("missing_permission", 50013)


async def test_a_mute_is_written_down_done_and_told(world: World) -> None:
    outcome = await world.decided(SanctionKind.MUTE, DAY)
    assert outcome.case.state is CaseState.DECIDED
    assert outcome.decision.reason == "Please stay kind."
    assert outcome.decision.delivery is Delivery.DELIVERED
    assert [row.state for row in outcome.actions if row.sanction] == [ActionState.DONE]
    assert world.seen().timeout_until == world.clock.now() + DAY
    assert world.told() == ["Lighthouse: you are muted"]


async def test_every_decision_names_actor_clause_and_version(world: World) -> None:
    decision = (await world.decided(SanctionKind.WARNING)).decision
    actor = await world.people.find(MODERATOR.user_id)
    assert actor is not None
    assert decision.actor == actor.code
    assert decision.clause == "harassment"
    assert decision.conduct_version
    async with world.database.reading() as reader:
        assert await journal.first_broken(reader, GUILD) is None
        entries = [entry async for page in journal.pages(reader, GUILD) for entry in page]
    assert [entry["verb"] for entry in entries] == ["case.opened", "decision.made"]
    assert {entry["actor"] for entry in entries} == {actor.code}


async def test_no_words_about_a_person_stand_open_in_the_database(world: World) -> None:
    """Reasons are sealed under the person's key, so that destroying it destroys them everywhere."""
    await world.decided(SanctionKind.MUTE, DAY)
    await world.lift()
    async with world.database.reading() as reader:
        for table in ("cases", "case_notes", "decisions", "sanctions", "journal", "actions", "causes"):
            text = str([dict(row) for row in await reader.fetch(f"SELECT * FROM {table}")])
            assert "stay kind" not in text, table
            assert "A mistake" not in text, table


async def test_a_refused_act_is_not_claimed_and_its_notice_not_sent(world: World) -> None:
    """F11, F13: the act goes first; if Discord refuses it, nobody is told that it happened."""
    world.discord.script.append(REFUSED)
    outcome = await world.decided(SanctionKind.MUTE, DAY)
    assert states(list(outcome.actions))["set_timeout"] is ActionState.REFUSED
    assert outcome.decision.delivery is Delivery.NOT_DELIVERED
    assert world.told() == []
    file = await world.casebook.file(GUILD, 1)
    assert file is not None
    assert [note.data["reason"] for note in file.notes if note.kind == "act_failed"] == ["missing_permission"]


async def test_one_failing_act_stops_no_other(world: World) -> None:
    """F14: the message can't be removed, the mute is set all the same."""
    world.discord.script.append(REFUSED)
    outcome = await world.impose(SanctionKind.MUTE, DAY, source=MESSAGE)
    assert isinstance(outcome, Decided)
    found = states(list(outcome.actions))
    assert (found["set_timeout"], found["send_notice"]) == (ActionState.DONE, ActionState.DONE)
    assert states(await world.rows())["delete_message"] is ActionState.REFUSED


async def test_a_closed_door_is_recorded_as_not_delivered(world: World) -> None:
    world.seen().door_open = False
    outcome = await world.decided(SanctionKind.WARNING)
    assert outcome.decision.delivery is Delivery.NOT_DELIVERED
    assert outcome.decision.delivery_detail == "door_closed"


async def test_a_removal_is_announced_before_it_is_done(world: World) -> None:
    """F13: nobody can be written to who has been removed."""
    await world.suspend_by_ban()
    await world.decided(SanctionKind.SUSPENSION, DAY)
    kinds = [command.kind for command in world.discord.applied]
    assert kinds[:2] == [ActionKind.SEND_NOTICE, ActionKind.BAN]
    assert world.seen().banned


async def test_a_removal_that_fails_is_corrected(world: World) -> None:
    await world.suspend_by_ban()
    world.discord.script.extend([Refused("door_closed", 50007), REFUSED])
    await world.decided(SanctionKind.SUSPENSION, DAY)
    assert world.told() == []
    world.discord.script.extend([Retry(timedelta(), "timeout"), REFUSED])
    await world.decided(SanctionKind.SUSPENSION, DAY, key="cmd:2")
    await world.pass_time(timedelta(minutes=1))
    # The first word never went out for certain, so the second must not claim the removal any more.
    assert world.told() == ["Lighthouse: a correction"]
    world.discord.script.extend([Trouble.ANSWER_LOST, REFUSED])
    await world.decided(SanctionKind.SUSPENSION, DAY, key="cmd:3")
    assert world.told()[1:] == ["Lighthouse: you are suspended", "Lighthouse: a correction"]
    assert not world.seen().banned


async def test_the_same_cause_twice_is_done_once(world: World) -> None:
    """F22: one after the other, and at the same time."""
    first = await world.decided(SanctionKind.MUTE, DAY)
    again = await world.decided(SanctionKind.MUTE, DAY)
    assert again.repeated
    assert again.decision == first.decision
    many = await asyncio.gather(*(world.decided(SanctionKind.WARNING, key="cmd:2") for _ in range(5)))
    assert sorted(each.repeated for each in many) == [False, True, True, True, True]
    assert {each.decision.id for each in many} == {many[0].decision.id}
    assert len(await world.sanctions()) == 2
    assert len(world.told()) == 2


async def test_many_at_once_get_numbers_of_their_own(world: World) -> None:
    """F21: fifteen moderators at the same moment; no case is lost, none is shared."""
    outcomes = await asyncio.gather(
        *(world.impose(SanctionKind.WARNING, key=f"cmd:{n}", whom=UserId(100 + n)) for n in range(15))
    )
    numbers = [each.case.number for each in outcomes if isinstance(each, Decided)]
    assert sorted(numbers) == list(range(1, 16))


async def test_two_moderators_at_once_decide_a_case_once(world: World) -> None:
    """F24: the second learns who was faster."""
    first, second = await asyncio.gather(
        _open_case_then_decide(world, MODERATOR, "cmd:1"), _open_case_then_decide(world, SECOND, "cmd:2")
    )
    beaten = [each for each in (first, second) if isinstance(each, Unmoved)]
    assert [each.key for each in beaten] == ["already_decided"]
    assert len(await world.sanctions()) == 1


async def test_the_second_learns_who_decided_after_a_restart_too(world: World) -> None:
    """Nobody is in memory then, and who decided is looked up outside of the transaction."""
    first = await world.decided(SanctionKind.MUTE, DAY)
    await world.restart()
    late = await world.impose(SanctionKind.MUTE, DAY, key="cmd:2", actor=SECOND, case=first.case.number)
    assert isinstance(late, Unmoved)
    assert (late.key, late.values["by"]) == ("already_decided", f"<@{MODERATOR.user_id}>")


async def _open_case_then_decide(world: World, actor: Standing, key: str) -> object:
    person = await world.people.ensure(MIRA)
    async with world.database.transaction() as tx:
        # As every service does; without it PostgreSQL lets both find no case and insert one.
        await lock(tx, GUILD)
        known = await cases.get(tx, GUILD, 1)
        if known is None:
            await tx.execute(
                "INSERT INTO cases (part, guild_id, number, person, state, route, origin, clause, severity,"
                " created_at, updated_at) VALUES (:part, :guild, 1, :person, 'open', 'queue', 'report',"
                " 'harassment', 2, 0, 0) ON CONFLICT (part, guild_id, number) DO NOTHING",
                part=(GUILD >> 22) % 1024,
                guild=GUILD,
                person=person.code,
            )
    return await world.impose(SanctionKind.WARNING, key=key, actor=actor, case=1)


async def test_a_case_decides_about_its_own_person_only(world: World) -> None:
    await _open_case_then_decide(world, MODERATOR, "cmd:1")
    outcome = await world.impose(SanctionKind.WARNING, key="cmd:9", whom=UserId(99), case=1)
    assert isinstance(outcome, Unmoved)
    assert outcome.key == "no_such_case"


async def test_an_end_that_has_passed_changes_nothing(world: World) -> None:
    outcome = await world.impose(SanctionKind.MUTE, timedelta())
    assert isinstance(outcome, Unmoved)
    assert outcome.key == "over_already"
    assert await world.sanctions() == []


@pytest.mark.parametrize(
    ("actor", "target", "refusal"),
    [
        (MODERATOR, Standing(user_id=MODERATOR.user_id), Refusal.SELF),
        (MODERATOR, Standing(user_id=MIRA, is_owner=True), Refusal.OWNER),
        (MODERATOR, Standing(user_id=MIRA, is_bot=True), Refusal.OTHER_BOT),
        (MODERATOR, Standing(user_id=MIRA, top_role=5), Refusal.OUTRANKED),
        (Standing(user_id=UserId(13)), Standing(user_id=MIRA), Refusal.ACTOR_LACKS_PERMISSION),
    ],
)
async def test_what_may_not_be_changes_nothing(
    world: World, actor: Standing, target: Standing, refusal: Refusal
) -> None:
    """F33, F25: the door itself asks, whoever calls."""
    order = Order(
        key="cmd:1",
        guild_id=GUILD,
        actor=actor,
        target=target,
        me=ME,
        kind=SanctionKind.MUTE,
        ends_at=world.clock.now() + DAY,
        clause="harassment",
        reason="no",
    )
    assert await world.moderation.impose(order) is refusal
    assert world.discord.applied == []
    assert await world.queue() == []


async def test_nobody_closes_their_own_case(world: World) -> None:
    await _open_case_then_decide(world, MODERATOR, "cmd:1")
    outcome = await world.moderation.dismiss(GUILD, 1, MIRA, "cmd:5")
    assert isinstance(outcome, Unmoved)
    assert outcome.key == "no_such_case"


async def test_an_outage_waits_without_counting_tries(world: World) -> None:
    """F3: a month away, and still it is done when the server is back."""
    world.discord.script.extend([Blocked("unavailable")] * 40)
    await world.decided(SanctionKind.MUTE, 60 * DAY)
    await world.pass_time(timedelta(hours=1))
    assert world.seen().timeout_until is None
    world.discord.script.clear()
    await world.enforcement.wake(GUILD)
    await world.schedule.run()
    assert world.seen().timeout_until is not None
    row = next(row for row in await world.rows() if row.kind is ActionKind.SET_TIMEOUT)
    assert (row.state, row.attempts) == (ActionState.DONE, 1)
