"""Bounded memory of the last messages that mentioned somebody, to know what a deleted one had said.

Discord tells of a deletion by the id alone, and messages are not cached. A message without mentions costs
nothing here; one with mentions is forgotten after seconds, unless it goes.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Final

from bot.policy.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from bot.policy.occasion import GhostPing

WINDOW: Final = 60.0
"""Seconds; whoever takes a mention back later than that was seen."""
_TOGETHER: Final = 600.0
_MOST: Final = 5_000
_TIMES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """A message that rang at people."""

    guild_id: GuildId
    channel_id: ChannelId
    author_id: UserId
    at: float
    """When it was sent, in seconds since 1970."""
    people: frozenset[UserId]
    """Whom it mentioned: no bot, not the author, not who is answered."""
    groups: frozenset[RoleId]
    text: str
    author_roles: tuple[int, ...] = ()


class Pings:
    """Remembers mentions of all servers of this process."""

    def __init__(self) -> None:
        self._pings: OrderedDict[MessageId, Ping] = OrderedDict()
        self._ghosts: OrderedDict[tuple[GuildId, UserId], deque[float]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many messages are remembered."""
        return len(self._pings)

    def note(self, message: MessageId, ping: Ping) -> None:
        """Remember a message that mentions somebody; what is older than the window goes."""
        if not (ping.people or ping.groups) or message in self._pings:
            return
        self._pings[message] = ping
        while len(self._pings) > _MOST or ping.at - next(iter(self._pings.values())).at > WINDOW:
            self._pings.popitem(last=False)

    def drop(self, message: MessageId) -> None:
        """Forget a message that rules dealt with, so that our own removal is nobody's ghost ping."""
        self._pings.pop(message, None)

    def gone(self, message: MessageId, now: float) -> tuple[Ping, GhostPing] | None:
        """Return what a deleted message had rung at, None when it was seen long enough."""
        ping = self._pings.pop(message, None)
        if ping is None or now - ping.at > WINDOW:
            return None
        return ping, self._ghost(ping, len(ping.people), len(ping.groups), now)

    def changed(
        self, message: MessageId, people: frozenset[UserId], groups: frozenset[RoleId], now: float
    ) -> tuple[Ping, GhostPing] | None:
        """Return what an edit took back of a message's mentions, None when nothing."""
        ping = self._pings.get(message)
        if ping is None or now - ping.at > WINDOW:
            return None
        lost, lost_groups = ping.people - people, ping.groups - groups
        if not lost and not lost_groups:
            return None
        del self._pings[message]
        return ping, self._ghost(ping, len(lost), len(lost_groups), now)

    def _ghost(self, ping: Ping, people: int, groups: int, now: float) -> GhostPing:
        key = (ping.guild_id, ping.author_id)
        times = self._ghosts.pop(key, None) or deque(maxlen=_TIMES)
        self._ghosts[key] = times
        while times and now - times[0] > _TOGETHER:
            times.popleft()
        times.append(now)
        if len(self._ghosts) > _MOST:
            self._ghosts.popitem(last=False)
        return GhostPing(people=people, groups=groups, seconds=max(0.0, now - ping.at), times=len(times))
