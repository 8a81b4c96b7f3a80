"""From what somebody handed in to a report that is filed, and the answer to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import discord

from bot.policy.card import Card, Tone
from bot.policy.conduct import Category, Clause, Topic
from bot.policy.ids import GuildId, SanctionId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.services.no_contact import Breach
from bot.services.reports import Filed, NewReport
from cogs import convert
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
    breached = await _breach(interaction, told, counter)
    await answers.say(interaction, _thanks(interaction, filed, gathered, clause.category, breached=breached))


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
        evidence=gathered.evidence,
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


def _thanks(
    interaction: Interaction, filed: Filed, gathered: Gathered, category: Category, *, breached: bool
) -> Card:
    key = "report.added" if filed.added_to_earlier else "report.code"
    lines = [text(interaction, key, code=filed.code)]
    if gathered.private:
        lines.append(text(interaction, "report.private_kept"))
    elif not gathered.verified:
        lines.append(text(interaction, "report.unverified"))
    if breached:
        lines.append(text(interaction, "report.breach"))
    lines += [text(interaction, "report.lost", why=why) for why in gathered.lost]
    fields = [
        (text(interaction, "report.next"), text(interaction, "report.next_text")),
        (text(interaction, "report.seal"), text(interaction, "report.seal_text")),
    ]
    if category is Category.CARE:
        book = interaction.client.services.conduct_book.for_locale(str(interaction.locale))
        doors = [f"[{each.title}]({each.url}) – {each.text}" for each in book.resources_for(Topic.CARE)]
        fields.append((text(interaction, "report.care"), "\n".join(doors)))
    return Card(
        title=text(interaction, "report.thanks"),
        text="\n".join(lines),
        fields=tuple(fields),
        tone=Tone.NOTICE if gathered.lost else Tone.GOOD,
        footer=text(interaction, "report.footer"),
    )
