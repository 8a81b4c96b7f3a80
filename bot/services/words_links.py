"""What a case says of other cases: joined or related ones; and which hits are still its own."""

from bot.i18n import Catalogue
from bot.policy.case_names import code_name
from bot.services.joining import related_to
from bot.services.orders import CaseFile, NoteView


def link_fields(file: CaseFile, catalogue: Catalogue, locale: str) -> list[tuple[str, str]]:
    """Return heading and text for each way in which other cases belong to this one."""
    own = [(note.kind, note.data) for note in file.notes if note.case == file.case.number]
    into = file.case.merged_into
    found: dict[str, list[int]] = {
        "joined_to": [] if into is None else [int(into)],
        "joined_here": [int(case.number) for case in file.joined],
        "related": related_to(own),
    }
    return [
        (catalogue.text(f"more.heading.{name}", locale), ", ".join(called(number) for number in numbers))
        for name, numbers in found.items()
        if numbers
    ]


def called(number: int) -> str:
    """Return a case by number and name."""
    return f"#{number} ({code_name(number)})"


def hits_of(file: CaseFile) -> tuple[NoteView, ...]:
    """Return what rules found, without what was moved to another case."""
    gone = {(note.case, str(note.data.get("piece"))) for note in file.notes if note.kind == "split"}
    return tuple(
        note for note in file.notes if note.kind == "hit" and (note.case, f"hit:{note.seq}") not in gone
    )
