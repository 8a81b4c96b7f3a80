"""What a route of the small Discord gets and gives, and the table in which all routes stand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.faults.things import Channel, Guild, Message
from tests.faults.world import DiscordError, World

Answer: TypeAlias = Any
"""The JSON to answer with status 200, or None for 204."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, already read."""

    world: World
    params: dict[str, str]
    query: dict[str, str]
    body: Any = None
    reason: str = ""
    """The decoded ``X-Audit-Log-Reason``."""
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Multipart files: part name to file name and bytes."""

    def id(self, name: str) -> int:
        """Return a snowflake of the path; anything else is a 400 as with Discord."""
        try:
            return int(self.params[name])
        except ValueError:
            raise DiscordError(400, 50035, "Invalid Form Body") from None

    @property
    def guild(self) -> Guild:
        """Return the server of the path."""
        return self.world.guild(self.id("guild_id"))

    @property
    def channel(self) -> Channel:
        """Return the channel of the path."""
        return self.world.channel(self.id("channel_id"))

    @property
    def message(self) -> Message:
        """Return the message of the path."""
        return self.world.message(self.id("channel_id"), self.id("message_id"))


Handler: TypeAlias = Callable[[Call], Answer]
Table: TypeAlias = dict[tuple[str, str], Handler]
"""Method and template (in the words of Discord's OpenAPI description) to what is done."""
