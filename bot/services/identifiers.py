"""Fresh identifiers: random, and short where people read them. Numbers come from the database (F21)."""

import secrets
from collections.abc import Callable
from typing import Final

from bot.policy.ids import ActionId, ReportCode

_READABLE: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, 1, I, O: codes are read aloud and typed by hand."""


def action_id() -> ActionId:
    """Return an action's id: 22 characters, so that with a step it fits Discord's nonce of 25."""
    return ActionId(secrets.token_hex(11))


def opaque(prefix: str) -> str:
    """Return a random id like ``s-5f0c…``."""
    return f"{prefix}-{secrets.token_hex(8)}"


def report_code(choose: Callable[[str], str] = secrets.choice) -> ReportCode:
    """Return a code like ``R-7K3FQ9``; 30 bits, so that codes can't be found by trying."""
    return ReportCode("R-" + "".join(choose(_READABLE) for _ in range(6)))


def invitation_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a code like ``F-7K3F9Q2MXW4H``; 60 bits, as it lets a whole server in."""
    return "F-" + "".join(choose(_READABLE) for _ in range(12))
