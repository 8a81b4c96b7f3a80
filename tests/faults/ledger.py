"""What happened, in order: every request that came in and every act that changed the world.

The count at the end is taken from here and never from what the bot says of itself. Nothing is ever removed
or edited; an act that changed nothing (a second ban of a banned person) is kept too, marked as such.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import discord


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call of the bot. ``status`` 0 means that it got no answer."""

    seq: int
    at: float
    """Seconds since 1970."""
    method: str
    template: str
    """The route in the words of Discord's OpenAPI description; empty when there is no such route."""
    path: str
    query: dict[str, str]
    body: Any
    """The JSON body, or None."""
    status: int
    fault: str
    """Name of the injected fault, or empty."""
    reason: str
    """What the bot wrote into the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing done to the world by the bot (``by_bot``) or by somebody else."""

    seq: int
    at: float
    kind: str
    """``timeout``, ``ban``, ``unban``, ``kick``, ``role``, ``nick``, ``overwrite``, ``message``, ``edit``,
    ``delete``, ``reply``, ``channel``."""
    guild_id: int
    target: int
    """Member, or channel for ``message``, ``edit``, ``delete`` and ``overwrite``."""
    detail: dict[str, Any]
    reason: str = ""
    by_bot: bool = True
    changed: bool = True
    """False when the world already was like that."""


@dataclass(slots=True)
class Ledger:
    """Append-only notes of one run; ``seq`` is common to requests, acts and problems."""

    requests: list[Request] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What Discord would refuse: unknown routes, bodies outside the contract."""
    faults: Counter[str] = field(default_factory=Counter)
    next_seq: int = 0

    def stamp(self) -> tuple[int, float]:
        """Return the next number and the time in seconds since 1970."""
        self.next_seq += 1
        return self.next_seq, discord.utils.utcnow().timestamp()

    def act(self, kind: str, guild_id: int, target: int, detail: dict[str, Any], **marks: Any) -> Act:
        """Note one act; ``marks`` are ``reason``, ``by_bot`` and ``changed``."""
        seq, at = self.stamp()
        act = Act(seq=seq, at=at, kind=kind, guild_id=guild_id, target=target, detail=detail, **marks)
        self.acts.append(act)
        return act

    def request(self, **known: Any) -> Request:
        """Note one request with everything but its number and time."""
        seq, at = self.stamp()
        request = Request(seq=seq, at=at, **known)
        self.requests.append(request)
        return request

    def fault(self, name: str) -> None:
        """Count one injected fault."""
        self.faults[name] += 1

    @property
    def quiet_since(self) -> float:
        """Return when the last request or act came in, in seconds since 1970; 0 when none did."""
        last = [entries[-1].at for entries in (self.requests, self.acts) if entries]
        return max(last, default=0.0)
