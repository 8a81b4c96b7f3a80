"""The buttons under a raid alert; each grave one asks first, and each can be taken back (M12)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import discord
from typing_extensions import override

from bot.policy.actions import ActionState
from bot.policy.authority import Refusal, Standing
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.ids import ChannelId, GuildId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.services.channel_measures import MeasureKind, MeasureOrder
from bot.services.orders import Unmoved
from bot.services.raids import Handled, RaidFile
from cogs import convert, members
from cogs.channels import open_to
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.press import Press

_MOST_CHANNELS: Final = 20
_CLOSED: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A raid in the hands of a moderator."""

    guild: discord.Guild
    file: RaidFile
    actor: Standing
    me: Standing

    @property
    def number(self) -> int:
        """Return the number of the alert."""
        return self.file.raid.number


class RaidButton(
    Press,
    template=r"raid:(?P<number>[0-9]{1,15}):(?P<act>hold|hold_yes|lock|lock_yes|free|close)",
):
    """One press on a raid alert."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        watch = await _watch(pressed, self.number)
        if isinstance(watch, Watch):
            await _ACTS[self.act](pressed, watch)
        else:
            await answers.refuse(pressed, watch)


async def _watch(interaction: Interaction, number: int) -> Watch | Phrase | Unmoved:
    services, guild = interaction.client.services, interaction.guild
    if guild is None or not isinstance(interaction.user, discord.Member):
        return Unmoved(key="no_such_raid")
    settings = services.servers.of(GuildId(guild.id))
    if not convert.may_moderate(interaction.user, settings):
        return phrase("raid.not_moderator")
    file = await services.noticing.raids.file(GuildId(guild.id), number)
    if file is None:
        return Unmoved(key="no_such_raid")
    return Watch(
        guild=guild,
        file=file,
        actor=convert.standing(interaction.user, guild, settings),
        me=convert.standing(guild.me, guild, settings),
    )


async def _hold(interaction: Interaction, watch: Watch) -> None:
    waiting = await interaction.client.services.noticing.raids.users(watch.file, held=False)
    if not waiting:
        await answers.refuse(interaction, phrase("raid.none_to_hold"))
        return
    asked = text(interaction, "raid.hold_ask", count=len(waiting))
    await _ask(interaction, watch, "hold", asked)


async def _hold_yes(interaction: Interaction, watch: Watch) -> None:
    raids = interaction.client.services.noticing.raids
    here = await _here(interaction, watch, list(await raids.users(watch.file, held=False)))
    reason = _in_servers_words(interaction, watch, "raid.hold_reason")
    done = await raids.hold(watch.file, here, watch.actor, watch.me, reason)
    await _tell(interaction, "held", done)


async def _free(interaction: Interaction, watch: Watch) -> None:
    raids = interaction.client.services.noticing.raids
    held = list(await raids.users(watch.file, held=True))
    if not held:
        await answers.refuse(interaction, phrase("raid.none_to_free"))
        return
    here = await _here(interaction, watch, held)
    reason = _in_servers_words(interaction, watch, "raid.free_reason")
    await _tell(interaction, "freed", await raids.free(watch.file, here, watch.actor, watch.me, reason))


async def _lock(interaction: Interaction, watch: Watch) -> None:
    places = _open_channels(watch.guild)
    if not places:
        await answers.refuse(interaction, phrase("raid.lock_none"))
        return
    listed = "\n".join(f"<#{place.id}>" for place in places)
    await _ask(interaction, watch, "lock", text(interaction, "raid.lock_ask", list=listed))


async def _lock_yes(interaction: Interaction, watch: Watch) -> None:
    services = interaction.client.services
    settings, lines = services.servers.of(GuildId(watch.guild.id)), []
    until, count, well = services.clock.now() + _CLOSED, 0, True
    for place in _open_channels(watch.guild):
        order = MeasureOrder(
            key=f"btn:{interaction.id}:{place.id}",
            guild_id=GuildId(watch.guild.id),
            channel_id=ChannelId(place.id),
            actor=watch.actor,
            me=watch.me,
            kind=MeasureKind.LOCKDOWN,
            ends_at=until,
            before=open_to(place, settings),
            quiet=True,
        )
        done = await services.measures.set(order)
        if isinstance(done, Refusal):
            await answers.refuse(interaction, done)
            return
        closed = all(act.state is ActionState.DONE for act in done)
        well, count = well and closed, count + closed
        lines.append(f"{'✓' if closed else '…'} <#{place.id}>")
    await services.noticing.raids.locked(watch.file.raid, watch.actor, count, until)
    title = text(interaction, "raid.locked_title")
    tone = Tone.GOOD if well else Tone.NOTICE
    await answers.say(interaction, Card(title=title, text="\n".join(lines), tone=tone))


async def _close(interaction: Interaction, watch: Watch) -> None:
    await interaction.client.services.noticing.raids.close(watch.file.raid, watch.actor)
    title, words = text(interaction, "raid.closed_title"), text(interaction, "raid.closed")
    await answers.say(interaction, Card(title=title, text=words, tone=Tone.GOOD))


async def _ask(interaction: Interaction, watch: Watch, act: str, asked: str) -> None:
    yes = Button(
        custom_id=f"raid:{watch.number}:{act}_yes",
        label=text(interaction, f"raid.{act}_yes"),
        style=ButtonStyle.DANGER,
    )
    title = text(interaction, "raid.title", number=watch.number)
    await answers.say(interaction, Card(title=title, text=asked, tone=Tone.NOTICE, buttons=(yes,)))


async def _tell(interaction: Interaction, key: str, done: Handled) -> None:
    lines = [text(interaction, f"raid.{key}", count=done.done)]
    for what, count in (("gone", done.gone), ("refused", done.refused)):
        if count:
            lines.append(text(interaction, f"raid.{what}", count=count))
    title = text(interaction, f"raid.{key}_title")
    tone = Tone.NOTICE if done.refused else Tone.GOOD
    await answers.say(interaction, Card(title=title, text="\n".join(lines), tone=tone))


async def _here(interaction: Interaction, watch: Watch, users: list[UserId]) -> dict[UserId, Standing]:
    """Return what those count for who are still here."""
    settings = interaction.client.services.servers.of(GuildId(watch.guild.id))
    here = await members.present(watch.guild, map(int, users))
    return {UserId(who): convert.standing(member, watch.guild, settings) for who, member in here.items()}


def _open_channels(guild: discord.Guild) -> list[discord.TextChannel]:
    """Return where newcomers may write."""
    everyone = guild.default_role
    held = ((place, place.permissions_for(everyone)) for place in guild.text_channels)
    return [place for place, may in held if may.view_channel and may.send_messages][:_MOST_CHANNELS]


def _in_servers_words(interaction: Interaction, watch: Watch, key: str) -> str:
    """Return what members will read, which is in the server's language and not in that of who pressed."""
    services = interaction.client.services
    return services.catalogue.text(key, services.servers.of(GuildId(watch.guild.id)).locale)


_ACTS: Final[dict[str, Callable[[Interaction, Watch], Awaitable[None]]]] = {
    "hold": _hold,
    "hold_yes": _hold_yes,
    "free": _free,
    "lock": _lock,
    "lock_yes": _lock_yes,
    "close": _close,
}
