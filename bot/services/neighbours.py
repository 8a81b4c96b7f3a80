"""What has to do with others than this server: its federation, what is offered in it, and outside systems."""

from dataclasses import dataclass

from bot.services.federation import Federation
from bot.services.hooks import Hooks
from bot.services.offers import Offers


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The services around a server (mission row M36)."""

    hooks: Hooks
    federation: Federation
    offers: Offers
