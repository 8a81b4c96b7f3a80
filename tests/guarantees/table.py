"""The table: for each known fault of others, what guards ours against it, and how to take that away."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FAULTS: Final = tuple(f"F{number}" for number in range(1, 51))
"""Every row of the list of faults that really happened elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One guarantee taken away by a small change of the program."""

    fault: str
    what: str
    """What is taken away, in words that follow "taken away:"."""
    file: str
    """Path below the root of the project."""
    old: str
    """Text that stands in the file exactly once."""
    new: str
    tests: tuple[str, ...]
    """Tests that must fail then, as pytest names them; a parametrised one without its parameters."""

    def apply(self, root: Path) -> None:
        """Change the file below ``root``; raises ValueError when the old text is not there once."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(
                f"{self.fault} ({self.what}): the text is {text.count(self.old)} times in {self.file}"
            )
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def load() -> list[Taken]:
    """Return the whole table, in the order of the faults."""
    entries = [
        Taken(**{**entry, "tests": tuple(entry["tests"])})
        for path in sorted(Path(__file__).parent.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["taken"]
    ]
    return sorted(entries, key=lambda entry: FAULTS.index(entry.fault))
