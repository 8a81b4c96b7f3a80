"""The real bot as a process: lost answers, a kind end, a missing intent, damage (F45, F46, F48, F50)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import discord

from bot.exit_codes import ExitCode
from bot.policy.conduct import FALLBACK_CLAUSE
from bot.policy.server import ServerSettings
from bot.storage.port import Database
from tests.faults import interactions, records
from tests.faults.damage import spoil_table
from tests.faults.driver import reading, settings_of
from tests.faults.faults import Fault
from tests.faults.keeper import happened
from tests.faults.server import Server
from tests.faults.stores import prepared
from tests.faults.things import Guild, Interaction
from tests.faults.worker import BOT, Worker
from tests.faults.world import new_guild
from tests.storage.files import read
from tests.storage.locks import holding, on_linux

PATIENCE = 60.0
"""Seconds; how long a start takes says more about the machine than about the bot."""
POST = "POST /channels/{channel_id}/messages"
COMMANDS = "PUT /applications/{application_id}/commands"
EDIT_MEMBER = "PATCH /guilds/{guild_id}/members/{user_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A server with the real bot in it."""

    server: Server
    guild: Guild
    worker: Worker
    database: Database

    async def connected(self) -> None:
        """Wait until the bot listens and has said what its commands are."""
        world, gateway = self.server.world, self.server.gateway
        if not await happened(lambda: bool(any(world.commands.values()) and gateway.live), PATIENCE):
            raise AssertionError(f"the bot never came; its log:\n{self.worker.tail()}")

    def order(self, name: str, **options: str) -> Interaction:
        """Let the moderator use a command on the first member."""
        moderator, member = [member.user for member in self.guild.members.values()][2:4]
        channel = next(iter(self.guild.channels.values()))
        given = {"member": member.id, "reason": "Please stay kind.", "clause": FALLBACK_CLAUSE, **options}
        return interactions.command(self.server.world, self.guild, channel, moderator, name, given)

    async def done(self) -> list[records.Intent]:
        """Return all intents once nothing is left to do."""
        for _ in range(100):
            found = (await records.read(self.database)).intents
            if found and all(intent.state == "done" for intent in found):
                return list(found)
            await happened(lambda: False, 0.1)
        raise AssertionError(f"something is left to do; the bot's log:\n{self.worker.tail()}")


@asynccontextmanager
async def scene(folder: Path, close_with: int = 0) -> AsyncIterator[Scene]:
    async with Server() as server:
        server.gateway.close_with = close_with
        guild = new_guild(server.world, "school", ("general", "queue", "log"), 2)
        _, queue, log = guild.channels
        settings = {guild.id: ServerSettings(queue_channel=queue, log_channel=log)}
        async with prepared("sqlite", folder, settings) as url, reading(url) as database:
            worker = Worker(BOT, settings_of(server, url), folder / "bot.log")
            await worker.start()
            try:
                yield Scene(server=server, guild=guild, worker=worker, database=database)
            finally:
                await worker.kill()


async def test_a_message_whose_answer_got_lost_is_sent_once(tmp_path: Path) -> None:
    """F48: cut before the act it is sent again; cut after it, Discord drops the repeat by its nonce."""
    async with scene(tmp_path) as here:
        await here.connected()
        here.server.script.at[POST] = [Fault.CUT_BEFORE, Fault.CUT_AFTER]
        warned = here.order("warn")
        assert await happened(warned.answered.is_set, PATIENCE)
        intents = await here.done()

        nonces = [act.detail["nonce"] for act in here.server.ledger.acts if act.kind == "message"]
        assert here.server.ledger.faults == {Fault.CUT_BEFORE: 1, Fault.CUT_AFTER: 1}
        assert sorted(nonces) == sorted(intent.id for intent in intents)


