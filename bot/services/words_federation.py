"""What moderators read of decisions that other servers offered, as part of the case."""

from collections.abc import Sequence

from bot.i18n import Catalogue
from bot.policy.conduct import Conduct
from bot.services.offers import OFFERED, UNDONE
from bot.services.orders import NoteView


def offered(
    catalogue: Catalogue, conduct: Conduct, locale: str, notes: Sequence[NoteView]
) -> list[tuple[str, str]]:
    """Return a field for each offer: from where, what was decided there, why, and whether it still stands."""
    undone = {note.data.get("from") for note in notes if note.kind == UNDONE}
    fields = []
    for note in notes:
        if note.kind != OFFERED:
            continue
        clause = conduct.clause(str(note.data["clause"]))
        lines = [
            catalogue.text(
                "federation.offered",
                locale,
                what=catalogue.text(f"sanction.{note.data['kind']}", locale),
                clause=clause.title if clause else str(note.data["clause"]),
            )
        ]
        lines += [f"> {line}" for line in note.body.splitlines() if line.strip()]
        last = "federation.offer_undone" if note.data["from"] in undone else "federation.yours"
        lines.append(catalogue.text(last, locale))
        heading = catalogue.text("federation.from", locale, server=str(note.data["server"]))
        fields.append((heading, "\n".join(lines)))
    return fields
