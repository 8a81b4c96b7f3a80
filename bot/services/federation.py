"""Links servers that trust each other: who has a seat in which federation, and how one gets it (M36)."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.policy.federation import INVITATION, MOST_SERVERS, Seat
from bot.policy.ids import GuildId, PersonId, UserId
from bot.services.identifiers import invitation_code, opaque
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.vault import Vault
from bot.storage import federation as store
from bot.storage import journal
from bot.storage.port import Database, Tx
from bot.storage.servers import lock


@dataclass(slots=True)
class Federation:
    """Seats and invitations."""

    database: Database
    clock: Clock
    people: People
    vault: Vault
    is_ours: Callable[[GuildId], bool] = lambda guild_id: True
    """Whether the bot is still on a server."""

    async def seat(self, guild_id: GuildId) -> tuple[Seat, tuple[Seat, ...]] | None:
        """Return a server's seat and those of the others; None when it has none."""
        async with self.database.reading() as reader:
            own = await store.seat(reader, guild_id)
            found = [] if own is None else await store.seats(reader, own.federation)
        if own is None:
            return None
        return own, tuple(each for each in found if each.guild_id != guild_id and self.is_ours(each.guild_id))

    async def found(self, guild_id: GuildId, actor: UserId, name: str) -> Seat | Unmoved:
        """Begin a federation with this server as its first."""
        wanted = Seat(guild_id=guild_id, federation=opaque("f"), name=name)
        by = await self.people.ensure(actor)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            return await self._take(tx, wanted, by.code, "federation.founded")

    async def invite(self, guild_id: GuildId, actor: UserId) -> str | Unmoved:
        """Return a code by which one other server can join; only its digest is kept."""
        by = await self.people.ensure(actor)
        code, now = invitation_code(), self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            own = await store.seat(tx, guild_id)
            if own is None:
                return Unmoved(key="no_federation")
            if len(await store.seats(tx, own.federation)) >= MOST_SERVERS:
                return Unmoved(key="federation_full", values={"most": MOST_SERVERS})
            await store.invite(tx, own, self._digest(code), by.code, now + INVITATION)
            await self._note(tx, guild_id, by.code, "federation.invited", own)
        return code

    async def join(self, guild_id: GuildId, actor: UserId, code: str) -> Seat | Unmoved:
        """Take a seat by a code that another server gave out."""
        digest, now = self._digest(code), self.clock.now()
        async with self.database.reading() as reader:
            host = await store.invitation(reader, digest, now)
            own = await store.seat(reader, guild_id)
        if own is not None:
            return Unmoved(key="federation_already", values={"name": own.name})
        if host is None or host.guild_id == guild_id:
            return Unmoved(key="no_invitation")
        by = await self.people.ensure(actor)
        # The host's row first: a code that is used up and led nowhere is a smaller harm than one used twice.
        async with self.database.transaction() as tx:
            if not await store.use(tx, host.guild_id, digest, now):
                return Unmoved(key="no_invitation")
        wanted = Seat(guild_id=guild_id, federation=host.federation, name=host.name)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            return await self._take(tx, wanted, by.code, "federation.joined")

    async def leave(self, guild_id: GuildId, actor: UserId) -> Seat | Unmoved:
        """Give this server's seat up; cases that came by it stay."""
        by = await self.people.ensure(actor)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            own = await store.seat(tx, guild_id)
            if own is None:
                return Unmoved(key="no_federation")
            await store.leave(tx, guild_id)
            await self._note(tx, guild_id, by.code, "federation.left", own)
        return own

    async def _take(self, tx: Tx, wanted: Seat, by: PersonId, verb: str) -> Seat | Unmoved:
        if not await store.take(tx, wanted, by, self.clock.now()):
            own = await store.seat(tx, wanted.guild_id)
            return Unmoved(key="federation_already", values={"name": own.name if own else ""})
        await self._note(tx, wanted.guild_id, by, verb, wanted)
        return wanted

    async def _note(self, tx: Tx, guild_id: GuildId, by: PersonId, verb: str, seat: Seat) -> None:
        about = f"federation:{seat.federation}"
        await journal.append(tx, guild_id, at=self.clock.now(), actor=by, verb=verb, about=about, data={})

    def _digest(self, code: str) -> str:
        return self.vault.digest("federation", code.strip().upper())
