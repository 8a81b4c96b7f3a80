"""Opening the services: the database brought up to date, owned by one process, and closed in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Final

import discord

from bot.app import Services, wire
from bot.clock import Clock
from bot.errors import StewardError
from bot.services.ownership import OwnedDatabase, keep, new_owner, wait_for_turn
from bot.services.standby import Standby
from bot.settings import Settings
from bot.storage import leases
from bot.storage.leases import Lease
from bot.storage.migrate import load_migrations, migrate, pending
from bot.storage.port import Database, open_database

_log = logging.getLogger("steward")
SLOT: Final = "slot-0"
"""The lease of who may write."""


class DiscordClock:
    """The clock of discord.py, which is the real one outside a simulation and the virtual one inside."""

    def now(self) -> datetime:
        """Return the present instant as aware UTC."""
        return discord.utils.utcnow()


@asynccontextmanager
async def open_services(
    settings: Settings, client: discord.Client, *, end_with: Callable[[StewardError], None] | None = None
) -> AsyncIterator[Services]:
    """Open the database, bring it up to date, and give the services; close everything afterwards.

    With ``end_with`` this waits until no other process owns the database (F23); it is told when the process
    must end, for the lease was lost or the database is damaged.
    """
    clock = DiscordClock()
    database = await open_database(settings.database)
    async with AsyncExitStack() as exit_:
        exit_.push_async_callback(database.close)
        migrations = load_migrations()
        if end_with is not None and await pending(database, migrations):
            await Standby(database, SLOT, _log.error).until_free()
        await migrate(database, migrations, clock.now())
        fence = 1
        if end_with is not None:
            lease = await exit_.enter_async_context(_owned(database, clock, end_with))
            database, fence = OwnedDatabase(database, lease, end_with), lease.fence
        services = wire(settings, client, database, clock, fence)
        await services.servers.load()
        await services.rules.load()
        await services.no_contact.load()
        await services.contacts.load()
        await services.intake.following.load()
        await services.pronouns.load()
        await services.timezones.load()
        exit_.push_async_callback(_put_down, services)
        yield services


async def _put_down(services: Services) -> None:
    """Write down what is only in memory, and end threads."""
    await services.rules.flush()
    await services.watermarks.flush(at_once=True)
    if services.text_model is not None:
        services.text_model.close()


@asynccontextmanager
async def _owned(
    database: Database, clock: Clock, end_with: Callable[[StewardError], None]
) -> AsyncIterator[Lease]:
    owner = new_owner()
    lease = await wait_for_turn(
        database,
        clock,
        owner,
        SLOT,
        lambda held: _log.warning("The database belongs to %s; standing by until it is free.", held.owner),
        _log.error,
    )
    keeper = asyncio.get_running_loop().create_task(_keep(database, clock, lease, end_with))
    try:
        yield lease
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        await leases.release(database, lease)


async def _keep(
    database: Database, clock: Clock, lease: Lease, end_with: Callable[[StewardError], None]
) -> None:
    try:
        await keep(database, clock, lease)
    except StewardError as error:
        end_with(error)
