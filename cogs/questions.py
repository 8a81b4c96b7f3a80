"""Asking people about a case through the bot, which names nobody either way; and their answers (M21, M22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands
from typing_extensions import override

from bot.policy.ids import UserId
from bot.services.orders import Unmoved
from cogs.ui import answers, question_forms, unseal_forms
from cogs.ui.answers import Interaction
from cogs.ui.case_desk import seated
from cogs.ui.press import Press

if TYPE_CHECKING:
    from bot.client import StewardBot


class TalkButton(
    Press,
    template=r"talk:(?P<number>[0-9]{1,15}):(?P<act>menu|accused|reporter|names|unseal)(?::(?P<which>[0-9]{1,6}))?",
):
    """Stands under a case; who presses it is checked anew each time."""

    @override
    async def press(self, pressed: Interaction) -> None:
        desk = await seated(pressed, self.number)
        if desk is None:
            return
        if self.act in ("menu", "names"):
            show = question_forms.menu if self.act == "menu" else unseal_forms.names
            await answers.say(pressed, show(pressed, desk))
        elif self.act == "unseal":
            form = unseal_forms.UnsealForm(pressed, self.number, int(self.said["which"] or 0))
            await pressed.response.send_modal(form)
        else:
            # A form has to be the first answer, so nothing was sent before.
            whom = int(self.said["which"] or 0) if self.act == "reporter" else None
            await pressed.response.send_modal(question_forms.AskForm(pressed, desk, whom))


class QuestionButton(
    Press,
    template=r"question:(?P<guild>[0-9]{15,20}):(?P<number>[0-9]{1,15}):answer",
):
    """Stands under a question; works in private messages, also for people in a timeout."""

    @override
    async def press(self, pressed: Interaction) -> None:
        service = pressed.client.services.talks.questions
        question = await service.mine(self.guild_id, self.number, UserId(pressed.user.id))
        if isinstance(question, Unmoved):
            await answers.refuse(pressed, question)
        else:
            await pressed.response.send_modal(question_forms.AnswerForm(pressed, question))


class QuestionsCog(commands.Cog):
    """Relays questions and answers."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(TalkButton, QuestionButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(TalkButton, QuestionButton)
