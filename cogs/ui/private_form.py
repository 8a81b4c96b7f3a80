"""Reporting from a private conversation: which server it is for, then the form."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, cast

import aiohttp
import discord
from typing_extensions import override

from bot.cards import embed_of
from bot.policy.card import Card, Tone
from bot.policy.conduct import FALLBACK_CLAUSE, Conduct
from bot.policy.phrase import Phrase, phrase
from bot.services.orders import Unmoved
from cogs import links
from cogs.intake import Sighting, Told
from cogs.shared_servers import member_of, shared
from cogs.taking import Counter, bond, take
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.first_use import ANSWERABLE
from cogs.ui.guarded import Form, Input, guarded, paragraph
from cogs.ui.report_form import (
    LONGEST,
    OPEN,
    PICTURES,
    ReportForm,
    View,
    clauses,
)
from cogs.ui.server_choice import ask_server

_ID: Final = re.compile(r"^<?@?!?(\d{15,20})>?$")
_ALIKE: Final = 20
"""Members asked for whose names begin as typed; the name has to be theirs exactly."""


async def report_words_of(interaction: Interaction, message: discord.Message) -> None:
    """Open the form about a message; from outside a server it is first asked for which one."""
    if interaction.guild_id is None:
        await _private(interaction, message)
    elif interaction.client.get_guild(interaction.guild_id) is None:
        await answers.refuse(interaction, phrase("report.servers.not_here"))
    else:
        form = ReportForm(interaction, _conduct(interaction), take, sighting=Sighting(message=message))
        await interaction.response.send_modal(form)


async def _private(interaction: Interaction, message: discord.Message) -> None:
    author, me = message.author, interaction.client.user
    if author.id == interaction.user.id or (me is not None and author.id == me.id):
        key = "report_self" if author.id == interaction.user.id else "report_me"
        await answers.refuse(interaction, Unmoved(key=key))
        return
    sighting = Sighting(message=message, private=True)

    async def ask(ready: Interaction, counter: Counter) -> None:
        more = "report.form.breach" if bond(ready, counter, author) else "report.form.private"
        form = ReportForm(
            ready, _conduct(ready), lambda sent, told: take(sent, told, counter), sighting=sighting, more=more
        )
        await ready.response.send_modal(form)

    await interaction.response.defer(ephemeral=True, thinking=True)
    found = await shared(interaction.client, interaction.user.id, author.id)
    if isinstance(found, Phrase):
        await answers.refuse(interaction, found)
    else:
        await _ask_counter(interaction, found, ask)


async def report_to_bot(interaction: Interaction) -> None:
    """Ask for the server, then open the form with all that a report can hold."""

    async def ask(ready: Interaction, counter: Counter) -> None:
        await ready.response.send_modal(PrivateForm(ready, _conduct(ready), counter))

    await interaction.response.defer(ephemeral=True, thinking=True)
    found = await shared(interaction.client, interaction.user.id)
    if isinstance(found, Phrase):
        await answers.refuse(interaction, found)
    else:
        await _ask_counter(interaction, found, ask)


async def take_from_outside(interaction: Interaction, told: Told) -> None:
    """Take in what was told to the bot privately: for the server of the link, else for the chosen one."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    linked = links.server_of(told.link) if told.link else None
    guild = None if linked is None else interaction.client.get_guild(linked)
    if linked is not None:
        reporter = None if guild is None else await member_of(guild, interaction.user.id)
        if guild is None or reporter is None:
            await answers.refuse(interaction, phrase("report.servers.link"))
            return
        await take(interaction, told, Counter(guild=guild, reporter=reporter))
        return
    found = await shared(interaction.client, interaction.user.id)
    if isinstance(found, Phrase):
        await answers.refuse(interaction, found)
    elif len(found) == 1:
        await take(interaction, told, found[0])
    else:
        await _ask_counter(interaction, found, lambda ready, counter: take(ready, told, counter))


