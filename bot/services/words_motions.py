"""What moderators read about motions: the message that waits for a second person."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bot.i18n import Catalogue
from bot.policy.authority import Act
from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.conduct import Conduct
from bot.policy.durations import format_duration, stamp_moment
from bot.policy.ids import PersonId
from bot.policy.motions import Motion, MotionState
from bot.policy.phrase import Value
from bot.policy.questions import HEARD_BEFORE
from bot.policy.records import CaseState
from bot.policy.sanctions import SanctionState
from bot.services.orders import CaseFile
from bot.services.people import People
from bot.services.questions import Side

_SETTLED: Final = ("motion_declined", "motion_withdrawn")
_QUOTE = 900
_ANSWERS, _QUOTE_SIDE = 3, 280


async def waiting(
    catalogue: Catalogue, locale: str, file: CaseFile, mention: Callable[[PersonId], Awaitable[str]]
) -> list[tuple[str, str]]:
    """Return a field on the motions of an open case that wait for a second person; none without one."""
    if file.case.state is not CaseState.OPEN:
        return []
    settled = {note.data.get("motion") for note in file.notes if note.kind in _SETTLED}
    lines = []
    for note in file.notes:
        if note.kind == "motion_proposed" and note.data.get("motion") not in settled:
            what, by = catalogue.text(f"sanction.{note.data['kind']}", locale), await mention(note.actor)
            number, at = str(note.data["motion"]), stamp_moment(note.at)
            lines.append(catalogue.text("motion.waits", locale, number=number, what=what, by=by, moment=at))
    held = [each.ends_at for each in file.sanctions if each.state is SanctionState.ACTIVE and each.ends_at]
    if lines and held:
        # In a case that is open still, nothing else keeps them out but the hold.
        lines.append(catalogue.text("motion.waits_held", locale, moment=stamp_moment(max(held))))
    return [(catalogue.text("motion.heading", locale), "\n".join(lines))] if lines else []


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionWords:
    """Speaks about motions in one language."""

    catalogue: Catalogue
    conduct: Conduct
    people: People
    locale: str

    async def card(self, motion: Motion, side: Side) -> Card:
        """Return a motion as it stands now, with buttons while it is open, and the member's side of it."""
        is_open = motion.state is MotionState.OPEN
        by, at = await self._mention(motion.proposed_by), stamp_moment(motion.proposed_at)
        fields = [
            (self._text("case.heading.person"), await self._mention(motion.person)),
            (self._text("motion.proposed"), self._text("motion.by", by=by, moment=at)),
            (self._text("case.heading.clause"), self._clause(motion)),
            (self._text("motion.reason"), motion.reason[:_QUOTE]),
        ]
        if motion.facts and motion.facts != motion.reason:
            fields.append((self._text("case.heading.said"), f"||{motion.facts[:_QUOTE]}||"))
        if Act.impose(motion.kind) in HEARD_BEFORE:
            fields.append((self._text("motion.side"), self._side(motion, side)))
        if motion.decided_by is not None and motion.decided_at is not None:
            by, at = await self._mention(motion.decided_by), stamp_moment(motion.decided_at)
            lines = [
                self._text("motion.by", by=by, moment=at),
                *([f"> {motion.answer}"] if motion.answer else []),
            ]
            fields.append((self._text(f"motion.state.{motion.state.value}"), "\n".join(lines)))
        return Card(
            title=self._text("motion.title", number=motion.number, case=motion.case, what=self.step(motion)),
            text=self._text("motion.text") if is_open else "",
            fields=tuple(fields),
            tone=Tone.GRAVE if is_open else Tone.NEUTRAL,
            buttons=self._buttons(motion) if is_open else (),
        )

    def _side(self, motion: Motion, side: Side) -> str:
        until = "" if side.until is None else stamp_moment(side.until)
        lines = [self._text(f"motion.heard.{side.heard.value}", moment=until)]
        lines += [f"> {' '.join(words.split())[:_QUOTE_SIDE]}" for words in side.answers[-_ANSWERS:]]
        if motion.unheard and not side.heard.enough:
            lines.append(self._text("motion.unheard_why", why=motion.unheard))
        return "\n".join(lines)

    def step(self, motion: Motion) -> str:
        """Return what is proposed, with its length where it has one."""
        what = self._text(f"sanction.{motion.kind.value}")
        if motion.length is None:
            return what
        length = self.catalogue.say(format_duration(motion.length), self.locale)
        return self._text("case.step", what=what, length=length)

    def _buttons(self, motion: Motion) -> tuple[Button, ...]:
        return tuple(
            Button(custom_id=f"motion:{motion.number}:{act}", label=self._text(f"motion.{act}"), style=style)
            for act, style in (("approve", ButtonStyle.DANGER), ("decline", ButtonStyle.SECONDARY))
        )

    def _clause(self, motion: Motion) -> str:
        clause = self.conduct.clause(motion.clause)
        return clause.title if clause else motion.clause

    async def _mention(self, code: PersonId) -> str:
        user_id = await self.people.user_id(code)
        return self._text("case.erased") if user_id is None else f"<@{user_id}>"

    def _text(self, key: str, **values: Value) -> str:
        return self.catalogue.text(key, self.locale, **values)
