"""Reading labelled texts for ``steward eval``: CSV, TSV and JSON, one row a text."""

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Literal, TypeAlias

from bot.errors import StewardError

Row: TypeAlias = Mapping[str, object]


class UnreadableTexts(StewardError):
    """The file of texts can't be used; the text says why and what to do."""


def read(file: Path) -> list[Row]:
    """Return the rows of a CSV, TSV, JSON or JSON-lines file, told apart by their ending."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableTexts(f"{file} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UnreadableTexts(f"{file} is not in UTF-8; convert it first.") from None
    if file.suffix.lower() in (".jsonl", ".ndjson", ".json"):
        return _whole(text) or list(_json_rows(text, file))
    try:
        return _tabbed(text) if file.suffix.lower() == ".tsv" else _table(text, ",")
    except csv.Error as error:
        raise UnreadableTexts(f"{file} is no table that can be read: {error}.") from None


def label(value: object) -> str:
    """Return a label as it is compared: JSON's ``true`` and ``1.0`` are what people write as true and 1."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _table(text: str, delimiter: str, *, quotes: bool = True) -> list[Row]:
    # Texts may be longer than the reader's default limit of 128 kB.
    csv.field_size_limit(10_000_000)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    return list(csv.DictReader(StringIO(text), delimiter=delimiter, quoting=quoting))


def _tabbed(text: str) -> list[Row]:
    """Read a table with tabs, in which quotes may be those of the texts, which would swallow lines."""
    rows = _table(text, "\t")
    swallowed = any("\t" in str(value) for row in rows for value in row.values())
    return _table(text, "\t", quotes=False) if swallowed else rows


def _whole(text: str) -> list[Row]:
    """Return the rows of a file that is one JSON list of objects; none where it isn't."""
    if not text.lstrip().startswith("["):
        return []
    try:
        rows = json.loads(text)
    except ValueError:
        return []
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else []


def _json_rows(text: str, file: Path) -> Iterator[Row]:
    # Only these end a line in JSON lines; a text may hold others, such as U+2028.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _json_row(line, file, number)


def _json_row(line: str, file: Path, number: int) -> Row:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise UnreadableTexts(f"{file}, line {number}: this is no JSON object; each line must be one.")
    return row
