"""What the tests on sanctions share: commands as moderators give them, and what the virtual Discord holds."""

from __future__ import annotations

from typing import Any

import discord
import simcord

from bot.policy.ids import GuildId, UserId
from bot.policy.sanctions import Sanction
from tests.conftest import Town


def said(answer: simcord.InteractionResult) -> str:
    """Return what the person who asked reads, who alone may read it."""
    assert answer.response is not None
    # What takes the place of a private answer is as private as that.
    assert answer.ephemeral or answer.response.ephemeral
    return str([embed.to_dict() for embed in answer.response.embeds])


async def order(
    town: Town,
    command: str,
    member: simcord.MemberActor | simcord.UserHandle | None = None,
    who: simcord.MemberActor | None = None,
    **options: Any,
) -> str:
    """Give a command about a member (Mira), and return the answer."""
    options.setdefault("reason", "Please think of the others.")
    actor = who or town.moderator
    asked = await actor.slash(town.general, command, member=member or town.mira, **options)
    return said(await confirmed(actor, asked))


async def confirmed(
    who: simcord.MemberActor,
    asked: simcord.InteractionResult,
    why: str = "It has to be that.",
    act: str = "yes",
) -> simcord.InteractionResult:
    """Say yes to a preview, with a reason where one is asked for; anything else is left as it is."""
    buttons = [] if asked.response is None else asked.response.components
    ids = [each["custom_id"] for row in buttons for each in row.get("components", ())]
    yes = next((each for each in ids if each.startswith("preview:") and each.endswith(f":{act}")), None)
    if yes is None or asked.response is None:
        return asked
    pressed = await who.click(asked.response, custom_id=yes)
    return pressed if pressed.modal is None else await who.submit_modal(pressed, {"why": why})


async def lift(town: Town, kind: str | None = None, member: simcord.MemberActor | None = None) -> str:
    """Lift what is in force for a member."""
    extra: dict[str, Any] = {} if kind is None else {"kind": kind}
    return await order(town, "lift", member, reason="It was enough.", **extra)


def notices(who: simcord.MemberActor) -> list[str]:
    """Return what was written to somebody privately, oldest first."""
    channel = who.user.dm_channel
    return [str([embed.to_dict() for embed in message.embeds]) for message in channel.history()]


def backend(town: Town) -> Any:
    """Return the virtual Discord's own picture of the server."""
    return town.env.backend.get_guild(town.guild.id)


def held(town: Town, who: simcord.MemberActor) -> Any:
    """Return the virtual Discord's own picture of a member."""
    return backend(town).members[who.id]


def overwrite(town: Town, channel: simcord.ChannelHandle, target: int) -> tuple[int, int] | None:
    """Return what a channel allows and denies somebody or a role."""
    found = town.bot.get_channel(channel.id)
    assert isinstance(found, discord.abc.GuildChannel)
    for whom, pair in found.overwrites.items():
        if whom.id == target:
            allow, deny = pair.pair()
            return allow.value, deny.value
    return None


async def sanctions(town: Town, who: simcord.MemberActor | None = None) -> list[Sanction]:
    """Return somebody's sanctions as they are recorded, newest first."""
    member = who or town.mira
    record = await town.bot.services.casebook.record(GuildId(town.guild.id), UserId(member.id))
    return list(record.sanctions)


async def states(town: Town, who: simcord.MemberActor | None = None) -> list[str]:
    """Return the states of somebody's sanctions, newest first."""
    return [each.state.value for each in await sanctions(town, who)]
