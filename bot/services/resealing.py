"""Opening what came with a piece of a case and sealing it anew under the key of somebody else.

Everything happens in the caller's transaction. A file is taken piece by piece, so that none is ever in memory
whole; what another piece of the case rests on as well stays there, and goes along as a copy.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import from_ms, to_ms
from bot.policy.actions import Json
from bot.policy.ids import PersonId
from bot.policy.records import Case
from bot.services.asking import ANSWER, QUESTION
from bot.services.deciding import Cause
from bot.services.identifiers import opaque
from bot.services.people import Person
from bot.services.pieces import Piece
from bot.services.splitting import last_of_rule, note_hit, note_report
from bot.storage import carrying as store
from bot.storage import case_links, cases, evidence, evidence_files, motions, questions, reports, unsealings
from bot.storage.carrying import Told
from bot.storage.evidence_files import PENDING
from bot.storage.port import Reader, Row, Tx

_SHOWN: Final = "shown"
"""The origin of what a reporter handed in, which belongs to that report alone."""


async def busy(reader: Reader, case: Case, piece: Piece, now: datetime, to: Person | None) -> str | None:
    """Return what a piece waits for, or why it can't be about ``to``, as the end of a key; else None."""
    guild_id, code = case.guild_id, piece.row.get("code")
    held = await store.evidence_of(reader, guild_id, case.number)
    if any(_belongs(row, piece) and row["problem"] == PENDING for row in held):
        return "pending"
    if await motions.open_in(reader, guild_id, case.number):
        return "motion"
    asked = await questions.of_case(reader, guild_id, case.number)
    if any(each.due_at is not None and each.due_at > now and not each.answers for each in asked):
        return "hearing"
    if code is None:
        return None
    if await unsealings.open_of(reader, guild_id, code) is not None:
        return "unsealing"
    took_part = {row["asked_by"] for row in await store.questions_of(reader, guild_id, code)}
    for row in await store.unsealings_of(reader, guild_id, code):
        took_part |= {row["asked_by"], row["decided_by"]}
    return "took_part" if to is not None and to.code in took_part else None


