"""From what somebody handed in to a report that is filed, and the answer to them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import cast

import aiohttp
import discord

from bot.cards import embed_of
from bot.policy.card import Card, Tone
from bot.policy.conduct import Category, Clause, Topic
from bot.policy.ids import GuildId, SanctionId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.services.keeping import Incoming
from bot.services.no_contact import Breach
from bot.services.reports import Filed, NewReport
from cogs import convert, evidence
from cogs.intake import Gathered, Told, gather
from cogs.ui import answers
from cogs.ui.answers import Interaction, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where a report is handed in: a server, and who reports as a member of it."""

    guild: discord.Guild
    reporter: discord.Member


async def take(interaction: Interaction, told: Told, counter: Counter | None = None) -> None:
    """Take a report in and answer it; without a counter it is for the server one is in."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    services = interaction.client.services
    if counter is None:
        reporter = cast(discord.Member, interaction.user)
        counter = Counter(guild=cast(discord.Guild, interaction.guild), reporter=reporter)
    clause = services.conduct.clause(told.clause)
    if clause is None or not clause.citable:
        await answers.refuse(interaction, phrase("reply.no_such_clause", clause=told.clause[:60]))
        return
    gathered = await gather(counter.guild, counter.reporter, told)
    if isinstance(gathered, Phrase):
        await answers.refuse(interaction, gathered)
        return
    filed = await services.reports.file(_new(interaction, told, counter, gathered, clause))
    if not isinstance(filed, Filed):
        await answers.refuse(interaction, filed)
        return
    if gathered.source is not None and not gathered.private:
        services.intake.following.follow(counter.guild.id, gathered.source.message_id)
    thanks = Thanks(
        filed=filed,
        gathered=gathered,
        category=clause.category,
        breached=await _breach(interaction, told, counter),
    )
    coming = () if filed.repeated else gathered.incoming
    # The code first: whoever reports has not to wait for files.
    await answers.say(interaction, thanks.card(interaction, coming=len(coming)))
    if coming:
        lost = await _fetch(interaction, filed, coming)
        await _renew(interaction, thanks.card(interaction, lost=lost))
        await _read(interaction, gathered, filed)


async def _fetch(interaction: Interaction, filed: Filed, coming: tuple[Incoming, ...]) -> tuple[Phrase, ...]:
    """Fetch the files; return what could not be kept, in sentences for the reporter."""
    take_in = interaction.client.services.intake.keeping.take
    problems = await asyncio.gather(*(take_in(filed.case, each) for each in coming))
    pairs = zip(coming, problems, strict=True)
    return tuple(evidence.lost(each.name, problem) for each, problem in pairs if problem)


async def _read(interaction: Interaction, gathered: Gathered, filed: Filed) -> None:
    """Read the screenshots, where that is possible, and compare them with the reported message."""
    reading = interaction.client.services.intake.reading
    if reading is None:
        return
    said = next((each.body for each in gathered.evidence if each.kind == "message"), b"")
    for each in gathered.incoming:
        if each.new.kind == "screenshot":
            await reading.read(filed.case.guild_id, each.new.id, said.decode())


async def _renew(interaction: Interaction, card: Card) -> None:
    try:
        await interaction.edit_original_response(embed=embed_of(card))
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        # The answer is too old to be changed. They have their code, and the moderators see what is missing.
        return


def bond(
    interaction: Interaction, counter: Counter, author: discord.User | discord.Member
) -> SanctionId | None:
    """Return the order by which somebody has to leave the reporter alone in this server, if there is one."""
    bonds = interaction.client.services.no_contact.of(counter.guild.id, author.id)
    return bonds.get(UserId(counter.reporter.id))


def _new(
    interaction: Interaction, told: Told, counter: Counter, gathered: Gathered, clause: Clause
) -> NewReport:
    guild = counter.guild
    settings = interaction.client.services.servers.of(GuildId(guild.id))
    return NewReport(
        key=f"cmd:{interaction.id}",
        guild_id=GuildId(guild.id),
        reporter=convert.standing(counter.reporter, guild, settings),
        target=convert.standing(gathered.target, guild, settings),
        clause=clause.id,
        words=told.words.strip(),
        source=gathered.source,
        private=gathered.private,
        verified=gathered.verified,
        evidence=(*gathered.evidence, *(each.new for each in gathered.incoming)),
    )


async def _breach(interaction: Interaction, told: Told, counter: Counter) -> bool:
    """Bring a private message against a no-contact order to the moderators as the breach that it is."""
    sighting = told.sighting
    if sighting is None or not sighting.private:
        return False
    order = bond(interaction, counter, sighting.message.author)
    if order is None:
        return False
    breach = Breach(
        key=f"contact:{sighting.message.id}:private",
        guild_id=GuildId(counter.guild.id),
        bound=UserId(sighting.message.author.id),
        order=order,
    )
    return await interaction.client.services.no_contact.breach(breach) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """What a reporter is told."""

    filed: Filed
    gathered: Gathered
    category: Category
    breached: bool

    def card(self, interaction: Interaction, *, coming: int = 0, lost: tuple[Phrase, ...] = ()) -> Card:
        """Return the answer; ``coming`` files are still on their way, ``lost`` ones could not be kept."""
        missing = (*self.gathered.lost, *lost)
        lines = self._lines(interaction)
        if coming:
            lines.append(text(interaction, "report.coming", count=coming))
        lines += [text(interaction, "report.lost", why=why) for why in missing]
        fields = [
            (text(interaction, "report.next"), text(interaction, "report.next_text")),
            (text(interaction, "report.seal"), text(interaction, "report.seal_text")),
        ]
        if self.category is Category.CARE:
            book = interaction.client.services.conduct_book.for_locale(str(interaction.locale))
            doors = [f"[{each.title}]({each.url}) – {each.text}" for each in book.resources_for(Topic.CARE)]
            fields.append((text(interaction, "report.care"), "\n".join(doors)))
        return Card(
            title=text(interaction, "report.thanks"),
            text="\n".join(lines),
            fields=tuple(fields),
            tone=Tone.NOTICE if missing else Tone.GOOD,
            footer=text(interaction, "report.footer"),
        )

    def _lines(self, interaction: Interaction) -> list[str]:
        key = "report.added" if self.filed.added_to_earlier else "report.code"
        lines = [text(interaction, key, code=self.filed.code)]
        if self.gathered.private:
            lines.append(text(interaction, "report.private_kept"))
        elif not self.gathered.verified:
            lines.append(text(interaction, "report.unverified"))
        if self.breached:
            lines.append(text(interaction, "report.breach"))
        return lines
