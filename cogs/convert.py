"""From discord.py's objects to plain values; the only place where the two meet."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import discord

from bot.policy.authority import Permission, Standing
from bot.policy.content import Author, Content, Part, PartKind
from bot.policy.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from bot.policy.records import Case
from bot.policy.server import ServerSettings

_PERMISSIONS: Final = (
    ("moderate_members", Permission.MODERATE),
    ("ban_members", Permission.BAN),
    ("manage_roles", Permission.MANAGE_ROLES),
    ("manage_channels", Permission.MANAGE_CHANNELS),
    ("manage_messages", Permission.MANAGE_MESSAGES),
    ("mute_members", Permission.MUTE_VOICE),
    ("kick_members", Permission.KICK),
    ("administrator", Permission.ADMIN),
)


def permissions(held: discord.Permissions) -> Permission:
    """Return the permissions that matter to us."""
    found = Permission.NONE
    for name, permission in _PERMISSIONS:
        if getattr(held, name):
            found |= permission
    return found


def standing(who: discord.Member | discord.User, guild: discord.Guild, settings: ServerSettings) -> Standing:
    """Return what a person or bot counts for in this server now."""
    owner = who.id == guild.owner_id
    if not isinstance(who, discord.Member):
        return Standing(
            user_id=UserId(who.id),
            is_owner=owner,
            is_bot=who.bot,
            is_me=who.id == guild.me.id,
            present=False,
        )
    return Standing(
        user_id=UserId(who.id),
        top_role=_rank(who, settings),
        is_owner=owner,
        is_bot=who.bot,
        is_me=who.id == guild.me.id,
        permissions=permissions(who.guild_permissions),
        is_staff=is_staff(who, settings),
    )


def _rank(member: discord.Member, settings: ServerSettings) -> int:
    # Being suspended must not lift anybody above moderators, wherever that role was put.
    held = (role for role in member.roles if role.id != settings.suspended_role)
    return max(held, default=member.guild.default_role).position


def is_staff(member: discord.Member, settings: ServerSettings) -> bool:
    """Return whether the bot's own staff list (by role) names this member."""
    roles = settings.moderator_roles
    return bool(roles) and any(role.id in roles for role in member.roles)


def may_moderate(member: discord.Member, settings: ServerSettings) -> bool:
    """Return whether a member takes part in moderating: by Discord's permission or by the staff list."""
    held = member.guild_permissions
    return held.moderate_members or held.ban_members or held.administrator or is_staff(member, settings)


def roles_moderate(guild: discord.Guild, role_ids: Iterable[int], settings: ServerSettings) -> bool:
    """Return whether these roles make somebody take part in moderating, for whom there is no object."""
    held = set(role_ids)
    if not held.isdisjoint(settings.moderator_roles):
        return True
    rights = (role.permissions for role_id in held if (role := guild.get_role(role_id)) is not None)
    return any(each.moderate_members or each.ban_members or each.administrator for each in rights)


def on_panel(member: discord.Member, settings: ServerSettings, case: Case) -> bool:
    """Return whether a member decides this case for the outside panel."""
    return case.panel_at is not None and any(role.id in settings.panel_roles for role in member.roles)


def seat(
    member: discord.Member, guild: discord.Guild, settings: ServerSettings, case: Case
) -> Standing | None:
    """Return what a member counts for in one case; None for somebody who has no say in it.

    Who is on the panel needs no permission of Discord's, and rank is not asked of them, in this case alone.
    """
    found = standing(member, guild, settings)
    if on_panel(member, settings, case):
        return replace(found, is_staff=True, by_panel=True)
    return found if may_moderate(member, settings) else None


def content(message: discord.Message, settings: ServerSettings) -> Content:
    """Return a message of a server as a value; forwards and everything with words in it included."""
    assert message.guild is not None  # noqa: S101 - private messages are not judged
    channel = message.channel
    above = _above(channel)
    reply = message.reference.resolved if message.reference else None
    return Content(
        guild_id=GuildId(message.guild.id),
        channel_id=ChannelId(channel.id),
        message_id=MessageId(message.id),
        author=author(message.author, settings),
        parts=parts(message),
        created_at=message.created_at,
        edited_at=message.edited_at,
        mentioned_users=tuple(UserId(user_id) for user_id in message.raw_mentions),
        mentioned_roles=tuple(RoleId(role_id) for role_id in message.raw_role_mentions),
        mentions_everyone=message.mention_everyone,
        reply_to=UserId(reply.author.id) if isinstance(reply, discord.Message) else None,
        attachment_names=tuple(attachment.filename for attachment in message.attachments),
        parent_ids=above,
        academic=any(place in settings.academic_channels for place in (channel.id, *above)),
        age_gated=_age_gated(channel),
    )


