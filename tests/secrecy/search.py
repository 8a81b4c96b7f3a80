"""What may stand where: the rules of the search, and the search itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typing_extensions import override


@dataclass(frozen=True, kw_only=True)
class Planted:
    """What is looked for."""

    account: int
    name: str
    told: tuple[str, ...] = ()
    """What was told to the moderators in confidence: only they may read it."""
    written: tuple[str, ...] = ()
    """What was written elsewhere; nobody is shown it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return how the person could be named in a text."""
        return (str(self.account), self.name)


@dataclass(kw_only=True)
class Doors:
    """Where answers to the planted person go, and where moderators read."""

    tokens: set[str] = field(default_factory=set)
    """Of the person's own interactions: what is answered there, they alone see."""
    staff_tokens: set[str] = field(default_factory=set)
    lookups: list[Any] = field(default_factory=list)
    """Requests in which Discord was asked about the person because of what they did themselves."""
    private: int | None = None
    """The person's own private channel with the bot."""
    staff: Collection[int] = ()
    """The channels that only moderators can read."""


class Lines(logging.Handler):
    """Keeps every line of the bot's own log, tracebacks included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.kept: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(self.format(record))


def in_requests(requests: Iterable[Any], planted: Planted, doors: Doors) -> Iterator[str]:
    """Yield each request that says too much, as "method path: what"."""
    for entry in requests:
        if _is_own(entry, planted, doors):
            continue
        text = json.dumps(
            [entry.path, entry.json, entry.params, entry.reason], default=str, ensure_ascii=False
        )
        hidden = (*planted.names, *planted.written, *(() if _is_staff(entry, doors) else planted.told))
        yield from (f"{entry.method} {entry.path}: {word}" for word in hidden if word in text)


def _is_own(entry: Any, planted: Planted, doors: Doors) -> bool:
    """Return whether a request opens the person's own door, or goes through it."""
    if entry.path == "/users/@me/channels":
        return bool(entry.json == {"recipient_id": planted.account})
    if any(entry is each for each in doors.lookups):
        return True
    return f"/channels/{doors.private}/" in entry.path or any(token in entry.path for token in doors.tokens)


def _is_staff(entry: Any, doors: Doors) -> bool:
    rooms = any(f"/channels/{each}/" in entry.path for each in doors.staff)
    return rooms or any(token in entry.path for token in doors.staff_tokens)


def in_lines(lines: Iterable[str], planted: Planted) -> Iterator[str]:
    """Yield each line of a log that names the person or says their words."""
    for line in lines:
        for word in (*planted.names, *planted.told, *planted.written):
            if word in line:
                yield f"log: {word} in {line[:160]!r}"


def in_bytes(where: str, kept: bytes, planted: Planted) -> Iterator[str]:
    """Yield what is found in bytes: figures, SQLite's integers, name and words."""
    traces = [planted.account.to_bytes(8, "big"), planted.account.to_bytes(8, "little")]
    traces += [word.encode() for word in (*planted.names, *planted.told, *planted.written)]
    yield from (f"{where}: {trace!r}" for trace in traces if trace in kept)


def database_bytes(path: Path) -> bytes:
    """Return the database file with its WAL, shared memory and copies beside it."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
