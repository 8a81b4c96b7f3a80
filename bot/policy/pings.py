"""Bounded memory of the last messages that mentioned somebody, to know what a deleted one had said.

Discord tells of a deletion by the id alone, and messages are not cached. A message without mentions costs
nothing here; one with mentions is forgotten after seconds, unless it goes.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.policy.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from bot.policy.occasion import GhostPing

WINDOW: Final = 60.0
"""Seconds; whoever takes a mention back later than that was seen."""
HOLD: Final = 4.0
"""Seconds that a deletion waits for the audit log to say that a moderator did it; authors leave no entry."""
_SAME_ENTRY: Final = 300.0
"""Seconds within which Discord counts further deletions into a moderator's entry and tells nobody of them.
https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-optional-audit-entry-info"""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A message that rang at people and was deleted within seconds, by its author as it seems."""

    message: MessageId
    ping: Ping
    ghost: GhostPing


Spot: TypeAlias = tuple[GuildId, ChannelId, UserId]
"""Whose messages, and where."""


class Pings:
    """Remembers mentions of all servers of this process."""

    def __init__(self) -> None:
        self._pings: OrderedDict[MessageId, Ping] = OrderedDict()
        self._ghosts: OrderedDict[tuple[GuildId, UserId], deque[float]] = OrderedDict()
        self._held: OrderedDict[MessageId, tuple[Ping, float]] = OrderedDict()
        self._moderated: OrderedDict[Spot, float] = OrderedDict()

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

    def gone(self, message: MessageId, now: float) -> bool:
        """Hold a deleted message that had rung at somebody (True) until it is known who deleted it.

        One that was seen long enough, or rang at nobody, is let go.
        """
        ping = self._pings.pop(message, None)
        if ping is None or now - ping.at > WINDOW:
            return False
        self._held[message] = (ping, now)
        if len(self._held) > _MOST:
            self._held.popitem(last=False)
        return True

    def moderated(self, guild: GuildId, channel: ChannelId, author: UserId, now: float) -> None:
        """Note that somebody else deleted a message of this author there, so nobody took it back."""
        self._moderated.pop((guild, channel, author), None)
        self._moderated[guild, channel, author] = now
        if len(self._moderated) > _MOST:
            self._moderated.popitem(last=False)

    def due(self, now: float) -> tuple[Gone, ...]:
        """Return what was held long enough, without what a moderator deleted."""
        found = []
        while self._held:
            message, (ping, at) = next(iter(self._held.items()))
            if now - at < HOLD:
                break
            del self._held[message]
            by_other = self._moderated.get((ping.guild_id, ping.channel_id, ping.author_id))
            if by_other is None or at - by_other > _SAME_ENTRY:
                ghost = self._ghost(ping, len(ping.people), len(ping.groups), at)
                found.append(Gone(message=message, ping=ping, ghost=ghost))
        return tuple(found)

    @property
    def held(self) -> int:
        """How many deletions wait."""
        return len(self._held)

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
