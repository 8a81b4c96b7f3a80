"""A small bot with real discord.py networking, to try the server before and beside the real one.

Run as a process: ``python -m tests.faults.probe_bot``. It answers "!ping", times out on "/mute", sends a
message with a fixed nonce on "!once", and bans on "!ban"; enough to see each kind of fault pass by.
"""

import asyncio
import os
from datetime import timedelta

import discord
from discord import app_commands
from discord.http import Route

from bot.endpoints import apply_endpoints
from bot.first_answers import answer_surely


class Probe(discord.Client):
    """The bot under trial."""

    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.members = True
        intents.message_content = True
        super().__init__(
            intents=intents,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.2,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="mute", description="Mute a member")(mute)

    async def on_message(self, message: discord.Message) -> None:
        """Do what the words ask for."""
        if message.content == "!ping":
            await message.channel.send("pong")
        elif message.content == "!once":
            await message.channel.send("once", nonce="fixed-nonce")
        elif message.content == "!ban" and message.guild is not None:
            await message.guild.ban(message.author, reason="asked for", delete_message_seconds=0)
        elif message.content == "!wrong":
            route = Route("PATCH", "/channels/{channel_id}", channel_id=message.channel.id)
            await self.http.request(route, json={"rate_limit_per_user": "soon"})
        elif message.content == "!nowhere":
            await self.http.request(Route("GET", "/nowhere"))


async def mute(interaction: discord.Interaction[Probe], member: discord.Member, minutes: int) -> None:
    """Time a member out, then say so."""
    await interaction.response.defer(ephemeral=True)
    await member.timeout(timedelta(minutes=minutes), reason="probe")
    await interaction.followup.send(f"Muted {member.name}.", ephemeral=True)


async def main() -> None:
    """Run until killed."""
    discord.utils.setup_logging()
    answer_surely()
    probe = Probe()
    apply_endpoints(probe, os.environ["DISCORD_API_BASE"], os.environ["DISCORD_GATEWAY_URL"])
    async with probe:
        await probe.login(os.environ["DISCORD_TOKEN"])
        await probe.tree.sync()
        await probe.connect()


if __name__ == "__main__":
    asyncio.run(main())
