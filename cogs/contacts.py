"""No-contact orders: /nocontact, and the eye on messages and reactions of those who have one (M28)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.clock import to_ms
from bot.policy.ids import ChannelId, GuildId, MessageId, SanctionId, UserId
from bot.policy.phrase import phrase
from bot.policy.sanctions import SanctionKind
from bot.services.no_contact import Breach
from bot.services.orders import MessageRef
from cogs.reactions import author_of
from cogs.restrictions import CLAUSE, LENGTH, MESSAGE, PICTURE, REASON
from cogs.ui import answers
from cogs.ui.impose import impose
from cogs.ui.wishes import Wish, clauses, durations

if TYPE_CHECKING:
    from bot.client import StewardBot
    from cogs.ui.answers import Interaction

PassOver = Callable[[Mapping[str, Any]], bool]
Look = Callable[[discord.Message], Coroutine[Any, Any, None] | None]


class ContactsCog(commands.Cog):
    """Keeps people apart who have to be."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    @app_commands.command(
        description="Have a member leave another one alone: no mentions, replies or reactions."
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(moderate_members=True)
    @app_commands.describe(
        member="Who has to keep away",
        protected="Whom they have to leave alone",
        duration=LENGTH,
        reason=REASON,
        clause=CLAUSE,
        message=MESSAGE,
        screenshot=PICTURE,
        tell_protected="Send the protected member a short word that names nobody; else they hear nothing",
    )
    @app_commands.autocomplete(clause=clauses, duration=durations)
    async def nocontact(
        self,
        interaction: Interaction,
        member: discord.User,
        protected: discord.User,
        duration: str,
        reason: app_commands.Range[str, 1, 1000],
        clause: str = "",
        message: str | None = None,
        screenshot: discord.Attachment | None = None,
        tell_protected: bool = False,
    ) -> None:
        """Impose a no-contact order."""
        if protected.id == member.id or protected.bot:
            await answers.refuse(interaction, phrase("restrict.no_contact_pair"))
            return
        await interaction.response.defer(ephemeral=True)
        other = await self.services.people.ensure(UserId(protected.id))
        wish = Wish(
            kind=SanctionKind.NO_CONTACT,
            member=member,
            reason=reason,
            clause=clause,
            duration=duration,
            message=message,
            screenshot=screenshot,
            scope=other.code,
        )
        decided = await impose(interaction, wish)
        if decided is None:
            return
        await self.services.no_contact.load()
        if tell_protected:
            key = f"cmd:{interaction.id}"
            await self.services.no_contact.tell_protected(decided, other.code, key)

    def before(self, look: Look) -> Look:
        """Return the quick look at messages with this one before it; both must cost next to nothing."""
        of = self.services.no_contact.of

        def both(message: discord.Message) -> Coroutine[Any, Any, None] | None:
            if message.guild is None:
                return look(message)
            bonds = of(message.guild.id, message.author.id)
            if not bonds:
                return look(message)
            breach = self._breach(message, bonds)
            return look(message) if breach is None else _both(self._follow(breach), look(message))

        return both

    def not_over(self, pass_over: PassOver) -> PassOver:
        """Return the first look at message events, which may pass over nothing of those who have an order."""
        contacts = self.services.no_contact

        def first(event: Mapping[str, Any]) -> bool:
            if contacts.any and contacts.of(int(event.get("guild_id", 0)), int(event["author"]["id"])):
                return False
            return pass_over(event)

        return first

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Look at an edit as at a new message: a name can be put in afterwards."""
        message = payload.message
        if message.guild is None or message.edited_at is None:
            return
        bonds = self.services.no_contact.of(message.guild.id, message.author.id)
        breach = self._breach(message, bonds) if bonds else None
        if breach is not None:
            await self._follow(breach)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Take a reaction away that reaches out to the protected person."""
        bonds = self.services.no_contact.of(payload.guild_id or 0, payload.user_id)
        if not bonds:
            return
        order = bonds.get(await author_of(self.bot, payload))
        if order is None:
            return
        emoji = payload.emoji
        name = f"{emoji.name}:{emoji.id}" if emoji.id else emoji.name
        await self._follow(
            Breach(
                key=f"contact:{payload.message_id}:{name}",
                guild_id=GuildId(payload.guild_id or 0),
                bound=UserId(payload.user_id),
                order=order,
                source=_place(payload.channel_id, payload.message_id),
                emoji=name,
            )
        )

    def _breach(self, message: discord.Message, bonds: Mapping[UserId, SanctionId]) -> Breach | None:
        order = next((bonds[UserId(each)] for each in _meant(message) if each in bonds), None)
        if order is None or message.guild is None:
            return None
        edited = 0 if message.edited_at is None else to_ms(message.edited_at)
        return Breach(
            key=f"contact:{message.id}:{edited}",
            guild_id=GuildId(message.guild.id),
            bound=UserId(message.author.id),
            order=order,
            source=_place(message.channel.id, message.id),
            text=message.content,
        )

    async def _follow(self, breach: Breach) -> None:
        await self.services.no_contact.breach(breach)


def _meant(message: discord.Message) -> Iterable[int]:
    """Return whom a message turns to: those it mentions, and whom it answers."""
    yield from message.raw_mentions
    answered = message.reference.resolved if message.reference else None
    if isinstance(answered, discord.Message):
        yield answered.author.id


def _place(channel: int, message: int) -> MessageRef:
    return MessageRef(channel_id=ChannelId(channel), message_id=MessageId(message))


async def _both(first: Coroutine[Any, Any, None], then: Coroutine[Any, Any, None] | None) -> None:
    await first
    if then is not None:
        await then
