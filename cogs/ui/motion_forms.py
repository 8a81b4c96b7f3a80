"""Proposing what needs two people, and what the second one says to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, cast

import discord
from typing_extensions import override

from bot.cards import cut
from bot.policy.authority import Act, Refusal, Standing
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.ids import GuildId, UserId
from bot.policy.motions import Motion, MotionState
from bot.policy.phrase import Phrase
from bot.policy.questions import HEARD_BEFORE, Heard
from bot.services.motions import Proposed, Vote
from bot.services.orders import Decided, Order, Unmoved
from bot.services.words_motions import MotionWords
from cogs import convert
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import absent
from cogs.ui.guarded import Form, paragraph

_OPEN: Final = 900.0
_LONGEST = 800


async def propose(interaction: Interaction, order: Order, *, hold: bool) -> None:
    """Bring a grave step to the queue for a second person, and say so."""
    settings = interaction.client.services.servers.of(order.guild_id)
    reason = ""
    if hold:
        # It is read by the member, so in the language that the server speaks to them.
        speak = interaction.client.services.catalogue.text
        reason = cut(speak("motion.hold_reason", settings.locale, reason=order.reason), 1500)
    made = await interaction.client.services.motions.propose(order, reason)
    if not isinstance(made, Proposed):
        await answers.refuse(interaction, made)
        return
    # Who proposed it can't be the second; is anybody else there?
    await interaction.client.services.teamwork.outside.look(order.guild_id, made.motion.case)
    side = await interaction.client.services.talks.questions.side(order.guild_id, made.motion.case)
    card = _proposed(interaction, made, settings.queue_channel, order)
    unheard = side.heard is Heard.NOT_ASKED and not made.motion.unheard
    if Act.impose(order.kind) in HEARD_BEFORE and unheard:
        # Asking them is one press from here, as without it the second person needs a reason.
        custom_id = f"talk:{made.motion.case}:accused"
        ask_them = Button(custom_id=custom_id, label=text(interaction, "talk.ask_accused"))
        hint = text(interaction, "motion.ask_first")
        card = replace(card, text=f"{card.text}\n{hint}", buttons=(ask_them,))
    await answers.say(interaction, card)


def _proposed(interaction: Interaction, made: Proposed, queue: int | None, order: Order) -> Card:
    place = text(interaction, "motion.proposed_text", channel=f"<#{queue}>" if queue else "/queue")
    lines = [place]
    if made.hold is not None:
        lines.append(text(interaction, "motion.held", member=f"<@{order.target.user_id}>"))
        lines += pages.acts(interaction, made.hold.actions)
    what = _words(interaction).step(made.motion)
    title = text(interaction, "motion.proposed_title", number=made.motion.number, what=what)
    return Card(title=title, text="\n".join(lines), tone=Tone.NOTICE)


def _words(interaction: Interaction) -> MotionWords:
    services = interaction.client.services
    return MotionWords(
        catalogue=services.catalogue,
        conduct=services.conduct,
        people=services.people,
        locale=str(interaction.locale),
    )


async def take_seat(
    interaction: Interaction, number: int
) -> tuple[Vote, Motion] | Refusal | Unmoved | Phrase:
    """Return what a press on a motion starts from, or why this person has no say in it."""
    services, guild, who = interaction.client.services, interaction.guild, interaction.user
    nothing = absent(interaction, "no_such_motion", number)
    if guild is None or not isinstance(who, discord.Member):
        return nothing
    settings = services.servers.of(GuildId(guild.id))
    motion = await services.motions.look(GuildId(guild.id), number)
    subject = None if motion is None else await services.people.user_id(motion.person)
    file = None if motion is None else await services.casebook.file(GuildId(guild.id), motion.case)
    if motion is None or subject is None or file is None:
        return nothing
    actor = convert.seat(who, guild, settings, file.case)
    if actor is None:
        return nothing
    if await services.recusal.involved(file.case, UserId(who.id)):
        await services.teamwork.outside.look(GuildId(guild.id), motion.case)
        return nothing
    if motion.state is not MotionState.OPEN:
        return Unmoved(key="motion_settled", values={"number": number})
    vote = Vote(
        key=f"btn:{interaction.id}",
        guild_id=GuildId(guild.id),
        number=number,
        actor=actor,
        target=await _target(interaction, guild, subject),
        me=convert.standing(guild.me, guild, settings),
    )
    return vote, motion


async def _target(interaction: Interaction, guild: discord.Guild, subject: UserId) -> Standing:
    """Return what the person counts for now; members are not cached, so Discord is asked."""
    try:
        member = await guild.fetch_member(subject)
    except discord.NotFound:
        return Standing(user_id=subject, is_owner=subject == guild.owner_id, present=False)
    return convert.standing(member, guild, interaction.client.services.servers.of(GuildId(guild.id)))


async def ask(interaction: Interaction, vote: Vote, motion: Motion) -> None:
    """Ask once more before something grave is carried out; who can't be the second hears so here already."""
    services = interaction.client.services
    if refusal := await services.motions.refusal(vote, motion):
        await answers.refuse(interaction, refusal)
        return
    side = await services.talks.questions.side(motion.guild_id, motion.case)
    waits = Act.impose(motion.kind) in HEARD_BEFORE and not side.heard.enough and not motion.unheard
    yes = Button(
        custom_id=f"motion:{motion.number}:{'unheard' if waits else 'yes'}",
        label=text(interaction, "motion.ask_unheard" if waits else "motion.ask_yes"),
        style=ButtonStyle.DANGER,
    )
    card = await _words(interaction).card(motion, side)
    says = text(interaction, "motion.ask_text", person=f"<@{vote.target.user_id}>")
    title = text(interaction, "motion.ask")
    await answers.say(
        interaction, replace(card, title=title, text=f"**{card.title}**\n{says}", buttons=(yes,))
    )


