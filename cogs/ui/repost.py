"""The button *Post the masked text*: who may press it is checked at the press, in private messages too."""

from __future__ import annotations

from typing import Final

import discord
from typing_extensions import override

from bot.policy.actions import ActionState
from bot.policy.card import Card, Tone
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Mode
from bot.services.orders import Unmoved
from bot.services.returning import Offer
from cogs import convert
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.press import Press

_PLACES: Final = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.Thread)


class RepostButton(
    Press,
    template=r"repost:(?P<guild>[0-9]{15,20}):(?P<message>[0-9]{15,20})",
):
    """One press by the author of a removed message."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        guild_id, author = self.guild_id, UserId(pressed.user.id)
        returning = pressed.client.services.noticing.returning
        offer = await returning.offer(guild_id, int(self.said["message"]), author)
        if isinstance(offer, Unmoved):
            await answers.refuse(pressed, offer)
        elif (problem := await _problem(pressed, guild_id, offer)) is not None:
            await answers.refuse(pressed, problem)
        else:
            await _post(pressed, guild_id, offer)


async def _post(interaction: Interaction, guild_id: GuildId, offer: Offer) -> None:
    author = UserId(interaction.user.id)
    done = await interaction.client.services.noticing.returning.post(
        guild_id, offer.message_id, author, f"btn:{interaction.id}"
    )
    if isinstance(done, Unmoved):
        await answers.refuse(interaction, done)
        return
    channel = f"<#{offer.channel_id}>"
    if done.state is ActionState.DONE:
        title, words = text(interaction, "returned.done_title"), "returned.done"
        card = Card(title=title, text=text(interaction, words, channel=channel), tone=Tone.GOOD)
    elif done.state in (ActionState.REFUSED, ActionState.DEAD):
        said = pages.words(interaction).act(done)
        card = Card(title=text(interaction, "reply.nothing_done"), text=said, tone=Tone.NOTICE)
    else:
        card = Card(
            title=text(interaction, "returned.button"),
            text=text(interaction, "returned.later", channel=channel),
            tone=Tone.NOTICE,
        )
    await answers.say(interaction, card)


async def _problem(interaction: Interaction, guild_id: GuildId, offer: Offer) -> Phrase | None:
    """Return why the author may not write this there now."""
    services = interaction.client.services
    guild = interaction.client.get_guild(guild_id)
    place = None if guild is None else guild.get_channel_or_thread(offer.channel_id)
    if guild is None or not isinstance(place, _PLACES):
        return phrase("returned.problem.no_right")
    try:
        # Members are not cached, and what they may do can have changed since.
        member = await guild.fetch_member(interaction.user.id)
    except discord.NotFound:
        return phrase("returned.problem.not_here")
    held = place.permissions_for(member)
    writes = held.send_messages_in_threads if isinstance(place, discord.Thread) else held.send_messages
    if member.is_timed_out() or not (writes and held.view_channel):
        return phrase("returned.problem.no_right")
    if any(f"<@{each}>" in offer.words for each in services.no_contact.of(guild_id, member.id)):
        return phrase("returned.problem.contact")
    where = convert.places(place)
    academic = any(each in services.servers.of(guild_id).academic_channels for each in where)
    # What I say for somebody has to hold against the rules as they are now.
    if services.rules.trial(guild_id, where, offer.words, academic=academic).mode.rank >= Mode.FLAG.rank:
        return phrase("returned.problem.judged")
    return None
