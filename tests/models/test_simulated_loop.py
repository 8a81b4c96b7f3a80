"""The model works under the simulated Discord too, whose clock stands still and whose loop must settle."""

from collections.abc import Iterator

import discord
import pytest
import simcord
from discord.ext import commands
from typing_extensions import override

from bot.models.text import TextModel
from bot.paths import data_dir


class Judge(commands.Bot):
    """A bot that answers with what the model thinks."""

    def __init__(self, model: TextModel) -> None:
        super().__init__(command_prefix="!", intents=discord.Intents.all())
        self.model = model

    @override
    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        scores = await self.model.score(message.content)
        assert scores is not None
        await message.channel.send(f"{scores['self_harm_encouragement']:.2f}")


@pytest.fixture
def simcord_bot() -> Iterator[Judge]:
    model = TextModel.load(data_dir() / "models" / "text", deadline=5)
    assert isinstance(model, TextModel)
    yield Judge(model)
    model.close()


async def test_scores_arrive_before_the_simulation_goes_on(simcord_env: simcord.Env) -> None:
    guild = simcord_env.create_guild("Town")
    channel = guild.create_text_channel("general")
    mira = guild.add_member(simcord_env.create_user("mira"))
    for text, high in (("just kill yourself", True), ("good morning all", False)):
        await mira.send(channel, text)
        answer = channel.last_message
        assert answer is not None
        assert (float(answer.content) > 0.5) is high
