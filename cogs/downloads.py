"""Files on Discord, read piece by piece; the library's own way holds each of them in memory whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import discord
from discord.http import HTTPClient

from bot.pictures.workshop import PIECE
from bot.services.keeping import SupplyFault

_TIMEOUT: Final = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=15)


@asynccontextmanager
async def stream(file: discord.Attachment) -> AsyncIterator[AsyncIterator[bytes]]:
    """Open a file and give its bytes in pieces.

    Raises:
        SupplyFault: Discord does not give it (any more).
    """
    http: HTTPClient = file._http
    if type(http).get_from_cdn is not HTTPClient.get_from_cdn:
        # A simulated Discord has no address to read from.
        yield _whole(file)
        return
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.get(file.url, proxy=http.proxy, proxy_auth=http.proxy_auth) as answer,
        ):
            if answer.status != 200:
                raise SupplyFault(str(answer.status))
            yield _pieces(answer)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SupplyFault(type(error).__name__) from None


async def head(file: discord.Attachment) -> bytes:
    """Return the first bytes of a file, by which one sees what it is; raises ``SupplyFault``."""
    async with stream(file) as pieces:
        return await anext(pieces, b"")


async def _pieces(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.content.iter_chunked(PIECE):
            yield piece
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SupplyFault(type(error).__name__) from None


async def _whole(file: discord.Attachment) -> AsyncIterator[bytes]:
    try:
        body = await file.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise SupplyFault(type(error).__name__) from None
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]
