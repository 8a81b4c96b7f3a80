"""Reading SQL text just far enough: to find parameters and the ends of statements.

SQLite knows ``:name`` itself; PostgreSQL wants ``$1``. Quotes, comments, ``::casts`` and ``$$`` bodies are
passed over. Nothing here understands more of SQL than that.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Final

from bot.errors import StatementRefused
from bot.storage.port import Value

_TOKEN: Final = re.compile(
    r"""
      (?P<opaque> '(?:[^']|'')*' | "(?:[^"]|"")*"            # strings and quoted names
                | --[^\n]*       | /\*.*?\*/                 # comments
                | \$(?P<tag>(?:[A-Za-z_]\w*)?)\$.*?\$(?P=tag)\$
                | :: )
    | (?P<unclosed> ['"] | /\* )
    | :(?P<name>[A-Za-z_]\w*)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<end>;)
    """,
    re.VERBOSE | re.DOTALL,
)

_CASTS: Final[Mapping[type, str]] = {int: "bigint", float: "double precision", str: "text", bytes: "bytea"}

Typed = tuple[tuple[str, str], ...]
"""Each parameter's name with its PostgreSQL type, or with an empty text for NULL."""


def tokens(sql: str) -> Iterator[re.Match[str]]:
    """Yield what matters in a text; raises `StatementRefused` for a quote or comment without an end."""
    for match in _TOKEN.finditer(sql):
        if match["unclosed"]:
            line = sql.count("\n", 0, match.start()) + 1
            raise StatementRefused(detail=f"{match['unclosed']} opened on line {line} has no end")
        yield match


def statements(sql: str) -> list[str]:
    """Split a script into statements, without their semicolons and without empty ones.

    A semicolon between ``BEGIN`` and ``END`` of a trigger or a function belongs to its body.
    """
    found: list[str] = []
    start, words, depth = 0, list[str](), 0
    for token in tokens(sql):
        if token["word"]:
            words.append(token["word"].upper())
            depth = max(0, depth + _nesting(words))
        elif token["end"] and not depth:
            if words:
                found.append(sql[start : token.start()].strip())
            start, words = token.end(), []
    if words:
        found.append(sql[start:].strip())
    return found


def _nesting(words: Sequence[str]) -> int:
    """Say whether the last word opens (1) or closes (-1) a level of a trigger's or function's body."""
    if words[0] != "CREATE" or not {"TRIGGER", "FUNCTION", "PROCEDURE"}.intersection(words[1:5]):
        return 0
    if words[-1] in {"BEGIN", "CASE"}:
        return 1
    return -1 if words[-1] == "END" else 0


def plain(params: Mapping[str, Value]) -> dict[str, Value]:
    """Return the parameters as both engines take them: no bool, and no NUL, which PostgreSQL can't keep."""
    return {name: _plain(name, value) for name, value in params.items()}


def _plain(name: str, value: Value) -> Value:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and "\0" in value:
        raise StatementRefused(detail=f"the text for :{name} holds a NUL character")
    return value


def for_postgres(sql: str, params: Mapping[str, Value]) -> tuple[str, list[Value]]:
    """Return the text with ``$n`` and the values in their order; raises `StatementRefused` if one is missing.

    Each ``$n`` is cast to the type of its value and an absent value is written as NULL: otherwise
    PostgreSQL guesses from the surroundings (``SELECT :x``, ``:x IS NULL``) where SQLite need not.
    """
    text, names = _translate(sql, tuple((name, _cast(name, [value])) for name, value in params.items()))
    return text, [params[name] for name in names]


def many_for_postgres(sql: str, rows: Sequence[Mapping[str, Value]]) -> tuple[str, list[list[Value]]]:
    """Return one text that fits all rows, and each row's values in its order."""
    casts = tuple((name, _cast(name, (row.get(name) for row in rows))) for name in rows[0])
    text, names = _translate(sql, casts)
    try:
        return text, [[row[name] for name in names] for row in rows]
    except KeyError as missing:
        raise StatementRefused(detail=f"a row gives no value for :{missing.args[0]}") from missing


def _cast(name: str, values: Iterable[Value]) -> str:
    found = {
        cast
        for value in values
        if value is not None
        for kind, cast in _CASTS.items()
        if isinstance(value, kind)
    }
    if found == {"bigint", "double precision"}:
        return "double precision"
    if len(found) > 1:
        raise StatementRefused(detail=f"the rows give values of several types for :{name}")
    return found.pop() if found else ""


@lru_cache(maxsize=2048)
def _translate(sql: str, typed: Typed) -> tuple[str, tuple[str, ...]]:
    casts = dict(typed)
    numbers = count(1)
    places: dict[str, str] = {}
    pieces: list[str] = []
    last = 0
    for token in tokens(sql):
        name = token["name"]
        if not name:
            continue
        if name not in casts:
            raise StatementRefused(detail=f"no value is given for :{name}")
        if name not in places:
            places[name] = f"${next(numbers)}::{casts[name]}" if casts[name] else "NULL"
        pieces += sql[last : token.start()], places[name]
        last = token.end()
    names = tuple(name for name, place in places.items() if place != "NULL")
    return "".join(pieces) + sql[last:], names


def listed(name: str, values: Iterable[Value]) -> tuple[str, dict[str, Value]]:
    """Return ``(:name_0, :name_1, …)`` and its parameters, for ``IN`` on both engines.

    No values give ``(NULL)``, which matches nothing. Keep to a few hundred: each length is a new statement,
    and SQLite allows 32,766 parameters (https://www.sqlite.org/limits.html#max_variable_number).
    """
    params = {f"{name}_{index}": value for index, value in enumerate(values)}
    return "(" + (", ".join(f":{key}" for key in params) or "NULL") + ")", params
