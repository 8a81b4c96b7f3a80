"""What was written, for the post that every moderator sees: personal data in it stays hidden there too (F35).

The words as they were are shown by “What was kept”, to one pair of eyes, and that is written down.
"""

from bot.policy.detectors.personal_data import find
from bot.policy.detectors.personal_data_span import Span
from bot.policy.masking import mask
from bot.services.orders import CaseFile
from bot.services.words_links import hits_of


def masked(text: str, more: tuple[Span, ...] = ()) -> str:
    """Return words with all personal data in them hidden after its kind; ``more`` is what else is known."""
    return mask(text, (*find(text), *more))


def last_said(file: CaseFile) -> str:
    """Return the last message that was kept, masked; empty where there is none."""
    return masked(file.said[-1], _found(file)) if file.said else ""


def _found(file: CaseFile) -> tuple[Span, ...]:
    """Return what rules found in the last message; a server's own patterns are known to nobody else."""
    kept = [item.created_at for item in file.evidence if item.kind == "message" and item.version == 0]
    spans = []
    for note in hits_of(file):
        # A rule's note and what it kept were written at one instant, so they are about the same message.
        findings = note.data.get("findings") if kept and note.at == kept[-1] else None
        for each in findings if isinstance(findings, list) else []:
            if isinstance(each, dict) and each.get("detector") == "personal_data":
                start, end = int(str(each["start"])), int(str(each["end"]))
                spans.append(Span(str(each["matched"]), start, end))
    return tuple(spans)
