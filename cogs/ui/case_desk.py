"""What a press on a case starts from: the file, the person it is about, and the right to press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import discord

from bot.policy.authority import Act, Refusal, Standing, may
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.records import Case
from bot.policy.sanctions import SanctionKind
from bot.services.orders import CaseFile, MessageRef, Unmoved
from cogs import convert
from cogs.ui import answers
from cogs.ui.answers import Interaction

_NOT_YOURS: Final = phrase("queue.not_moderator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A case on the desk of somebody who may work on it."""

    guild: discord.Guild
    file: CaseFile
    actor: Standing
    subject: UserId
    """Whom the case is about."""

    @property
    def guild_id(self) -> GuildId:
        """Return the server's id."""
        return GuildId(self.guild.id)

    @property
    def number(self) -> int:
        """Return the number of the case."""
        return self.file.case.number

    @property
    def source(self) -> MessageRef | None:
        """Return the message that the case is about, if there is one."""
        case = self.file.case
        if case.channel_id is None or case.message_id is None:
            return None
        return MessageRef(channel_id=ChannelId(case.channel_id), message_id=MessageId(case.message_id))


def absent(interaction: Interaction, key: str, number: int) -> Unmoved | Phrase:
    """Return the one answer for what is not there and for what this person is involved in (M41).

    Anything else would let a moderator find out, number by number, which cases are about them. ``key`` is
    the sentence for moderators; to others a press says that it is not for them, whatever it is about.
    """
    guild, who = interaction.guild, interaction.user
    if guild is None or not isinstance(who, discord.Member):
        return _NOT_YOURS
    settings = interaction.client.services.servers.of(GuildId(guild.id))
    moderates = convert.may_moderate(who, settings)
    return Unmoved(key=key, values={"number": str(number)}) if moderates else _NOT_YOURS


async def sit_down(interaction: Interaction, number: int) -> Desk | Refusal | Unmoved | Phrase:
    """Return the case, or why this person may not work on it."""
    services, guild = interaction.client.services, interaction.guild
    nothing = absent(interaction, "no_such_case", number)
    if guild is None or not isinstance(interaction.user, discord.Member):
        return nothing
    settings = services.servers.of(GuildId(guild.id))
    file = await services.casebook.file(GuildId(guild.id), number)
    actor = None if file is None else convert.seat(interaction.user, guild, settings, file.case)
    if file is None or actor is None:
        return nothing
    if await services.recusal.involved(file.case, actor.user_id):
        # Somebody was turned away: is anybody left?
        await services.teamwork.outside.look(GuildId(guild.id), number)
        return nothing
    subject = await services.people.user_id(file.case.person)
    if subject is None:
        return phrase("queue.problem.erased")
    target = Standing(user_id=subject, present=False)
    refusal = may(actor, Act.DECIDE_CASE, target, convert.standing(guild.me, guild, settings))
    return refusal or Desk(guild=guild, file=file, actor=actor, subject=subject)


async def seated(interaction: Interaction, number: int) -> Desk | None:
    """Return the case, or tell this person why they may not work on it and return None."""
    desk = await sit_down(interaction, number)
    if isinstance(desk, Desk):
        return desk
    await answers.refuse(interaction, desk)
    return None


async def others(interaction: Interaction, desk: Desk) -> tuple[list[Case], list[Case]]:
    """Return the other open cases about the person: those that who asks may see, and those that they may not.

    For who is involved in a case there is none: it is neither listed nor joined, and nothing is moved to it.
    """
    services, seen, hidden = interaction.client.services, list[Case](), list[Case]()
    for case in await services.teamwork.joining.others(desk.file.case):
        involved = await services.recusal.involved(case, desk.actor.user_id)
        (hidden if involved else seen).append(case)
    return seen, hidden


async def target_of(desk: Desk, interaction: Interaction) -> Standing:
    """Return what the person counts for now; members are not cached, so Discord is asked."""
    settings = interaction.client.services.servers.of(desk.guild_id)
    try:
        member = await desk.guild.fetch_member(desk.subject)
    except discord.NotFound:
        return Standing(user_id=desk.subject, is_owner=desk.subject == desk.guild.owner_id, present=False)
    return convert.standing(member, desk.guild, settings)


def act_of(kind: SanctionKind) -> Act:
    """Return the act of imposing a kind of sanction."""
    return Act.impose(kind)
