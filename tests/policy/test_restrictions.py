"""What a decision changes for somebody: the difference of two states, never what was meant (M39)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.policy.desired import FOREVER, FREE, MemberState
from bot.policy.durations import stamp_moment
from bot.policy.phrase import Phrase, phrase
from bot.policy.restrictions import restricted
from bot.policy.sanctions import SanctionKind
from tests.policy.factories import NOW

SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(days=3)
SILENT = MemberState(timeout_until=LATER)
SILENCED = (phrase("restricted.silent", moment=stamp_moment(LATER)),)
NOTHING_NEW = (phrase("restricted.nothing_new"),)


@pytest.mark.parametrize(
    ("kind", "before", "after", "says"),
    [
        ("mute", FREE, SILENT, SILENCED),
        (
            "mute",
            MemberState(timeout_until=SOON),
            SILENT,
            (phrase("restricted.silent", moment=stamp_moment(LATER)),),
        ),
        ("mute", SILENT, SILENT, NOTHING_NEW),
        ("mute", FREE, MemberState(timeout_until=FOREVER), (phrase("restricted.silent_until_lifted"),)),
        (
            "voice_mute",
            SILENT,
            replace(SILENT, voice_muted=True),
            (phrase("restricted.voice"),),
        ),
        ("expulsion", SILENT, MemberState(banned=True, voice_muted=True), (phrase("restricted.out"),)),
        ("suspension", MemberState(banned=True), MemberState(banned=True), NOTHING_NEW),
        ("suspension", FREE, MemberState(roles_given=frozenset({1})), (phrase("restricted.suspended_role"),)),
        ("role_bar", FREE, MemberState(roles_barred=frozenset({1})), (phrase("restricted.roles"),)),
        ("channel_ban", FREE, MemberState(channels_denied=frozenset({1})), (phrase("restricted.channels"),)),
        ("warning", FREE, FREE, ()),
        ("warning", SILENT, SILENT, ()),
        # These show in no state of Discord, and are said all the same.
        ("no_contact", FREE, FREE, (phrase("restricted.no_contact"),)),
        ("no_contact", SILENT, SILENT, (phrase("restricted.no_contact"),)),
        ("kick", SILENT, SILENT, (phrase("restricted.kick"),)),
    ],
)
def test_the_difference_is_told(
    kind: str, before: MemberState, after: MemberState, says: tuple[Phrase, ...]
) -> None:
    assert restricted(SanctionKind(kind), before, after) == says
