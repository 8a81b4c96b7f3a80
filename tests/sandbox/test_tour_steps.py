"""The tour as data: steps are ticked by what happened, in order, and mistakes in the file are named."""

import json
from pathlib import Path

import pytest

from bot.sandbox.tour import DEFAULT_TOUR, Happening, Pattern, Progress, Step, fits, load
from bot.sandbox.world import PERSONAS
from tests.sandbox.browser import TOUR


def step(name: str, *done: Pattern) -> Step:
    return Step(id=name, title=name, text=name, go={}, paste="", done=done)


@pytest.mark.parametrize(
    ("pattern", "happening", "expected"),
    [
        ({"kind": "message"}, {"kind": "message", "by": "mira"}, True),
        ({"kind": "message", "by": "jonas"}, {"kind": "message", "by": "mira"}, False),
        ({"kind": "click", "name": ["Warn", "Suspend"]}, {"kind": "click", "name": "Suspend"}, True),
        ({"kind": "message", "text": "IS OVER"}, {"kind": "message", "text": "It is over."}, True),
        ({"kind": "message", "text": "is over"}, {"kind": "message"}, False),
    ],
)
def test_patterns(pattern: Pattern, happening: Happening, expected: bool) -> None:
    assert fits(pattern, happening) is expected


def test_steps_are_done_in_order_and_by_one_happening_each() -> None:
    progress = Progress(
        [step("a", {"kind": "click"}), step("b", {"kind": "click"}), step("c", {"kind": "clock"})]
    )
    assert not progress.saw({"kind": "clock"})
    assert progress.saw({"kind": "click"})
    assert progress.done == 1
    assert progress.saw({"kind": "click"})
    assert progress.saw({"kind": "clock"})
    assert progress.done == 3
    assert not progress.saw({"kind": "clock"})
    progress.restart()
    assert progress.done == 0


def test_a_step_waits_for_all_its_patterns_in_any_order() -> None:
    progress = Progress([step("a", {"kind": "clock"}, {"kind": "unban"})])
    assert not progress.saw({"kind": "unban"})
    assert progress.saw({"kind": "clock"})


def test_who_stands_there_already_need_not_go_again() -> None:
    there = {"kind": "view", "by": "mira", "channel": "general"}
    progress = Progress([step("a", {"kind": "click"}), step("b", there)])
    progress.saw(there)
    assert progress.saw({"kind": "click"})
    assert progress.done == 2


@pytest.mark.parametrize("path", [DEFAULT_TOUR, TOUR])
def test_the_tours_name_people_that_exist(path: Path) -> None:
    people = {each.key for each in PERSONAS} | {"bot"}
    steps = load(path)
    assert len({each.id for each in steps}) == len(steps) >= 5
    for each in steps:
        assert each.go.get("persona", "mira") in people
        assert {str(pattern.get("by", "bot")) for pattern in each.done} <= people


@pytest.mark.parametrize("wrong", [{"id": "a"}, {"id": "a", "title": "a", "text": "a", "done": []}])
def test_a_mistake_in_the_file_names_its_step(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = tmp_path / "tour.json"
    path.write_text(json.dumps([wrong]))
    with pytest.raises(ValueError, match="step 1"):
        load(path)
