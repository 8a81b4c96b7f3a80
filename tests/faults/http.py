"""The HTTP side: reads a request, lets the script disturb it, runs its route, notes what happened."""

import asyncio
import re
from typing import Any
from urllib.parse import unquote

import orjson
from aiohttp import web

from tests.faults import routes_application, routes_channel, routes_guild
from tests.faults.faults import BEFORE, Fault, Script
from tests.faults.routes import Call, Handler, Table
from tests.faults.world import DiscordError, World

TABLE: Table = routes_application.TABLE | routes_channel.TABLE | routes_guild.TABLE
PREFIX = "/api/v10"
NO_TOKEN = re.compile(r"^/(interactions|webhooks)/")
"""Routes whose address is the secret: discord.py sends no authorization there."""


class Api:
    """Serves every route of the table below ``/api/v10``."""

    def __init__(self, world: World, script: Script, token: str, gateway_url: str = "") -> None:
        self.world = world
        self.script = script
        self.token = token
        self.gateway_url = gateway_url
        # More literal routes first, so that ``@me`` is not read as a user id.
        ordered = sorted(TABLE, key=lambda key: key[1].count("{"))
        self._patterns = [(method, template, _pattern(template)) for method, template in ordered]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; anything outside the table is a 404 and a noted problem."""
        path = request.path.removeprefix(PREFIX)
        template, params = self._match(request.method, path)
        body, files = await _read(request)
        call = Call(
            world=self.world,
            params=params,
            query=dict(request.query),
            body=body,
            reason=unquote(request.headers.get("X-Audit-Log-Reason", "")),
            files=files,
        )
        if request.method == "GET" and path == "/gateway/bot":
            template = "/gateway/bot"
        fault = self.script.choose(request.method, template)
        status, answer, headers = await self._serve(request, template, call, fault)
        self.world.ledger.request(
            method=request.method, template=template, path=path, query=call.query, body=body,
            status=status, fault=fault.value if fault else "", reason=call.reason,
        )  # fmt: skip
        if status == 0:
            return _cut(request)
        return _response(status, answer, headers)

    async def _serve(
        self, request: web.Request, template: str, call: Call, fault: Fault | None
    ) -> tuple[int, Any, dict[str, str]]:
        """Return status (0: no answer), JSON or text, and headers."""
        if fault in BEFORE:
            return _refusal(fault, self.script)
        status, answer = self._run(request, template, call)
        if fault is Fault.CUT_AFTER:
            return 0, None, {}
        if fault is Fault.ERROR_AFTER:
            return 500, {"message": "500: Internal Server Error", "code": 0}, {}
        if fault is Fault.LATE:
            await asyncio.sleep(self.script.late_by)
        return status, answer, _limits(request.method, template)

    def _run(self, request: web.Request, template: str, call: Call) -> tuple[int, Any]:
        handler = TABLE.get((request.method, template))
        try:
            self._authorize(request)
            if template == "/gateway/bot":
                return 200, self._gateway()
            if handler is None:
                self.world.ledger.problems.append(f"unknown route {request.method} {request.path}")
                raise DiscordError(404, 0, "404: Not Found")
            return _answered(handler, call)
        except DiscordError as error:
            return error.status, {"message": error.message, "code": error.code}

    def _authorize(self, request: web.Request) -> None:
        if NO_TOKEN.match(request.path.removeprefix(PREFIX)):
            return
        if request.headers.get("Authorization") != f"Bot {self.token}":
            raise DiscordError(401, 0, "401: Unauthorized")

    def _gateway(self) -> dict[str, Any]:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {"url": self.gateway_url, "shards": 1, "session_start_limit": limit}

    def _match(self, method: str, path: str) -> tuple[str, dict[str, str]]:
        for known, template, pattern in self._patterns:
            if known == method and (found := pattern.fullmatch(path)):
                return template, found.groupdict()
        return "", {}


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\?\{(\w+)\\?\}", r"(?P<\1>[^/]+)", re.escape(template)))


def _answered(handler: Handler, call: Call) -> tuple[int, Any]:
    answer = handler(call)
    return (204, None) if answer is None else (200, answer)


def _refusal(fault: Fault, script: Script) -> tuple[int, Any, dict[str, str]]:
    match fault:
        case Fault.LIMIT | Fault.LIMIT_GLOBAL | Fault.LIMIT_LONG:
            return _limited(fault, script)
        case Fault.LIMIT_EDGE:
            return 429, "error code: 1015", {"Retry-After": "1"}
        case Fault.ERROR_500:
            return 500, {"message": "500: Internal Server Error", "code": 0}, {}
        case Fault.ERROR_502:
            return 502, "<html><title>502: Bad gateway</title></html>", {}
        case Fault.ERROR_503:
            return 503, "upstream connect error", {}
        case _:
            return 0, None, {}


def _limited(fault: Fault, script: Script) -> tuple[int, Any, dict[str, str]]:
    wait = script.long_wait if fault is Fault.LIMIT_LONG else script.short_wait()
    everywhere = fault is Fault.LIMIT_GLOBAL
    body = {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere}
    headers = {"Via": "1.1 google", "Retry-After": str(int(wait) + 1)}
    scope = "global" if everywhere else "shared"
    return 429, body, headers | {"X-RateLimit-Scope": scope}


def _limits(method: str, template: str) -> dict[str, str]:
    """Return a bucket that never runs dry, so that the only 429s are those of the script."""
    bucket = f"{method}{template}".encode().hex()[-32:]
    return {
        "X-RateLimit-Limit": "1000",
        "X-RateLimit-Remaining": "999",
        "X-RateLimit-Reset-After": "1.0",
        "X-RateLimit-Reset": "0",
        "X-RateLimit-Bucket": bucket,
        "Via": "1.1 google",
    }


def _response(status: int, answer: Any, headers: dict[str, str]) -> web.Response:
    if answer is None:
        return web.Response(status=status, headers=headers)
    if isinstance(answer, str):
        return web.Response(status=status, headers=headers, text=answer)
    body = orjson.dumps(answer)
    return web.Response(status=status, headers=headers, body=body, content_type="application/json")


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _read(request: web.Request) -> tuple[Any, dict[str, tuple[str, bytes]]]:
    """Return the JSON body and the uploaded files."""
    if not request.can_read_body:
        return None, {}
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (orjson.loads(raw) if raw else None), {}
    form = await request.post()
    body = orjson.loads(str(form["payload_json"])) if "payload_json" in form else {}
    files = {
        name: (part.filename, part.file.read())
        for name, part in form.items()
        if isinstance(part, web.FileField)
    }
    return body, files
