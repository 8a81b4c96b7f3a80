"""Finds the words of what waits beside cases: appeals, and the answers to them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.i18n import Catalogue
from bot.policy.card import Letter
from bot.policy.conduct import Conduct
from bot.policy.ids import GuildId
from bot.policy.records import CaseRoute, StoredAction
from bot.policy.server import ServerSettings
from bot.services.enforcement import Unneeded
from bot.services.hearing import Hearing
from bot.services.motions import Motions
from bot.services.people import People
from bot.services.servers import Servers
from bot.services.words_appeals import AppealWords, number_in
from bot.services.words_motions import MotionWords


@dataclass(slots=True)
class Clerk:
    """Composes the letters that are about more than a case."""

    people: People
    servers: Servers
    catalogue: Catalogue
    hearing: Hearing
    motions: Motions
    conduct: Conduct
    server_name: Callable[[GuildId], str]

    async def notice(self, action: StoredAction) -> Letter | Unneeded:
        """Return the answer to an appeal, told from what is recorded about it now."""
        file = await self.hearing.look(action.guild_id, number_in(action.payload, "appeal"))
        if file is None or action.payload.get("notice") != f"appeal_{file.appeal.state.value}":
            return Unneeded("gone")
        return Letter(card=self._appeal_words(action.guild_id).outcome(file))

    async def item(self, action: StoredAction) -> Letter | Unneeded:
        """Return the moderators' message about an appeal or a motion."""
        if "motion" in action.payload:
            return await self._motion(action)
        file = await self.hearing.look(action.guild_id, number_in(action.payload, "appeal"))
        if file is None:
            return Unneeded("gone")
        settings = self.servers.of(action.guild_id)
        channel = desk_channel(settings, file.case.route)
        if channel is None:
            return Unneeded("no_channel")
        card = await self._appeal_words(action.guild_id).card(file)
        edit = file.appeal.post_message if file.appeal.post_channel == channel else None
        return Letter(card=card, channel_id=channel, edit_id=edit)

    async def _motion(self, action: StoredAction) -> Letter | Unneeded:
        motion = await self.motions.look(action.guild_id, number_in(action.payload, "motion"))
        # Expulsions are the queue's business, whichever team the case came from.
        settings = self.servers.of(action.guild_id)
        if motion is None or settings.queue_channel is None:
            return Unneeded("gone" if motion is None else "no_channel")
        words = MotionWords(
            catalogue=self.catalogue, conduct=self.conduct, people=self.people, locale=settings.locale
        )
        edit = motion.post_message if motion.post_channel == settings.queue_channel else None
        return Letter(card=await words.card(motion), channel_id=settings.queue_channel, edit_id=edit)

    def _appeal_words(self, guild_id: GuildId) -> AppealWords:
        return AppealWords(
            catalogue=self.catalogue,
            people=self.people,
            server=self.server_name(guild_id),
            locale=self.servers.of(guild_id).locale,
        )


def desk_channel(settings: ServerSettings, route: CaseRoute) -> int | None:
    """Return where the team for a case of this route works."""
    if route is CaseRoute.FACULTY:
        return settings.faculty_channel or settings.queue_channel
    return settings.queue_channel
