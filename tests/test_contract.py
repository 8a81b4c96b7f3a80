"""The contract with Discord: the judge catches what it must, and what discord.py sends for us passes it."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands, ui
from discord.ext import commands
from typing_extensions import override

from tests.openapi import SPEC, violations

pytestmark = pytest.mark.skipif(not SPEC.is_file(), reason="Discord's description is not beside the checkout")


@dataclass(frozen=True)
class Sent:
    method: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    json: Any = None


WRONG = [
    (Sent("GET", "/guilds/1/bananas"), "no such route"),
    (Sent("TRACE", "/guilds/1"), "no such route"),
    (Sent("POST", "/channels/general/messages", json={"content": "a"}), "path channel_id"),
    (Sent("POST", "/channels/1/messages", json={"content": "a" * 4001}), "body.content"),
    (Sent("POST", "/channels/1/messages", json={"content": 5}), "body.content"),
    (Sent("POST", "/channels/1/messages", json={"contents": "a"}), "contents"),
    (Sent("POST", "/channels/1/messages", json={"embeds": [{"colour": 1}]}), "body.embeds[].colour"),
    (Sent("POST", "/channels/1/messages", json={"nonce": "n" * 26}), "body.nonce"),
    (Sent("PUT", "/guilds/1/bans/2", json={"delete_message_seconds": 604_801}), "maximum of 604800"),
    (Sent("PATCH", "/guilds/1/members/2", json={"communication_disabled_until": "soon"}), "date-time"),
    (Sent("PUT", "/channels/1/permissions/2", json={"type": 7, "allow": "0"}), "body.type"),
    (Sent("POST", "/interactions/1/abc/callback", json={"type": 99}), "body.type"),
    (
        Sent("POST", "/interactions/1/abc/callback", json={"type": 4, "data": {"flags": "x"}}),
        "body.data.flags",
    ),
    (Sent("GET", "/guilds/1/bans", params={"limit": 1001}), "query limit"),
    (Sent("GET", "/guilds/1/bans", params={"lim": 1}), "query lim"),
    (Sent("DELETE", "/channels/1/messages/2", json={"why": "x"}), "takes none"),
]


@pytest.mark.parametrize(("sent", "said"), WRONG, ids=lambda value: getattr(value, "path", None))
def test_a_request_that_discord_would_refuse_is_caught(sent: Sent, said: str) -> None:
    lines = violations([sent])
    assert all(line.startswith(f"{sent.method} {sent.path}: ") for line in lines)
    assert any(said in line for line in lines)


RIGHT = [
    Sent("POST", "/channels/1/messages", json={"content": "a", "nonce": "123", "flags": "64"}),
    Sent("POST", "/channels/1/messages", json={"allowed_mentions": {"users": [5, "6"]}}),
    Sent("PUT", "/guilds/1/bans/2"),
    Sent("PUT", "/channels/1/permissions/2", json={"type": 1, "allow": "0", "deny": "1024"}),
    Sent("GET", "/guilds/1/bans", params={"limit": "10", "after": 7}),
    Sent("PUT", "/guilds/1/bans/2", params={"delete_message_seconds": 60}),
    Sent("GET", "/users/@me"),
]


@pytest.mark.parametrize("sent", RIGHT, ids=lambda sent: sent.path)
def test_a_request_that_discord_takes_passes(sent: Sent) -> None:
    assert violations([sent]) == []


def test_no_known_difference_excuses_another_field() -> None:
    for sent in (
        Sent("PUT", "/guilds/1/bans/2", params={"delete_messages": 60}),
        Sent("PUT", "/channels/1/permissions/2", json={"id": 2, "user": 2}),
        Sent("PATCH", "/channels/1/messages/2", json={"tts": False, "nonce": "a"}),
    ):
        assert len(violations([sent])) == 1


class Form(ui.Modal, title="Report a message"):
    """A form with each kind of field that reports use."""

    words: ui.Label[Any] = ui.Label(text="In your words", component=ui.TextInput(max_length=500))
    kind: ui.Label[Any] = ui.Label(
        text="What is it about?", component=ui.Select(options=[discord.SelectOption(label="Other")])
    )
    proof: ui.Label[Any] = ui.Label(text="Screenshot", component=ui.FileUpload(required=False))


class Buttons(ui.View):
    """A button and a select menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Button(label="Lift", custom_id="case:1:lift"))
        self.add_item(ui.Select(options=[discord.SelectOption(label="One day")], custom_id="case:1:for"))