async def _ask_counter(
    interaction: Interaction,
    counters: Sequence[Counter],
    then: Callable[[Interaction, Counter], Awaitable[None]],
) -> None:
    by_server = {each.guild.id: each for each in counters}
    card = Card(
        title=text(interaction, "report.servers.title"), text=text(interaction, "report.servers.text")
    )
    servers = [each.guild for each in counters]
    await ask_server(interaction, servers, card, lambda pressed, server: then(pressed, by_server[server.id]))


class PrivateForm(Form):
    """A whole report in one form, for somebody who wrote to the bot."""

    def __init__(
        self, interaction: Interaction, conduct: Conduct, counter: Counter, draft: PrivateForm | None = None
    ) -> None:
        """``draft`` is the form as it was sent before, so that nobody has to write anything twice."""
        super().__init__(title=text(interaction, "report.form.private_title"), timeout=OPEN)
        self.counter = counter
        self.who: discord.ui.TextInput[View] = discord.ui.TextInput(
            custom_id="who", required=False, max_length=64, default=draft.who.value if draft else None
        )
        self.link: discord.ui.TextInput[View] = discord.ui.TextInput(
            custom_id="link", required=False, max_length=200, default=draft.link.value if draft else None
        )
        said = draft.words.value if draft else None
        self.words: Input = paragraph("words", LONGEST, start=said, required=False)
        self.category = clauses(interaction, conduct)
        self.pictures: discord.ui.FileUpload[View] = discord.ui.FileUpload(
            custom_id="pictures", required=False, min_values=0, max_values=PICTURES
        )
        for name in ("who", "link", "words", "category", "pictures"):
            self.ask(
                getattr(self, name),
                text(interaction, f"report.form.{name}"),
                text(interaction, f"report.form.{name}_hint"),
            )

    @override
    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        sent = cast(Interaction, interaction)
        await sent.response.defer(ephemeral=True, thinking=True)
        who = await _named(sent, self.counter.guild, self.who.value.strip())
        if isinstance(who, Phrase):
            says = sent.client.services.catalogue.say(who, str(sent.locale))
            card = Card(title=text(sent, "reply.nothing_done"), text=says, tone=Tone.NOTICE)
            await sent.followup.send(embed=embed_of(card), view=Again(sent, self), ephemeral=True)
            return
        chosen = self.category.values
        told = Told(
            link=self.link.value.strip() or None,
            files=tuple(self.pictures.values),
            words=self.words.value,
            who=who,
            clause=chosen[0] if chosen else FALLBACK_CLAUSE,
        )
        await take(sent, told, self.counter)


class Again(discord.ui.View):
    """*Change it* under a refusal: the form once more, with what was written in it."""

    def __init__(self, interaction: Interaction, draft: PrivateForm) -> None:
        super().__init__(timeout=ANSWERABLE)
        self.draft = draft
        self.change.label = text(interaction, "report.form.change")

    @discord.ui.button(style=discord.ButtonStyle.primary)
    async def change(self, interaction: Interaction, button: discord.ui.Button[Again]) -> None:
        """Open the form again."""
        async with guarded(interaction):
            form = PrivateForm(interaction, _conduct(interaction), self.draft.counter, self.draft)
            await interaction.response.send_modal(form)


async def _named(
    interaction: Interaction, guild: discord.Guild, typed: str
) -> discord.Member | discord.User | Phrase | None:
    """Return whom somebody typed by name or id; in private messages Discord offers no list of members."""
    if not typed:
        return None
    nobody = phrase("report.nobody", name=typed)
    by_id = _ID.match(typed)
    try:
        if by_id:
            return await member_of(guild, int(by_id[1])) or await interaction.client.fetch_user(int(by_id[1]))
        name = typed.lstrip("@").casefold()
        alike = await guild.query_members(query=name, limit=_ALIKE, cache=False)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return nobody
    meant = [each for each in alike if name in _names(each)]
    if len(meant) > 1:
        meant = [each for each in meant if each.name.casefold() == name]
    return meant[0] if len(meant) == 1 else nobody


def _names(member: discord.Member) -> set[str]:
    shown = (member.name, member.global_name, member.nick)
    return {name.casefold() for name in shown if name}


def _conduct(interaction: Interaction) -> Conduct:
    return interaction.client.services.conduct_book.for_locale(str(interaction.locale))
