"""The count finds members in a wrong state and acts without a row, rows without an act, and a wrong order."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults import acts_messages, traces
from tests.faults.deeds import Want
from tests.faults.past import HOUR, Past, cmd, ended_well


@pytest.fixture
def past() -> Past:
    return ended_well()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda past: past.guild.bans.update({past.member.id: ""}),
        lambda past: past.deeds[1].causes.append(cmd(1)),
    ],
    ids=["banned", "an end that was not asked for"],
)
def test_a_member_in_another_state_is_wrong(past: Past, spoil: Callable[[Past], None]) -> None:
    spoil(past)
    assert len(past.verdict.wrong) == 1


def test_lifting_leaves_nothing_in_force(past: Past) -> None:
    past.deeds[1].want, past.deeds[1].duration = Want.LIFT, ""
    sanctions = past.records.sanctions[:1]
    past.records = replace(past.records, sanctions=sanctions)
    assert len(past.verdict.wrong) == 1


def test_a_message_that_was_recorded_and_still_stands_is_wrong(past: Past) -> None:
    message = acts_messages.write(past.world, past.channel, past.member, {"content": "bad"})
    past.deeds[0].want, past.deeds[0].duration = Want.OFFEND, ""
    past.change(1, cause=f"msg:{message.id}")
    past.deeds[0].causes.append(f"msg:{message.id}")
    assert f"msg:{message.id}" in "".join(past.verdict.wrong)


def test_an_earlier_act_that_comes_again_after_a_later_one_is_reordered(past: Past) -> None:
    past.time_out(0.5 * HOUR)
    past.time_out(2 * HOUR)
    assert len(past.verdict.reordered) == 1
    assert (past.verdict.lost, past.verdict.duplicate, past.verdict.wrong) == ([], [], [])


def test_the_same_act_twice_in_a_row_is_no_reordering(past: Past) -> None:
    past.time_out(2 * HOUR)
    assert past.verdict.clean


def test_an_act_that_was_over_at_its_second_try_does_not_blame_the_next_one() -> None:
    """Repeated after its end it clears, which looks like the lift that comes later."""
    first, second, lift = ("timeout", 100_000), ("timeout", 900_000), ("timeout", None)
    happened = [(first, 90.0), (lift, 110.0), (second, 111.0), (lift, 112.0)]
    assert traces.out_of_order([first, second, lift], happened) == ""
    assert traces.out_of_order([second, lift, first], happened) != ""


def test_a_timeout_that_was_over_by_then_is_rightly_cleared(past: Past) -> None:
    acts = past.world.ledger.acts
    first = next(act for act in acts if act.kind == "timeout")
    past.change(0, payload={"until": round((past.now - HOUR) * 1000)})
    acts[acts.index(first)] = replace(first, detail={"until": None})
    assert past.verdict.reordered == []


def test_an_act_that_nobody_wrote_down_is_wrong(past: Past) -> None:
    past.time_out(HOUR)
    past.time_out(2 * HOUR)
    assert len(past.verdict.wrong) == 1
    assert "nobody wrote down" in past.verdict.wrong[0]


def test_whoever_is_told_before_the_act_is_told_too_early(past: Past) -> None:
    """But of a removal they are told first."""
    early = replace(past.records.intents[0], id="told", kind="send_notice", payload={"notice": "decision"})
    past.records = replace(past.records, intents=(*past.records.intents, early))
    past.tell("told")
    assert past.verdict.clean

    acts = past.world.ledger.acts
    acts[-1] = replace(acts[-1], at=0.0)
    assert len(past.verdict.wrong) == 1
    assert "before the set_timeout" in past.verdict.wrong[0]

    past.change(-1, payload={"notice": "decision", "before_removal": True})
    assert past.verdict.clean


def test_an_act_on_somebody_else_is_wrong(past: Past) -> None:
    other = list(past.guild.members.values())[4].user
    past.world.ledger.act("ban", past.guild.id, other.id, {})
    assert past.verdict.wrong == [
        f"member {other.id} of server {past.guild.id}: nobody wrote down ('ban', None)"
    ]


def test_what_is_called_done_and_left_no_trace_is_lost(past: Past) -> None:
    acts = past.world.ledger.acts
    acts.remove(next(act for act in acts if act.kind == "timeout"))
    assert past.verdict.lost == ["set_timeout set_timeout1 of case 1 is called done, but never happened"]

    past.change(0, result={"gone": True})
    assert past.verdict.clean


def test_a_recorded_command_without_intents_is_lost(past: Past) -> None:
    """A half-written case shows in no state of a member: nothing is wanted, and nothing is there."""
    past.records = replace(past.records, intents=past.records.intents[2:])
    assert past.verdict.lost == ["deed-00001 /mute is recorded, but plans nothing"]


@pytest.mark.parametrize(
    ("change", "told"),
    [({"kind": "warning"}, "became ['warning']"), ({"starts_at": 0}, "s after it was asked for")],
)
def test_a_command_becomes_the_sanction_it_asked_for(past: Past, change: dict[str, int], told: str) -> None:
    first, second = past.records.sanctions
    past.records = replace(past.records, sanctions=(replace(first, **change), second))  # type: ignore[arg-type]
    assert told in past.verdict.wrong[0]


def test_a_command_without_a_sanction_is_wrong(past: Past) -> None:
    past.records = replace(past.records, sanctions=past.records.sanctions[1:])
    assert past.verdict.wrong == ["deed-00001 /mute became []"]


def test_a_lift_is_not_needless_while_something_recorded_holds(past: Past) -> None:
    past.deeds.append(replace(past.deeds[1], number=3, want=Want.LIFT, duration="", causes=[cmd(3)]))
    past.deeds[2].needless = True
    assert len(past.verdict.lost) == 1
    assert "was answered as needless" in past.verdict.lost[0]

    past.deeds[2].number, past.deeds[2].causes = 3, [cmd(3, later=3 * HOUR)]
    assert past.verdict.lost == []
