"""The small Discord behaves as the real one does where the run depends on it, seen by real discord.py."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults import acts_messages, contract, disturb
from tests.faults.faults import Fault
from tests.faults.probing import Stage, staged


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        yield stage


async def test_a_command_is_answered_and_its_act_is_noted(stage: Stage) -> None:
    interaction = stage.mute()
    await stage.until(interaction.answered.is_set)

    assert acts_messages.said(interaction.replies[-1]) == f"Muted {stage.member.name}."
    assert stage.guild.members[stage.member.id].timeout_until is not None
    assert _acts(stage) == ["timeout", "reply"]
    assert [act.reason for act in stage.server.ledger.acts if act.by_bot] == ["probe", ""]
    assert stage.server.ledger.problems == []


async def test_events_missed_while_cut_off_are_replayed_on_resume(stage: Stage) -> None:
    for session in stage.server.gateway.live:
        assert session.wire is not None
        session.wire.cut()
        session.wire = None
    stage.say("!ping")
    await stage.until(lambda: stage.heard("pong") == 1)

    assert (stage.server.gateway.identified, stage.server.gateway.resumed) == (1, 1)


async def test_a_request_to_reconnect_ends_in_a_resume(stage: Stage) -> None:
    await disturb.ask_to_reconnect(stage.server, stage.server.script.dice)
    await stage.until(lambda: stage.server.gateway.resumed == 1)
    stage.say("!ping")
    await stage.until(lambda: stage.heard("pong") == 1)


async def test_a_doubled_event_arrives_twice(stage: Stage) -> None:
    stage.server.gateway.double = True
    stage.say("!ping")
    await stage.until(lambda: stage.heard("pong") == 2)


async def test_a_killed_bot_loses_what_was_sent_meanwhile(stage: Stage) -> None:
    await stage.worker.kill()
    await stage.until(lambda: not stage.server.gateway.live)
    stage.say("!ping")
    await stage.worker.start()
    await stage.connected()
    stage.say("!once")
    await stage.until(lambda: stage.heard("once") == 1)

    assert stage.heard("pong") == 0
    assert (stage.server.gateway.identified, stage.worker.exit_code) == (2, None)


@pytest.mark.parametrize("fault", [Fault.LIMIT, Fault.LIMIT_GLOBAL, Fault.ERROR_502])
async def test_discord_py_repeats_after_these_by_itself(stage: Stage, fault: Fault) -> None:
    stage.server.script.planned.append(fault)
    stage.say("!ping")
    await stage.until(lambda: stage.heard("pong") == 1)

    assert stage.server.ledger.faults == {fault.value: 1}


@pytest.mark.parametrize("fault", [Fault.LIMIT_EDGE, Fault.ERROR_503, Fault.CUT_BEFORE])
async def test_discord_py_gives_up_after_these(stage: Stage, fault: Fault) -> None:
    stage.server.script.planned.append(fault)
    stage.say("!ping")
    await stage.until(lambda: stage.server.ledger.faults[fault.value] == 1)
    stage.say("!once")
    await stage.until(lambda: stage.heard("once") == 1)

    assert stage.heard("pong") == 0


async def test_a_dropped_answer_leaves_the_act_done(stage: Stage) -> None:
    stage.server.script.planned.append(Fault.CUT_AFTER)
    stage.say("!ping")
    await stage.until(lambda: stage.heard("pong") == 1)

    assert stage.server.ledger.requests[-1].status == 0


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.ERROR_AFTER])
async def test_a_lost_answer_to_the_deferral_loses_no_command(stage: Stage, fault: Fault) -> None:
    stage.server.script.planned.append(fault)
    interaction = stage.mute()
    await stage.until(interaction.answered.is_set)

    assert acts_messages.said(interaction.replies[-1]) == f"Muted {stage.member.name}."
    assert _acts(stage) == ["timeout", "reply"]


async def test_a_command_delivered_twice_is_answered_once(stage: Stage) -> None:
    stage.server.gateway.double = True
    interaction = stage.mute()
    await stage.until(interaction.answered.is_set)
    await stage.until(lambda: any(one.status == 400 for one in stage.server.ledger.requests))

    assert _acts(stage) == ["timeout", "reply"]


async def test_one_nonce_makes_one_message(stage: Stage) -> None:
    stage.say("!once")
    stage.say("!once")
    await stage.until(lambda: _posts(stage) == 2)

    assert stage.heard("once") == 1
    stage.server.world.nonce_window = 0.0
    stage.say("!once")
    await stage.until(lambda: stage.heard("once") == 2)


async def test_missing_permissions_refuse_and_change_nothing(stage: Stage) -> None:
    for role_id in stage.guild.members[stage.server.world.me.id].roles:
        stage.guild.roles[role_id].permissions = 0
    interaction = stage.mute()
    await stage.until(lambda: any(one.status == 403 for one in stage.server.ledger.requests))

    assert stage.guild.members[stage.member.id].timeout_until is None
    assert not interaction.answered.is_set()


async def test_an_answer_after_three_seconds_is_refused(stage: Stage) -> None:
    stage.worker.pause()
    interaction = stage.mute()
    # The person's client has given up; waiting it out for real would only take time.
    interaction.deadline = asyncio.get_running_loop().time() - 1
    stage.worker.wake()
    await stage.until(lambda: any(one.status == 404 for one in stage.server.ledger.requests))

    assert not interaction.acknowledged.is_set()


async def test_an_unknown_route_is_a_problem(stage: Stage) -> None:
    stage.say("!nowhere")
    await stage.until(lambda: bool(stage.server.ledger.problems))

    assert stage.server.ledger.problems == ["unknown route GET /api/v10/nowhere"]


@pytest.mark.skipif(not contract.present(), reason="Discord's description of its API is not here")
async def test_a_request_outside_the_contract_is_found(stage: Stage) -> None:
    stage.say("!once")
    stage.say("!ban")
    interaction = stage.mute()
    await stage.until(interaction.acknowledged.is_set)
    await stage.until(lambda: stage.member.id in stage.guild.bans)
    assert contract.broken(stage.server.ledger) == []

    stage.say("!wrong")
    wrong = "/channels/{channel_id}"
    await stage.until(lambda: any(one.template == wrong for one in stage.server.ledger.requests))
    found = contract.broken(stage.server.ledger)
    assert len(found) == 1
    assert found[0].startswith(f"PATCH /channels/{stage.channel.id}: body")


def _posts(stage: Stage) -> int:
    requests = stage.server.ledger.requests
    return sum(one.template == "/channels/{channel_id}/messages" for one in requests)


def _acts(stage: Stage) -> list[str]:
    return [act.kind for act in stage.server.ledger.acts if act.by_bot]