def _age_gated(channel: object) -> bool:
    gated = getattr(channel, "is_nsfw", None)
    return bool(gated()) if callable(gated) else False


def places(channel: discord.abc.Snowflake) -> tuple[int, ...]:
    """Return the ids of a place and of those above it, nearest first."""
    return (channel.id, *_above(channel))


def sent_at(message: discord.Message) -> float:
    """Return when Discord got a message, in seconds since 1970, as its id tells."""
    return time_of(message.id)


def time_of(snowflake: int) -> float:
    """Return when an id was made, in seconds since 1970."""
    return ((snowflake >> 22) + discord.utils.DISCORD_EPOCH) / 1000


def texts(message: discord.Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts of ``parts`` without their kinds, those that are names of files apart."""
    plain = not (message.attachments or message.embeds or message.message_snapshots or message.poll)
    if plain and not isinstance(message.channel, discord.Thread):
        return ((message.content,) if message.content else ()), ()
    found = parts(message)
    names = tuple(part.text for part in found if part.kind is PartKind.ATTACHMENT)
    return tuple(part.text for part in found if part.kind is not PartKind.ATTACHMENT), names


def author(who: discord.Member | discord.User, settings: ServerSettings) -> Author:
    """Return an author as a value; of somebody who is no member here, only that they are somebody."""
    if not isinstance(who, discord.Member):
        return Author(id=UserId(who.id), created_at=who.created_at)
    return Author(
        id=UserId(who.id),
        created_at=who.created_at,
        joined_at=who.joined_at,
        role_ids=frozenset(RoleId(role.id) for role in who.roles),
        is_staff=may_moderate(who, settings),
    )


def _above(channel: discord.abc.Snowflake) -> tuple[int, ...]:
    if isinstance(channel, discord.Thread):
        parent = channel.parent
        category = None if parent is None else parent.category_id
        return tuple(place for place in (channel.parent_id, category) if place is not None)
    category = getattr(channel, "category_id", None)
    return () if category is None else (category,)


def parts(message: discord.Message) -> tuple[Part, ...]:
    """Return every text of a message with its kind; the plain message is the quick path."""
    body = (Part(kind=PartKind.BODY, text=message.content),) if message.content else ()
    found = list(body)
    channel = message.channel
    # The first message of a forum post has the id of its thread and carries the title.
    if isinstance(channel, discord.Thread) and channel.id == message.id:
        found.append(Part(kind=PartKind.TITLE, text=channel.name))
    if message.embeds or message.attachments or message.message_snapshots or message.poll:
        found += _extras(message)
        # Names of files last, as ``texts`` gives them.
        found.sort(key=lambda part: part.kind is PartKind.ATTACHMENT)
    return tuple(found)


def _extras(message: discord.Message) -> list[Part]:
    found = [Part(kind=PartKind.EMBED, text=text) for text in _embed_texts(message.embeds)]
    found += _attachment_parts(message.attachments)
    for snapshot in message.message_snapshots:
        if snapshot.content:
            found.append(Part(kind=PartKind.FORWARD, text=snapshot.content))
        found += [Part(kind=PartKind.FORWARD, text=text) for text in _embed_texts(snapshot.embeds)]
        found += _attachment_parts(snapshot.attachments)
    if message.poll is not None:
        lines = [message.poll.question, *(answer.text or "" for answer in message.poll.answers)]
        found.append(Part(kind=PartKind.POLL, text="\n".join(str(line) for line in lines if line)))
    return found


def _attachment_parts(attachments: list[discord.Attachment]) -> list[Part]:
    names = [Part(kind=PartKind.ATTACHMENT, text=each.filename) for each in attachments]
    alts = [Part(kind=PartKind.ALT_TEXT, text=each.description) for each in attachments if each.description]
    return names + alts


def _embed_texts(embeds: list[discord.Embed]) -> list[str]:
    texts: list[str] = []
    for embed in embeds:
        pieces = [embed.title, embed.description, embed.footer.text, embed.author.name]
        pieces += [piece for field in embed.fields for piece in (field.name, field.value)]
        texts.append("\n".join(piece for piece in pieces if piece))
    return [text for text in texts if text]
