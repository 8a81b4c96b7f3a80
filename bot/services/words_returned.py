"""The words about a message that goes back to its author: privately, and when it is posted again."""

from dataclasses import dataclass

from bot.i18n import Catalogue
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.ids import GuildId
from bot.policy.phrase import Value
from bot.services.people import Person
from bot.storage.returned import Returned


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedWords:
    """Speaks to the author, and for the author in the channel."""

    catalogue: Catalogue
    locale: str
    server: str = ""

    def button(self, guild_id: GuildId, message_id: int) -> Button:
        """Return the button that posts the masked words."""
        # The server stands in it, as a private message belongs to none.
        return Button(
            custom_id=f"repost:{guild_id}:{message_id}",
            label=self._text("returned.button"),
            style=ButtonStyle.PRIMARY,
        )

    def notice(self, kept: Returned, words: str) -> Card:
        """Return what its author reads of a further message that was removed."""
        return Card(
            title=self._text("returned.title", server=self.server),
            text=self._text("returned.text", channel=f"<#{kept.channel_id}>"),
            fields=((self._text("returned.heading"), words),),
            tone=Tone.NOTICE,
            footer=self._text("returned.footer"),
            buttons=(self.button(kept.guild_id, kept.message_id),),
        )

    def public(self, person: Person, words: str) -> Card:
        """Return the masked message as it stands in the channel."""
        said = self._text("returned.says", member=f"<@{person.user_id}>")
        return Card(title="", text=f"{said}\n{words}", footer=self._text("returned.public_footer"))

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)
