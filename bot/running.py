"""Running the bot: connect to Discord or serve the sandbox, end in order, explain what no restart mends."""

import asyncio
import logging
import os
import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import aiohttp
import discord

from bot import paths
from bot.endpoints import apply_endpoints
from bot.exit_codes import ExitCode
from bot.first_answers import answer_surely
from bot.services.vault import KeyProblem
from bot.settings import Settings

_INTENTS_CLOSED: Final = (4013, 4014)
_SETTINGS_CLOSED: Final = frozenset({4004, 4010, 4011, 4012, *_INTENTS_CLOSED})
"""Close codes that starting again can't mend:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes"""


def run_bot(settings: Settings) -> int:
    """Connect to Discord and moderate until told to stop; return the exit status.

    Raises:
        StewardError: a fault that starting again may mend, such as a lost lease or a locked database.
    """
    _keep_quiet_about_voice()
    assert settings.discord_token is not None  # noqa: S101 - the command line looked
    try:
        asyncio.run(_moderate(settings, settings.discord_token))
    except discord.LoginFailure:
        return _explain("Discord does not accept DISCORD_TOKEN. Copy it again from the developer portal.")
    except discord.PrivilegedIntentsRequired:
        return _explain(_MISSING_INTENTS)
    except discord.ConnectionClosed as error:
        if error.code in _INTENTS_CLOSED:
            return _explain(_MISSING_INTENTS)
        if error.code in _SETTINGS_CLOSED:
            return _explain(f"Discord closed the connection for good (code {error.code}): {error.reason}.")
        raise
    except KeyProblem as error:
        return _explain(str(error))
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    return ExitCode.OK


_MISSING_INTENTS: Final = (
    "Two switches are off in the developer portal (https://discord.com/developers/applications → your "
    "application → Bot → Privileged Gateway Intents): turn on “Server Members Intent” and “Message Content "
    "Intent”, save, and start again."
)


def _keep_quiet_about_voice() -> None:
    # Voice is not our business, so its missing libraries are no news.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def _explain(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return ExitCode.SETTINGS


async def _moderate(settings: Settings, token: str) -> None:
    from bot.client import StewardBot

    answer_surely()
    bot = StewardBot(settings, single_owner=True)
    apply_endpoints(bot, settings.discord_api_base, settings.discord_gateway_url)
    loop = asyncio.get_running_loop()
    stopping: list[asyncio.Task[None]] = []

    def stop() -> None:
        # Closing makes ``start`` return; what is under way is finished first (F50).
        stopping.append(loop.create_task(bot.close()))

    if os.name == "posix":
        loop.add_signal_handler(signal.SIGTERM, stop)
        loop.add_signal_handler(signal.SIGINT, stop)
    async with bot:
        try:
            await bot.start(token)
        except (RuntimeError, aiohttp.ClientError, discord.DiscordException):
            # Asked to stop in the middle of starting, closing takes the connection from under it.
            if not stopping:
                raise
    await asyncio.gather(*stopping)
    if bot.ended_by is not None:
        # With a lost lease, a service manager may start us again to stand by; the exit status tells.
        raise bot.ended_by


def _sandbox_file(settings: Settings) -> Path:
    folder = paths.state_dir() if settings.uses_postgres else Path(settings.database).parent
    return folder / "sandbox.sqlite3"


def _clear(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()


def _free_port() -> int:
    """Return a port for the pages that personal links lead to."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def run_sandbox(settings: Settings, port: int, open_browser: bool) -> int:
    """Serve the sandbox until interrupted; return the exit status."""
    _keep_quiet_about_voice()
    # What discord.py says of a connection that is not there would only puzzle people; simcord makes a client
    # already when it is imported.
    logging.getLogger("discord").setLevel(logging.ERROR)
    from bot.client import StewardBot
    from bot.sandbox.arrange import arrange
    from bot.sandbox.server import PortInUse, serve

    def announce(address: str) -> None:
        sys.stdout.write(f"The sandbox is ready: {address}\nIts database: {database}\n")
        sys.stdout.write("Press Ctrl+C to stop it.\n")
        sys.stdout.flush()

    database = _sandbox_file(settings)
    pages = _free_port()
    here = f"http://127.0.0.1:{pages}"
    one_shard = replace(
        settings,
        database=str(database),
        shard_count=1,
        shard_ids=(),
        public_address=here,
        page_port=pages,
        # The simulated Discord waits for all that goes on, and these take seconds where they are installed.
        ocr=False,
        vision=False,
    )
    started: list[StewardBot] = []

    def factory() -> StewardBot:
        # The simulated Discord begins anew at each start, so its database does too, and the real one is not
        # touched. Not before the port is ours: another sandbox may be running on this file.
        if not started:
            _clear(database)
        started[:] = [StewardBot(one_shard)]
        return started[0]

    try:
        asyncio.run(
            serve(
                factory,
                port=port,
                open_browser=open_browser,
                on_ready=announce,
                arrange=arrange,
            )
        )
    except (PortInUse, KeyProblem) as error:
        return _explain(str(error))
    except KeyboardInterrupt:
        return ExitCode.OK
    return ExitCode.OK
