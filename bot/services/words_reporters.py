"""What moderators read about reporters of a case: told, paused, asking; by their number and never by name."""

from collections.abc import Sequence
from typing import Final

from bot.clock import from_ms
from bot.i18n import Catalogue
from bot.policy.card import Button, ButtonStyle
from bot.policy.durations import stamp_moment
from bot.policy.ids import GuildId
from bot.services.orders import NoteView

_KINDS: Final = ("reporter_warned", "reporter_paused", "pause_asked", "pause_ended", "pause_kept")


def about_reporters(catalogue: Catalogue, locale: str, notes: Sequence[NoteView]) -> list[tuple[str, str]]:
    """Return a field on what became of the reporters; none where nothing did."""
    lines = []
    for note in notes:
        if note.kind in _KINDS:
            until = note.data.get("until")
            moment = stamp_moment(from_ms(until)) if isinstance(until, int) else ""
            number = str(note.data.get("reporter", ""))
            lines.append(catalogue.text(f"pause.note.{note.kind}", locale, number=number, moment=moment))
    return [(catalogue.text("pause.heading", locale), "\n".join(lines))] if lines else []


def pause_buttons(
    catalogue: Catalogue, locale: str, guild_id: GuildId, number: int, notes: Sequence[NoteView]
) -> tuple[Button, ...]:
    """Return the buttons that answer a reporter who asks about a pause; none while nobody asks."""
    asked = sum(note.kind == "pause_asked" for note in notes)
    answered = sum(note.kind in ("pause_ended", "pause_kept") for note in notes)
    if asked <= answered:
        return ()
    styles = {"end": ButtonStyle.PRIMARY, "keep": ButtonStyle.SECONDARY}
    return tuple(
        Button(
            custom_id=f"pause:{guild_id}:{number}:{act}",
            label=catalogue.text(f"pause.{act}", locale),
            style=style,
        )
        for act, style in styles.items()
    )
