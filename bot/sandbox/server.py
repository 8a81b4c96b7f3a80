"""Starting and stopping the sandbox: the bot, the simulated Discord and the page, in one process."""

import asyncio
import errno
import secrets
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.sandbox.asking import Refused
from bot.sandbox.push import Pages
from bot.sandbox.stage import Arrange, BotFactory, Stage, staged
from bot.sandbox.tour import DEFAULT_TOUR, Step, load
from bot.sandbox.web_door import Door, application

ADDRESS: Final = "127.0.0.1"
BREATH_SECONDS: Final = 5.0
"""How often the virtual clock follows the real one while nobody acts, so that timers of the bot go off."""


class PortInUse(Exception):
    """Another program has the port; the text says what to do."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} is already in use, perhaps by another sandbox. "
            f"Close that one, or choose another port: steward sandbox --port {port + 1} (0 picks a free one)."
        )


@asynccontextmanager
async def running(
    factory: BotFactory,
    *,
    port: int,
    present: datetime | None = None,
    tour: Path = DEFAULT_TOUR,
    arrange: Arrange | None = None,
) -> AsyncIterator[str]:
    """Run the sandbox and give the address of its page, with the key.

    ``arrange`` sets the bot up once it is there. ``present`` is where the virtual clock starts (aware UTC;
    default: the real time). Port 0 picks a free one. Raises PortInUse, or ValueError when the tour's file
    has a mistake.
    """
    steps = load(tour)
    key = secrets.token_urlsafe(18)
    # The only real clock in the sandbox; from here on time is simcord's.
    present = present or datetime.now(UTC)  # noqa: TID251
    # Bound before the bot starts, so that a taken port is told at once.
    with _bind(port) as listener:
        bound = int(listener.getsockname()[1])
        async with staged(factory, present, arrange) as stage, _served(stage, steps, listener, key):
            yield f"http://{ADDRESS}:{bound}/?key={key}"


@asynccontextmanager
async def _served(
    stage: Stage, steps: tuple[Step, ...], listener: socket.socket, key: str
) -> AsyncIterator[None]:
    pages = Pages(stage, steps)
    pages.read_all()
    door = Door(stage, pages)
    app = application(door, key, int(listener.getsockname()[1]))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        async with asyncio.TaskGroup() as tasks:
            work = [tasks.create_task(pages.run()), tasks.create_task(_breathe(stage))]
            try:
                yield
            finally:
                for each in work:
                    each.cancel()
                for page in tuple(door.sockets):
                    await page.close()
    finally:
        await runner.cleanup()


async def serve(
    factory: BotFactory,
    *,
    port: int,
    open_browser: bool,
    on_ready: Callable[[str], None],
    tour: Path = DEFAULT_TOUR,
    arrange: Arrange | None = None,
) -> None:
    """Run the sandbox until cancelled; calls ``on_ready`` with the address once the page can be opened.

    Raises PortInUse when something else listens on the port.
    """
    async with running(factory, port=port, tour=tour, arrange=arrange) as address:
        on_ready(address)
        if open_browser:
            await asyncio.to_thread(webbrowser.open, address)
        await asyncio.Event().wait()


def _bind(port: int) -> socket.socket:
    try:
        return socket.create_server((ADDRESS, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port) from error
        raise


async def _breathe(stage: Stage) -> None:
    while True:
        await asyncio.sleep(BREATH_SECONDS)
        try:
            async with stage.turn("passing time"):
                pass
        except Refused:
            continue  # already noted among the troubles
