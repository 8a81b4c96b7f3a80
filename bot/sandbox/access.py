"""Who may open the page: only whoever has the address with its key, and only from this machine.

Any web site can make a browser send requests to 127.0.0.1. So besides the key, foreign ``Host`` headers
(DNS rebinding) and foreign ``Origin`` headers are refused, and the page may load nothing from elsewhere.
"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Middleware

KEY_FIELD: Final = "key"
KEY_HEADER: Final = "X-Sandbox-Key"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
    "connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MISSING: Final = (
    "This address needs its key. Open the full address that was printed where you started the sandbox; "
    "it ends with ?key= and a long word."
)


def hosts(port: int) -> frozenset[str]:
    """Return the Host headers that mean this server."""
    return frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})


def cookie_name(port: int) -> str:
    """Return the cookie's name; cookies don't tell ports apart, so the name has to."""
    return f"steward_sandbox_{port}"


def guard(key: str, port: int) -> Middleware:
    """Return a middleware that lets only key holders on this machine in."""

    @web.middleware
    async def guarded(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if request.host not in hosts(port):
            raise web.HTTPForbidden(text="This server answers to its own address only.")
        if origin is not None and origin.removeprefix("http://") not in hosts(port):
            raise web.HTTPForbidden(text="Other sites can't talk to the sandbox.")
        given = request.query.get(KEY_FIELD)
        known = (given, request.headers.get(KEY_HEADER), request.cookies.get(cookie_name(port)))
        if not any(each and hmac.compare_digest(each.encode(), key.encode()) for each in known):
            raise web.HTTPForbidden(text=MISSING)
        response = await handler(request)
        if given and not response.prepared:
            response.set_cookie(cookie_name(port), key, httponly=True, samesite="Strict", path="/")
        return response

    return guarded


async def harden(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on every answer that keep the page to itself."""
    response.headers["Content-Security-Policy"] = POLICY.format(host=request.host)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
