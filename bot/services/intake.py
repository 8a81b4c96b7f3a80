"""What happens to things that people show us: files are kept, pictures read, messages followed."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.pictures.workshop import Workshop
from bot.services import glance, reading
from bot.services.enforcement import Enforcement
from bot.services.following import Following
from bot.services.glance import Glance
from bot.services.keeping import Keeping
from bot.services.people import People
from bot.services.reading import Reading
from bot.services.servers import Servers
from bot.settings import Settings
from bot.storage.port import Database


@dataclass(slots=True, kw_only=True)
class Intake:
    """The services that take things in."""

    keeping: Keeping
    following: Following
    reading: Reading | None
    """None without the extra ``ocr``, or when it is switched off."""
    glance: Glance | None
    """None without the extra ``vision``, or when it is switched off."""


def make(
    settings: Settings,
    database: Database,
    clock: Clock,
    people: People,
    servers: Servers,
    enforcement: Enforcement,
) -> Intake:
    """Put them together. Reading takes seconds, so it has a workshop of its own and holds nothing else up."""
    keeping = Keeping(database, clock, people, Workshop())
    slow = Workshop(at_once=1)
    reader = reading.of(settings, database, people, keeping, slow)
    looks = settings.vision and glance.installed()
    return Intake(
        keeping=keeping,
        following=Following(database, clock, people, servers, enforcement),
        reading=reader,
        glance=Glance(
            database=database,
            clock=clock,
            people=people,
            servers=servers,
            enforcement=enforcement,
            keeping=keeping,
            workshop=slow,
            reads=reader is not None,
        )
        if looks
        else None,
    )
