"""How far channels and audit logs were read: the marks only ever move on."""

from __future__ import annotations

from bot.policy.ids import GuildId
from bot.storage import watermarks
from bot.storage.port import Database

GUILD, OTHER = GuildId(1), GuildId(2)


async def test_a_mark_never_goes_back_and_is_its_servers_own(database: Database) -> None:
    for entry, message in ((30, 300), (20, 200)):
        async with database.transaction() as tx:
            await watermarks.put_audit(tx, GUILD, entry)
            await watermarks.put(tx, GUILD, {7: message})
    async with database.reading() as reader:
        assert await watermarks.audit_of(reader, GUILD) == 30
        assert await watermarks.of_guild(reader, GUILD) == {7: 300}
        assert await watermarks.audit_of(reader, OTHER) is None
