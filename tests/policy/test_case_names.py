"""Names of cases: stable, none twice before all were used, and about nobody."""

from __future__ import annotations

from bot.policy.case_names import code_name


def test_no_name_comes_twice() -> None:
    names = [code_name(number) for number in range(1, 10_001)]
    assert len(set(names)) == len(names)
    assert sum(name.count(" ") == 1 for name in names) > 4000


def test_a_name_stays() -> None:
    """Moderators speak of cases by these names, so no version of the program may give others."""
    assert [code_name(number) for number in (1, 2, 12)] == ["amber anchor", "gentle valley", "shady hearth"]
