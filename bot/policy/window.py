"""Bounded memory of recent behaviour: who sent how much, and which texts came more than once.

Floods and copied spam can't be seen in one message. This structure remembers just enough of the last
minutes to count them, and the message ids to remove them all. It never asks for the time, never stores a
text (only a hash of it), and forgets on its own, so a busy day can't make it grow.
"""

from collections.abc import Set
from datetime import datetime
from typing import Final, Generic, NamedTuple, TypeAlias, TypeVar

from bot.policy.content import Content
from bot.policy.detectors.protocol import Facts
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId

FEW: Final = 4
"""Below this many recent messages nobody can flood, and ``Facts.sent_ago`` stays empty."""
_RING: Final = 32
"""How many messages of one author, or copies of one text, are kept; more change no decision."""
K = TypeVar("K")


class Sent(NamedTuple):
    """One message that is remembered."""

    at: float
    """When Discord got it, in seconds since 1970."""
    author: UserId
    channel: ChannelId
    message: MessageId


# Inside, bare tuples in the order of Sent: one is made per message, and a named one costs five times more.
_Raw: TypeAlias = tuple[float, UserId, ChannelId, MessageId]
_Ring: TypeAlias = tuple[_Raw, ...]


class _Memory(Generic[K]):
    """Rings by key in two generations: when the young one is full or old enough, it becomes the old one.

    So what was not seen for a while falls away as a whole. This is as bounded as a least-recently-used
    list, and half as dear, as nothing is moved about when a message comes in.
    """

    __slots__ = ("_half", "_old", "_seconds", "_turn_at", "_young")

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._half = max(1, most // 2)
        self._turn_at = 0.0
        self._young: dict[K, _Ring] = {}
        self._old: dict[K, _Ring] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: K) -> _Ring:
        return self._young.get(key) or self._old.get(key) or ()

    def add(self, key: K, raw: _Raw, now: float) -> _Ring:
        """Put ``raw`` into the ring of ``key``, unless its message is there, and return the ring."""
        young = self._young
        ring = young.get(key) or self._old.get(key)
        young[key] = ring = _with(ring, raw, self._seconds) if ring else (raw,)
        if now > self._turn_at or len(young) > self._half:
            self._old, self._young = young, {}
            self._turn_at = now + self._seconds
        return ring

    def drop(self, messages: Set[MessageId]) -> None:
        """Take the messages out of every ring."""
        for generation in (self._young, self._old):
            for key, ring in generation.items():
                if any(raw[3] in messages for raw in ring):
                    generation[key] = tuple([raw for raw in ring if raw[3] not in messages])


class Window:
    """Remembers recent messages of all servers of this process; about 20 MB when full."""

    def __init__(
        self,
        *,
        seconds: float = 60.0,
        text_seconds: float = 600.0,
        authors: int = 50_000,
        texts: int = 50_000,
    ) -> None:
        """Set how long messages and texts count (seconds) and how many of each are kept at most."""
        self._seconds = seconds
        self._authors: _Memory[tuple[int, int]] = _Memory(seconds, authors)
        # The key is a hash of server and text: a whole number costs the garbage collector nothing.
        self._texts: _Memory[int] = _Memory(text_seconds, texts)
        # Nearly every message is one of these; a shared value spares making another.
        self._quiet = tuple(self._facts(count, (), 1, 1, 1) for count in range(FEW))

    def __len__(self) -> int:
        """Return how many authors and texts are remembered."""
        return len(self._authors) + len(self._texts)

    def observe(self, content: Content, now: datetime) -> Facts:
        """Remember ``content`` as ``note`` does."""
        return self.note(
            content.guild_id,
            content.author.id,
            content.channel_id,
            content.message_id,
            "\n".join([part.text for part in content.parts]),
            at=content.created_at.timestamp(),
            files=content.attachment_names,
            edited=content.edited_at is not None,
            now=now.timestamp(),
        )

    def note(
        self,
        guild: GuildId,
        author: UserId,
        channel: ChannelId,
        message: MessageId,
        text: str,
        *,
        at: float,
        files: tuple[str, ...] = (),
        edited: bool = False,
        now: float,
    ) -> Facts:
        """Remember a message and return what is known with it; the same message id counts once.

        An edit is no further message and can't flood (F22: ``recent_messages`` is 0), but its new text
        counts as a copy, so that an edit is no way around (F40). ``at`` is when Discord got it, in seconds
        since 1970: after an outage, messages that arrive together were not sent together. ``now`` only
        decides what is forgotten.
        """
        raw = (at, author, channel, message)
        trail: _Ring = () if edited else self._authors.add((guild, author), raw, now)
        key = _digest(guild, text, files)
        copies = self._texts.add(key, raw, now) if key else ()
        count = len(trail)
        if count < FEW and len(copies) < 2:
            return self._quiet[count]
        # Arrival may differ from order of sending by a little: a message from "later" has age nought.
        ages = () if count < FEW else tuple([max(0.0, at - other[0]) for other in trail])
        return self._facts(count, ages, *_spread(copies, author))

    def recent(self, guild: GuildId, author: UserId) -> tuple[Sent, ...]:
        """Return the author's remembered messages, for removing a whole flood; oldest first."""
        return tuple(Sent(*raw) for raw in self._authors.get((guild, author)))

    def copies(self, content: Content) -> tuple[Sent, ...]:
        """Return every remembered message with the same text, by any account in any channel."""
        return tuple(Sent(*raw) for raw in self._texts.get(_content_digest(content)))

    def offenders(self, content: Content) -> tuple[UserId, ...]:
        """Return who posted this text recently, first poster first: M12 wants all of them, not the last."""
        return tuple(dict.fromkeys(sent.author for sent in self.copies(content)))

    def forget(self, guild: GuildId, author: UserId) -> None:
        """Drop the author's trail, after a flood was dealt with or when a person is erased."""
        gone = {raw[3] for raw in self._authors.get((guild, author))}
        self._authors.drop(gone)
        self._texts.drop(gone)

    def _facts(self, count: int, ages: tuple[float, ...], repeats: int, channels: int, authors: int) -> Facts:
        return Facts(
            recent_messages=count,
            window_seconds=self._seconds,
            sent_ago=ages,
            repeats=repeats,
            repeat_channels=channels,
            repeat_authors=authors,
        )


def _with(ring: _Ring, raw: _Raw, seconds: float) -> _Ring:
    """Return the ring with ``raw``, unless its message is there already, and without what is too old."""
    message, at = raw[3], raw[0]
    for other in ring:
        if other[3] == message:
            return ring
    if ring and (at - ring[0][0] > seconds or len(ring) >= _RING):
        ring = tuple([other for other in ring[1 - _RING :] if at - other[0] <= seconds])
    return (*ring, raw)


def _spread(copies: _Ring, author: UserId) -> tuple[int, int, int]:
    """Return the author's copies, the channels they are in, and how many accounts posted the text."""
    own = [raw[2] for raw in copies if raw[1] == author]
    return max(1, len(own)), max(1, len(set(own))), max(1, len({raw[1] for raw in copies}))


def _content_digest(content: Content) -> int:
    text = "\n".join([part.text for part in content.parts])
    return _digest(content.guild_id, text, content.attachment_names)


def _digest(guild: GuildId, text: str, files: tuple[str, ...]) -> int:
    """Return a number for server and text, blind to case and spaces; 0 when there is nothing to compare."""
    plain = text.lower().replace(" ", "")
    if plain:
        return hash((guild, plain))
    return hash((guild, files)) if files else 0
