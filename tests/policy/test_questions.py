"""When somebody counts as heard, and before what (mission row M22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.policy.authority import Act
from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode
from bot.policy.questions import Heard, Question, heard, is_grave

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = Question(
    guild_id=GuildId(1),
    number=1,
    case=CaseNumber(1),
    person=PersonId("p-1"),
    clause="harassment",
    words="",
    asked_by=PersonId("p-2"),
    asked_at=NOW,
    due_at=NOW + 2 * DAY,
)
TO_REPORTER = replace(ASKED, report=ReportCode("R-1"), reporter_number=1, due_at=None, answers=3)


@pytest.mark.parametrize(
    ("asked", "at", "state"),
    [
        ([], NOW, Heard.NOT_ASKED),
        ([TO_REPORTER], NOW, Heard.NOT_ASKED),
        ([ASKED, TO_REPORTER], NOW, Heard.AWAITED),
        ([ASKED], NOW + 2 * DAY, Heard.SILENT),
        ([replace(ASKED, answers=1), ASKED], NOW, Heard.ANSWERED),
        ([ASKED, replace(ASKED, due_at=NOW + 9 * DAY)], NOW + 3 * DAY, Heard.SILENT),
    ],
)
def test_somebody_is_heard_once_they_answered_or_had_the_time(
    asked: list[Question], at: datetime, state: Heard
) -> None:
    assert heard(asked, at) is state
    assert state.enough is (state in (Heard.ANSWERED, Heard.SILENT))


@pytest.mark.parametrize(
    ("act", "length", "grave"),
    [
        (Act.EXPULSION, None, True),
        (Act.SUSPENSION, None, True),
        (Act.SUSPENSION, 8 * DAY, True),
        (Act.SUSPENSION, 7 * DAY, False),
        (Act.MUTE, 60 * DAY, False),
        (Act.STAFF_REMOVAL, None, False),
    ],
)
def test_what_keeps_somebody_out_for_long_is_grave(act: Act, length: timedelta | None, grave: bool) -> None:
    assert is_grave(act, length, 7 * DAY) is grave
