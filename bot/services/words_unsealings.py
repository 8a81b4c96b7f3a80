"""What people read about naming a reporter: the reporter who is asked, and the moderators; never a name."""

from dataclasses import dataclass

from bot.i18n import Catalogue
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.durations import stamp_moment
from bot.policy.ids import PersonId
from bot.policy.phrase import Value
from bot.policy.unsealing import Ground, Unsealing, UnsealingState
from bot.services.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsealingWords:
    """Speaks about it in one language, on behalf of one server."""

    catalogue: Catalogue
    people: People
    server: str
    locale: str

    async def card(self, wish: Unsealing) -> Card:
        """Return a wish as it stands, for moderators, with the buttons that fit."""
        fields = [
            (self._text("unseal.what_for"), _quoted(wish.reason)),
            (self._text("unseal.ground"), self._text(f"unseal.on.{wish.ground.value}")),
            (self._text("unseal.asked_by"), await self._by(wish.asked_by, stamp_moment(wish.asked_at))),
        ]
        if wish.ground is Ground.CONSENT:
            fields.append((self._text("unseal.consent"), self._text(f"unseal.said.{wish.consent.value}")))
        if wish.decided_by is not None and wish.decided_at is not None:
            by = await self._by(wish.decided_by, stamp_moment(wish.decided_at))
            fields.append((self._text(f"unseal.state.{wish.state.value}"), by))
        return Card(
            title=self._text("unseal.title", case=wish.case, number=wish.reporter_number),
            text=self._text(f"unseal.now.{self._now(wish)}"),
            fields=tuple(fields),
            tone=Tone.GRAVE if wish.state is UnsealingState.OPEN else Tone.NEUTRAL,
            buttons=self._buttons(wish),
        )

    def ask(self, wish: Unsealing) -> Card:
        """Return the question to the reporter whether their name may be used."""
        values = {"server": self.server, "report": wish.report}
        return Card(
            title=self._text("unseal.ask.title", **values),
            text=self._text("unseal.ask.text", **values),
            fields=((self._text("unseal.ask.what_for"), _quoted(wish.reason)),),
            tone=Tone.NOTICE,
            footer=self._text("unseal.ask.footer"),
            buttons=self.answers(wish),
        )

    def done(self, wish: Unsealing) -> Card:
        """Return the word to the reporter that two of the team learn who they are, and why."""
        values = {"server": self.server, "report": wish.report}
        return Card(
            title=self._text("unseal.done.title", **values),
            text=self._text(f"unseal.done.{wish.ground.value}", **values),
            fields=((self._text("unseal.ask.what_for"), _quoted(wish.reason)),),
            tone=Tone.NOTICE,
        )

    def waiting(self, wish: Unsealing) -> tuple[str, str]:
        """Return the question as a field of what a reporter looks up about their reports."""
        heading = self._text("unseal.ask.waiting", report=wish.report)
        return heading, "\n".join([self._text("unseal.ask.short"), _quoted(wish.reason)])

    def answers(self, wish: Unsealing) -> tuple[Button, ...]:
        """Return *Yes* and *No*; the server stands in them, as a private message belongs to none."""
        return tuple(
            Button(
                custom_id=f"consent:{wish.guild_id}:{wish.number}:{answer}",
                label=self._text(f"unseal.ask.{word}"),
            )
            for answer, word in (("yes", "agree"), ("no", "refuse"))
        )

    def _now(self, wish: Unsealing) -> str:
        if wish.state is not UnsealingState.OPEN:
            return wish.state.value
        return "waits" if not wish.ready else "ready" if wish.ground is Ground.CONSENT else "admin"

    def _buttons(self, wish: Unsealing) -> tuple[Button, ...]:
        if wish.state is UnsealingState.APPROVED:
            seen = wish.asker_saw_at is not None and wish.approver_saw_at is not None
            return () if seen else (self._button(wish, "show", ButtonStyle.SECONDARY),)
        if wish.state is not UnsealingState.OPEN:
            return ()
        approve = (self._button(wish, "approve", ButtonStyle.DANGER),) if wish.ready else ()
        return (*approve, self._button(wish, "decline", ButtonStyle.SECONDARY))

    def _button(self, wish: Unsealing, act: str, style: ButtonStyle) -> Button:
        label = self._text(f"unseal.button.{act}")
        return Button(custom_id=f"unseal:{wish.number}:{act}", label=label, style=style)

    async def _by(self, code: PersonId, moment: str) -> str:
        user_id = await self.people.user_id(code)
        who = self._text("case.erased") if user_id is None else f"<@{user_id}>"
        return self._text("motion.by", by=who, moment=moment)

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.strip().splitlines() if line.strip())
