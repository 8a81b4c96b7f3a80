"""The text in screenshots: read after everything is stored, kept sealed, compared with the linked message."""

import logging
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from bot.pictures.workshop import Workshop, WorkshopFault
from bot.policy.ids import GuildId
from bot.policy.picture_words import agreement
from bot.policy.records import Evidence
from bot.services.keeping import Keeping
from bot.services.people import People
from bot.settings import Settings
from bot.storage import evidence_files as files
from bot.storage.port import Database

SECONDS: Final = 30.0
"""For one picture; reading takes one to five on an ordinary machine."""
_log = logging.getLogger("steward")


@dataclass(slots=True)
class Reading:
    """Reads pictures with the extra ``ocr``."""

    database: Database
    people: People
    keeping: Keeping
    workshop: Workshop

    async def read(self, guild_id: GuildId, item: str, linked: str) -> None:
        """Read a stored picture and keep what it says; what can't be read is left as it is.

        ``linked`` is what the message says that was reported with it, empty for none.
        """
        async with self.database.reading() as reader:
            found = await files.get(reader, guild_id, item)
        person = None if found is None else await self.people.get(found.person)
        if found is None or found.problem or person is None or person.key is None:
            return
        try:
            async with self.workshop.job("read", self.keeping.open(guild_id, found), SECONDS) as made:
                text = str(made.told.get("text", ""))
        except WorkshopFault as fault:
            _log.warning("The text of a picture could not be read: %s.", fault.reason)
            return
        fits = agreement(text, linked)
        async with self.database.transaction() as tx:
            sealed, told = person.seal(text), fits.value if fits else ""
            await files.note_reading(tx, guild_id, item, person.code, sealed, told)

    async def text_of(self, item: Evidence) -> str:
        """Return what was read in a picture; empty for nothing."""
        person = await self.people.get(item.person)
        return "" if person is None else person.open(item.reading)


def installed() -> bool:
    """Return whether the extra is there."""
    return find_spec("rapidocr") is not None


def of(
    settings: Settings, database: Database, people: People, keeping: Keeping, workshop: Workshop
) -> Reading | None:
    """Return what reads pictures, or None where the extra is missing or switched off."""
    if not settings.ocr or not installed():
        return None
    return Reading(database, people, keeping, workshop)
