"""The letters about what is noticed: a message handed back masked, the alert of a raid, a mark."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.i18n import Catalogue
from bot.policy.actions import ActionKind
from bot.policy.card import Letter
from bot.policy.ids import GuildId
from bot.policy.records import StoredAction
from bot.services.enforcement import Unneeded
from bot.services.officials import badge
from bot.services.people import People
from bot.services.raids import file_of
from bot.services.servers import Servers
from bot.services.words_raids import RaidWords
from bot.services.words_returned import ReturnedWords
from bot.storage import officials, returned
from bot.storage.port import Database


@dataclass(frozen=True, slots=True)
class NoticingLetters:
    """Composes them from what is recorded, at the moment they are sent."""

    database: Database
    people: People
    servers: Servers
    catalogue: Catalogue
    server_name: Callable[[GuildId], str]

    async def returned(self, action: StoredAction) -> Letter | Unneeded:
        """Return a masked message, for its author or, at their wish, for the channel."""
        async with self.database.reading() as reader:
            kept = await returned.get(reader, action.guild_id, int(str(action.payload["message"])))
        person = None if kept is None else await self.people.get(kept.person)
        said = "" if kept is None or person is None else person.open(kept.words)
        if kept is None or person is None or not said:
            return Unneeded("gone")
        server, locale = self.server_name(action.guild_id), self.servers.of(action.guild_id).locale
        words = ReturnedWords(catalogue=self.catalogue, locale=locale, server=server)
        if action.kind is ActionKind.SEND_NOTICE:
            return Letter(card=words.notice(kept, said))
        return Letter(card=words.public(person, said), channel_id=kept.channel_id)

    async def raid(self, action: StoredAction) -> Letter | Unneeded:
        """Return the alert of a raid as it stands now, or the line of the log on what was done about it."""
        settings = self.servers.of(action.guild_id)
        words = RaidWords(catalogue=self.catalogue, people=self.people, locale=settings.locale)
        if action.kind is ActionKind.POST_LOG:
            channel = settings.log_channel
            line = await words.log(action.payload)
            return Unneeded("no_channel") if channel is None else Letter(card=line, channel_id=channel)
        async with self.database.reading() as reader:
            found = await file_of(reader, action.guild_id, int(str(action.payload["raid"])))
        if found is None or settings.queue_channel is None:
            return Unneeded("gone" if found is None else "no_channel")
        raid, card = found.raid, await words.card(found)
        edit = raid.post_message if raid.post_channel == settings.queue_channel else None
        return Letter(card=card, channel_id=settings.queue_channel, edit_id=edit)

    async def badge(self, action: StoredAction) -> Letter | Unneeded:
        """Return what stands beside a message that is the team's word."""
        async with self.database.reading() as reader:
            found = await officials.get(reader, action.guild_id, int(str(action.payload["message"])))
        if found is None:
            return Unneeded("gone")
        locale = self.servers.of(action.guild_id).locale
        card = badge(self.catalogue, locale, self.server_name(action.guild_id), found)
        return Letter(card=card, channel_id=found.channel_id)
