"""What moderators do with cases besides deciding them: pass on, join, part, and look at what was kept."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.policy.conduct import Conduct
from bot.services.enforcement import Enforcement
from bot.services.handing import Handing
from bot.services.joining import Joining
from bot.services.people import People
from bot.services.servers import Servers
from bot.services.showing import Showing
from bot.services.splitting import Splitting
from bot.storage.port import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Teamwork:
    """The services behind “More…” under a case."""

    handing: Handing
    joining: Joining
    splitting: Splitting
    showing: Showing


def teamwork(
    database: Database,
    clock: Clock,
    people: People,
    servers: Servers,
    enforcement: Enforcement,
    conduct: Conduct,
) -> Teamwork:
    """Make them."""
    return Teamwork(
        handing=Handing(database, clock, people, servers, enforcement),
        joining=Joining(database, clock, people, servers, enforcement),
        splitting=Splitting(database, clock, people, servers, enforcement, conduct),
        showing=Showing(database, clock, people, servers),
    )
