"""Sets rows aside for measuring, always the same ones, whatever else is in the data."""

from collections.abc import Iterable
from typing import Final
from zlib import crc32

from bot.models.canonical import canonical
from bot.models.train_rows import OWN, Row

_HELD_OUT: Final = 6
"""Percent of the rows kept for choosing thresholds and, of the public ones, for figures (half and half)."""


def split(rows: Iterable[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return rows to learn from, rows to calibrate on, and rows to test on; equal texts stay together."""
    learn: list[Row] = []
    calibrate: list[Row] = []
    test: list[Row] = []
    for row in rows:
        place = crc32(canonical(row.pattern or row.text).encode("utf-8", "replace")) % 100
        if place >= _HELD_OUT:
            learn.append(row)
        elif place < _HELD_OUT // 2 or row.source == OWN:
            calibrate.append(row)
        else:
            test.append(row)
    return learn, calibrate, test
