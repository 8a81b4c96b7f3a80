"""What a moderator typed, and how it becomes an order: read, fetched and checked, in the same way for all."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import aiohttp
import discord
from discord import app_commands

from bot.policy.authority import Standing
from bot.policy.conduct import FALLBACK_CLAUSE
from bot.policy.duration_suggestions import suggest
from bot.policy.durations import DurationProblem, parse_duration
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.records import Case
from bot.policy.sanctions import SanctionKind
from bot.services.orders import MessageRef, NewEvidence, Order
from cogs import convert, evidence, links
from cogs.ui import pages
from cogs.ui.answers import Interaction, Negative

MOST_TOGETHER: Final = 5
"""Further people in one decision; more at once is a matter for a lockdown."""
_MENTION: Final = re.compile(r"<@!?(\d{15,20})>|\b(\d{15,20})\b")

Person = discord.User | discord.Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a moderator typed, before it is read."""

    kind: SanctionKind
    member: Person
    reason: str
    clause: str = ""
    """A clause of the code; empty for that of the message, else of what waits for an answer in the open case,
    and where there is none, for any other."""
    duration: str | None = None
    message: str | None = None
    screenshot: discord.Attachment | None = None
    scope: str = ""
    role_position: int | None = None
    say_in: int | None = None
    also: str = ""
    """Further people, as mentions."""
    deviation: str = ""
    facts: str = ""
    """What it is about, where no message says it."""
    unheard: str = ""
    """Why somebody can't be heard before."""
    hold: bool = False
    """For what needs two people: keep the member out while the second is asked."""
    role: int | None = None
    """A role that whoever it is about has to hold."""
    kept: tuple[NewEvidence, ...] = ()
    """What was gathered already."""
    grave: bool = False
    """Whether it is shown before it is done, whatever its kind."""
    looked: bool = False
    """Whether record and proposal were shown already, so that nothing is asked once more."""
    replaces: frozenset[str] = frozenset()
    """Sanctions that this one takes the place of."""
    apart: bool = False
    """Whether a case that is open about them stays so, and this becomes one of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was handed in with a wish."""

    source: MessageRef | None = None
    kept: tuple[NewEvidence, ...] = ()
    facts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A wish that was read: all that is needed to do it, now or once somebody has confirmed it."""

    key: str
    """Natural key of the interaction that it came with; a second press meets what the first one did."""
    wish: Wish
    proof: Proof
    ends_at: datetime | None
    wished_at: datetime
    beside: Case | None = None
    """A case that is open about them under another clause than the one that was named."""
    further: tuple[Person | int, ...] = ()
    """Others who get the same; an id where no account was found."""


async def clauses(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Complete a clause while it is typed."""
    return pages.clause_choices(interaction.client.services.conduct, typed)


