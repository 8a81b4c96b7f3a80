"""Pictures for tests, made and not shipped."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import AsyncIterator
from typing import Any

from PIL import Image


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """Return a picture of a thousand bytes that says it is 60,000 pixels wide and high."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


async def pieces(body: bytes, size: int = 1 << 16) -> AsyncIterator[bytes]:
    """Give a file as it comes from Discord."""
    for start in range(0, len(body), size):
        yield body[start : start + size]
