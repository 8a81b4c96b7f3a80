"""Covers, in the channel that the whole team reads, what somebody of the team is involved in (M41).

Whom a case is about, and who took part in what it keeps, must neither see nor find it, and moderators read
the queue's channel. So when it is one of them, the messages there say only that something waits. Others read
on with a button, which asks whether they are involved. The outside panel has a channel of its own and reads
everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.i18n import Catalogue
from bot.policy.card import Button, Card, Letter, Tone
from bot.policy.records import Case, CaseState, StoredAction
from bot.services.bystanders import INSIDE
from bot.services.deciding import ABOUT_TEAM
from bot.services.orders import NoteView

_OF_A_CASE: Final = frozenset({"motion", "appeal", "question", "unsealing"})
"""What messages beside a case's own name in their payload, as far as they tell something of it."""
_OF_THE_QUEUE: Final = ("overdue", "late_appeal", "handed", "to_panel")
"""What messages about the queue itself name; they say which case it is."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Covers the messages of one server."""

    catalogue: Catalogue
    locale: str
    panel_channel: int | None

    def case(self, letter: Letter, case: Case, notes: Sequence[NoteView]) -> Letter:
        """Return a case's message as it may stand in the channel that it is meant for."""
        if not self._covers(letter, notes):
            return letter
        open_ = case.state is CaseState.OPEN
        look = Button(custom_id="queue:open:all:any:0", label=self._text("board.open"))
        card = Card(
            title=self._text("covered.waits" if open_ else "covered.done"),
            text=self._text("covered.case" if open_ else "covered.nothing"),
            tone=Tone.NOTICE if open_ else Tone.NEUTRAL,
            buttons=(look,) if open_ else (),
        )
        return replace(letter, card=card)

    def item(self, letter: Letter, action: StoredAction, notes: Sequence[NoteView]) -> Letter:
        """Return a message about an appeal, a motion or an answer as it may stand in its channel."""
        about = next((each for each in _OF_THE_QUEUE if each in action.payload), None)
        told = about is not None or not _OF_A_CASE.isdisjoint(action.payload)
        if not told or not self._covers(letter, notes):
            return letter
        look = Button(custom_id=f"covered:{action.case}:{action.id}", label=self._text("covered.look"))
        if about is not None:
            title, text = self._text(f"covered.{about}.title"), self._text(f"covered.{about}.text")
            return replace(letter, card=Card(title=title, text=text, tone=letter.card.tone, buttons=(look,)))
        # What stands under the cover has buttons for as long as it waits for somebody.
        waits = bool(letter.card.buttons)
        card = Card(
            title=self._text("covered.answer_waits" if waits else "covered.done"),
            text=self._text("covered.item"),
            tone=Tone.NOTICE if waits else Tone.NEUTRAL,
            buttons=(look,),
        )
        return replace(letter, card=card)

    def log(self, letter: Letter, notes: Sequence[NoteView]) -> Letter:
        """Return a line of the log as it may stand there: moderators read the log as well."""
        if not self._covers(letter, notes):
            return letter
        card = Card(title=self._text("covered.log"), text=self._text("covered.nothing"), tone=Tone.NEUTRAL)
        return replace(letter, card=card)

    def _covers(self, letter: Letter, notes: Sequence[NoteView]) -> bool:
        to_panel = self.panel_channel is not None and letter.channel_id == self.panel_channel
        return not to_panel and any(note.kind in (ABOUT_TEAM, INSIDE) for note in notes)

    def _text(self, key: str) -> str:
        return self.catalogue.text(key, self.locale)