async def approve(interaction: Interaction, vote: Vote) -> None:
    """Carry a motion out."""
    outcome = await interaction.client.services.motions.approve(vote)
    if isinstance(outcome, Decided):
        await answers.say(interaction, pages.decided(interaction, outcome, vote.target.user_id))
    else:
        await answers.refuse(interaction, outcome)


class DeclineForm(Form):
    """Asks what speaks against a motion."""

    def __init__(self, interaction: Interaction, number: int) -> None:
        super().__init__(title=text(interaction, "motion.form.title"), timeout=_OPEN)
        self.number = number
        self.why = paragraph("why", _LONGEST)
        self.ask(self.why, text(interaction, "motion.form.why"), text(interaction, "motion.form.why_hint"))

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        seat = await take_seat(sent, self.number)
        if not isinstance(seat, tuple):
            await answers.refuse(sent, seat)
            return
        settled = await sent.client.services.motions.refuse(replace(seat[0], answer=self.why.value))
        if not isinstance(settled, Motion):
            await answers.refuse(sent, settled)
            return
        state = text(sent, f"motion.state.{settled.state.value}")
        title = text(sent, "motion.refused", number=settled.number, state=state)
        await answers.say(sent, Card(title=title, tone=Tone.NEUTRAL))


class UnheardForm(Form):
    """Asks why a grave step can't wait for the member's side, and carries it out with that reason."""

    def __init__(self, interaction: Interaction, number: int) -> None:
        super().__init__(title=text(interaction, "motion.unheard_form.title"), timeout=_OPEN)
        self.number = number
        self.why = paragraph("why", 500)
        self.ask(
            self.why,
            text(interaction, "motion.unheard_form.why"),
            text(interaction, "motion.unheard_form.why_hint"),
        )

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        seat = await take_seat(sent, self.number)
        if isinstance(seat, tuple):
            await approve(sent, replace(seat[0], unheard=self.why.value))
        else:
            await answers.refuse(sent, seat)