class Speaker(commands.Bot):
    """Sends one of each thing that a moderator bot sends."""

    def __init__(self) -> None:
        super().__init__("!", intents=discord.Intents.all())

    @override
    async def setup_hook(self) -> None:
        @self.tree.command(description="Warn a member")
        @app_commands.describe(days="for how long", proof="a screenshot")
        @app_commands.default_permissions(moderate_members=True)
        async def warn(
            interaction: discord.Interaction[Any],
            member: discord.Member,
            days: app_commands.Range[int, 1, 28],
            proof: discord.Attachment | None = None,
        ) -> None:
            await interaction.response.defer(ephemeral=True)
            await interaction.edit_original_response(content="Case 1", view=Buttons())
            await interaction.followup.send("Noted", ephemeral=True)

        @self.tree.context_menu(name="Report message")
        async def report(interaction: discord.Interaction[Any], message: discord.Message) -> None:
            await interaction.response.send_modal(Form())

        @warn.autocomplete("days")
        async def days(_: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[Any]]:
            return [app_commands.Choice(name="a week", value=7)]

        await self.tree.sync()


@pytest.fixture
def simcord_bot() -> Speaker:
    return Speaker()


async def test_what_discord_py_sends_for_messages_passes(simcord_env: simcord.Env) -> None:
    guild = simcord_env.create_guild()
    channel = simcord_env.bot.get_channel(guild.create_text_channel("general").id)
    assert isinstance(channel, discord.TextChannel)
    embed = discord.Embed(title="Case 1", description="Spam", colour=3).add_field(name="Clause", value="4.2")
    file = discord.File(io.BytesIO(b"text"), filename="evidence.txt")
    sent = await channel.send(
        "Hello", embed=embed.set_footer(text="Rule 3"), view=Buttons(), file=file, nonce="a-1"
    )
    await sent.edit(content="Edited", embed=None, view=None, allowed_mentions=discord.AllowedMentions.none())
    await sent.reply("Seen", mention_author=False)
    await sent.pin(reason="Evidence")
    await sent.add_reaction("👍")
    thread = await sent.create_thread(name="Talk")
    await thread.send("Inside")
    await sent.delete()
    assert violations(simcord_env.http_requests) == []


async def test_what_discord_py_sends_for_sanctions_passes(simcord_env: simcord.Env) -> None:
    guild = simcord_env.create_guild()
    place = guild.create_text_channel("general")
    someone = guild.add_member(simcord_env.create_user("ann"))
    role = guild.create_role("Mentor")
    server = simcord_env.bot.get_guild(guild.id)
    assert server is not None
    channel, member = server.get_channel(place.id), await server.fetch_member(someone.id)
    assert isinstance(channel, discord.TextChannel)
    mentor = discord.Object(role.id)
    await member.timeout(timedelta(days=1), reason="Case 1")
    await member.timeout(None)
    await member.add_roles(mentor, reason="Case 1")
    await member.remove_roles(mentor)
    await channel.set_permissions(member, view_channel=False, send_messages=False, reason="Case 1")
    await channel.set_permissions(member, overwrite=None)
    await member.edit(nick="Someone")
    await server.ban(member, reason="Case 1", delete_message_seconds=3600)
    assert [ban.user.id async for ban in server.bans(limit=5)] == [member.id]
    await server.unban(member)
    assert violations(simcord_env.http_requests) == []


async def test_what_discord_py_sends_for_commands_passes(simcord_env: simcord.Env) -> None:
    guild = simcord_env.create_guild()
    place = guild.create_text_channel("general")
    owner, someone = guild.add_member(guild.owner), guild.add_member(simcord_env.create_user("ann"))
    await owner.slash(place, "warn", member=someone, days=7)
    await owner.autocomplete(place, "warn", "days", "7", member=someone)
    await owner.context_menu(place, "Report message", await someone.send(place, "A rude word"))
    methods = [(request.method, request.path.split("/")[1]) for request in simcord_env.http_requests]
    assert ("PUT", "applications") in methods
    assert methods.count(("POST", "interactions")) == 3
    assert violations(simcord_env.http_requests) == []
