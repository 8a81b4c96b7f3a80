"""The services as the bot composes them, with a Discord in memory that takes as long as the real one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot import paths
from bot.i18n import Catalogue
from bot.policy.actions import ActionKind, Command, Outcome
from bot.policy.authority import Permission, Standing
from bot.policy.ids import GuildId, UserId
from bot.policy.server import ServerSettings
from bot.services.advice import Advice
from bot.services.casebook import Casebook
from bot.services.conduct import ConductBook
from bot.services.deadlines import Deadlines
from bot.services.effects import Effects
from bot.services.enforcement import Enforcement
from bot.services.moderation import Moderation
from bot.services.people import People
from bot.services.recipients import Recipients
from bot.services.schedule import Alarm, Schedule
from bot.services.scribe import Scribe
from bot.services.servers import Servers
from bot.services.simulation import SimulatedPerformer
from bot.services.vault import Vault
from bot.storage import servers as store
from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import Database, open_database

ANSWER: Final = 0.08
"""Seconds that Discord takes to answer a call, a usual value."""
MODERATOR: Final = Standing(user_id=UserId(11), top_role=5, permissions=Permission.MODERATE | Permission.BAN)
ME: Final = Standing(user_id=UserId(1), top_role=50, is_bot=True, is_me=True, permissions=Permission.ADMIN)


class RealClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant as aware UTC."""
        return datetime.now(UTC)  # noqa: TID251 - a measurement is of real time


@dataclass(slots=True)
class SlowPerformer:
    """Carries out commands in memory after the time that Discord takes, and notes when an act arrived."""

    inner: SimulatedPerformer
    reached: dict[tuple[GuildId, UserId | None, ActionKind], datetime]

    async def perform(self, command: Command) -> Outcome:
        """Do it once."""
        self.reached.setdefault((command.guild_id, command.user_id, command.kind), self.inner.clock.now())
        await asyncio.sleep(ANSWER)
        return await self.inner.perform(command)


@dataclass(slots=True)
class Composed:
    """What the benchmarks use."""

    database: Database
    clock: RealClock
    people: People
    servers: Servers
    performer: SlowPerformer
    moderation: Moderation
    schedule: Schedule


@asynccontextmanager
async def composed(url: str, guilds: tuple[GuildId, ...], fence: int = 1) -> AsyncIterator[Composed]:
    """Open a database and compose the services on it, as at a start of the bot."""
    database = await open_database(url)
    try:
        clock = RealClock()
        await migrate(database, load_migrations(), clock.now())
        await _set_up(database, guilds)
        yield await compose(database, clock, fence)
    finally:
        await database.close()


async def _set_up(database: Database, guilds: tuple[GuildId, ...]) -> None:
    chosen = ServerSettings(queue_channel=51, log_channel=52)
    async with database.transaction() as tx:
        for guild_id in guilds:
            await store.put_settings(tx, guild_id, chosen.to_json(), 0)


async def compose(database: Database, clock: RealClock, fence: int) -> Composed:
    """Compose the services and read what the bot reads at its start."""
    vault, alarm = Vault(bytes(32)), Alarm()
    conduct = ConductBook.load(paths.data_dir() / "conduct").default
    people, servers = People(database, vault, clock), Servers(database, clock)
    performer = SlowPerformer(SimulatedPerformer(clock), {})
    scribe = Scribe(
        database=database,
        people=people,
        servers=servers,
        conduct=conduct,
        catalogue=Catalogue.load(paths.data_dir() / "locales"),
        casebook=Casebook(database, clock, people, servers, Advice(conduct)),
        server_name=lambda guild_id: "Lighthouse",
    )
    enforcement = Enforcement(
        database=database,
        clock=clock,
        performer=performer,
        recipients=Recipients(database, people, vault),
        scribe=scribe,
        effect=Effects(),
        owner="bench",
        fence=fence,
        alarm=alarm.by,
    )
    await servers.load()
    return Composed(
        database=database,
        clock=clock,
        people=people,
        servers=servers,
        performer=performer,
        moderation=Moderation(database, clock, people, servers, enforcement, conduct, alarm.by),
        schedule=Schedule(
            database, clock, Deadlines(database, clock, people, servers, enforcement), enforcement, alarm
        ),
    )


def place_for_databases() -> Path:
    """Return a folder on the disk that the bot's own database is on: a file in memory would flatter."""
    folder = paths.state_dir() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
