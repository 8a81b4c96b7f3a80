"""What a takedown is about survives being written into a scope."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.withheld import Thing, Withheld

ids = st.integers(1, 1 << 63)
things = st.one_of(
    st.builds(Withheld, thing=st.just(Thing.POST), channel=ids, message=ids, more=st.booleans()),
    st.builds(Withheld, thing=st.just(Thing.PIN), channel=ids, message=ids),
    st.builds(Withheld, thing=st.just(Thing.THREAD), channel=ids, more=st.booleans()),
    st.builds(Withheld, thing=st.just(Thing.EVENT), event=ids),
)


@given(things)
def test_a_scope_reads_back(withheld: Withheld) -> None:
    assert Withheld.of(withheld.scope) == withheld


def test_other_scopes_name_no_such_thing() -> None:
    assert [Withheld.of(scope) for scope in ("", "30", "nickname", "moved_out", "30,31")] == [None] * 5
