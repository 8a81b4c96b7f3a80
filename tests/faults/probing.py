"""Sets the stage for trying the server with the small probe bot."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults import acts_messages, interactions
from tests.faults.keeper import happened
from tests.faults.server import TOKEN, Server
from tests.faults.things import Channel, Guild, Interaction, User
from tests.faults.worker import PROBE, Worker
from tests.faults.world import new_guild

PATIENCE = 8.0
"""Seconds after which a wait in a test has failed; what is waited for takes well under one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A server of five members with a running probe bot."""

    server: Server
    worker: Worker
    guild: Guild
    channel: Channel
    moderator: User
    member: User

    def say(self, words: str) -> None:
        """Let the member write in the channel."""
        acts_messages.write(self.server.world, self.channel, self.member, {"content": words})

    def mute(self) -> Interaction:
        """Let the moderator use the command."""
        options = {"member": self.member.id, "minutes": 5}
        return interactions.command(
            self.server.world, self.guild, self.channel, self.moderator, "mute", options
        )

    def heard(self, words: str) -> int:
        """Return how often the bot has said something."""
        acts = [act for act in self.server.ledger.acts if act.kind == "message" and act.by_bot]
        return sum(act.detail["said"] == words for act in acts)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds; fails with the bot's log when it never does."""
        if not await happened(true, PATIENCE):
            raise AssertionError(f"never happened; the bot's log:\n{self.worker.tail()}")

    async def connected(self) -> None:
        """Wait until the bot listens."""
        await self.until(lambda: bool(self.server.gateway.live))


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """Start server and probe bot, and kill the bot at the end."""
    async with Server() as server:
        guild = new_guild(server.world, "school", ("general",), 5)
        users = [member.user for member in guild.members.values()]
        settings = {
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_BASE": server.api_base,
            "DISCORD_GATEWAY_URL": server.gateway_url,
        }
        worker = Worker(PROBE, settings, folder / "bot.log")
        stage = Stage(
            server=server,
            worker=worker,
            guild=guild,
            channel=next(iter(guild.channels.values())),
            moderator=users[2],
            member=users[3],
        )
        await worker.start()
        try:
            await stage.connected()
            yield stage
        finally:
            await worker.kill()
