"""What is done once, beside the state that is computed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.policy.actions import ActionKind
from bot.policy.deeds import MOVED_OUT, NICKNAME, imposing, withdrawing
from bot.policy.ids import CaseNumber, GuildId, PersonId, SanctionId
from bot.policy.sanctions import Sanction, SanctionKind

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def sanction(kind: SanctionKind, scope: str = "") -> Sanction:
    return Sanction(
        id=SanctionId("s-1"),
        guild_id=GuildId(1),
        case=CaseNumber(1),
        person=PersonId("p-1"),
        kind=kind,
        scope=scope,
        starts_at=NOW,
    )


@pytest.mark.parametrize(
    ("kind", "scope", "first", "back"),
    [
        (SanctionKind.WARNING, "", [], []),
        (SanctionKind.KICK, "", ["kick"], []),
        (SanctionKind.VOICE_MUTE, "", ["move_to_audience", "set_voice_mute"], ["set_voice_mute"]),
        (
            SanctionKind.VOICE_MUTE,
            MOVED_OUT,
            ["move_to_audience", "set_voice_mute", "move_out"],
            ["set_voice_mute"],
        ),
        (SanctionKind.TAKEDOWN, NICKNAME, ["set_nickname"], ["set_nickname"]),
        (SanctionKind.TAKEDOWN, "30:31", [], ["post_public"]),
        (SanctionKind.TAKEDOWN, "30:31:pinned", [], ["post_public"]),
        (SanctionKind.TAKEDOWN, "pin:30:31", ["unpin"], ["pin"]),
        (SanctionKind.TAKEDOWN, "thread:30", ["close_thread"], ["reopen_thread"]),
        (SanctionKind.TAKEDOWN, "thread:30:starter", ["close_thread"], ["reopen_thread", "post_public"]),
        (SanctionKind.TAKEDOWN, "event:32", ["delete_event"], ["create_event"]),
        (SanctionKind.TAKEDOWN, "30", [], []),
        (SanctionKind.ROLE_REMOVAL, "7", ["remove_role"], ["add_role"]),
        (SanctionKind.ROLE_BAR, "7", ["remove_role"], []),
        (SanctionKind.CHANNEL_BAN, "30,31", ["set_overwrite"] * 2, ["restore_overwrite"] * 2),
    ],
)
def test_each_kind_has_its_steps(kind: SanctionKind, scope: str, first: list[str], back: list[str]) -> None:
    ours = sanction(kind, scope)
    assert [step.kind.value for step in imposing(ours, [ours], NOW)] == first
    assert [step.kind.value for step in withdrawing(ours, [ours], NOW)] == back


def test_a_kick_names_who_was_here_when_it_was_decided() -> None:
    ours = sanction(SanctionKind.KICK)
    (step,) = imposing(ours, [ours], NOW)
    assert step.kind is ActionKind.KICK
    assert step.payload == {"joined_before": int(NOW.timestamp() * 1000)}
