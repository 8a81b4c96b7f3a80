"""What people read about private talks: the first word in the thread, the team's message, the invitation."""

from dataclasses import dataclass

from bot.i18n import Catalogue
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.help_threads import HelpState, HelpThread
from bot.policy.ids import UserId
from bot.policy.phrase import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpWords:
    """Speaks about talks in one language, on behalf of one server."""

    catalogue: Catalogue
    server: str
    locale: str

    def first(self, talk: HelpThread, topic: str, words: str, partner: UserId | None) -> Card:
        """Return the first word in the thread: what it is, who reads it, and what was asked."""
        fields = [(self._text("help.thread.topic"), topic)] if topic else []
        fields.append((self._text("help.thread.words"), words))
        if partner is not None:
            asked = self._text("help.thread.partner_text", member=f"<@{partner}>")
            fields.append((self._text("help.thread.partner"), asked))
        close = Button(custom_id=f"help:{talk.number}:close", label=self._text("help.thread.close"))
        return Card(
            title=self._text("help.thread.title", server=self.server),
            text=self._text("help.thread.text", server=self.server),
            fields=tuple(fields),
            tone=Tone.GOOD,
            footer=self._text("help.thread.footer"),
            buttons=(close,),
        )

    def item(self, talk: HelpThread, member: UserId | None) -> Card:
        """Return the moderators' message about a talk, with the way into it while it is open."""
        who = self._text("case.erased") if member is None else f"<@{member}>"
        if talk.state is not HelpState.OPEN:
            return Card(title=self._text("help.item.closed"), text=self._text("help.item.was", member=who))
        join = Button(
            custom_id=f"help:{talk.number}:join",
            label=self._text("help.item.join"),
            style=ButtonStyle.PRIMARY,
        )
        place = f"<#{talk.thread_id}>"
        return Card(
            title=self._text("help.item.title"),
            text=self._text("help.item.text", member=who, thread=place),
            tone=Tone.NOTICE,
            buttons=(join,),
        )

    def invitation(self, talk: HelpThread, member: UserId | None) -> Card:
        """Return the question to the other person whether they would like to talk."""
        who = self._text("case.erased") if member is None else f"<@{member}>"
        return Card(
            title=self._text("help.invite.title", server=self.server),
            text=self._text("help.invite.text", server=self.server, member=who),
            footer=self._text("help.invite.footer"),
            buttons=tuple(
                Button(
                    custom_id=f"mediate:{talk.guild_id}:{talk.number}:{answer}",
                    label=self._text(f"help.invite.{word}"),
                    style=style,
                )
                for answer, word, style in (
                    ("yes", "join", ButtonStyle.PRIMARY),
                    ("no", "stay", ButtonStyle.SECONDARY),
                )
            ),
        )

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)
