"""Hides personal data but keeps its form, for logs and for giving a message back to its author (M18, F35).

A person must see which piece was meant ("the card that ends in 1111"), and nobody may learn more from it:
at most the last four digits of a card, the last two of a telephone number, and nothing of a secret stay.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from bot.policy.content import Content, PartKind
from bot.policy.detectors.personal_data_span import Span, apart
from bot.policy.verdict import Finding, Hit, Mode

DOT: Final = "\N{BULLET}"
HIDDEN: Final = DOT * 8
"""Stands for a secret, whatever its length was."""

_LETTER: Final = re.compile(r"[^\W_]")
_WORD: Final = re.compile(r"\w+")
_TOP: Final = re.compile(r"\.([A-Za-z]{2,3})$")


def mask(text: str, spans: Iterable[Span]) -> str:
    """Return ``text`` with every span hidden after its kind; spans may touch, overlap and be unordered."""
    pieces: list[str] = []
    at = 0
    for span in apart(spans):
        start, end = max(0, span.start), min(len(text), span.end)
        if start >= end:
            continue
        hide = _HIDE.get(span.family, _hide_all)
        pieces += (text[at:start], hide(text[start:end]))
        at = end
    return "".join(pieces) + text[at:]


def spans_of(findings: Iterable[Finding], part_index: int) -> tuple[Span, ...]:
    """Return the spans of personal data that findings name in one part of a content."""
    return tuple(
        Span(finding.matched, finding.start, finding.end)
        for finding in findings
        if finding.detector == "personal_data" and finding.part_index == part_index
    )


def returnable(content: Content, hits: Iterable[Hit]) -> str:
    """Return the message's own words masked, when personal data is all that people or rules mind in it."""
    findings = [finding for hit in hits if hit.mode.rank >= Mode.FLAG.rank for finding in hit.findings]
    body = next((place for place, part in enumerate(content.parts) if part.kind is PartKind.BODY), None)
    if body is None or any(finding.detector != "personal_data" for finding in findings):
        return ""
    return mask(content.parts[body].text, spans_of(findings, body))


def _hide_all(found: str) -> str:
    return HIDDEN


def _hide_form(found: str) -> str:
    return _LETTER.sub(DOT, found)


def _hide_words(found: str) -> str:
    # Three dots for each word: its length could already tell a street.
    return _WORD.sub(DOT * 3, found)


def _hide_email(found: str) -> str:
    local, at, host = found.partition("@")
    if not at or "@" in host or not local.strip():
        return f"{DOT * 3}@{DOT * 3}"
    top = _TOP.search(host)
    return f"{local[0]}{DOT * 3}@{DOT * 3}{'.' + top[1] if top else ''}"


def _keep_last(count: int) -> Callable[[str], str]:
    """Return what hides all letters and digits but the last ``count``; a short find is hidden whole."""

    def hide(found: str) -> str:
        places = [place for place, char in enumerate(found) if char.isalnum()]
        if len(places) < 3 * count:
            return _hide_form(found)
        cut = places[-count]
        return _hide_form(found[:cut]) + found[cut:]

    return hide


_HIDE: Final[dict[str, Callable[[str], str]]] = {
    "email": _hide_email,
    "phone": _keep_last(2),
    "payment_card": _keep_last(4),
    "iban": _keep_last(2),
    "national_id": _hide_form,
    "student_id": _hide_form,
    "ip_address": _hide_form,
    "postal_address": _hide_words,
}
