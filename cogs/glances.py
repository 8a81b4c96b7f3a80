"""Pictures that members post: looked at off the event loop, and only ever flagged (extra ``vision``)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.policy.content import Part, PartKind
from bot.policy.detectors.nudity import SCORE
from bot.policy.detectors.protocol import Facts
from bot.policy.evaluate import evaluate
from bot.policy.ids import GuildId
from bot.policy.rules import RuleSet
from bot.policy.verdict import Hit, Mode, Route
from bot.services.glance import PICTURES, Glance
from bot.services.keeping import Incoming
from bot.services.orders import Incident, MessageRef
from cogs import convert, evidence

if TYPE_CHECKING:
    from bot.client import StewardBot


def pictures(message: discord.Message) -> list[Incoming]:
    """Return the pictures of a message as what can be fetched; the type is only Discord's word so far."""
    found = [
        evidence.incoming(file, "attachment", "seen")
        for file in message.attachments
        if (file.content_type or "").startswith("image/")
    ]
    return [each for each in found if isinstance(each, Incoming)][:PICTURES]


async def glance(bot: StewardBot, look: Glance, message: discord.Message, rules: RuleSet) -> None:
    """Look at a message's pictures and bring what the rules find in them to the moderators."""
    services = bot.services
    assert message.guild is not None  # noqa: S101 - the listener saw to it
    files = pictures(message)
    seen = await look.look(files)
    settings = services.servers.of(GuildId(message.guild.id))
    text = (Part(kind=PartKind.OCR, text=seen.text),) if seen.text else ()
    # What it says besides was judged already; here only its pictures count.
    content = replace(convert.content(message, settings), parts=text, attachment_names=(), mentioned_users=())
    verdict = evaluate(rules, content, Facts(scores={SCORE: seen.nudity}), now=content.created_at)
    if verdict is None:
        return
    services.rules.count(content.guild_id, verdict.hits)
    hits = tuple(_flagged(hit) for hit in verdict.hits if _counts(hit))
    if not hits:
        return
    incident = Incident(
        key=f"msg:{message.id}:pictures",
        guild_id=content.guild_id,
        source=MessageRef(channel_id=content.channel_id, message_id=content.message_id),
        author=convert.standing(message.author, message.guild, settings),
        me=convert.standing(message.guild.me, message.guild, settings),
        hits=hits,
        text=seen.text,
        shown="",
        punishable=False,
        posted_at=content.created_at,
    )
    number = await services.incidents.handle(incident)
    if number is not None and files:
        await look.keep(content.guild_id, number, files)


def _counts(hit: Hit) -> bool:
    return hit.mode.rank >= Mode.FLAG.rank and hit.route is not Route.AUTHOR


def _flagged(hit: Hit) -> Hit:
    """Return a hit that goes to people, whatever the rule would do about words."""
    return replace(hit, mode=Mode.FLAG)
