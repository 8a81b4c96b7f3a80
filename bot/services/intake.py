"""What happens to things that people show us: files are kept, messages followed."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.pictures.workshop import Workshop
from bot.services.enforcement import Enforcement
from bot.services.following import Following
from bot.services.keeping import Keeping
from bot.services.people import People
from bot.services.servers import Servers
from bot.storage.port import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The services that take things in."""

    keeping: Keeping
    following: Following


def make(
    database: Database, clock: Clock, people: People, servers: Servers, enforcement: Enforcement
) -> Intake:
    """Put them together; all pictures go through one workshop, so that they wait for each other."""
    return Intake(
        keeping=Keeping(database, clock, people, Workshop()),
        following=Following(database, clock, people, servers, enforcement),
    )
