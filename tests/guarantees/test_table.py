"""The table stays true: each fault has its row, each change still applies, each test is still there.

Whether the tests notice is tried by ``python -m tests.guarantees``, which takes minutes.
"""

import ast
import shutil
from pathlib import Path

import pytest

from tests.guarantees.table import FAULTS, ROOT, Taken, load

TABLE = load()


def test_every_fault_has_a_guarantee_that_is_tried() -> None:
    assert {taken.fault for taken in TABLE} == set(FAULTS)


@pytest.mark.parametrize("taken", TABLE, ids=lambda taken: f"{taken.fault} {taken.what}")
def test_a_guarantee_can_still_be_taken_away(taken: Taken, tmp_path: Path) -> None:
    copy = tmp_path / taken.file
    copy.parent.mkdir(parents=True)
    shutil.copy(ROOT / taken.file, copy)
    taken.apply(tmp_path)
    if copy.suffix == ".py":
        # What can't even be read would be missed by every test.
        ast.parse(copy.read_text(encoding="utf-8"))
    for test in taken.tests:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), test
