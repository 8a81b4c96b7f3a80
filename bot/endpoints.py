"""Where Discord is: the real addresses, a rate-limit proxy in front of them, or a server of the tests.

discord.py keeps both addresses as class attributes, so they hold for the whole process; that suits us, as a
process runs one bot. Measured with discord.py 2.7.1: ``connect`` and every reconnect after an invalidated
session start from ``DEFAULT_GATEWAY`` (the path is kept, the query replaced), a resume goes to the
``resume_gateway_url`` of READY, and every request, those of web hooks and interactions included, is built
from ``Route.BASE``.
"""

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import INTERNAL_API_VERSION, Route


def apply_endpoints(client: discord.Client, api_base: str | None, gateway_url: str | None) -> None:
    """Send a client's requests and its socket elsewhere; None leaves Discord's own address.

    ``api_base`` is ``http(s)://host[:port]/api/v10``, ``gateway_url`` is ``ws(s)://host[:port]/path``. To be
    called before ``login``. Raises ``RuntimeError`` on a client that has logged in, because part of its
    traffic would already have gone to the other place, and ``ValueError`` on an address of another shape.
    """
    if client.user is not None:
        raise RuntimeError("The addresses must be set before the bot logs in.")
    if api_base is not None:
        Route.BASE = _checked_api(api_base)
    if gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = _checked_gateway(gateway_url)


def _checked_api(address: str) -> str:
    url = yarl.URL(address.rstrip("/"))
    # Another version would be answered, but with payloads that discord.py does not understand.
    wanted = f"v{INTERNAL_API_VERSION}"
    if url.scheme not in ("http", "https") or not url.host or url.name != wanted:
        raise ValueError(f"The API address must look like https://host/api/{wanted}.")
    return str(url)


def _checked_gateway(address: str) -> yarl.URL:
    url = yarl.URL(address)
    if url.scheme not in ("ws", "wss") or not url.host:
        raise ValueError("The gateway address must look like wss://host/path.")
    return url
