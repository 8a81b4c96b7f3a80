"""The form for a wish to learn a reporter's name, and what each press about it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, cast

import discord
from typing_extensions import override

from bot.cards import cut
from bot.policy.authority import Refusal
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.ids import GuildId, UserId
from bot.policy.unsealing import Ground, Unsealing, UnsealingState
from bot.services.orders import Unmoved
from bot.services.unsealings import NewUnsealing, UnsealVote
from bot.services.words_unsealings import UnsealingWords
from cogs import convert
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk, absent, seated, sit_down
from cogs.ui.guarded import Form, paragraph

_OPEN: Final = 900.0
_OPTION, _LONGEST = 100, 500
_MOST: Final = 20


def names(interaction: Interaction, desk: Desk) -> Card:
    """Return whose name one can ask for."""
    numbers = sorted({report.reporter_number for report in desk.file.reports})[-_MOST:]
    buttons = tuple(
        Button(
            custom_id=f"talk:{desk.number}:unseal:{number}",
            label=text(interaction, "talk.reporter", number=number),
        )
        for number in numbers
    )
    title, says = text(interaction, "unseal.menu", number=desk.number), text(interaction, "unseal.menu_text")
    return Card(title=title, text=says, buttons=buttons)


class UnsealForm(Form):
    """Asks what the name is wanted for, and on what ground."""

    def __init__(self, interaction: Interaction, case: int, reporter: int) -> None:
        title = text(interaction, "unseal.form.title", number=reporter)
        super().__init__(title=title, timeout=_OPEN)
        self.case = case
        self.reporter = reporter
        self.ground: discord.ui.Select[discord.ui.LayoutView] = discord.ui.Select(
            custom_id="ground",
            options=[
                discord.SelectOption(
                    label=cut(text(interaction, f"unseal.on.{ground.value}"), _OPTION),
                    description=cut(text(interaction, f"unseal.form.{ground.value}"), _OPTION),
                    value=ground.value,
                )
                for ground in Ground
            ],
        )
        self.reason = paragraph("reason", _LONGEST)
        self.add_item(discord.ui.TextDisplay(text(interaction, "unseal.form.notice")))
        for name, item in (("ground", self.ground), ("reason", self.reason)):
            self.ask(
                item, text(interaction, f"unseal.form.{name}"), text(interaction, f"unseal.form.{name}_hint")
            )

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        desk = await seated(sent, self.case)
        if desk is None:
            return
        if not self.reason.value.strip():
            await answers.refuse(sent, Unmoved(key="nothing_said"))
            return
        asked = await sent.client.services.talks.unsealings.ask(
            NewUnsealing(
                key=f"btn:{sent.id}",
                guild_id=desk.guild_id,
                case=self.case,
                reporter=self.reporter,
                asker=desk.actor.user_id,
                ground=Ground(self.ground.values[0]),
                reason=self.reason.value,
            )
        )
        if isinstance(asked, Unmoved):
            await answers.refuse(sent, asked)
            return
        how = "consent" if asked.ground is Ground.CONSENT else "admin"
        title, says = text(sent, "unseal.asked"), text(sent, f"unseal.asked_{how}")
        await answers.say(sent, Card(title=title, text=says, tone=Tone.NOTICE))


async def press(interaction: Interaction, number: int, act: str) -> None:
    """Answer a press of a moderator; to whoever may not even see the case there is no wish."""
    services = interaction.client.services
    wish = await services.talks.unsealings.look(GuildId(interaction.guild_id or 0), number)
    if wish is None:
        await answers.refuse(interaction, absent(interaction, "no_such_unsealing", number))
        return
    desk = await sit_down(interaction, wish.case)
    if not isinstance(desk, Desk):
        hidden = isinstance(desk, Unmoved)
        await answers.refuse(
            interaction, absent(interaction, "no_such_unsealing", number) if hidden else desk
        )
    elif act == "approve":
        await _ask_again(interaction, desk, wish)
    elif act == "show":
        await _show(interaction, desk, wish)
    else:
        await _decide(interaction, desk, wish, approve=act == "yes")


async def _ask_again(interaction: Interaction, desk: Desk, wish: Unsealing) -> None:
    by = await interaction.client.services.people.find(desk.actor.user_id)
    if by is not None and by.code == wish.asked_by:
        await answers.refuse(interaction, Unmoved(key="unseal_own"))
        return
    yes = Button(
        custom_id=f"unseal:{wish.number}:yes",
        label=text(interaction, "unseal.button.yes"),
        style=ButtonStyle.DANGER,
    )
    card = await _words(interaction, interaction.guild).card(wish)
    title, says = text(interaction, "unseal.sure"), text(interaction, "unseal.sure_text")
    await answers.say(
        interaction, replace(card, title=title, text=f"**{card.title}**\n{says}", buttons=(yes,))
    )


async def _decide(interaction: Interaction, desk: Desk, wish: Unsealing, *, approve: bool) -> None:
    settings = interaction.client.services.servers.of(desk.guild_id)
    outcome = await interaction.client.services.talks.unsealings.decide(
        UnsealVote(
            key=f"btn:{interaction.id}",
            guild_id=desk.guild_id,
            number=wish.number,
            actor=desk.actor,
            me=convert.standing(desk.guild.me, desk.guild, settings),
            approve=approve,
        )
    )
    if isinstance(outcome, Refusal | Unmoved):
        await answers.refuse(interaction, outcome)
    else:
        await answers.say(interaction, await _words(interaction, interaction.guild).card(outcome))


async def _show(interaction: Interaction, desk: Desk, wish: Unsealing) -> None:
    settings = interaction.client.services.servers.of(desk.guild_id)
    me = convert.standing(desk.guild.me, desk.guild, settings)
    found = await interaction.client.services.talks.unsealings.reveal(
        desk.guild_id, wish.number, desk.actor, me
    )
    if isinstance(found, Unmoved):
        await answers.refuse(interaction, found)
        return
    says = text(interaction, "unseal.shown_text", member=f"<@{found}>", id=str(found))
    title = text(interaction, "unseal.shown", number=wish.reporter_number)
    await answers.say(interaction, Card(title=title, text=says, tone=Tone.GRAVE))


async def consent(interaction: Interaction, guild_id: GuildId, number: int, *, given: bool) -> None:
    """Take what a reporter says to the use of their name."""
    outcome = await interaction.client.services.talks.unsealings.consent(
        guild_id, number, UserId(interaction.user.id), given=given, key=f"btn:{interaction.id}"
    )
    if isinstance(outcome, Unmoved):
        await answers.refuse(interaction, outcome)
        return
    name = "yes" if outcome.state is UnsealingState.OPEN else "no"
    title = text(interaction, "unseal.ask.thanks")
    await answers.say(
        interaction, Card(title=title, text=text(interaction, f"unseal.ask.heard_{name}"), tone=Tone.GOOD)
    )


async def with_consents(interaction: Interaction, guild: discord.Guild, card: Card) -> Card:
    """Return somebody's own reports in a server with what they may say yes or no to."""
    wishes = await interaction.client.services.talks.unsealings.to_consent(
        GuildId(guild.id), UserId(interaction.user.id)
    )
    words = _words(interaction, guild)
    fields = [words.waiting(wish) for wish in wishes]
    buttons = [button for wish in wishes for button in words.answers(wish)]
    return replace(card, fields=(*fields, *card.fields), buttons=(*card.buttons, *buttons))


def _words(interaction: Interaction, guild: discord.Guild | None) -> UnsealingWords:
    services = interaction.client.services
    return UnsealingWords(
        catalogue=services.catalogue,
        people=services.people,
        server=guild.name if guild else "",
        locale=str(interaction.locale),
    )