def _belongs(row: Row, piece: Piece) -> bool:
    """Return whether a piece of evidence came with this report, or with what was found at that instant."""
    if piece.reporter:
        return bool(row["report"] == piece.row["code"])
    return row["report"] is None and row["created_at"] == to_ms(piece.kept_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A piece on its way from a case to one about somebody else, whose key ``cause.person`` has."""

    tx: Tx
    cause: Cause
    case: Case
    there: Case
    before: Person
    """Whom the case is about that it leaves."""
    piece: Piece

    async def carry(self, others: list[Piece]) -> None:
        """Move the piece and what came with it; ``others`` are those that stay."""
        await self._evidence([each for each in others if each.message and each.message == self.piece.message])
        if self.piece.reporter:
            await self._report()
        else:
            await self._hit([self.piece, *others])

    async def _report(self) -> None:
        guild_id, code, row = self.cause.guild_id, self.piece.row["code"], self.piece.row
        called = await reports.reporter_number(self.tx, guild_id, self.there.number, self.piece.reporter)
        words = self._anew(row["words"])
        await self._told("reports", code, called, words)
        asked = await store.questions_of(self.tx, guild_id, code)
        for each in asked:
            await self._told("questions", each["number"], called, self._anew(each["words"]))
        for each in await store.unsealings_of(self.tx, guild_id, code):
            await self._told("unsealings", each["number"], called, self._anew(each["reason"]))
        await note_report(self.tx, self.cause, self.case, self.there, self.piece, words)
        await self._notes({each["number"] for each in asked}, called)

    async def _told(self, kind: Told, key: str | int, called: int, words: bytes | None) -> None:
        await store.move_told(
            self.tx, self.cause.guild_id, kind, key, self.there.number, self._to,
            reporter_number=called, words=words,
        )  # fmt: skip

    async def _notes(self, asked: set[int], called: int) -> None:
        """Take what the reporter told and answered along, and the words out of the notes that stay."""
        guild_id, code = self.cause.guild_id, self.piece.row["code"]
        for note in await cases.notes(self.tx, guild_id, self.case.number):
            talk = note["kind"] in (QUESTION, ANSWER) and note["data"].get("question") in asked
            if note["body"] is None or not (talk or note["data"].get("report") == code):
                continue
            if talk or note["kind"] == "report_more":
                data: dict[str, Json] = {**note["data"], "from": self.case.number}
                if talk:
                    data["reporter"] = called
                await cases.add_note(
                    self.tx, guild_id, self.there.number, at=self.cause.now, actor=note["actor"],
                    kind=note["kind"], data=data, body=self._anew(note["body"]),
                )  # fmt: skip
            await store.forget_words(self.tx, guild_id, self.case.number, note["seq"])

    async def _hit(self, standing: list[Piece]) -> None:
        guild_id, row = self.cause.guild_id, self.piece.row
        rule, last = str(row["data"]["rule"]), last_of_rule(self.piece, standing)
        await case_links.move_rule(
            self.tx, guild_id, self.case.number, self.there.number,
            rule=rule, at=self.piece.kept_at, last=last,
        )  # fmt: skip
        body = self._anew(row["body"])
        await note_hit(self.tx, self.cause, self.case, self.there, self.piece, body)
        await store.forget_words(self.tx, guild_id, self.case.number, row["seq"])

    async def _evidence(self, kin: list[Piece]) -> None:
        """Carry the evidence; ``kin`` are the pieces about the same message, which is kept once for all."""
        held = await evidence.known(self.tx, self.cause.guild_id, self.there.number)
        for row in await store.evidence_of(self.tx, self.cause.guild_id, self.case.number):
            own = _belongs(row, self.piece)
            shared = row["origin"] != _SHOWN and any(_belongs(row, each) for each in [*kin, self.piece])
            if not own and not shared:
                continue
            if (row["kind"], row["sha256"]) in held and not row["problem"]:
                if own and not (kin and shared):
                    await evidence_files.drop(self.tx, self.cause.guild_id, row["id"])
            elif kin and shared:
                await self._copy(row)
            else:
                await self._move(row)

    async def _move(self, row: Row) -> None:
        guild_id = self.cause.guild_id
        body, reading = self._anew(row["body"]), self._anew(row["reading"])
        await store.move_evidence(
            self.tx, guild_id, row["id"], self.there.number, self._to, body=body, reading=reading
        )
        async for seq, sealed, _ in self._chunks(row):
            await store.move_chunk(self.tx, guild_id, row["id"], seq, sealed)

    async def _copy(self, row: Row) -> None:
        guild_id, new = self.cause.guild_id, opaque("e")
        report = self.piece.row["code"] if self.piece.reporter else None
        at = from_ms(row["created_at"]) if self.piece.reporter else self.piece.kept_at
        await store.copy_evidence(
            self.tx, guild_id, row["id"], self.there.number, self._to, new=new, report=report, at=to_ms(at),
            body=self._anew(row["body"]), reading=self._anew(row["reading"]),
        )  # fmt: skip
        async for seq, sealed, stored_at in self._chunks(row):
            await evidence_files.add_chunk(self.tx, guild_id, new, seq, sealed, stored_at)

    async def _chunks(self, row: Row) -> AsyncIterator[tuple[int, bytes, int]]:
        """Yield the pieces of a file one by one: place, what is sealed anew, and when it was stored."""
        for seq in range(row["chunks"]):
            piece = await store.chunk(self.tx, self.cause.guild_id, row["id"], seq)
            if piece is not None and (sealed := self._anew(piece["body"])) is not None:
                yield seq, sealed, piece["stored_at"]

    def _anew(self, sealed: bytes | None) -> bytes | None:
        before, now = self.before.key, self.cause.person.key
        if sealed is None or before is None or now is None:
            return None
        return now.seal(before.open(sealed))

    @property
    def _to(self) -> PersonId:
        return self.there.person
