"""Listens to messages: one synchronous look at each, and for a clean one nothing more.

No await, no task, no database and no log line for what is clean. Only a hit starts a task, which hands
the incident to the services. Edits and forwards are judged like new messages (F40).
"""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord.ext import commands

from bot.policy.content import Content
from bot.policy.detectors.protocol import Facts
from bot.policy.evaluate import evaluate
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.masking import mask, returnable, spans_of
from bot.policy.quick import Doubts
from bot.policy.rules import RuleSet
from bot.policy.verdict import Mode, Verdict
from bot.services.contacts import aimed_at
from bot.services.orders import Incident, MessageRef
from bot.services.second_look import SecondLook
from cogs import convert, glances, pings

if TYPE_CHECKING:
    from bot.client import StewardBot

Judged: TypeAlias = tuple[Content, Verdict]


class Listener(commands.Cog):
    """Judges what members write."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services

    def look(self, message: discord.Message, *, punishable: bool = True) -> Coroutine[Any, Any, None] | None:
        """Judge a message; return what is left to do about it, None when it is clean.

        ``punishable`` is False for what was found late: it is brought to people, nothing more.
        """
        if message.guild is None or message.author.bot or message.webhook_id is not None:
            return None
        texts, names = convert.texts(message)
        if not texts and not names:
            return None
        rules = self.services.rules.for_channel(GuildId(message.guild.id), convert.places(message.channel))
        self.services.watermarks.seen(GuildId(message.guild.id), message.channel.id, message.id)
        facts = self._note(message, message.guild, (*texts, *names))
        if punishable and (message.mentions or message.role_mentions or message.mention_everyone):
            self.services.noticing.pings.note(MessageId(message.id), pings.of_message(message, message.guild))
        doubts = rules.quick.doubts(
            texts,
            facts,
            names=names,
            everyone=message.mention_everyone,
            pronouns=bool(self.services.pronouns.known) and self._turns_to_known(message),
        )
        # Nearly always there are none, and nothing is made of the message that costs anything.
        judged = None if doubts is None else self._judge(message, rules, facts, doubts)
        model = self.services.text_model
        first = None if judged is None else judged[1]
        follow: Coroutine[Any, Any, None] | None
        # Swearing must not hide from the model what else is said; only what is removed can't wait for it.
        if model is not None and model.worth_asking(rules, first, *texts):
            follow = self._second_look(model, message, rules, facts, judged, punishable)
        else:
            follow = self._act(message, judged, punishable)
        if message.attachments and punishable:
            return self._with_pictures(message, rules, follow)
        return follow

    def _turns_to_known(self, message: discord.Message) -> bool:
        """Return whether a message mentions or answers somebody who set their pronouns."""
        answered = message.reference.resolved if message.reference else None
        ids = [each.id for each in message.mentions]
        ids += [answered.author.id] if isinstance(answered, discord.Message) else []
        return bool(self.services.pronouns.of(map(UserId, ids)))

    def _with_pictures(
        self, message: discord.Message, rules: RuleSet, follow: Coroutine[Any, Any, None] | None
    ) -> Coroutine[Any, Any, None] | None:
        """Return what is left to do with a glance at the message's pictures after it, where there is one."""
        look = self.services.intake.glance
        if look is None or message.edited_at is not None or not glances.pictures(message):
            return follow
        return _both(follow, glances.glance(self.bot, look, message, rules))

    def _note(self, message: discord.Message, guild: discord.Guild, texts: tuple[str, ...]) -> Facts:
        at = convert.sent_at(message)
        channel, author = ChannelId(message.channel.id), UserId(message.author.id)
        self.services.speakers.heard(channel, author, message.author.display_name, at)
        return self.services.window.note(
            GuildId(guild.id),
            author,
            channel,
            MessageId(message.id),
            "\n".join(texts),
            at=at,
            files=tuple(each.filename for each in message.attachments) if message.attachments else (),
            edited=message.edited_at is not None,
            now=at,
        )

    async def _second_look(
        self,
        model: SecondLook,
        message: discord.Message,
        rules: RuleSet,
        facts: Facts,
        first: Judged | None,
        punishable: bool,
    ) -> None:
        texts, _ = convert.texts(message)
        opinion = await model.ask("\n".join(texts))
        judged = first
        if opinion is not None and opinion.bears_on(first[1] if first else None):
            judged = self._judge(message, rules, opinion.with_facts(facts), None)
        follow = self._act(message, judged, punishable)
        if follow is not None:
            await follow

    def _judge(
        self, message: discord.Message, rules: RuleSet, facts: Facts, doubts: Doubts | None
    ) -> Judged | None:
        assert message.guild is not None  # noqa: S101 - ``look`` saw to it
        content = convert.content(message, self.services.servers.of(GuildId(message.guild.id)))
        at = convert.sent_at(message)
        others = self.services.speakers.of(content.channel_id, at, but=content.author.id)
        facts = replace(facts, speakers=others, pronouns=self.services.pronouns.known)
        verdict = evaluate(rules, content, facts, now=content.created_at, doubts=doubts)
        return None if verdict is None else (content, verdict)

    def _act(
        self, message: discord.Message, judged: Judged | None, punishable: bool
    ) -> Coroutine[Any, Any, None] | None:
        if judged is None:
            return None
        content, verdict = judged
        self.services.rules.count(content.guild_id, verdict.hits)
        if verdict.mode.rank < Mode.FLAG.rank:
            return self._hostile(content, verdict) if aimed_at(verdict) else None
        return self._follow(message, content, verdict, punishable)

    async def _follow(
        self, message: discord.Message, content: Content, verdict: Verdict, punishable: bool
    ) -> None:
        assert message.guild is not None  # noqa: S101 - ``look`` saw to it
        # What we remove ourselves is nobody's ghost ping.
        self.services.noticing.pings.drop(content.message_id)
        settings = self.services.servers.of(content.guild_id)
        incident = Incident(
            guild_id=content.guild_id,
            source=MessageRef(channel_id=content.channel_id, message_id=content.message_id),
            author=convert.standing(message.author, message.guild, settings),
            me=convert.standing(message.guild.me, message.guild, settings),
            hits=verdict.hits,
            text="\n".join(part.text for part in content.parts),
            parts=tuple(part.text for part in content.parts),
            shown=masked(content, verdict),
            returnable=returnable(content, verdict.hits),
            punishable=punishable,
            posted_at=content.created_at,
            edited_at=content.edited_at,
        )
        await self.services.incidents.handle(incident)
        await self._hostile(content, verdict)

    async def _hostile(self, content: Content, verdict: Verdict) -> None:
        at = content.edited_at or content.created_at
        await self.services.contacts.hostile(content.guild_id, content.author.id, verdict, at)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Judge an edit like a new message; Discord's own additions (link previews) are no edits."""
        message = payload.message
        if message.edited_at is None:
            return
        follow = self.look(message)
        if follow is not None:
            await follow


async def _both(first: Coroutine[Any, Any, None] | None, then: Coroutine[Any, Any, None]) -> None:
    if first is not None:
        await first
    await then


def masked(content: Content, verdict: Verdict) -> str:
    """Return what was written with the personal data in it masked."""
    findings = [finding for hit in verdict.hits for finding in hit.findings]
    parts = [mask(part.text, spans_of(findings, index)) for index, part in enumerate(content.parts)]
    return "\n".join(parts)
