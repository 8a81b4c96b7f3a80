"""A mute for somebody who is muted already: extend it, let the later end count, or replace it (F8)."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from bot.policy.desired import in_force
from bot.policy.durations import DurationProblem
from bot.policy.ids import GuildId, UserId
from bot.policy.sanctions import Sanction, SanctionKind
from cogs.ui import answers
from cogs.ui.answers import Interaction
from cogs.ui.impose import impose
from cogs.ui.wishes import Wish, end


class Existing(StrEnum):
    """What becomes of the mutes in force."""

    UNTIL = "until"
    """They stay in the record, and the later end counts."""
    EXTEND = "extend"
    REPLACE = "replace"


async def in_force_now(interaction: Interaction, user_id: UserId) -> list[Sanction]:
    """Return a member's mutes that are in force."""
    services = interaction.client.services
    record = await services.casebook.record(GuildId(interaction.guild_id or 0), user_id)
    now = services.clock.now()
    return [each for each in record.sanctions if each.kind is SanctionKind.MUTE and in_force(each, now)]


async def mute_again(interaction: Interaction, wish: Wish, how: Existing) -> None:
    """Mute, with regard to what is in force."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True)
    before = await in_force_now(interaction, UserId(wish.member.id))
    if how is Existing.EXTEND and before:
        ends_at = end(interaction, wish.duration)
        if isinstance(ends_at, DurationProblem):
            await answers.refuse(interaction, ends_at)
            return
        now = interaction.client.services.clock.now()
        latest = max((each.ends_at for each in before if each.ends_at), default=None)
        endless = any(each.ends_at is None for each in before)
        if ends_at is not None and latest is not None and not endless:
            # Discord's own mark for a moment, which is read back to the second.
            moment = latest + (ends_at - now)
            wish = replace(wish, duration=f"<t:{int(moment.timestamp())}>")
    if how is Existing.REPLACE:
        wish = replace(wish, replaces=frozenset(each.id for each in before))
    await impose(interaction, wish)
