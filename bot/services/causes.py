"""What a transaction starts from: whom it is about, who acts, when, and how the server is set up."""

from typing import Protocol

from bot.clock import Clock
from bot.policy.ids import GuildId, PersonId
from bot.services.deciding import Cause
from bot.services.people import Person
from bot.services.servers import Servers


class Timed(Protocol):
    """A service that knows the time and how servers are set up."""

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        ...

    @property
    def servers(self) -> Servers:
        """Return the servers' settings."""
        ...


def cause_now(service: Timed, guild_id: GuildId, key: str, *, person: Person, actor: PersonId) -> Cause:
    """Return what all steps share of a transaction that begins now; ``key`` is its natural key."""
    return Cause(
        guild_id=guild_id,
        key=key,
        person=person,
        actor=actor,
        now=service.clock.now(),
        settings=service.servers.of(guild_id),
    )
