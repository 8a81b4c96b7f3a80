"""Files in pieces, on both engines: complete or not, never half."""

from __future__ import annotations

from bot.clock import to_ms
from bot.policy.ids import ReportCode
from bot.storage import evidence, followed, privacy
from bot.storage import evidence_files as files
from bot.storage.port import Database
from tests.storage.factories import GUILD, MINUTE, MIRA, NOW, TOVE, with_case
from tests.storage.test_evidence import item
from tests.storage.test_reports import filled

AT = to_ms(NOW)


async def begun(database: Database, *names: str) -> None:
    async with database.transaction() as tx:
        for name in names:
            await evidence.add(tx, GUILD, item(name, kind="attachment", problem=files.PENDING), None)
            for seq in range(2):
                await files.add_chunk(tx, GUILD, name, seq, bytes([seq]), AT)


async def done(database: Database, name: str) -> bool:
    async with database.transaction() as tx:
        return await files.complete(
            tx, GUILD, name, media_type="image/png", size=9, sha256="a", received="b", chunks=2
        )


async def test_a_file_is_complete_once_its_row_says_so(database: Database) -> None:
    await with_case(database)
    await begun(database, "e-1")
    assert await done(database, "e-1")
    assert not await done(database, "e-1"), "nobody waits for it any more"
    async with database.transaction() as tx:
        await files.note_reading(tx, GUILD, "e-1", MIRA, b"sealed", "same")
        # It went to somebody else's case while it was read.
        await files.note_reading(tx, GUILD, "e-1", TOVE, b"other", "other")
    async with database.reading() as reader:
        found = await files.get(reader, GUILD, "e-1")
        assert found is not None
        assert (found.problem, found.chunks, found.size, found.received) == ("", 2, 9, "b")
        assert (found.reading, found.agreement) == (b"sealed", "same")
        assert [await files.chunk(reader, GUILD, "e-1", seq) for seq in range(3)] == [b"\0", b"\1", None]


async def test_what_fails_or_never_comes_leaves_no_pieces(database: Database) -> None:
    await with_case(database)
    await begun(database, "e-1", "e-2", "e-3")
    async with database.transaction() as tx:
        await files.fail(tx, GUILD, "e-1", "bomb", "b")
        await files.drop(tx, GUILD, "e-2")
        assert await files.give_up(tx, AT) == 0
        assert await files.give_up(tx, AT + 1) == 1
        assert await privacy.end_term(tx, "files", AT + 1) == 2
    async with database.reading() as reader:
        found = await evidence.of_case(reader, GUILD, 1)
        assert {each.id: each.problem for each in found} == {"e-1": "bomb", "e-3": "interrupted"}
        assert await files.chunk(reader, GUILD, "e-3", 0) is None


async def test_pieces_go_with_their_term(database: Database) -> None:
    await with_case(database)
    await begun(database, "e-1")
    await done(database, "e-1")
    later = to_ms(NOW + MINUTE)
    async with database.transaction() as tx:
        assert await privacy.end_term(tx, "files", later) == 0
        await tx.execute("UPDATE cases SET state = 'decided'")
        assert await privacy.end_term(tx, "evidence", later) == 1
        assert await privacy.end_term(tx, "files", later) == 2


async def test_followed_messages_are_those_of_open_reports(database: Database) -> None:
    await filled(database)
    async with database.transaction() as tx:
        row = item("e-1", report=ReportCode("R-1"), version=3)
        await evidence.add(tx, GUILD, row, b"sealed")
    async with database.reading() as reader:
        ((guild, message),) = await followed.everything(reader)
        assert guild == GUILD
        assert [(number, code) for number, _, code in await followed.cases_of(reader, GUILD, message)] == [
            (1, "R-1")
        ]
        assert await followed.last_version(reader, GUILD, 1, message) == 3
        assert await followed.last_version(reader, GUILD, 2, message) == 0
    async with database.transaction() as tx:
        await tx.execute("UPDATE reports SET state = 'other'")
    async with database.reading() as reader:
        assert await followed.everything(reader) == set()
