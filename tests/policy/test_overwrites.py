"""Rights taken in a channel come back exactly, whatever others change meanwhile (F9)."""

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.overwrites import BANNED, LOCKED, closed, given_back, still_ours

ALL = (1 << 50) - 1


@st.composite
def overwrites(draw: st.DrawFn) -> tuple[int, int]:
    """An overwrite as Discord holds them: nothing is both allowed and denied."""
    allow = draw(st.integers(0, ALL))
    return allow, draw(st.integers(0, ALL)) & ~allow


@given(overwrites(), st.sampled_from([BANNED, LOCKED]))
def test_what_was_closed_and_given_back_is_as_before(before: tuple[int, int], bits: int) -> None:
    now = closed(*before, bits)
    assert still_ours(now[1], bits)
    assert now[0] & now[1] == 0
    assert given_back(now, before, bits) == before


@given(overwrites(), overwrites(), st.sampled_from([BANNED, LOCKED]))
def test_other_rights_stay_as_somebody_set_them(
    before: tuple[int, int], since: tuple[int, int], bits: int
) -> None:
    allow, deny = given_back(closed(*since, bits), before, bits)
    assert (allow & ~bits, deny & ~bits) == (since[0] & ~bits, since[1] & ~bits)
    assert (allow & bits, deny & bits) == (before[0] & bits, before[1] & bits)


def test_one_right_given_by_hand_makes_it_theirs() -> None:
    _, deny = closed(0, 0, BANNED)
    assert not still_ours(deny & ~(1 << 10), BANNED)
