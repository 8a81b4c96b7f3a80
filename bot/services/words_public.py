"""What is said to a member in a channel: a warning given there, and a post that is shown again.

Others read it, so it says what the code asks for and what was decided, never who reported it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.i18n import Catalogue
from bot.policy.card import Button, Card, Letter, Tone
from bot.policy.conduct import Conduct
from bot.policy.records import Decision, Evidence, StoredAction
from bot.services.people import Person

_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWords:
    """Speaks in the channels of one server."""

    catalogue: Catalogue
    conduct: Conduct
    locale: str

    def letter(
        self, action: StoredAction, decision: Decision, person: Person, kept: Sequence[Evidence]
    ) -> Letter:
        """Return what an action says in its channel."""
        channel = int(str(action.payload["channel"]))
        if action.payload["say"] == "restored":
            ours = [item for item in kept if item.created_at == decision.decided_at]
            return Letter(
                card=self._restored(decision, person), channel_id=channel, files=_files(ours, person)
            )
        return Letter(card=self._warning(decision, person), channel_id=channel)

    def _warning(self, decision: Decision, person: Person) -> Card:
        clause = self.conduct.clause(decision.clause)
        return Card(
            title=self._text("public.warning"),
            text=f"<@{person.user_id}>\n{decision.reason}",
            fields=((self._text("public.clause"), clause.title if clause else decision.clause),),
            tone=Tone.NOTICE,
            footer=self._text("public.footer"),
            buttons=(acknowledge(self.catalogue, self.locale, decision),),
        )

    def _restored(self, decision: Decision, person: Person) -> Card:
        return Card(
            title=self._text("public.restored"),
            text=f"<@{person.user_id}>\n{decision.facts}",
            tone=Tone.GOOD,
            footer=self._text("public.restored_footer"),
        )

    def _text(self, key: str) -> str:
        return self.catalogue.text(key, self.locale)


def acknowledge(catalogue: Catalogue, locale: str, decision: Decision) -> Button:
    """Return the button with which a member says that they have read a decision."""
    # The server stands in it, as a private message belongs to none.
    custom_id = f"ack:{decision.guild_id}:{decision.case}"
    return Button(custom_id=custom_id, label=catalogue.text("public.acknowledge", locale))


def _files(kept: Sequence[Evidence], person: Person) -> tuple[tuple[str, bytes], ...]:
    files: list[tuple[str, bytes]] = []
    for item in kept:
        if item.kind == "attachment" and item.body and person.key is not None:
            ending = _ENDINGS.get(item.media_type.partition(";")[0], "bin")
            files.append((f"{len(files) + 1}.{ending}", person.key.open(item.body)))
    return tuple(files)
