"""What a reporter hands in becomes something to keep: the message if it can be found, else what there is.

Whatever can be kept is kept: a picture that can't be read, or a message that is gone, does not cost the
reporter the rest of what they told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import aiohttp
import discord

from bot.policy.conduct import FALLBACK_CLAUSE
from bot.policy.ids import ChannelId, MessageId
from bot.policy.phrase import Phrase, phrase
from bot.services.keeping import Incoming
from bot.services.orders import MessageRef, NewEvidence
from cogs import evidence, links

_BEARABLE = ("link.gone", "link.no_access", "link.private", "link.unreachable")
"""What may be wrong with a link in a report that has words or a picture, and a person, besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A message as the reporter saw it when they opened the form; it may be gone when they send it."""

    message: discord.Message
    """As Discord handed it over with the click."""
    private: bool = False
    """Whether it stands in a private conversation, where only the reporter could show it to us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a member handed in."""

    link: str | None = None
    sighting: Sighting | None = None
    files: tuple[discord.Attachment, ...] = ()
    words: str = ""
    who: discord.Member | discord.User | None = None
    clause: str = FALLBACK_CLAUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What can be filed."""

    target: discord.Member | discord.User
    source: MessageRef | None
    verified: bool
    private: bool = False
    """Whether it was shown by the reporter, from a private message."""
    evidence: tuple[NewEvidence, ...]
    """What is there already."""
    incoming: tuple[Incoming, ...] = ()
    """Files that are fetched once the report is filed, so that nobody waits for them."""
    lost: tuple[Phrase, ...]
    """What could not be kept, in sentences for the reporter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What a link led to."""

    source: MessageRef | None = None
    author: discord.Member | discord.User | None = None
    verified: bool = False
    evidence: tuple[NewEvidence, ...] = ()
    files: tuple[discord.Attachment, ...] = ()
    lost: Phrase | None = None


async def gather(guild: discord.Guild, reader: discord.Member, told: Told) -> Gathered | Phrase:
    """Return what can be filed, or the sentence that says what to add or to change."""
    place = await _look(guild, reader, told)
    if isinstance(place, Phrase):
        return place
    words = bool(told.words.strip())
    # Pictures that are all there is have to be pictures; next to anything else they may be lost.
    doubts = [] if words or place.source else [await evidence.doubt(file) for file in told.files]
    proof = words or len([each for each in doubts if each]) < len(told.files)
    if place.lost is not None and not proof:
        return place.lost
    if doubts and not proof:
        return next(each for each in doubts if each)
    if place.author is not None and told.who is not None and place.author.id != told.who.id:
        return phrase("link.other_author", member=told.who.mention)
    target = place.author or told.who
    if target is None:
        return _whom(told, place, proof)
    private = told.sighting is not None and told.sighting.private
    origin = "private" if private else "seen"
    taken = [evidence.incoming(file, "attachment", origin) for file in place.files]
    taken += [evidence.incoming(file, "screenshot", "shown", picture=True) for file in told.files]
    return Gathered(
        target=await _member(guild, target),
        source=place.source,
        verified=place.verified,
        private=private,
        evidence=place.evidence,
        incoming=tuple(each for each in taken if isinstance(each, Incoming)),
        lost=tuple(each for each in taken if isinstance(each, Phrase)),
    )


async def _member(guild: discord.Guild, who: discord.Member | discord.User) -> discord.Member | discord.User:
    """Return somebody with their roles, as far as they are here: what is about the team is covered (M41)."""
    if isinstance(who, discord.Member) and who.guild == guild:
        return who
    try:
        return await guild.fetch_member(who.id)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return who


def _whom(told: Told, place: _Place, proof: bool) -> Phrase:
    if place.lost is not None:
        return phrase("report.whom_else", why=place.lost)
    return phrase("report.whom" if proof or told.clause != FALLBACK_CLAUSE else "unmoved.report_empty")


async def _look(guild: discord.Guild, reader: discord.Member, told: Told) -> _Place | Phrase:
    if told.sighting is not None and told.sighting.private:
        return _shown(told.sighting.message)
    link = told.sighting.message.jump_url if told.sighting else told.link
    if link is None:
        return _Place()
    ref = links.parse_link(link, guild.id)
    found = ref if isinstance(ref, Phrase) else await links.fetch(guild, ref, reader)
    if isinstance(found, discord.Message) and not isinstance(ref, Phrase):
        kept = (evidence.of_text(evidence.words_of(found)), await evidence.around(found))
        return _place(ref, found, kept)
    assert isinstance(found, Phrase)  # noqa: S101 - what is no message says why
    if told.sighting is not None and not isinstance(ref, Phrase):
        # Discord itself handed us these words with the click, so they are as good as found.
        message = told.sighting.message
        return _place(ref, message, (evidence.of_text(evidence.words_of(message)),))
    if found.key not in _BEARABLE:
        return found
    return _Place(source=None if isinstance(ref, Phrase) else ref, lost=found)


def _shown(message: discord.Message) -> _Place:
    """Return what a private message holds: words, author, time and files, all as Discord handed it over."""
    kept = (evidence.of_text(evidence.words_of(message)), evidence.lines((message,)))
    ref = MessageRef(channel_id=ChannelId(message.channel.id), message_id=MessageId(message.id))
    return _place(ref, message, tuple(replace(each, origin="private") for each in kept))


def _place(ref: MessageRef, message: discord.Message, kept: tuple[NewEvidence, ...]) -> _Place:
    files = (*message.attachments, *(file for each in message.message_snapshots for file in each.attachments))
    return _Place(source=ref, author=message.author, verified=True, evidence=kept, files=files)
