"""The count finds each thing that was lost or doubled: each test spoils a run that ended well."""

from dataclasses import replace

import discord
import pytest

from tests.faults import acts_messages
from tests.faults.deeds import Want
from tests.faults.past import HOUR, Past, cmd, ended_well


@pytest.fixture
def past() -> Past:
    return ended_well()


def test_a_run_that_ended_well_is_clean(past: Past) -> None:
    assert past.verdict.summary == "lost 0 duplicate 0 wrong 0 reordered 0"
    assert past.verdict.clean


def test_an_attempt_that_was_never_recorded_owes_nothing_but_a_deed_needs_one(past: Past) -> None:
    past.deeds[0].causes.append(cmd(99))
    assert past.verdict.clean

    past.deeds[0].causes = [cmd(99)]
    past.deeds[0].duration = ""
    assert len(past.verdict.lost) == 1

    past.deeds[0].causes, past.deeds[0].needless = [], True
    assert past.verdict.lost == []

    past.deeds[0].needless = False
    assert len(past.verdict.lost) == 1


@pytest.mark.parametrize("state", ["todo", "doing", "blocked", "dead", "refused"])
def test_an_intent_left_behind_is_lost(past: Past, state: str) -> None:
    past.change(1, state=state)
    assert len(past.verdict.lost) == 1


def test_what_discord_refuses_for_a_person_is_not_lost(past: Past) -> None:
    past.change(1, state="refused", kind="set_timeout")
    assert past.verdict.clean


def test_a_notice_is_lost_unless_the_door_was_really_closed(past: Past) -> None:
    past.change(1, state="refused", kind="send_notice", result={"reason": "door_closed"})
    assert len(past.verdict.lost) == 1

    past.refuse("post_log1")
    assert past.verdict.clean

    past.change(1, result={"reason": "rejected"})
    assert len(past.verdict.lost) == 1


def test_nobody_is_told_of_what_was_not_done(past: Past) -> None:
    past.change(1, state="refused", kind="send_notice", result={"reason": "act_failed"})
    assert len(past.verdict.lost) == 1

    past.change(0, state="refused")
    assert past.verdict.lost == []

    # Planned anew and done, so that they have to be told after all.
    again = replace(past.records.intents[0], id="again", seq=9, state="done")
    past.records = replace(past.records, intents=(*past.records.intents, again))
    assert len(past.verdict.lost) == 1


@pytest.mark.parametrize("why", ["act_failed", "superseded"])
def test_who_was_held_for_a_moment_is_told_whatever_became_of_later_tries(past: Past, why: str) -> None:
    past.change(1, state="refused", kind="send_notice", result={"reason": why})
    later = replace(past.records.intents[0], id="later", seq=9, state="refused")
    past.records = replace(past.records, intents=(*past.records.intents, later))
    assert len(past.verdict.lost) == 1

    past.change(0, state="refused")
    assert past.verdict.lost == []

    # It is called refused, yet Discord's audit log shows it under the case's name.
    past.time_out(0.5 * HOUR, reason="Steward, case 1")
    assert len(past.verdict.lost) == 1


def test_a_notice_that_repeats_another_is_dropped_only_if_nothing_corrected_that(past: Past) -> None:
    gone = {"reason": "gone"}
    past.change(
        3, case=1, seq=9, state="refused", kind="send_notice", result=gone, payload={"notice": "decision"}
    )
    past.change(1, kind="send_notice", payload={"notice": "correction"}, state="refused", result=gone)
    past.world.ledger.acts = [act for act in past.world.ledger.acts if act.kind != "message"]
    assert len(past.verdict.lost) == 1

    past.change(3, payload={"notice": "decision", "only_after": 1})
    assert past.verdict.lost == []

    past.tell("post_log1")
    assert len(past.verdict.lost) == 1


def test_a_clock_that_was_ahead_may_find_a_timeout_over_before_its_time(past: Past) -> None:
    until = round((discord.utils.utcnow().timestamp() + 30) * 1000)
    past.change(0, payload={"until": until})
    past.world.ledger.acts = [act for act in past.world.ledger.acts if act.kind != "timeout"]
    past.guild.members[past.member.id].timeout_until = None
    past.world.ledger.act("timeout", past.guild.id, past.member.id, {"until": None})
    past.time_out(2 * HOUR)
    early = "set_timeout set_timeout1 of case 1 is called done, but never happened"
    assert early in past.verdict.lost

    past.world.ledger.fault("jump clock")
    assert past.verdict.lost == []


def test_a_lift_without_rows_of_its_own_is_lost_unless_earlier_ones_did_it(past: Past) -> None:
    past.deeds.append(replace(past.deeds[1], number=3, want=Want.LIFT, duration="", causes=[cmd(3)]))
    past.records = replace(past.records, causes={**past.records.causes, cmd(3): (past.guild.id, 2, "s-2")})
    nothing = "deed-00003 /lift is recorded, but plans nothing"
    assert nothing in past.verdict.lost

    first = replace(past.records.intents[2], cause=cmd(4), payload={"until": None, "release": "lifted"})
    past.records = replace(past.records, intents=(*past.records.intents, replace(first, state="refused")))
    assert nothing in past.verdict.lost

    past.records = replace(past.records, intents=(*past.records.intents[:-1], first))
    assert nothing not in past.verdict.lost


def test_a_renewal_needs_an_edit_of_its_own(past: Past) -> None:
    """One edit of a message does not stand for two."""
    message = next(act for act in past.world.ledger.acts if act.kind == "message")
    past.change(3, id="renewal", result={"message": str(message.detail["id"])})
    past.world.ledger.acts = [act for act in past.world.ledger.acts if act.detail.get("nonce") != "post_log2"]
    assert len(past.verdict.lost) == 1

    edit = {"id": message.detail["id"], "said": ""}
    past.world.ledger.act("edit", past.guild.id, past.channel.id, edit)
    assert past.verdict.clean

    past.change(1, id="another", result={"message": str(message.detail["id"])})
    assert len(past.verdict.lost) == 1


def test_a_message_that_nobody_saw_is_lost(past: Past) -> None:
    past.change(1, id="never-sent")
    assert len(past.verdict.lost) == 1
    assert past.verdict.duplicate == ["nonce post_log1 belongs to no intent: Case post_log1"]


def test_a_message_seen_twice_is_a_duplicate(past: Past) -> None:
    past.tell("post_log1")
    assert past.verdict.duplicate == ["nonce post_log1 made 2 messages"]


def test_a_message_without_nonce_is_a_duplicate_in_waiting(past: Past) -> None:
    acts_messages.write(past.world, past.channel, past.world.me, {"content": "Case 1"})
    assert past.verdict.duplicate == ["1 messages without a nonce"]


def test_one_case_posted_by_two_intents_is_a_duplicate(past: Past) -> None:
    past.change(1, kind="post_case")
    past.change(3, kind="post_case", case=1)
    assert past.verdict.duplicate == [f"case 1 of server {past.guild.id} was posted 2 times"]
