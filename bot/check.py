"""``steward check``: look at everything that commonly goes wrong before the first start, and change nothing.

Each step gives lines a person can act on. A step knows its own faults; none stops the others.
"""

import importlib.util
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import aiohttp

from bot import __version__
from bot.errors import StorageError
from bot.services.standby import who_holds
from bot.settings import Settings
from bot.storage.lock_holder import writer
from bot.storage.migrate import check_integrity, load_migrations, pending
from bot.storage.port import open_database
from bot.token_form import WHERE, bot_id

DISCORD_API: Final = "https://discord.com/api/v10"
ANSWER_WITHIN: Final = aiohttp.ClientTimeout(total=10)

# https://discord.com/developers/docs/resources/application#application-object-application-flags;
# the second bit of each stands for bots in fewer than 100 servers.
INTENTS: Final = (
    ("Server Members", 1 << 14 | 1 << 15, "people who join, leave or change roles go unseen"),
    ("Message Content", 1 << 18 | 1 << 19, "every message arrives empty and no rule can match"),
)


class Mark(StrEnum):
    """How a line is to be read."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    mark: Mark
    subject: str
    text: str


async def examine(settings: Settings) -> list[Line]:
    """Return one or more lines for each step, in the order in which a person would mend them."""
    steps: tuple[Callable[[Settings], Awaitable[list[Line]]], ...] = (_settings, _database, _discord)
    return [line for step in steps for line in await step(settings)]


async def _settings(settings: Settings) -> list[Line]:
    lines = [Line(Mark.OK, "Settings", "all of them can be used.")]
    if importlib.util.find_spec("simcord") is None:
        lines.append(Line(Mark.NOTE, "Sandbox", "not installed; pip install 'steward[sandbox]' adds it."))
    return lines


async def _database(settings: Settings) -> list[Line]:
    if fresh := _new_database(settings):
        return [fresh]
    try:
        database = await open_database(settings.database, read_only=True)
        try:
            await check_integrity(database)
            waiting = len(await pending(database, load_migrations()))
        finally:
            await database.close()
    except StorageError as error:
        return [Line(Mark.PROBLEM, "Database", str(error))]
    holder = None if settings.uses_postgres else writer(Path(settings.database))
    if holder is not None and holder.stopped:
        text = f"{settings.database_label} can't be written to. {who_holds(holder)}"
        return [Line(Mark.PROBLEM, "Database", text)]
    if waiting:
        text = f"{settings.database_label} waits for {waiting} migration(s); the next start applies them."
        return [Line(Mark.NOTE, "Database", text)]
    return [Line(Mark.OK, "Database", f"{settings.database_label} is whole and up to date.")]


def _new_database(settings: Settings) -> Line | None:
    """Say whether a file could be made whose folders may not exist yet; None if it is there, or a server."""
    path = Path(settings.database)
    if settings.uses_postgres or path.exists():
        return None
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return Line(Mark.NOTE, "Database", f"{path} does not exist yet; the first start makes it.")
    return Line(Mark.PROBLEM, "Database", f"{path} can't be made, because {folder} can't be written to.")


async def _discord(settings: Settings) -> list[Line]:
    if settings.discord_token is None:
        return [Line(Mark.NOTE, "Token", f"none, so the sandbox starts. For a real server: {WHERE}")]
    base = settings.discord_api_base or DISCORD_API
    headers = {
        "Authorization": f"Bot {settings.discord_token}",
        "User-Agent": f"DiscordBot (steward, {__version__})",
    }
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=ANSWER_WITHIN) as session:
            return await _ask_discord(session, base, bot_id(settings.discord_token))
    except (aiohttp.ClientError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        return [Line(Mark.PROBLEM, "Discord", f"{base} can't be reached ({reason}). Is the network up?")]


async def _ask_discord(session: aiohttp.ClientSession, base: str, user: int | None) -> list[Line]:
    async with session.get(f"{base}/applications/@me") as answer:
        if answer.status == 401:
            return [Line(Mark.PROBLEM, "Token", f"Discord does not know this token any more. {WHERE}")]
        if answer.status != 200:
            text = f"answered with status {answer.status}; try again in a while (discordstatus.com)."
            return [Line(Mark.PROBLEM, "Discord", text)]
        application = await answer.json()
    lines = [Line(Mark.OK, "Token", f"Discord knows it as “{application.get('name')}”, bot {user}.")]
    lines += _intents(application)
    async with session.get(f"{base}/gateway/bot") as answer:
        if answer.status == 200:
            lines.append(_starts((await answer.json()).get("session_start_limit", {})))
    return lines


def _intents(application: dict[str, Any]) -> list[Line]:
    flags = int(application.get("flags") or 0)
    page = f"https://discord.com/developers/applications/{application.get('id')}/bot"
    return [
        Line(Mark.OK, "Intent", f"{name} is on.")
        if flags & bits
        else Line(Mark.PROBLEM, "Intent", f"{name} is off, so {loss}. Turn on “{name} Intent” at {page}.")
        for name, bits, loss in INTENTS
    ]


def _starts(limit: dict[str, Any]) -> Line:
    """Say how many connections are left today; Discord resets the token of a bot that uses them all up."""
    left, total = int(limit.get("remaining", 0)), int(limit.get("total", 0))
    if left:
        return Line(Mark.OK, "Starts", f"{left} of {total} left today.")
    hours = int(limit.get("reset_after", 0)) / 3_600_000
    return Line(Mark.PROBLEM, "Starts", f"none left today; wait {hours:.1f} hours before you start the bot.")