async def durations(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Complete a duration while it is typed."""
    return [app_commands.Choice(name=each, value=each) for each in suggest(typed)[:25]]


async def prepare(interaction: Interaction, wish: Wish) -> Prepared | Negative:
    """Return a wish read, or what is wrong with it."""
    wished_at, ends_at = interaction.client.services.clock.now(), end(interaction, wish.duration)
    if isinstance(ends_at, DurationProblem):
        return ends_at
    services = interaction.client.services
    about = GuildId(interaction.guild_id or 0), UserId(wish.member.id)
    if wish.clause and services.conduct.clause(wish.clause) is None:
        return phrase("reply.no_such_clause", clause=wish.clause[:60])
    proof = await gather(interaction, wish)
    if isinstance(proof, Phrase):
        return proof
    known = await services.casebook.open_case(*about)
    meant = FALLBACK_CLAUSE if known is None else await services.casebook.cited(known, proof.source)
    wish = replace(wish, clause=wish.clause or meant)
    further = await others(interaction, wish)
    if isinstance(further, Phrase):
        return further
    return Prepared(
        key=f"cmd:{interaction.id}",
        wish=wish,
        proof=proof,
        ends_at=ends_at,
        wished_at=wished_at,
        beside=known if known is not None and wish.clause not in (known.clause, meant) else None,
        further=tuple(further),
    )


def order(
    interaction: Interaction, prepared: Prepared, *, nth: int = 0, together: int | None = None
) -> Order:
    """Return the order for the door; ``nth`` tells people of one decision apart."""
    wish, proof = prepared.wish, prepared.proof
    guild, actor, target, me = standings(interaction, wish.member)
    return Order(
        key=prepared.key if not nth else f"{prepared.key}:{nth}",
        guild_id=guild,
        actor=actor,
        target=target,
        me=me,
        kind=wish.kind,
        ends_at=prepared.ends_at,
        wished_at=prepared.wished_at,
        clause=wish.clause,
        reason=wish.reason,
        facts=proof.facts,
        scope=wish.scope,
        source=proof.source,
        evidence=proof.kept,
        deviation=wish.deviation,
        unheard=wish.unheard,
        role_position=wish.role_position,
        say_in=wish.say_in,
        together=together,
        replaces=wish.replaces,
        apart=wish.apart,
    )


def end(interaction: Interaction, duration: str | None) -> datetime | DurationProblem | None:
    """Return the end that was typed, in the time zone of who typed it; None for until lifted."""
    if duration is None:
        return None
    services = interaction.client.services
    zone = services.timezones.of(UserId(interaction.user.id), GuildId(interaction.guild_id or 0))
    term = parse_duration(duration, services.clock.now(), zone)
    return term if isinstance(term, DurationProblem) else term.ends_at


def standings(interaction: Interaction, member: Person) -> tuple[GuildId, Standing, Standing, Standing]:
    """Return the server, and what who asks, whom it is about and the bot count for in it."""
    guild = interaction.guild
    assert guild is not None  # noqa: S101 - the commands are for servers only
    settings = interaction.client.services.servers.of(GuildId(guild.id))
    actor = convert.standing(interaction.user, guild, settings)
    target = convert.standing(member, guild, settings)
    return GuildId(guild.id), actor, target, convert.standing(guild.me, guild, settings)


async def gather(interaction: Interaction, wish: Wish) -> Proof | Phrase:
    """Return what was handed in, fetched and checked, or what is wrong with it."""
    kept = list(wish.kept)
    source: MessageRef | None = None
    facts = wish.facts
    if wish.message is not None:
        found = await linked(interaction, wish.message)
        if isinstance(found, Phrase):
            return found
        if found.author.id != wish.member.id:
            return phrase("link.other_author", member=wish.member.mention)
        kept += await evidence.of_message(found)
        source = MessageRef(channel_id=ChannelId(found.channel.id), message_id=MessageId(found.id))
        facts = found.content
    if wish.screenshot is not None:
        picture = await evidence.screenshot(interaction.client.services.intake.keeping, wish.screenshot)
        if isinstance(picture, Phrase):
            return picture
        kept.append(picture)
    return Proof(source=source, kept=tuple(kept), facts=facts)


async def linked(interaction: Interaction, link: str) -> discord.Message | Phrase:
    """Return the message that a link leads to, if who asks may read it."""
    assert interaction.guild is not None  # noqa: S101 - the commands are for servers only
    assert isinstance(interaction.user, discord.Member)  # noqa: S101 - in a server it is one
    ref = links.parse_link(link, interaction.guild.id)
    return ref if isinstance(ref, Phrase) else await links.fetch(interaction.guild, ref, interaction.user)


async def find_person(interaction: Interaction, user_id: int) -> Person | None:
    """Return somebody by id: a member, or an account that is not here; members are not cached."""
    assert interaction.guild is not None  # noqa: S101 - the commands are for servers only
    try:
        return await interaction.guild.fetch_member(user_id)
    except discord.NotFound:
        pass
    try:
        return await interaction.client.fetch_user(user_id)
    except (discord.HTTPException, aiohttp.ClientError):
        return None


async def others(interaction: Interaction, wish: Wish) -> list[Person | int] | Phrase:
    """Return further people who are named in a wish, by id those whom Discord does not know."""
    if not wish.also.strip():
        return []
    ids = [int(one or other) for one, other in _MENTION.findall(wish.also)]
    wanted = [each for each in dict.fromkeys(ids) if each != wish.member.id]
    if not wanted:
        return phrase("together.nobody")
    if len(wanted) > MOST_TOGETHER:
        return phrase("together.too_many", most=MOST_TOGETHER)
    return [await find_person(interaction, each) or each for each in wanted]
