"""Laws of the desired state: the steps lead to it, more sanctions never free, releasing gives back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import from_ms
from bot.policy.actions import ActionKind
from bot.policy.desired import (
    FOREVER,
    FREE,
    TIMEOUT_CAP,
    MemberState,
    Step,
    desired,
    diff,
    enforcing,
    heir,
    releasing,
    timeout_now,
)
from bot.policy.ids import CaseNumber, GuildId, PersonId, SanctionId
from bot.policy.sanctions import Sanction, SanctionKind, SanctionState, SuspensionMethod

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROLE = 900
lengths = st.sampled_from([None, -1, 0, 1, 5, 40])
SCOPED = {
    SanctionKind.CHANNEL_BAN,
    SanctionKind.ROLE_BAR,
    SanctionKind.ROLE_REMOVAL,
    SanctionKind.STAFF_REMOVAL,
}


@st.composite
def sanctions(draw: st.DrawFn) -> Sanction:
    kind = draw(st.sampled_from(list(SanctionKind)))
    days = draw(lengths)
    start = NOW - timedelta(days=2)
    return Sanction(
        id=SanctionId(f"s-{draw(st.integers(0, 10**6))}"),
        guild_id=GuildId(1),
        case=CaseNumber(1),
        person=PersonId("p-1"),
        kind=kind,
        scope=draw(st.sampled_from(["7", "8"])) if kind in SCOPED else "",
        starts_at=start,
        ends_at=None if days is None else NOW + timedelta(days=days),
        state=draw(st.sampled_from([SanctionState.ACTIVE, SanctionState.ACTIVE, *SanctionState])),
        method=draw(st.sampled_from(list(SuspensionMethod))) if kind is SanctionKind.SUSPENSION else "",
    )


records = st.lists(sanctions(), max_size=6, unique_by=lambda each: each.id)
states = records.map(lambda several: desired(several, NOW, suspended_role=ROLE))


def apply(state: MemberState, step: Step) -> MemberState:
    """Return what Discord shows after a step."""
    role = int(str(step.payload.get("role", 0)))
    channel = int(str(step.payload.get("channel", 0)))
    match step.kind:
        case ActionKind.BAN | ActionKind.UNBAN:
            return replace(state, banned=step.kind is ActionKind.BAN)
        case ActionKind.SET_TIMEOUT:
            until = step.payload["until"]
            return replace(state, timeout_until=from_ms(until) if isinstance(until, int) else None)
        case ActionKind.SET_VOICE_MUTE:
            return replace(state, voice_muted=bool(step.payload["muted"]))
        case ActionKind.ADD_ROLE if role == ROLE:
            return replace(state, roles_given=frozenset({ROLE}))
        case ActionKind.REMOVE_ROLE if role == ROLE:
            return replace(state, roles_given=frozenset())
        case ActionKind.ADD_ROLE:
            return replace(state, roles_barred=state.roles_barred - {role})
        case ActionKind.REMOVE_ROLE:
            return replace(state, roles_barred=state.roles_barred | {role})
        case ActionKind.SET_OVERWRITE:
            return replace(state, channels_denied=state.channels_denied | {channel})
        case _:
            return replace(state, channels_denied=state.channels_denied - {channel})


def binds(state: MemberState) -> tuple[object, ...]:
    """Return what matters of a state: what stands on the member is nothing while they are banned."""
    if state.banned:
        return (True, state.channels_denied)
    return (False, *(getattr(state, name) for name in state.__slots__))


@given(states)
def test_nothing_is_to_do_where_all_is_as_wanted(state: MemberState) -> None:
    assert diff(state, state) == ()


@given(states, states)
def test_the_steps_lead_to_what_is_wanted(wanted: MemberState, actual: MemberState) -> None:
    reached = actual
    for step in diff(wanted, actual):
        reached = apply(reached, step)
    if actual.banned and not wanted.banned:
        # Just unbanned, nobody is there to set anything on; it is set when they come back.
        assert not reached.banned
        assert reached.channels_denied == wanted.channels_denied
        reached_again = reached
        for step in diff(wanted, reached):
            reached_again = apply(reached_again, step)
        assert binds(reached_again) == binds(wanted)
    else:
        assert binds(reached) == binds(wanted)


@given(records, sanctions())
def test_one_more_sanction_never_frees(before: list[Sanction], another: Sanction) -> None:
    without = desired(before, NOW, suspended_role=ROLE)
    with_it = desired([*before, another], NOW, suspended_role=ROLE)
    assert with_it.banned >= without.banned
    assert with_it.voice_muted >= without.voice_muted
    assert (with_it.timeout_until or NOW) >= (without.timeout_until or NOW)
    assert with_it.channels_denied >= without.channels_denied
    assert with_it.roles_barred >= without.roles_barred
    assert with_it.roles_given >= without.roles_given


@given(records)
def test_the_order_of_sanctions_does_not_matter(several: list[Sanction]) -> None:
    assert desired(several, NOW) == desired(several[::-1], NOW)


@given(records, sanctions())
def test_imposing_and_releasing_gives_back_what_was(before: list[Sanction], another: Sanction) -> None:
    another = replace(another, id=SanctionId("s-new"), state=SanctionState.ACTIVE, ends_at=NOW + TIMEOUT_CAP)
    both = [*before, another]
    start = desired(before, NOW, suspended_role=ROLE)
    state = start
    for step in enforcing(another, both, NOW, suspended_role=ROLE):
        state = apply(state, step)
    assert binds(state) == binds(desired(both, NOW, suspended_role=ROLE))
    for step in releasing(another, both, NOW, suspended_role=ROLE):
        state = apply(state, step)
    if desired(both, NOW).banned == start.banned:
        assert binds(state) == binds(start)


@given(records, sanctions())
def test_releasing_does_nothing_where_another_holds_as_long(before: list[Sanction], one: Sanction) -> None:
    """F4."""
    longer = replace(one, id=SanctionId("s-longer"), state=SanctionState.ACTIVE, ends_at=None)
    one = replace(one, id=SanctionId("s-one"), state=SanctionState.ACTIVE)
    everything = [*before, one, longer]
    assert releasing(one, everything, NOW, suspended_role=ROLE) == ()
    if desired([longer], NOW, suspended_role=ROLE) != FREE:
        assert heir(one, everything, NOW) is not None


def test_a_sanction_is_set_even_where_an_earlier_one_should_hold_already() -> None:
    """The earlier one may have been refused by Discord; only a confirmed step is reported as done (F11)."""
    first = Sanction(
        id=SanctionId("s-1"),
        guild_id=GuildId(1),
        case=CaseNumber(1),
        person=PersonId("p-1"),
        kind=SanctionKind.MUTE,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=5),
    )
    second = replace(first, id=SanctionId("s-2"), ends_at=NOW + timedelta(days=1))
    (step,) = enforcing(second, [first, second], NOW)
    assert first.ends_at is not None
    assert step.payload == {"until": int(first.ends_at.timestamp() * 1000)}


def test_a_role_that_is_given_and_barred_is_not_given() -> None:
    wanted = MemberState(roles_given=frozenset({ROLE}), roles_barred=frozenset({ROLE}))
    assert [step.kind for step in diff(wanted, FREE)] == [ActionKind.REMOVE_ROLE]


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=400)))
def test_a_timeout_is_cut_to_what_discord_takes_and_renewed_before_it_lapses(length: timedelta) -> None:
    """F7."""
    today, again = timeout_now(NOW + length, NOW)
    assert today <= NOW + TIMEOUT_CAP
    if length <= TIMEOUT_CAP:
        assert (today, again) == (NOW + length, None)
    else:
        assert again is not None
        assert NOW < again < today


def test_without_end_is_renewed_for_ever() -> None:
    mute = desired([], NOW)
    assert mute == FREE
    assert timeout_now(FOREVER, NOW)[1] is not None
