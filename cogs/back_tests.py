"""Runs a back-test of /rules: reads what was written in a channel and tries the rules on it (M46)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import discord

from bot.policy.card import Card
from bot.policy.ids import GuildId
from bot.policy.phrase import Phrase, phrase
from bot.policy.rules import RuleSet
from bot.policy.server import ServerSettings
from bot.services.back_tests import Past, alone, back_test
from bot.services.orders import Unmoved
from cogs import convert, members
from cogs.ui import answers, back_test_page, rule_places, rule_words
from cogs.ui.answers import Interaction
from cogs.ui.back_test_page import Tried
from cogs.ui.rule_places import Named, Place

Readable: TypeAlias = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
"""Where messages stand; a category has none, and those of a forum stand in its posts."""
_TOLD_EACH: Final = 250
"""After so many messages is said how far the reading is; Discord gives a hundred at a time."""


@dataclass(frozen=True, slots=True)
class Tester:
    """Back-tests, one at a time in each server: reading takes from what the bot may ask Discord for."""

    busy: set[GuildId] = field(default_factory=set)
    """Servers in which one is running."""

    async def run(
        self, interaction: Interaction, named: Named | None, rule: str | None, last: int
    ) -> Card | Unmoved | Phrase:
        """Return what rules would have done with a channel's last messages, or why that can't be told."""
        where = rule_places.to_look(interaction, named)
        if isinstance(where, Phrase):
            return where
        channel = _readable(interaction, named)
        if isinstance(channel, Phrase):
            return channel
        rules = _tried(interaction, where, rule)
        if not isinstance(rules, RuleSet):
            return rules
        if where.guild_id in self.busy:
            return phrase("backtest.busy")
        self.busy.add(where.guild_id)
        try:
            return await _card(interaction, where, channel, rules, rule, last)
        finally:
            self.busy.discard(where.guild_id)


async def _card(
    interaction: Interaction, where: Place, channel: Readable, rules: RuleSet, rule: str | None, last: int
) -> Card | Phrase:
    async def tell(count: int) -> None:
        await answers.meanwhile(interaction, back_test_page.reading(interaction, where, count, last))

    services = interaction.client.services
    try:
        past = await _read(channel, services.servers.of(where.guild_id), last, tell)
    except (discord.Forbidden, discord.NotFound):
        return phrase("backtest.not_ours", place=channel.mention)
    result = await back_test(rules, services.text_model, services.pronouns.known, past)
    tried = Tried(
        place=where, channel_id=channel.id, last=last, rule=rule, has_model=bool(services.text_model)
    )
    return back_test_page.page(interaction, tried, result, past)


def _tried(interaction: Interaction, where: Place, rule: str | None) -> RuleSet | Unmoved | Phrase:
    """Return the rules to try: those of the place as they stand, or one of them."""
    known = interaction.client.services.rules
    if rule is None:
        return known.for_channel(where.guild_id, where.ids)
    spec = next(
        (each.spec for each in known.standing(where.guild_id, where.ids) if each.spec.id == rule), None
    )
    if spec is None:
        return rule_words.unknown(rule)
    rules = alone(spec)
    return rule_words.why_not(rules.failed) if rules.failed else rules


def _readable(interaction: Interaction, named: Named | None) -> Readable | Phrase:
    """Return the channel if both the one who asks and we may read what was written there, or why not."""
    channel = interaction.channel if named is None else named.resolve()
    if not isinstance(channel, Readable):
        return phrase("backtest.no_messages")
    for who, key in ((interaction.user, "backtest.not_yours"), (channel.guild.me, "backtest.not_ours")):
        held = channel.permissions_for(who) if isinstance(who, discord.Member) else discord.Permissions.none()
        if not (held.view_channel and held.read_message_history):
            return phrase(key, place=channel.mention)
    return channel


async def _read(
    channel: Readable, settings: ServerSettings, most: int, tell: Callable[[int], Awaitable[None]]
) -> list[Past]:
    """Return what members wrote among the last ``most`` messages, oldest first."""
    found: list[discord.Message] = []
    count = 0
    async for message in channel.history(limit=most):
        count += 1
        if not message.author.bot and message.webhook_id is None and any(convert.texts(message)):
            found.append(message)
        if count % _TOLD_EACH == 0 and count < most:
            await tell(count)
    here = await members.present(channel.guild, {message.author.id for message in found})
    return [_past(message, here.get(message.author.id), settings) for message in reversed(found)]


def _past(message: discord.Message, author: discord.Member | None, settings: ServerSettings) -> Past:
    content = convert.content(message, settings)
    # An old message comes without the roles of its author, and some rules leave roles alone.
    if author is not None:
        content = replace(content, author=convert.author(author, settings))
    return Past(content=content, name=(author or message.author).display_name)
