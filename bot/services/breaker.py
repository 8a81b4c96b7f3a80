"""Stops asking Discord for what it refuses again and again.

Ten thousand answers of 401, 403 or 429 in ten minutes shut the bot's address out of Discord for a while
(https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans), and one
server without a permission would bring that on all others.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.policy.actions import ActionKind, Outcome, Refused, Retry
from bot.policy.ids import GuildId

SPAN: Final = timedelta(minutes=10)
MOST: Final = 5
"""Refusals of one kind in one server within the span; then that kind rests there."""
MOST_OF_ALL: Final = 2000
"""Refusals of everything everywhere within the span, a fifth of what Discord bears."""
LACKS: Final = frozenset({"missing_permission", "no_access"})
"""Refusals that a change of permissions mends; each other one is about a person or a thing."""


@dataclass(slots=True)
class Breaker:
    """Counts refusals in memory; a process that starts anew may ask anew."""

    _lacking: defaultdict[tuple[GuildId, ActionKind], deque[datetime]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=MOST))
    )
    _all: deque[datetime] = field(default_factory=lambda: deque(maxlen=MOST_OF_ALL))

    def verdict(self, guild_id: GuildId, kind: ActionKind, now: datetime) -> Outcome | None:
        """Return what becomes of an act without asking Discord, or None when it may be asked."""
        if _full(self._all, now):
            return Retry(SPAN, "refused_too_often")
        here = self._lacking.get((guild_id, kind))
        # The same word as Discord's own refusal, so that it is tried again with those.
        return Refused("missing_permission") if here is not None and _full(here, now) else None

    def heard(self, guild_id: GuildId, kind: ActionKind, outcome: Outcome, now: datetime) -> None:
        """Take note of what Discord answered."""
        if not isinstance(outcome, Refused) or not outcome.code:
            return
        self._all.append(now)
        if outcome.reason in LACKS:
            self._lacking[guild_id, kind].append(now)

    def reset(self, guild_id: GuildId) -> None:
        """Forget the refusals of a server whose permissions have changed."""
        for known in [known for known in self._lacking if known[0] == guild_id]:
            del self._lacking[known]


def _full(refusals: deque[datetime], now: datetime) -> bool:
    return len(refusals) == refusals.maxlen and now - refusals[0] < SPAN
