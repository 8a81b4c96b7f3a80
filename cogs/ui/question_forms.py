"""The forms for a question and for its answer, and whom one can ask about a case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, cast

import discord
from typing_extensions import override

from bot.cards import cut
from bot.policy.actions import ActionState
from bot.policy.card import Button, Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.ids import GuildId, UserId
from bot.policy.questions import LONGEST, Question
from bot.policy.records import CaseState
from bot.services.orders import Unmoved
from bot.services.questions import NewAnswer, NewQuestion
from bot.services.words_questions import QuestionWords
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk, seated
from cogs.ui.guarded import Form, paragraph

_OPEN: Final = 3600.0
"""Seconds; a form that somebody closed unsent tells us nothing, and must not be kept for ever."""
_NOTE = 1500
_MOST: Final = 10
"""Reporters that one menu offers, the latest first to leave out the oldest."""


def menu(interaction: Interaction, desk: Desk) -> Card:
    """Return whom one can ask about a case."""
    case = desk.file.case
    title = text(interaction, "talk.menu", number=case.number)
    if case.state is not CaseState.OPEN:
        return Card(title=title, text=text(interaction, "unmoved.ask_closed", number=str(case.number)))
    numbers = sorted({report.reporter_number for report in desk.file.reports})[-_MOST:]
    buttons = [
        Button(
            custom_id=f"talk:{case.number}:reporter:{number}",
            label=text(interaction, "talk.ask_reporter", number=number),
        )
        for number in numbers
    ]
    accused = Button(custom_id=f"talk:{case.number}:accused", label=text(interaction, "talk.ask_accused"))
    lines = [text(interaction, "talk.menu_accused", count=_hours(interaction, desk))]
    if numbers:
        lines.insert(0, text(interaction, "talk.menu_reporters"))
        name = Button(custom_id=f"talk:{case.number}:names", label=text(interaction, "unseal.button.ask"))
        buttons.append(name)
    return Card(title=title, text="\n".join(lines), buttons=(accused, *buttons))


def _hours(interaction: Interaction, desk: Desk) -> int:
    return interaction.client.services.servers.of(desk.guild_id).hearing_hours


class AskForm(Form):
    """Asks a moderator what to ask: ``reporter`` is a reporter's number, None the accused."""

    def __init__(self, interaction: Interaction, desk: Desk, reporter: int | None) -> None:
        whom = "accused" if reporter is None else "reporter"
        number = str(reporter or "")
        title = text(interaction, f"talk.form.{whom}", number=number)
        super().__init__(title=title, timeout=_OPEN)
        self.number = desk.number
        self.reporter = reporter
        self.words = paragraph("words", LONGEST)
        self.add_item(discord.ui.TextDisplay(text(interaction, f"talk.form.{whom}_notice", number=number)))
        self.ask(
            self.words,
            text(interaction, f"talk.form.{whom}_words"),
            text(interaction, f"talk.form.{whom}_hint"),
        )

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        desk = await seated(sent, self.number)
        if desk is None:
            return
        if not self.words.value.strip():
            await answers.refuse(sent, Unmoved(key="nothing_said"))
            return
        asked = await sent.client.services.talks.questions.ask(
            NewQuestion(
                key=f"btn:{sent.id}",
                guild_id=desk.guild_id,
                case=self.number,
                asker=desk.actor.user_id,
                reporter=self.reporter,
                words=self.words.value,
            )
        )
        if isinstance(asked, Unmoved):
            await answers.refuse(sent, asked)
            return
        await answers.say(sent, await _asked(sent, asked))


async def _asked(interaction: Interaction, question: Question) -> Card:
    """Return that it was asked, and whether it arrived, read back from what was recorded."""
    file = await interaction.client.services.casebook.file(question.guild_id, question.case)
    acts = [] if file is None else file.actions
    sent = next((act for act in acts if act.payload.get("notice") and _is_about(act.payload, question)), None)
    whom = "reporter" if question.to_reporter else "accused"
    lines = []
    if question.due_at is not None:
        lines.append(text(interaction, "talk.asked_until", moment=stamp_moment(question.due_at)))
    lost = sent is not None and sent.state in (ActionState.REFUSED, ActionState.DEAD)
    if sent is None or lost or sent.state is ActionState.DONE:
        lines.append(text(interaction, f"talk.{'found' if lost else 'arrived'}_{whom}"))
    else:
        lines.append(text(interaction, "talk.under_way"))
    return Card(
        title=text(interaction, f"talk.asked_{whom}", number=str(question.reporter_number or "")),
        text="\n".join(lines),
        tone=Tone.NOTICE if lost else Tone.GOOD,
    )


def _is_about(payload: dict[str, Any], question: Question) -> bool:
    return payload.get("question") == question.number


class AnswerForm(Form):
    """Shows the question and takes the answer."""

    def __init__(self, interaction: Interaction, question: Question) -> None:
        whom = "reporter" if question.to_reporter else "accused"
        super().__init__(title=text(interaction, f"question.form.{whom}"), timeout=_OPEN)
        self.question = question
        self.words = paragraph("words", LONGEST)
        quoted = "\n".join(f"> {line}" for line in question.words.splitlines())
        notice = text(interaction, f"question.form.{whom}_notice")
        self.add_item(discord.ui.TextDisplay(cut(f"{quoted}\n{notice}", _NOTE)))
        self.ask(
            self.words, text(interaction, "question.form.words"), text(interaction, "question.form.hint")
        )

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        if not self.words.value.strip():
            await answers.refuse(sent, Unmoved(key="nothing_said"))
            return
        answered = await sent.client.services.talks.questions.answer(
            NewAnswer(
                key=f"btn:{sent.id}",
                guild_id=self.question.guild_id,
                number=self.question.number,
                user_id=UserId(sent.user.id),
                words=self.words.value,
            )
        )
        if isinstance(answered, Unmoved):
            await answers.refuse(sent, answered)
            return
        whom = "reporter" if answered.to_reporter else "accused"
        says = text(sent, f"question.thanks_{whom}")
        await answers.say(sent, Card(title=text(sent, "question.thanks"), text=says, tone=Tone.GOOD))


async def with_questions(
    interaction: Interaction, guild: discord.Guild, card: Card, *, as_reporter: bool
) -> Card:
    """Return a card about somebody themselves with what a server asked them and they can still answer."""
    services = interaction.client.services
    asked = await services.talks.questions.open_to(
        GuildId(guild.id), UserId(interaction.user.id), as_reporter=as_reporter
    )
    if not asked:
        return card
    words = QuestionWords(
        catalogue=services.catalogue,
        conduct=services.conduct_book.for_locale(str(interaction.locale)),
        server=guild.name,
        locale=str(interaction.locale),
    )
    fields = [words.waiting(each) for each in asked]
    buttons = [words.button(each) for each in asked]
    if len(asked) > 1:
        fields = [(f"{nth} · {name}", value) for nth, (name, value) in enumerate(fields, 1)]
        buttons = [replace(each, label=f"{each.label} {nth}") for nth, each in enumerate(buttons, 1)]
    return replace(card, fields=(*fields, *card.fields), buttons=tuple(buttons), tone=Tone.NOTICE)
