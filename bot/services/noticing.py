"""What stands around the judging of messages: what people make of hits, and what is handed back."""

from dataclasses import dataclass

from bot.policy.detectors.joins import JoinWindow
from bot.policy.pings import Pings
from bot.services.hit_reviews import HitReviews
from bot.services.returning import Returning


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticing:
    """The services that the cogs need besides rules and incidents."""

    hit_reviews: HitReviews
    returning: Returning
    pings: Pings
    joins: JoinWindow
