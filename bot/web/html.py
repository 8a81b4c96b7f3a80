"""Cards as HTML: the same words as in Discord, for somebody who has only a browser.

All text is escaped first; of Discord's own markup only what our catalogue uses is understood.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Final

from bot.policy.card import Card

STYLE: Final = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
POLICY: Final = (
    "default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing is loaded, run or framed; the one style is named by its hash."""

_MOMENT: Final = re.compile(r"&lt;t:(\d{1,12}):([a-zA-Z])&gt;")
_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
_LINK: Final = re.compile(r"\[([^\]\n]+)\]\((https://[^\s()&\"<>]+)\)")
_DAYS: Final = frozenset("dD")


def prose(text: str) -> str:
    """Return text of ours as HTML: moments readable, bold and links kept, lines as lines."""
    safe = escape(text)
    safe = _MOMENT.sub(lambda found: _moment(int(found[1]), found[2]), safe)
    safe = _LINK.sub(r'<a href="\2" rel="noreferrer">\1</a>', _BOLD.sub(r"<strong>\1</strong>", safe))
    return safe.replace("\n", "<br>")


def article(card: Card) -> str:
    """Return a card as a piece of a page; its buttons belong to Discord and are left out."""
    parts = [f"<h1>{escape(card.title)}</h1>"]
    if card.text:
        parts.append(f"<p>{prose(card.text)}</p>")
    parts += [f"<h2>{escape(name)}</h2><p>{prose(text)}</p>" for name, text in card.fields]
    if card.footer:
        parts.append(f"<p class=small>{prose(card.footer)}</p>")
    return f"<article>{''.join(parts)}</article>"


def form(title: str, notice: str, questions: Sequence[tuple[str, str]], send: str, longest: int) -> str:
    """Return a form with a field ``answer0`` … for each question, holding what was answered so far.

    Only the first has to be filled in; ``longest`` counts characters.
    """
    fields = "".join(
        f"<label for=answer{place}>{escape(question)}</label>"
        f"<textarea id=answer{place} name=answer{place} maxlength={longest} rows=5"
        # A browser drops the first line break after the tag.
        f"{' required' if place == 0 else ''}>\n{escape(given)}</textarea>"
        for place, (question, given) in enumerate(questions)
    )
    return (
        f"<form method=post><h1>{escape(title)}</h1><p>{escape(notice)}</p>{fields}"
        f"<button>{escape(send)}</button></form>"
    )


def page(language: str, title: str, *pieces: str) -> str:
    """Return a whole page."""
    return (
        f'<!doctype html><html lang="{escape(language)}"><meta charset=utf-8>'
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        f"<meta name=robots content=noindex><title>{escape(title)}</title><style>{STYLE}</style>"
        f"<main>{''.join(pieces)}</main></html>"
    )


def _moment(seconds: int, form_: str) -> str:
    at = datetime.fromtimestamp(seconds, UTC)
    shown = f"{at:%Y-%m-%d}" if form_ in _DAYS else f"{at:%Y-%m-%d %H:%M} UTC"
    return f"<time datetime={at:%Y-%m-%dT%H:%M:%SZ}>{shown}</time>"
