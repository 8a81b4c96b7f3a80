"""Posing as staff by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.detectors.impersonation import Config, judge
from tests.policy.factories import said

STAFF = ("Grace Hopper", "Alan", "模特")


@pytest.mark.parametrize(
    "name",
    [
        "Grace Hopper",
        "grace_hopper",
        "Grаce Hоpper",
        "GRACE  H0PPER",
        "Grace Hoppper",
        "Garce Hopper",
        "Alan | Moderator",
        "[Admin] AIan",
        "D1scord Support",
        "Discord",
        "Ѕteward",
    ],
)
def test_look_alikes_are_found(name: str) -> None:
    finding = judge(name, STAFF, Config())
    assert finding is not None
    assert finding.end == len(name)
    assert "name" in said(finding.explanation)


@pytest.mark.parametrize(
    "name", ["Grace", "Hopper", "Alana", "Allan", "Moderator of Cats", "Discordant", "", "😂", "模特儿"]
)
def test_other_names_are_free(name: str) -> None:
    assert judge(name, STAFF, Config()) is None


def test_the_server_may_say_what_is_protected() -> None:
    config = Config(names=("Example College",), slips=False)
    assert judge("Example-College Team", (), config) is not None
    assert judge("Exampel College", (), config) is None
    assert judge("Discord", (), config) is None


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_name_is_judged(name: str, staff: list[str]) -> None:
    judge(name, staff, Config())
