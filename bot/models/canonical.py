"""One reading of a text for all models, in training and in service, so that they never see two."""

import re
import unicodedata
from typing import Final

_MENTION: Final = re.compile(r"<[@#][!&]?\d{1,20}>")
_EMOJI: Final = re.compile(r"<a?:(\w{1,32}):\d{1,20}>")
_LINK: Final = re.compile(r"<?(?:https?://|www\.)\S+|<url>|\[url\]", re.IGNORECASE)
_USER: Final = re.compile(r"@user\b|\[user\]", re.IGNORECASE)
_REPEAT: Final = re.compile(r"(\S)\1{3,}")
_DASHES: Final = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None}
)

LONGEST: Final = 2000
"""Characters read of one text; Discord's own limit for a message of most members is the same."""


def canonical(text: str) -> str:
    """Return the form that models read: lower case, placeholders for mentions and links, no disguises.

    The strict view of the policy may be given in place of the original; reading it twice changes nothing.
    """
    text = text[:LONGEST]
    if not text.isascii():
        text = _plain(text)
    text = text.casefold()
    if "<" in text or "[" in text or "://" in text or "www." in text:
        text = _MENTION.sub("@user", text)
        text = _EMOJI.sub(r":\1:", text)
        text = _LINK.sub("url", text)
        text = _USER.sub("@user", text)
    return _REPEAT.sub(r"\1\1\1", text)


def _plain(text: str) -> str:
    """Fold compatibility forms, drop invisible characters and accents."""
    kept = []
    for character in unicodedata.normalize("NFKD", text):
        category = unicodedata.category(character)
        if category in {"Mn", "Me", "Cf", "Cs", "Co"}:
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_DASHES)
