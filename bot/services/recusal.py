"""Who is involved in a case, and so neither sees nor decides it (mission row M41).

A reporter is found by a keyed digest and by nothing else; the answer is yes or no, and the sentence for it
is the same for all reasons, so that nobody learns from it who reported.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.policy.ids import GuildId, PersonId, UserId
from bot.policy.records import Case
from bot.policy.sanctions import SanctionState
from bot.services.casebook import Record
from bot.services.conversation import conversation
from bot.services.people import People, Person
from bot.services.vault import Vault
from bot.storage import cases, recusals, sanctions
from bot.storage.port import Database, Reader

_UNFINISHED: Final = (SanctionState.ACTIVE, SanctionState.LIFTING)
_MENTION: Final = re.compile(r"<@!?(\d{15,20})>")


@dataclass(slots=True)
class Recusal:
    """Tells whether somebody is the target, a reporter, mentioned, or in the captured messages of a case."""

    database: Database
    people: People
    vault: Vault

    async def involved(self, case: Case, who: UserId) -> bool:
        """Return whether this person is involved in the case."""
        subject = await self.people.get(case.person)
        async with self.database.reading() as reader:
            return await self._involved(reader, case, subject, who)

    async def visible(self, record: Record, who: UserId) -> Record:
        """Return a record as somebody may see it: without the cases that they are involved in.

        What is in force stays in it, as everybody can see that in the server.
        """
        hidden = {case.number for case in record.cases if await self.involved(case, who)}
        return replace(
            record,
            cases=tuple(each for each in record.cases if each.number not in hidden),
            decisions=tuple(each for each in record.decisions if each.case not in hidden),
        )

    async def hidden(self, guild_id: GuildId, person: PersonId, who: UserId) -> frozenset[int]:
        """Return the cases behind what somebody's sanctions hold that ``who`` is involved in."""
        async with self.database.reading() as reader:
            everything = await sanctions.of_person(reader, guild_id, person)
            numbers = {each.case for each in everything if each.state in _UNFINISHED}
            found = [await cases.get(reader, guild_id, number) for number in numbers]
        return frozenset([case.number for case in found if case and await self.involved(case, who)])

    def reporter(self, guild_id: GuildId, who: UserId) -> str:
        """Return the keyed digest by which somebody's own reports are found."""
        return self.vault.digest("reporter", guild_id, who)

    async def captured(self, reader: Reader, case: Case, who: UserId) -> bool:
        """Return whether somebody is mentioned or took part in the messages that a case keeps."""
        subject = await self.people.get(case.person)
        return who in await self._captured(reader, case.guild_id, case.number, subject)

    async def _involved(self, reader: Reader, case: Case, subject: Person | None, who: UserId) -> bool:
        if subject is not None and subject.user_id == who:
            return True
        digest = self.reporter(case.guild_id, who)
        if await recusals.reported(reader, case.guild_id, case.number, digest):
            return True
        return who in await self._captured(reader, case.guild_id, case.number, subject)

    async def _captured(
        self, reader: Reader, guild_id: GuildId, number: int, subject: Person | None
    ) -> set[UserId]:
        if subject is None or subject.key is None:
            return set()
        found: set[UserId] = set()
        for kind, sealed in await recusals.captured(reader, guild_id, number):
            found |= taking_part(kind, subject.key.text(sealed))
        return found


def taking_part(kind: str, body: str) -> set[UserId]:
    """Return who is mentioned in a kept message, and of the messages around one also who wrote them."""
    lines = conversation(body) if kind == "context" else ()
    found = {int(line["author"]) for line in lines} | {int(each) for each in _MENTION.findall(body)}
    return {UserId(each) for each in found}
