"""Reads a rule's table into a detector's ``Config``, forgivingly, so that every detector reports alike.

Forgiving means: one word stands for a list of one, a whole number for a fraction, and channel or role ids
may be written as numbers. What can't be meant is a ``Problem``; all of them are told at once.
"""

import dataclasses
from collections.abc import Mapping
from typing import Final, TypeVar

from bot.policy.detectors.protocol import Problem
from bot.policy.problems import did_you_mean

C = TypeVar("C")
Value = bool | int | float | str | tuple[str, ...]

_WANTED: Final = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    tuple: "a list of texts",
}


def read(config: type[C], table: Mapping[str, object]) -> C | tuple[Problem, ...]:
    """Return ``config`` filled from ``table``, or every mistake in it.

    Each field needs a default, whose type says what is wanted: bool, int, float, str or tuple of str.
    Numbers must not be negative. Field metadata may hold ``choices`` (allowed words) and ``least``.
    """
    fields = {field.name: field for field in dataclasses.fields(config)}  # type: ignore[arg-type]
    problems: list[Problem] = []
    values: dict[str, Value] = {}
    for key, given in table.items():
        if key not in fields:
            hint = did_you_mean(key, fields) or f"Known here: {', '.join(sorted(fields))}."
            problems.append(Problem(message=f"Nothing is called “{key}” here.", hint=hint, key=key))
            continue
        value = _coerce(given, type(fields[key].default))
        if value is None:
            wanted = _WANTED[type(fields[key].default)]
            problems.append(Problem(message=f"“{key}” must be {wanted}.", key=key))
            continue
        problems += _doubts(key, value, fields[key].metadata)
        values[key] = value
    return tuple(problems) if problems else config(**values)


def _coerce(given: object, wanted: type) -> Value | None:
    """Return ``given`` as ``wanted``, or None where that can't have been meant."""
    if wanted is tuple:
        return _texts(given)
    # bool is a subclass of int in Python, but "true messages" makes no sense.
    if isinstance(given, bool):
        return given if wanted is bool else None
    if wanted is float and isinstance(given, int | float):
        return float(given)
    if wanted is str and isinstance(given, int):
        return str(given)
    return given if isinstance(given, int | str) and isinstance(given, wanted) else None


def _texts(given: object) -> tuple[str, ...] | None:
    items = given if isinstance(given, list | tuple) else [given]
    texts = [_coerce(item, str) for item in items]
    if any(text is None for text in texts):
        return None
    return tuple(str(text).strip() for text in texts)


def _doubts(key: str, value: Value, metadata: Mapping[str, object]) -> list[Problem]:
    """Return what is wrong with a value of the right type."""
    least = metadata.get("least", 0)
    if isinstance(value, int | float) and isinstance(least, int | float) and value < least:
        return [Problem(message=f"“{key}” must be at least {least:g}.", key=key)]
    choices = metadata.get("choices")
    if not isinstance(choices, tuple):
        return []
    words = value if isinstance(value, tuple) else (value,)
    return [
        Problem(
            message=f"“{word}” is not known for “{key}”.",
            hint=did_you_mean(str(word), choices) or f"Known here: {', '.join(choices)}.",
            key=key,
        )
        for word in words
        if word not in choices
    ]
