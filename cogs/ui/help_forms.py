"""The form for a private talk, the thread that Discord makes for it, and what each press about it does."""

from __future__ import annotations

from typing import Any, Final, cast

import aiohttp
import discord
from typing_extensions import override

from bot.cards import cut, embed_of, view_of
from bot.policy.card import Card, Tone
from bot.policy.help_threads import HelpState, HelpThread
from bot.policy.ids import GuildId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.services.orders import Unmoved
from bot.services.words_help import HelpWords
from cogs import convert
from cogs.ui import answers
from cogs.ui.answers import Interaction, Negative, text
from cogs.ui.guarded import Form, paragraph

_OPEN: Final = 3600.0
_LONGEST = 1000
_WEEK: Final = 10080
"""Minutes until Discord puts a quiet thread away; a word in it brings it back."""
_NEEDED: Final = ("view_channel", "create_private_threads", "send_messages_in_threads", "embed_links")
_Refused = (discord.HTTPException, aiohttp.ClientError)


async def problem(interaction: Interaction, partner: discord.User | discord.Member | None) -> Negative | None:
    """Return why a talk can't be opened, before anything is asked."""
    guild, who = interaction.guild, interaction.user
    assert guild is not None  # noqa: S101 - the command is for servers only
    if partner is not None:
        wrong = _unfit(interaction, partner)
        if wrong is not None:
            return wrong
    found = place(interaction)
    if isinstance(found, Phrase):
        return found
    return await interaction.client.services.talks.help_threads.hindrance(GuildId(guild.id), UserId(who.id))


def _unfit(interaction: Interaction, partner: discord.User | discord.Member) -> Phrase | None:
    if partner.id == interaction.user.id or partner.bot or not isinstance(partner, discord.Member):
        return phrase("help.problem.partner")
    bound = interaction.client.services.no_contact.of(interaction.guild_id or 0, interaction.user.id)
    return phrase("help.problem.no_contact") if partner.id in bound else None


def place(interaction: Interaction) -> discord.TextChannel | Phrase:
    """Return where the thread can be: the chosen channel, or where it is asked for, or why there is none.

    A private thread is read only by who can see the channel it hangs on, so the queue's is no place for it.
    """
    guild, here = interaction.guild, interaction.channel
    assert guild is not None  # noqa: S101 - the command is for servers only
    chosen = interaction.client.services.servers.of(GuildId(guild.id)).help_channel
    around = here.parent if isinstance(here, discord.Thread) else here
    candidates = [guild.get_channel(chosen) if chosen is not None else None, around]
    for channel in candidates:
        if isinstance(channel, discord.TextChannel) and _fits(channel, interaction.user):
            return channel
    return phrase("help.problem.no_place")


def _fits(channel: discord.TextChannel, who: discord.Member | discord.User) -> bool:
    held = channel.permissions_for(channel.guild.me)
    able = all(getattr(held, name) for name in _NEEDED)
    return able and isinstance(who, discord.Member) and channel.permissions_for(who).view_channel


class HelpForm(Form):
    """Asks what it is about; nothing of it is kept but what stands in the thread."""

    def __init__(
        self, interaction: Interaction, topic: str, partner: discord.User | discord.Member | None
    ) -> None:
        super().__init__(title=text(interaction, "help.form.title"), timeout=_OPEN)
        self.topic = topic
        self.partner = partner
        self.words = paragraph("words", _LONGEST)
        notice = "help.form.notice_with" if partner else "help.form.notice"
        name = partner.display_name if partner else ""
        self.add_item(discord.ui.TextDisplay(text(interaction, notice, member=name)))
        self.ask(self.words, text(interaction, "help.form.words"), text(interaction, "help.form.words_hint"))

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        service = sent.client.services.talks.help_threads
        channel = place(sent)
        if isinstance(channel, Phrase):
            await answers.refuse(sent, channel)
            return
        partner = None if self.partner is None else UserId(self.partner.id)
        talk = await service.begin(GuildId(sent.guild_id or 0), UserId(sent.user.id), partner)
        if isinstance(talk, Unmoved):
            await answers.refuse(sent, talk)
            return
        try:
            thread = await self._make(sent, channel, talk)
        except _Refused:
            await service.failed(talk)
            await answers.refuse(sent, phrase("help.problem.refused"))
            return
        if not await service.made(talk, thread.id):
            await thread.send(text(sent, "help.thread.unreachable", member=f"<@{partner}>"))
        says = text(sent, "help.opened_text", thread=thread.mention)
        await answers.say(sent, Card(title=text(sent, "help.opened"), text=says, tone=Tone.GOOD))

    async def _make(
        self, interaction: Interaction, channel: discord.TextChannel, talk: HelpThread
    ) -> discord.Thread:
        """Make the thread and say the first word in it; undone when that word can't be said."""
        thread = await channel.create_thread(
            name=cut(text(interaction, "help.thread.name", member=interaction.user.display_name), 100),
            type=discord.ChannelType.private_thread,
            auto_archive_duration=_WEEK,
            invitable=False,
        )
        partner = None if self.partner is None else UserId(self.partner.id)
        card = _words(interaction).first(talk, self.topic, self.words.value, partner)
        settings = interaction.client.services.servers.of(talk.guild_id)
        roles = [discord.Object(role) for role in settings.moderator_roles]
        # Here being called is the point: it is what lets the member and the moderators into the thread.
        called = " ".join([f"<@{interaction.user.id}>", *(f"<@&{role.id}>" for role in roles)])
        whom = discord.AllowedMentions(users=[interaction.user], roles=roles)
        try:
            await thread.add_user(interaction.user)
            await thread.send(called, embed=embed_of(card), view=_view(card), allowed_mentions=whom)
        except _Refused:
            await thread.delete()
            raise
        return thread


