"""What moderators read of a case's history: what was moved, and who wanted to learn a reporter's name."""

from collections.abc import Awaitable, Callable
from typing import Final

from bot.i18n import Catalogue
from bot.policy.durations import stamp_day
from bot.policy.ids import PersonId
from bot.services.orders import CaseFile, NoteView

_KINDS: Final = frozenset(
    {
        "split", "report_moved", "unsealing_asked", "unsealing_consented", "unsealing_not_consented",
        "unsealing_approved", "unsealing_declined", "unsealing_withdrawn", "unsealing_viewed",
    }
)  # fmt: skip
_SHOWN: Final = 8


async def history(
    catalogue: Catalogue, locale: str, file: CaseFile, mention: Callable[[PersonId], Awaitable[str]]
) -> list[tuple[str, str]]:
    """Return a field with what happened to a case besides decisions; none where nothing did.

    No other case is named: not everybody who reads this one may know of that.
    """
    lines = []
    for note in [each for each in file.notes if each.kind in _KINDS][-_SHOWN:]:
        by = await mention(note.actor)
        lines.append(catalogue.text(f"history.{_name(note)}", locale, by=by, day=stamp_day(note.at)))
    return (
        [(catalogue.text("history.heading", locale), "\n".join(f"– {line}" for line in lines))]
        if lines
        else []
    )


def _name(note: NoteView) -> str:
    return "split_person" if note.kind == "split" and note.data.get("other_person") else note.kind
