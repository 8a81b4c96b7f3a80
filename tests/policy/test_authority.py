"""Who may do what to whom (F33, M35, M41): each reason alone, then every combination."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from bot.i18n import Catalogue
from bot.policy.authority import (
    AUTOMATIC,
    CASE_ACTS,
    Act,
    Circumstances,
    Permission,
    Refusal,
    Standing,
    may,
    needs_second,
)
from bot.policy.ids import UserId
from bot.policy.sanctions import SanctionKind, SuspensionMethod

ALL = ~Permission.NONE & ~Permission.ADMIN
MODERATOR = Standing(user_id=UserId(1), top_role=5, permissions=ALL)
ADMIN = replace(MODERATOR, permissions=Permission.ADMIN)
MEMBER = Standing(user_id=UserId(2), top_role=1)
BOT = Standing(user_id=UserId(9), top_role=10, is_bot=True, is_me=True, permissions=ALL)
ON_PEOPLE = [act for act in Act if act not in CASE_ACTS]
ADMIN_ONLY = {Act.STAFF_REMOVAL, Act.UNSEAL}


def _actor(act: Act) -> Standing:
    return ADMIN if act in ADMIN_ONLY else MODERATOR


@pytest.mark.parametrize("act", Act)
def test_a_moderator_may_act_on_a_member(act: Act) -> None:
    assert may(_actor(act), act, MEMBER, BOT) is None


@pytest.mark.parametrize("kind", SanctionKind)
def test_every_sanction_is_an_act(kind: SanctionKind) -> None:
    assert Act.impose(kind).value == kind.value


@pytest.mark.parametrize("act", ON_PEOPLE)
@pytest.mark.parametrize(
    ("target", "refusal"),
    [
        (replace(MEMBER, user_id=UserId(1)), Refusal.SELF),
        (BOT, Refusal.ME),
        (replace(MEMBER, is_bot=True), Refusal.OTHER_BOT),
        (replace(MEMBER, is_owner=True), Refusal.OWNER),
        (replace(MEMBER, top_role=5), Refusal.OUTRANKED),
        (replace(MEMBER, top_role=6), Refusal.OUTRANKED),
    ],
)
def test_some_people_are_out_of_reach(act: Act, target: Standing, refusal: Refusal) -> None:
    assert may(_actor(act), act, target, BOT) is refusal


@pytest.mark.parametrize("act", sorted(CASE_ACTS))
def test_a_case_about_oneself_is_closed_and_a_case_about_a_superior_is_open(act: Act) -> None:
    actor = _actor(act)
    assert may(actor, act, replace(MEMBER, user_id=actor.user_id), BOT) is Refusal.RECUSED
    assert may(actor, act, replace(MEMBER, top_role=99, is_owner=True), BOT) is None


@pytest.mark.parametrize("act", Act)
def test_whoever_is_involved_is_recused(act: Act) -> None:
    assert may(_actor(act), act, MEMBER, BOT, Circumstances(recused=True)) is Refusal.RECUSED


def test_who_decided_does_not_decide_the_appeal() -> None:
    before = Circumstances(decided_before=True)
    assert may(MODERATOR, Act.DECIDE_APPEAL, MEMBER, BOT, before) is Refusal.DECIDED_BEFORE
    assert may(MODERATOR, Act.DECIDE_CASE, MEMBER, BOT, before) is None


@pytest.mark.parametrize("act", Act)
def test_the_machine_alone_takes_down_and_warns(act: Act) -> None:
    expected = None if act in AUTOMATIC else Refusal.MACHINE
    assert may(BOT, act, MEMBER, BOT) is expected
    # It warns people of any rank, as the code holds for all.
    assert may(BOT, act, replace(MEMBER, top_role=50), BOT) is expected


@pytest.mark.parametrize("act", Act)
def test_without_a_right_nothing_goes(act: Act) -> None:
    refusal = Refusal.ACTOR_LACKS_PERMISSION
    assert may(replace(MODERATOR, permissions=Permission.NONE), act, MEMBER, BOT) is refusal
    assert may(replace(ADMIN, present=False), act, MEMBER, BOT) is refusal
    assert may(replace(ADMIN, is_bot=True), act, MEMBER, BOT) is refusal


@pytest.mark.parametrize("act", Act)
def test_the_bots_own_staff_need_no_discord_permission_but_are_no_administrators(act: Act) -> None:
    staff = replace(MODERATOR, permissions=Permission.NONE, is_staff=True)
    expected = Refusal.ACTOR_LACKS_PERMISSION if act in ADMIN_ONLY else None
    assert may(staff, act, MEMBER, BOT) is expected


@pytest.mark.parametrize(
    ("act", "permission"),
    [
        (Act.WARNING, Permission.MODERATE),
        (Act.CHANNEL_BAN, Permission.MANAGE_CHANNELS),
        (Act.VOICE_MUTE, Permission.MUTE_VOICE),
        (Act.TAKEDOWN, Permission.MANAGE_MESSAGES),
        (Act.ROLE_BAR, Permission.MANAGE_ROLES),
        (Act.SUSPENSION, Permission.MODERATE),
        (Act.EXPULSION, Permission.BAN),
        (Act.UNSEAL, Permission.ADMIN),
    ],
)
def test_one_fitting_permission_is_enough(act: Act, permission: Permission) -> None:
    assert may(replace(MODERATOR, permissions=permission), act, MEMBER, BOT) is None


def test_rank_among_people_without_roles() -> None:
    staff = replace(MODERATOR, top_role=0, is_staff=True)
    plain = replace(MEMBER, top_role=0)
    assert may(staff, Act.WARNING, plain, BOT) is None
    assert may(staff, Act.WARNING, replace(plain, is_staff=True), BOT) is Refusal.OUTRANKED
    assert may(staff, Act.WARNING, MEMBER, BOT) is Refusal.OUTRANKED


def test_the_panel_decides_also_about_those_above_it() -> None:
    outside = Standing(user_id=UserId(7), is_staff=True, by_panel=True)
    moderator = replace(MEMBER, top_role=5, is_staff=True)
    assert may(replace(outside, by_panel=False), Act.MUTE, moderator, BOT) is Refusal.OUTRANKED
    assert may(outside, Act.MUTE, moderator, BOT) is None
    assert may(outside, Act.UNSEAL, moderator, BOT) is Refusal.ACTOR_LACKS_PERMISSION


def test_the_owner_outranks_everybody_and_needs_no_role() -> None:
    owner = Standing(user_id=UserId(7), is_owner=True)
    high = replace(MEMBER, top_role=9)
    assert all(may(owner, act, high, BOT) is None for act in Act)


@pytest.mark.parametrize("act", Act)
def test_whoever_left_can_be_dealt_with_except_where_presence_is_the_point(act: Act) -> None:
    expected = Refusal.ABSENT if act in {Act.DIRECTION, Act.ROLE_REMOVAL, Act.KICK} else None
    assert may(_actor(act), act, replace(MEMBER, present=False, top_role=0), BOT) is expected


NEEDED = {
    Act.MUTE: Permission.MODERATE,
    Act.VOICE_MUTE: Permission.MUTE_VOICE,
    Act.NO_CONTACT: Permission.MANAGE_MESSAGES,
    Act.CHANNEL_BAN: Permission.MANAGE_ROLES,
    Act.TAKEDOWN: Permission.MANAGE_MESSAGES,
    Act.ROLE_REMOVAL: Permission.MANAGE_ROLES,
    Act.ROLE_BAR: Permission.MANAGE_ROLES,
    Act.SUSPENSION: Permission.MODERATE,
    Act.KICK: Permission.KICK,
    Act.EXPULSION: Permission.BAN,
    Act.STAFF_REMOVAL: Permission.MANAGE_ROLES,
}


@pytest.mark.parametrize("act", Act)
def test_the_bot_says_when_it_lacks_a_permission(act: Act) -> None:
    needed = NEEDED.get(act, Permission.NONE)
    lacking = replace(BOT, permissions=ALL & ~needed)
    assert may(_actor(act), act, MEMBER, lacking) is (Refusal.ME_LACKS_PERMISSION if needed else None)
    assert may(_actor(act), act, MEMBER, replace(BOT, permissions=needed)) is None
    assert may(_actor(act), act, MEMBER, replace(BOT, permissions=Permission.ADMIN)) is None


@pytest.mark.parametrize(
    ("method", "needed", "rank", "admin"),
    [
        (SuspensionMethod.TIMEOUT, Permission.MODERATE, Refusal.ME_OUTRANKED, Refusal.TARGET_IS_ADMIN),
        (SuspensionMethod.ROLE, Permission.MANAGE_ROLES, None, Refusal.TARGET_IS_ADMIN),
        (SuspensionMethod.BAN, Permission.BAN, Refusal.ME_OUTRANKED, None),
    ],
)
def test_a_suspension_needs_what_its_method_needs(
    method: SuspensionMethod, needed: Permission, rank: Refusal | None, admin: Refusal | None
) -> None:
    how = Circumstances(method=method)
    assert may(MODERATOR, Act.SUSPENSION, MEMBER, replace(BOT, permissions=needed), how) is None
    without = replace(BOT, permissions=ALL & ~needed)
    assert may(MODERATOR, Act.SUSPENSION, MEMBER, without, how) is Refusal.ME_LACKS_PERMISSION
    assert may(MODERATOR, Act.SUSPENSION, MEMBER, replace(BOT, top_role=1), how) is rank
    target = replace(MEMBER, permissions=Permission.ADMIN)
    assert may(MODERATOR, Act.SUSPENSION, target, BOT, how) is admin


@pytest.mark.parametrize("act", ON_PEOPLE)
def test_discord_compares_the_bots_rank_only_for_some_acts(act: Act) -> None:
    low = replace(BOT, top_role=1)
    expected = Refusal.ME_OUTRANKED if act in {Act.MUTE, Act.SUSPENSION, Act.EXPULSION, Act.KICK} else None
    assert may(_actor(act), act, MEMBER, low) is expected
    gone = replace(MEMBER, present=False)
    if act not in {Act.DIRECTION, Act.ROLE_REMOVAL, Act.KICK}:
        assert may(_actor(act), act, gone, low) is None


@pytest.mark.parametrize("act", ON_PEOPLE)
def test_restrictions_that_administrators_pass_by_are_refused(act: Act) -> None:
    target = replace(MEMBER, permissions=Permission.ADMIN)
    expected = Refusal.TARGET_IS_ADMIN if act in {Act.MUTE, Act.CHANNEL_BAN, Act.SUSPENSION} else None
    assert may(_actor(act), act, target, BOT) is expected


def test_roles_above_the_actor_or_the_bot_stay() -> None:
    for act in (Act.ROLE_REMOVAL, Act.ROLE_BAR):
        assert may(MODERATOR, act, MEMBER, BOT, Circumstances(role_position=4)) is None
        assert may(MODERATOR, act, MEMBER, BOT, Circumstances(role_position=5)) is Refusal.ROLE_ABOVE_ACTOR
        low = replace(BOT, top_role=4)
        assert may(MODERATOR, act, MEMBER, low, Circumstances(role_position=4)) is Refusal.ROLE_ABOVE_ME


def test_nobody_acts_on_anybody_they_may_not_whatever_else_holds() -> None:
    """Every combination of the facts: an allowed act never touches the untouchable."""
    flags = (False, True)
    for act, owner, bot, same, present, staff, admin, rank in product(
        ON_PEOPLE, flags, flags, flags, flags, flags, flags, (0, 3, 5, 12)
    ):
        target = Standing(
            user_id=UserId(1 if same else 2),
            is_owner=owner,
            is_bot=bot,
            present=present,
            is_staff=staff,
            permissions=Permission.ADMIN if admin else Permission.NONE,
            top_role=rank,
        )
        if may(ADMIN, act, target, BOT) is None:
            assert not any((owner, bot, same))
            assert not present or rank < ADMIN.top_role


@pytest.mark.parametrize("refusal", Refusal)
def test_each_refusal_has_a_sentence_in_each_language(refusal: Refusal) -> None:
    catalogue = Catalogue.load(Path(__file__).resolve().parents[2] / "data" / "locales")
    for locale in catalogue.locales:
        assert len(catalogue.say(refusal.phrase, locale)) > 20


@pytest.mark.parametrize(
    ("act", "days", "two"),
    [
        (Act.EXPULSION, 1, True),
        (Act.UNSEAL, 1, True),
        (Act.STAFF_REMOVAL, 1, True),
        (Act.SUSPENSION, 30, False),
        (Act.SUSPENSION, 31, True),
        (Act.SUSPENSION, None, True),
        (Act.MUTE, None, False),
        (Act.WARNING, None, False),
    ],
)
def test_grave_steps_need_two(act: Act, days: int | None, two: bool) -> None:
    assert needs_second(act, None if days is None else timedelta(days=days)) is two
