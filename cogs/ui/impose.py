"""The way of every command that imposes something: read what was typed, ask the one door, show the outcome.

The commands differ in what they ask for; what happens then is the same, and stands here once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import aiohttp
import discord
from discord import app_commands

from bot.policy.authority import Refusal, Standing
from bot.policy.card import Card, Tone
from bot.policy.conduct import FALLBACK_CLAUSE
from bot.policy.duration_suggestions import suggest
from bot.policy.durations import DurationProblem, parse_duration
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.sanctions import SanctionKind
from bot.services.orders import Decided, MessageRef, NewEvidence, Order, Unmoved
from cogs import convert, evidence, links
from cogs.ui import answers, pages
from cogs.ui.answers import Interaction, text
from cogs.ui.motion_forms import propose

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
    clause: str = FALLBACK_CLAUSE
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was handed in with a wish."""

    source: MessageRef | None = None
    kept: tuple[NewEvidence, ...] = ()
    facts: str = ""


async def clauses(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Complete a clause while it is typed."""
    return pages.clause_choices(interaction.client.services.conduct, typed)


async def durations(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Complete a duration while it is typed."""
    return [app_commands.Choice(name=each, value=each) for each in suggest(typed)[:25]]


async def impose(interaction: Interaction, wish: Wish) -> Decided | None:
    """Do what was wished and answer; returns what was decided, None when nothing was."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True)
    ends_at = end(interaction, wish.duration)
    if isinstance(ends_at, DurationProblem):
        await answers.refuse(interaction, ends_at)
        return None
    if interaction.client.services.conduct.clause(wish.clause) is None:
        await answers.refuse(interaction, phrase("reply.no_such_clause", clause=wish.clause[:60]))
        return None
    proof = await gather(interaction, wish)
    if isinstance(proof, Phrase):
        await answers.refuse(interaction, proof)
        return None
    further = await _further(interaction, wish)
    if isinstance(further, Phrase):
        await answers.refuse(interaction, further)
        return None
    door = interaction.client.services.moderation
    wanted = order(interaction, wish, proof, ends_at)
    outcome = await door.impose(wanted)
    if isinstance(outcome, Unmoved) and outcome.key == "needs_second" and not further:
        await propose(interaction, wanted, hold=wish.hold)
    elif further:
        await _together(interaction, wish, proof, ends_at, outcome, further)
    elif isinstance(outcome, Decided):
        await answers.say(interaction, pages.decided(interaction, outcome, UserId(wish.member.id)))
    else:
        await answers.refuse(interaction, outcome)
    return outcome if isinstance(outcome, Decided) else None


def order(
    interaction: Interaction,
    wish: Wish,
    proof: Proof,
    ends_at: datetime | None,
    *,
    nth: int = 0,
    together: int | None = None,
) -> Order:
    """Return the order for the door; ``nth`` tells people of one decision apart."""
    guild, actor, target, me = standings(interaction, wish.member)
    return Order(
        key=f"cmd:{interaction.id}" if not nth else f"cmd:{interaction.id}:{nth}",
        guild_id=guild,
        actor=actor,
        target=target,
        me=me,
        kind=wish.kind,
        ends_at=ends_at,
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
    )


def end(interaction: Interaction, duration: str | None) -> datetime | DurationProblem | None:
    """Return the end that was typed, counted in the server's time zone; None for until lifted."""
    if duration is None:
        return None
    services = interaction.client.services
    zone = ZoneInfo(services.servers.of(GuildId(interaction.guild_id or 0)).timezone)
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
    kept: list[NewEvidence] = []
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
        picture = await evidence.screenshot(wish.screenshot)
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


async def _further(interaction: Interaction, wish: Wish) -> list[Person] | Phrase:
    if not wish.also.strip():
        return []
    ids = [int(one or other) for one, other in _MENTION.findall(wish.also)]
    wanted = [each for each in dict.fromkeys(ids) if each != wish.member.id]
    if not wanted:
        return phrase("together.nobody")
    if len(wanted) > MOST_TOGETHER:
        return phrase("together.too_many", most=MOST_TOGETHER)
    found = [await find_person(interaction, each) for each in wanted]
    return [each for each in found if each is not None]


async def _together(
    interaction: Interaction,
    wish: Wish,
    proof: Proof,
    ends_at: datetime | None,
    first: Decided | Refusal | Unmoved,
    further: Sequence[Person],
) -> None:
    """Decide the same for the others, and tell for each what became of it (M11)."""
    number = first.case.number if isinstance(first, Decided) else None
    lines = [_line(interaction, wish.member, first)]
    # The post was one person's; the others get a copy of it as evidence only.
    shared = Proof(kept=proof.kept, facts=proof.facts)
    for nth, member in enumerate(further, 1):
        asked = Wish(
            kind=wish.kind, member=member, reason=wish.reason, clause=wish.clause, say_in=wish.say_in
        )
        outcome = await interaction.client.services.moderation.impose(
            order(interaction, asked, shared, ends_at, nth=nth, together=number)
        )
        lines.append(_line(interaction, member, outcome))
        number = outcome.case.number if number is None and isinstance(outcome, Decided) else number
    what = text(interaction, f"sanction.{wish.kind.value}")
    title = text(interaction, "together.title", what=what, count=len(lines))
    await answers.say(interaction, Card(title=title, text="\n".join(lines), tone=Tone.NEUTRAL))


def _line(interaction: Interaction, member: Person, outcome: Decided | Refusal | Unmoved) -> str:
    if not isinstance(outcome, Decided):
        sentence = interaction.client.services.catalogue.say(
            answers.why_not(outcome), str(interaction.locale)
        )
        return text(interaction, "together.not", member=f"<@{member.id}>", why=sentence)
    acts = pages.acts(interaction, outcome.actions)
    head = text(interaction, "together.done", member=f"<@{member.id}>", number=outcome.case.number)
    return "\n".join([head, *(f"  {act}" for act in acts)])
