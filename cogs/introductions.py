"""Who comes, and who takes another name or picture: posing as staff, bad names, raids (M12, M51).

Nothing is done to anybody for it: what is found is brought to people.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import discord
from discord.ext import commands
from typing_extensions import override

from bot.clock import to_ms
from bot.policy.authority import Standing
from bot.policy.content import Author, Content, Part, PartKind
from bot.policy.detectors.protocol import Facts
from bot.policy.evaluate import evaluate
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.policy.masking import mask, spans_of
from bot.policy.occasion import Introduction, Join
from bot.policy.verdict import Hit, Mode, Route
from bot.services.orders import Incident
from cogs import convert
from cogs.faces import Faces, picture_of
from cogs.ui.raid_buttons import RaidButton

if TYPE_CHECKING:
    from bot.client import StewardBot

_REMEMBERED: Final = 20_000
_TOGETHER: Final = 300.0
"""Seconds; who came so shortly before is named in the alert with the others."""


class Introductions(commands.Cog):
    """Looks at members as they show themselves."""

    def __init__(self, bot: StewardBot) -> None:
        self.bot = bot
        self.services = bot.services
        self.faces = Faces(bot)
        self._shown: OrderedDict[tuple[int, int], str] = OrderedDict()

    @override
    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(RaidButton)

    @override
    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(RaidButton)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Look at somebody who has just come."""
        now = self.services.clock.now()
        joined = member.joined_at or now
        names, picture = (member.nick or "", member.global_name or "", member.name), picture_of(member)
        if member.bot or self._is_staff(member.guild, member.id, [role.id for role in member.roles]):
            self.faces.learn(member.guild, member.id, names, picture)
            return
        self._remember(member.guild.id, member.id, names, picture)
        join = Join(
            guild_id=GuildId(member.guild.id),
            user_id=UserId(member.id),
            name=member.name,
            account_created_at=member.created_at,
            joined_at=joined,
            has_avatar=bool(picture),
        )
        seen = self.services.noticing.joins.observe(join, joined)
        came = Introduction(picture=picture, staff=await self.faces.of(member.guild), join=join, joined=seen)
        key = f"arrival:{member.guild.id}:{member.id}:{to_ms(joined)}"
        await self._judge(member.guild, member.id, names, came, key, now)

    @commands.Cog.listener()
    async def on_raw_member_update(self, event: Mapping[str, Any]) -> None:
        """Look at somebody who has another name or picture now; at other changes of a member only once."""
        guild, user = self.bot.get_guild(int(event["guild_id"])), event["user"]
        if guild is None or user.get("bot"):
            return
        names = (event.get("nick") or "", user.get("global_name") or "", user["username"])
        picture = event.get("avatar") or user.get("avatar") or ""
        user_id = int(user["id"])
        if self._is_staff(guild, user_id, [int(each) for each in event["roles"]]):
            self.faces.learn(guild, user_id, names, picture)
            return
        shown = self._remember(guild.id, user_id, names, picture)
        if shown is None:
            return
        now = self.services.clock.now()
        known = Introduction(picture=picture, staff=await self.faces.of(guild))
        await self._judge(guild, user_id, names, known, f"name:{user_id}:{now.date()}:{shown}", now)

    def _remember(self, guild: int, user: int, names: tuple[str, ...], picture: str) -> str | None:
        """Return a digest of how somebody shows themselves, None when it was looked at already."""
        shown = hashlib.sha256("\n".join((*names, picture)).encode("utf-8", "replace")).hexdigest()[:16]
        if self._shown.get((guild, user)) == shown:
            return None
        self._shown[guild, user] = shown
        self._shown.move_to_end((guild, user))
        if len(self._shown) > _REMEMBERED:
            self._shown.popitem(last=False)
        return shown

    def _is_staff(self, guild: discord.Guild, user_id: int, roles: list[int]) -> bool:
        settings = self.services.servers.of(GuildId(guild.id))
        return user_id == guild.owner_id or convert.roles_moderate(guild, roles, settings)

    async def _judge(
        self,
        guild: discord.Guild,
        user_id: int,
        names: tuple[str, ...],
        occasion: Introduction,
        key: str,
        now: datetime,
    ) -> None:
        guild_id = GuildId(guild.id)
        content = Content(
            guild_id=guild_id,
            channel_id=ChannelId(0),
            message_id=MessageId(0),
            author=Author(id=UserId(user_id), created_at=discord.utils.snowflake_time(user_id)),
            parts=tuple(Part(kind=PartKind.NICKNAME, text=name) for name in dict.fromkeys(names) if name),
            created_at=now,
        )
        rules = self.services.rules.for_channel(guild_id, (guild_id,))
        verdict = evaluate(rules, content, Facts(occasion=occasion), now=now)
        if verdict is None:
            return
        self.services.rules.count(guild_id, verdict.hits)
        raid = next((hit for hit in verdict.hits if _is_raid(hit) and hit.mode.rank >= Mode.FLAG.rank), None)
        if raid is not None and occasion.join is not None:
            sign = raid.findings[0].matched.partition(":")[0]
            earlier = _together(occasion, sign)
            await self.services.noticing.raids.joined(guild_id, UserId(user_id), earlier, sign)
        hits = [hit for hit in verdict.hits if _counts(hit)]
        if hits:
            await self._bring(guild, content, tuple(hits), key)

    async def _bring(self, guild: discord.Guild, content: Content, hits: tuple[Hit, ...], key: str) -> None:
        settings = self.services.servers.of(content.guild_id)
        findings = [finding for hit in hits for finding in hit.findings]
        shown = [mask(part.text, spans_of(findings, place)) for place, part in enumerate(content.parts)]
        await self.services.incidents.handle(
            Incident(
                guild_id=content.guild_id,
                source=None,
                author=Standing(user_id=content.author.id),
                me=convert.standing(guild.me, guild, settings),
                hits=hits,
                text="\n".join(part.text for part in content.parts),
                parts=tuple(part.text for part in content.parts),
                shown="\n".join(shown),
                posted_at=content.created_at,
                key=key,
                punishable=False,
            )
        )


def _counts(hit: Hit) -> bool:
    """Return whether people look at this in a name; a nudge about a message would make no sense there."""
    return hit.mode.rank >= Mode.FLAG.rank and hit.route is not Route.AUTHOR and not _is_raid(hit)


def _is_raid(hit: Hit) -> bool:
    return all(finding.detector == "joins" for finding in hit.findings)


def _together(occasion: Introduction, sign: str) -> tuple[UserId, ...]:
    """Return who came as part of it: those with names alike, or all of the last minutes."""
    joined = occasion.joined
    if sign == "alike":
        return joined.alike
    recent = (user for user, age in zip(joined.recent, joined.ages, strict=False) if age <= _TOGETHER)
    return tuple(recent)