async def join(interaction: Interaction, number: int) -> None:
    """Let a moderator into a talk."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    services, who = interaction.client.services, interaction.user
    guild_id = GuildId(interaction.guild_id or 0)
    if not _moderates(interaction):
        await answers.refuse(interaction, phrase("queue.not_moderator"))
        return
    talk = await services.talks.help_threads.look(guild_id, number)
    thread = None if talk is None else await _thread(interaction, guild_id, talk)
    if thread is None:
        await answers.refuse(interaction, Unmoved(key="help_over"))
        return
    await _let_in(thread, who)
    says = text(interaction, "help.item.joined_text", thread=thread.mention)
    await answers.say(interaction, Card(title=text(interaction, "help.item.joined"), text=says))


async def close(interaction: Interaction, number: int) -> None:
    """Close a talk for who asked for it or for a moderator, and lock its thread."""
    services, thread = interaction.client.services, interaction.channel
    guild_id = GuildId(interaction.guild_id or 0)
    talk = await services.talks.help_threads.look(guild_id, number)
    about = talk is not None and await services.talks.help_threads.is_about(talk, UserId(interaction.user.id))
    if not about and not _moderates(interaction):
        await answers.refuse(interaction, phrase("help.problem.not_yours"))
        return
    closed = await services.talks.help_threads.close(guild_id, number, UserId(interaction.user.id))
    if isinstance(closed, Unmoved):
        await answers.refuse(interaction, closed)
        return
    says = text(interaction, "help.closed_text")
    await answers.say(interaction, Card(title=text(interaction, "help.closed"), text=says), private=False)
    if isinstance(thread, discord.Thread):
        try:
            await thread.edit(archived=True, locked=True)
        except discord.Forbidden:
            # Without “Manage Threads” it can still be put away, as it is our own.
            await thread.edit(archived=True)


async def mediate(interaction: Interaction, guild_id: GuildId, number: int, *, joins: bool) -> None:
    """Take what the other person says to an invitation; only their yes lets them in."""
    services = interaction.client.services
    talk = await services.talks.help_threads.answer(
        guild_id, number, UserId(interaction.user.id), joins=joins
    )
    thread = None if isinstance(talk, Unmoved) else await _thread(interaction, guild_id, talk)
    if isinstance(talk, Unmoved) or thread is None:
        await answers.refuse(interaction, talk if isinstance(talk, Unmoved) else Unmoved(key="help_over"))
        return
    name = "joined" if joins else "stayed"
    if joins:
        await _let_in(thread, interaction.user)
    locale = services.servers.of(guild_id).locale
    said = services.catalogue.text(f"help.thread.{name}", locale, member=f"<@{interaction.user.id}>")
    await thread.send(said)
    title = text(interaction, f"help.invite.{name}")
    says = text(interaction, f"help.invite.{name}_text", thread=thread.mention)
    await answers.say(interaction, Card(title=title, text=says, tone=Tone.GOOD))


async def _thread(interaction: Interaction, guild_id: GuildId, talk: HelpThread) -> discord.Thread | None:
    """Return the thread of an open talk; one that was deleted while we were away ends the talk."""
    guild = interaction.client.get_guild(guild_id)
    if guild is None or talk.state is not HelpState.OPEN or talk.thread_id is None:
        return None
    try:
        found = guild.get_thread(talk.thread_id) or await guild.fetch_channel(talk.thread_id)
    except discord.NotFound:
        await interaction.client.services.talks.help_threads.gone(guild_id, talk.thread_id)
        return None
    return found if isinstance(found, discord.Thread) else None


async def _let_in(thread: discord.Thread, who: discord.abc.Snowflake) -> None:
    if thread.archived:
        await thread.edit(archived=False)
    await thread.add_user(who)


def _moderates(interaction: Interaction) -> bool:
    settings = interaction.client.services.servers.of(GuildId(interaction.guild_id or 0))
    return isinstance(interaction.user, discord.Member) and convert.may_moderate(interaction.user, settings)


def _view(card: Card) -> discord.ui.View:
    view = view_of(card)
    assert view is not None  # noqa: S101 - the first word has the button that closes
    return view


def _words(interaction: Interaction) -> HelpWords:
    guild = interaction.guild
    return HelpWords(
        catalogue=interaction.client.services.catalogue,
        server=guild.name if guild else "",
        locale=str(interaction.locale),
    )