async def test_a_mute_that_arrived_counts_though_the_right_to_it_was_lost_since(tmp_path: Path) -> None:
    """F11: the answer got lost, the next try is refused; Discord shows that it holds, so they hear of it."""
    async with scene(tmp_path) as here:
        await here.connected()
        here.server.script.at[EDIT_MEMBER] = [Fault.CUT_AFTER]
        here.order("mute", duration="2h")
        assert await happened(lambda: Fault.CUT_AFTER in here.server.ledger.faults, PATIENCE)
        for each in here.guild.members[here.server.world.me.id].roles:
            here.guild.roles[each].permissions = discord.Permissions(
                view_channel=True, send_messages=True
            ).value

        kinds = {one.kind: one.attempts for one in await here.done()}
        assert kinds["set_timeout"] > 1
        assert kinds["send_notice"] == 1


async def test_a_kind_end_finishes_what_is_under_way(tmp_path: Path) -> None:
    """F50: the mute is done, and so it stands in the books, before the process ends."""
    async with scene(tmp_path) as here:
        await here.connected()
        here.server.script.late_by = 1.0
        here.server.script.at[EDIT_MEMBER] = [Fault.LATE]
        here.order("mute", duration="2h")
        assert await happened(lambda: Fault.LATE in here.server.ledger.faults, PATIENCE)

        assert await here.worker.stop(within=30) == ExitCode.OK
        found = await records.read(here.database)
        assert [one.state for one in found.intents if one.kind == "set_timeout"] == ["done"]


async def test_a_kind_end_in_the_middle_of_a_start_is_no_fault(tmp_path: Path) -> None:
    """F50: a service manager that thinks again finds no traceback and no exit status of a failure."""
    async with scene(tmp_path) as here:
        here.server.script.late_by = 2.0
        here.server.script.at[COMMANDS] = [Fault.LATE, Fault.LATE]
        assert await happened(lambda: Fault.LATE in here.server.ledger.faults, PATIENCE)

        assert await here.worker.stop(within=30) == ExitCode.OK
        assert "Traceback" not in here.worker.tail()


async def test_a_missing_intent_is_explained_and_not_tried_again(tmp_path: Path) -> None:
    """F45."""
    async with scene(tmp_path, close_with=4014) as here:
        await here.worker.wait()
        assert here.worker.exit_code == ExitCode.SETTINGS
        assert "turn on “Server Members Intent” and “Message Content Intent”" in here.worker.tail()
        assert "Traceback" not in here.worker.tail()


async def test_a_damaged_database_is_explained_and_left_alone(tmp_path: Path) -> None:
    """F46: at the start, and not only once somebody touches what is damaged."""
    async with Server() as server, prepared("sqlite", tmp_path, {}) as url:
        spoil_table(Path(url), "evidence")
        before = read(Path(url))
        worker = Worker(BOT, settings_of(server, url), tmp_path / "bot.log")
        await worker.start()
        try:
            assert await happened(lambda: not worker.running, PATIENCE), worker.tail()
        finally:
            await worker.kill()

        assert worker.exit_code == ExitCode.SETTINGS
        assert f"The database {url} is damaged; keep the file and run `steward restore`" in worker.tail()
        assert "Traceback" not in worker.tail()
        assert read(Path(url)) == before


@on_linux
async def test_a_lock_that_a_frozen_process_keeps_is_said_and_waited_for(tmp_path: Path) -> None:
    """F23: nobody can take SQLite's lock from it; who waits says what to do, and comes once it is free."""
    async with Server() as server, prepared("sqlite", tmp_path, {}) as url:
        new_guild(server.world, "school", ("general",), 1)
        worker = Worker(BOT, settings_of(server, url), tmp_path / "bot.log")
        try:
            async with holding(Path(url)) as frozen:
                await worker.start()
                said = f"held by process {frozen.pid} "
                assert await happened(lambda: said in worker.tail(), 3 * PATIENCE), worker.tail()
                assert worker.running
                assert not server.gateway.live
            assert await happened(lambda: bool(server.gateway.live), 2 * PATIENCE), worker.tail()
        finally:
            await worker.kill()
