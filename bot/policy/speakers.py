"""Who spoke in a channel of late, and under which name: bounded, in memory only, and gone in minutes.

"Mira, you are an idiot" names a person by no mention and no reply. To tell whom words are aimed at
(``policy.aim``) it must be known who takes part in the talk. Nothing of what they said is kept.
"""

from typing import Final, NamedTuple

from bot.policy.ids import ChannelId, UserId

_A_CHANNEL: Final = 12
"""How many speakers of a channel are kept; a talk of more is no exchange any more."""
_CHANNELS: Final = 4_000
_SECONDS: Final = 900.0
"""Who was silent for a quarter of an hour has left the talk."""


class Speaker(NamedTuple):
    """Somebody who spoke in a channel."""

    id: UserId
    name: str
    """As shown in the server: the nickname, else the name."""
    ago: float
    """How many seconds before the moment in question they spoke last."""


class Speakers:
    """Remembers the last speakers of each channel of this process; about 10 MB when full."""

    __slots__ = ("_channels",)

    def __init__(self) -> None:
        self._channels: dict[ChannelId, dict[UserId, tuple[float, str]]] = {}

    def __len__(self) -> int:
        """Return of how many channels anything is remembered."""
        return len(self._channels)

    def heard(self, channel: ChannelId, author: UserId, name: str, at: float) -> None:
        """Remember that somebody spoke; ``at`` in seconds since 1970. Costs two look-ups a message."""
        talk = self._channels.get(channel)
        if talk is None:
            if len(self._channels) >= _CHANNELS:
                del self._channels[next(iter(self._channels))]
            talk = self._channels[channel] = {}
        # Taken out first, so that the order is that of speaking.
        talk.pop(author, None)
        talk[author] = (at, name)
        if len(talk) > _A_CHANNEL:
            del talk[next(iter(talk))]

    def of(self, channel: ChannelId, now: float, *, but: UserId) -> tuple[Speaker, ...]:
        """Return who else spoke in a channel before ``now`` (seconds since 1970), the latest first."""
        talk = self._channels.get(channel)
        if not talk:
            return ()
        return tuple(
            Speaker(who, name, max(0.0, now - at))
            for who, (at, name) in reversed(talk.items())
            if who != but and now - at <= _SECONDS
        )

    def forget(self, author: UserId) -> None:
        """Forget somebody, when they were erased."""
        for talk in self._channels.values():
            talk.pop(author, None)
