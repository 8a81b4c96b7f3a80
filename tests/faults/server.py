"""The small Discord as a whole, on a port of this machine."""

import base64
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.faults.faults import Script
from tests.faults.gateway import Gateway
from tests.faults.http import PREFIX, Api
from tests.faults.ledger import Ledger
from tests.faults.world import World

TOKEN = f"{base64.b64encode(b'100000000000000000').decode()}.harness.{'not-a-secret-' * 3}"
"""What the bot must be given as DISCORD_TOKEN; of the right form, which the bot looks at."""


class Server:
    """World, API and gateway of one run; an asynchronous context manager.

    It lives in the process of the test, so that killing the bot leaves it, and every note in it, untouched.
    """

    def __init__(self, *, seed: int = 0, rate: float = 0.0) -> None:
        self.ledger = Ledger()
        self.world = World(self.ledger)
        self.script = Script(ledger=self.ledger, seed=seed, rate=rate)
        self.gateway = Gateway(self.world, TOKEN)
        self.api = Api(self.world, self.script, TOKEN)
        self.api_base = ""
        self.gateway_url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_route("*", f"{PREFIX}/{{tail:.*}}", self.api.handle)
        # A worker that was killed leaves half-open sockets; waiting for them would only take time.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.api_base = f"http://{host}:{port}{PREFIX}"
        self.gateway_url = f"ws://{host}:{port}/gateway"
        self.api.gateway_url = self.gateway.resume_url = self.gateway_url
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self.gateway.live:
            if session.wire is not None:
                session.wire.cut()
        if self._runner is not None:
            await self._runner.cleanup()
