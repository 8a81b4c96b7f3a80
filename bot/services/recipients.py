"""Which account an action is about, or a notice goes to: found at the last moment, kept nowhere."""

from dataclasses import dataclass

import orjson

from bot.policy.ids import UserId
from bot.policy.records import StoredAction
from bot.services.people import People
from bot.services.vault import Vault
from bot.storage import reports
from bot.storage.port import Database


@dataclass(slots=True)
class Recipients:
    """Opens codes and seals for the drain."""

    database: Database
    people: People
    vault: Vault

    async def user_of(self, action: StoredAction) -> UserId | None:
        """Return the account; None when it was erased or the action is about nobody."""
        code = action.payload.get("report")
        if isinstance(code, str):
            return await self.reporter(action, code)
        return await self.people.user_id(action.person)

    async def reporter(self, action: StoredAction, code: str) -> UserId | None:
        """Return who made a report, for a message to them and for nothing else."""
        async with self.database.reading() as reader:
            sealed = await reports.seal_of(reader, action.guild_id, code)
        return None if sealed is None else UserId(orjson.loads(self.vault.open(sealed))["user"])
