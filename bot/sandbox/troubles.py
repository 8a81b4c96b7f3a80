"""What went wrong inside the bot, kept for the page: faults simcord caught and errors the bot logged."""

import logging
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from typing_extensions import override

KEPT: Final = 30
LINES: Final = 12
"""How much of a traceback is shown; the end says where it happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that went wrong."""

    at: datetime
    during: str
    what: str
    detail: str

    def json(self) -> dict[str, object]:
        """Return what the page shows."""
        at = int(self.at.timestamp() * 1000)
        return {"at": at, "during": self.during, "what": self.what, "detail": self.detail}


@dataclass(slots=True)
class Troubles:
    """The newest troubles, oldest first; the same fault told twice is kept once."""

    now: Callable[[], datetime]
    kept: deque[Trouble] = field(default_factory=lambda: deque(maxlen=KEPT))
    _told: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=4 * KEPT))

    def note(self, during: str, error: BaseException) -> None:
        """Keep a fault."""
        cause = getattr(error, "original", None) or error.__cause__ or error
        told = (id(cause), str(cause))
        if told in self._told:
            return
        self._told.append(told)
        detail = "".join(traceback.format_exception(cause)[-LINES:])
        self._keep(during, f"{type(cause).__name__}: {cause}", detail)

    def say(self, during: str, what: str) -> None:
        """Keep a sentence."""
        self._keep(during, what, "")

    def _keep(self, during: str, what: str, detail: str) -> None:
        self.kept.append(Trouble(at=self.now(), during=during, what=what, detail=detail))


class Overhearer(logging.Handler):
    """Listens in on the bot's log, as a bot that handles its errors well lets none through to simcord."""

    def __init__(self, troubles: Troubles) -> None:
        super().__init__(logging.ERROR)
        self._troubles = troubles

    @override
    def emit(self, record: logging.LogRecord) -> None:
        # aiohttp and asyncio speak of the page, not of the bot.
        if record.name.split(".")[0] in ("aiohttp", "asyncio"):
            return
        fault = record.exc_info[1] if record.exc_info else None
        if fault is not None:
            self._troubles.note(record.name, fault)
        else:
            self._troubles.say(record.name, record.getMessage())
