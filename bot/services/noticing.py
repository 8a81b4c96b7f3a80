"""What stands around judging: memory, what people make of hits, what is handed back, raids."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.policy.detectors.joins import JoinWindow
from bot.policy.pings import Pings
from bot.services.hit_reviews import HitReviews
from bot.services.moderation import Moderation
from bot.services.officials import Officials
from bot.services.people import People
from bot.services.raids import Raids
from bot.services.returning import Returning
from bot.services.servers import Servers


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticing:
    """The services that the cogs need besides rules and incidents."""

    hit_reviews: HitReviews
    returning: Returning
    pings: Pings
    joins: JoinWindow
    raids: Raids
    officials: Officials

    @classmethod
    def on(
        cls, moderation: Moderation, people: People, servers: Servers, alarm: Callable[[datetime], None]
    ) -> "Noticing":
        """Put them together on what every service stands on."""
        database, clock, enforcement = moderation.database, moderation.clock, moderation.enforcement
        return cls(
            hit_reviews=HitReviews(database, clock, people, servers, enforcement),
            returning=Returning(database, clock, people, enforcement),
            pings=Pings(),
            joins=JoinWindow(),
            officials=Officials(database, clock, people, enforcement),
            raids=Raids(database, clock, people, enforcement, moderation, alarm),
        )
