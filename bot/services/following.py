"""Later edits of reported messages: each is a further version beside the first, which stays as it was.

Every edit is looked at, so the look is one set lookup; only of a message that somebody reported is the
database asked.
"""

from dataclasses import dataclass, field

from bot.clock import Clock
from bot.policy.ids import CaseNumber, GuildId, MessageId, PersonId, ReportCode
from bot.policy.records import MACHINE, Case
from bot.services import deciding
from bot.services.causes import cause_now
from bot.services.deciding import Cause
from bot.services.enforcement import Enforcement
from bot.services.orders import NewEvidence
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.servers import Servers
from bot.services.vault import sha256
from bot.storage import cases, evidence
from bot.storage import followed as store
from bot.storage.port import Database, Tx
from bot.storage.servers import lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a message says after an edit."""

    guild_id: GuildId
    message_id: MessageId
    text: str

    @property
    def key(self) -> str:
        """Return the natural key by which a second delivery is known; the same words say nothing new."""
        return f"edit:{self.message_id}:{sha256(self.text.encode('utf-8', 'replace'))[:16]}"


@dataclass(slots=True)
class Following:
    """Knows which messages are followed, and keeps what becomes of them."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    _followed: set[tuple[int, int]] = field(default_factory=set)

    async def load(self) -> None:
        """Read which messages open reports are about; called once at start."""
        async with self.database.reading() as reader:
            self._followed = await store.everything(reader)

    def follow(self, guild_id: int, message_id: int) -> None:
        """Follow a message from now on."""
        self._followed.add((guild_id, message_id))

    def follows(self, guild_id: int, message_id: int) -> bool:
        """Return whether edits of a message are kept; nearly always not."""
        return (guild_id, message_id) in self._followed

    async def keep(self, edit: Edit) -> None:
        """Keep an edit as a further version in each open case about the message."""
        done: set[tuple[CaseNumber, PersonId, ReportCode]] = set()
        while new := set(found := await self._cases(edit)) - done:
            for number, person, report in found:
                await self._keep(edit, number, person, report)
            # Looked at again, as a report can go to another case meanwhile.
            done |= new
        if not found:
            # Everything about it is decided.
            self._followed.discard((edit.guild_id, edit.message_id))

    async def _cases(self, edit: Edit) -> list[tuple[CaseNumber, PersonId, ReportCode]]:
        async with self.database.reading() as reader:
            return await store.cases_of(reader, edit.guild_id, edit.message_id)

    async def _keep(self, edit: Edit, number: CaseNumber, code: PersonId, report: ReportCode) -> None:
        person = await self.people.get(code)
        if person is None:
            return
        cause = cause_now(self, edit.guild_id, f"{edit.key}:{number}", person=person, actor=MACHINE)
        async with self.database.transaction() as tx:
            await lock(tx, edit.guild_id)
            case = await cases.get(tx, edit.guild_id, number)
            known = await cases.cause(tx, edit.guild_id, cause.key)
            there = await store.cases_of(tx, edit.guild_id, edit.message_id)
            if case is None or known is not None or (number, code, report) not in there:
                return
            orders = await self._write(tx, cause, case, edit, report)
        await self.enforcement.drain(edit.guild_id, *orders)

    async def _write(
        self, tx: Tx, cause: Cause, case: Case, edit: Edit, report: ReportCode
    ) -> tuple[str, ...]:
        body = edit.text.encode("utf-8", "replace")
        if ("message", sha256(body)) in await evidence.known(tx, edit.guild_id, case.number):
            # A link preview, or an edit back to what is kept already.
            return ()
        version = 1 + await store.last_version(tx, edit.guild_id, case.number, edit.message_id)
        new = NewEvidence(kind="message", media_type="text/plain", body=body, version=version)
        await deciding.keep_evidence(tx, cause, case, (new,), report)
        await cases.add_note(
            tx, edit.guild_id, case.number, at=cause.now, actor=MACHINE, kind="edited",
            data={"report": report, "version": version},
        )  # fmt: skip
        await cases.add_cause(tx, edit.guild_id, cause.key, case.number, None, cause.now)
        plan = Plan(guild_id=edit.guild_id, cause=cause.key, person=cause.person.code, case=case.number)
        plan.post_case()
        return await plan.write(tx, cause.now)
