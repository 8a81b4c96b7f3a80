"""The notice before the first report: shown once and remembered without a name (M24)."""

from dataclasses import dataclass
from typing import Final

from bot.clock import Clock, to_ms
from bot.policy.ids import UserId, part_of
from bot.services.vault import Vault
from bot.storage import acceptances as store
from bot.storage.port import Database

REPORTING: Final = "reporting"
VERSION: Final = 1
"""Counted up when the notice says something new, so that everybody is asked once more."""
_DAY: Final = 86_400_000


@dataclass(slots=True)
class Acceptance:
    """Remembers who accepted how reports are dealt with."""

    database: Database
    clock: Clock
    vault: Vault

    async def has(self, user_id: UserId) -> bool:
        """Return whether somebody accepted the notice as it stands now."""
        async with self.database.reading() as reader:
            known = await store.version(reader, part_of(user_id), self._digest(user_id), REPORTING)
        return known >= VERSION

    async def accept(self, user_id: UserId) -> None:
        """Remember that somebody accepted it; a second time changes nothing but the day."""
        now = to_ms(self.clock.now())
        async with self.database.transaction() as tx:
            day = now - now % _DAY
            await store.put(tx, part_of(user_id), self._digest(user_id), REPORTING, VERSION, day)

    async def forget(self, user_id: UserId) -> None:
        """Forget that somebody ever accepted anything."""
        async with self.database.transaction() as tx:
            await store.forget(tx, part_of(user_id), self._digest(user_id))

    def _digest(self, user_id: UserId) -> str:
        return self.vault.digest("acceptance", user_id)
