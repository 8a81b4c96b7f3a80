"""The guided tour: steps as data, ticked off by what really happened.

A step is done when something happened that fits each of its patterns. Steps are done in order, and one
happening can finish one step only. The steps stand in a JSON file, so that whoever changes the bot can
change the tour without touching code. See ``Step`` for how to write one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

DEFAULT_TOUR: Final = Path(__file__).with_name("tour.json")

Happening = Mapping[str, str]
"""What happened: ``kind`` and, where they apply, ``by``, ``channel``, ``name``, ``text`` and ``about``."""
Pattern = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the tour.

    ``text`` is Discord's Markdown. ``go`` (persona, channel; ``@private`` for private messages) makes a
    button that takes the visitor there; ``paste`` one that fills the message box. ``done`` lists patterns:
    each names the ``kind`` (message, edited, deleted, member, ban, unban, join, leave, view, command, menu,
    click, select, modal, clock, restart) and what else must be equal; ``text`` need only be contained, and
    a list means "one of these".
    """

    id: str
    title: str
    text: str
    go: Mapping[str, str]
    paste: str
    done: tuple[Pattern, ...]


def load(path: Path = DEFAULT_TOUR) -> tuple[Step, ...]:
    """Read the steps of a tour; raises ValueError that names the step with the mistake."""
    steps = []
    for place, raw in enumerate(orjson.loads(path.read_bytes()), 1):
        if not {"id", "title", "text", "done"} <= raw.keys() or not raw["done"]:
            raise ValueError(
                f"{path.name}: step {place} needs id, title, text and at least one pattern in done"
            )
        done = tuple(raw["done"])
        if not all(isinstance(each, dict) and "kind" in each for each in done):
            raise ValueError(f"{path.name}: step {place}: every pattern in done needs a kind")
        steps.append(
            Step(
                id=raw["id"],
                title=raw["title"],
                text=raw["text"],
                go=raw.get("go", {}),
                paste=raw.get("paste", ""),
                done=done,
            )
        )
    return tuple(steps)


def fits(pattern: Pattern, happening: Happening) -> bool:
    """Tell whether a happening is what a pattern describes."""
    return all(_one_of(wanted, happening.get(key, ""), part=key == "text") for key, wanted in pattern.items())


def _one_of(wanted: str | list[str], found: str, *, part: bool) -> bool:
    options = [wanted] if isinstance(wanted, str) else wanted
    if part:
        return any(each.casefold() in found.casefold() for each in options)
    return found in options


class Progress:
    """How far one visitor has come."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._view: Happening = {}
        self.restart()

    def restart(self) -> None:
        """Begin again with the first step."""
        self.done = 0
        self._open: list[Pattern] = list(self._steps[0].done) if self._steps else []

    def saw(self, happening: Happening) -> bool:
        """Take note of a happening; tells whether a step was finished by it."""
        if happening.get("kind") == "view":
            self._view = happening
        if not self._tick(happening):
            return False
        # Who already stands where the next step leads has nothing left to do for it.
        while self._view and self._open and self._tick(self._view):
            pass
        return True

    def _tick(self, happening: Happening) -> bool:
        if self.done >= len(self._steps):
            return False
        self._open = [pattern for pattern in self._open if not fits(pattern, happening)]
        if self._open:
            return False
        self.done += 1
        if self.done < len(self._steps):
            self._open = list(self._steps[self.done].done)
        return True

    def json(self) -> dict[str, object]:
        """Return what the page shows."""
        steps = [
            {"id": each.id, "title": each.title, "text": each.text, "go": each.go, "paste": each.paste}
            for each in self._steps
        ]
        return {"steps": steps, "done": self.done}
