"""What each kind of setting may look like: text in, value or mistake out. No clause repeats the text."""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.token_form import SNOWFLAKE, WHERE, token_mistake

KEY_BYTES: Final = 32
NEW_KEY: Final = "openssl rand -base64 32"
_LOCALE: Final = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_ON: Final = ("on", "yes", "true", "1")
_OFF: Final = ("off", "no", "false", "0")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a text can't be used, as the clause that follows a key: "must be …"."""

    clause: str


def token(text: str) -> str | Mistake:
    """Read a bot token; only its form is looked at."""
    clause = token_mistake(text)
    return text if clause is None else Mistake(f"{clause} {WHERE}")


def database(text: str) -> str | Mistake:
    """Read the path of an SQLite file, or a PostgreSQL address."""
    if "://" not in text:
        path = Path(text).expanduser()
        if path.is_dir():
            return Mistake("is a folder; name a file in it, such as steward.sqlite3.")
        return str(path)
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        scheme = ""
    if scheme in ("postgresql", "postgres"):
        return text
    return Mistake("must be the path of a file or begin with postgresql://.")


def key_bytes(text: str) -> bytes | Mistake:
    """Read 32 bytes in base64, in either alphabet."""
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        key = b""
    if len(key) == KEY_BYTES:
        return key
    return Mistake(f"must be {KEY_BYTES} random bytes in base64. This makes one: {NEW_KEY}")


def number(low: int, high: int) -> Callable[[str], int | Mistake]:
    """Return a reader of whole numbers between two bounds, both included."""

    def read(text: str) -> int | Mistake:
        if re.fullmatch(r"\d{1,9}", text, re.ASCII) and low <= int(text) <= high:
            return int(text)
        return Mistake(f"must be a whole number from {low} to {high}.")

    return read


def numbers(text: str) -> tuple[int, ...] | Mistake:
    """Read whole numbers separated by commas, in rising order and each once."""
    words = [word.strip() for word in text.split(",")]
    if all(re.fullmatch(r"\d{1,5}", word, re.ASCII) for word in words):
        return tuple(sorted({int(word) for word in words}))
    return Mistake("must be whole numbers with commas between them, such as 0,1.")


def identifier(text: str) -> int | Mistake:
    """Read an id of Discord."""
    if SNOWFLAKE.fullmatch(text):
        return int(text)
    return Mistake("must be an id: 15 to 20 digits, from “Copy Server ID” in Discord's developer mode.")


def choice(*allowed: str) -> Callable[[str], str | Mistake]:
    """Return a reader of one word out of several, in any case."""

    def read(text: str) -> str | Mistake:
        return text.upper() if text.upper() in allowed else Mistake(f"must be one of {', '.join(allowed)}.")

    return read


def locale(text: str) -> str | Mistake:
    """Read a language as Discord writes it: https://discord.com/developers/docs/reference#locales."""
    return text if _LOCALE.fullmatch(text) else Mistake("must be a language such as en, de or pt-BR.")


def switch(text: str) -> bool | Mistake:
    """Read on or off."""
    if text.lower() in (*_ON, *_OFF):
        return text.lower() in _ON
    return Mistake("must be on or off.")


def address(*schemes: str, ending: str = "") -> Callable[[str], str | Mistake]:
    """Return a reader of addresses with one of some schemes and a fixed ending of the path."""

    def read(text: str) -> str | Mistake:
        text = text.rstrip("/")
        try:
            parts = urlsplit(text)
            fits = parts.scheme in schemes and bool(parts.hostname) and parts.path.endswith(ending)
            fits = fits and (parts.port is None or parts.port > 0)
        except ValueError:
            fits = False
        return text if fits else Mistake(f"must look like {schemes[-1]}://host/…{ending}.")

    return read
