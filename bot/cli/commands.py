"""What each command does. Imports stand inside the functions, so that ``--help`` starts at once."""

import argparse
import asyncio
import importlib.util
import sys

from bot.exit_codes import ExitCode
from bot.settings import Settings


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Moderate Discord; without a token, start the sandbox."""
    if settings.discord_token is None:
        print("No DISCORD_TOKEN is set, so the sandbox starts: the real bot on a simulated Discord.")
        return _start_sandbox(settings, port=settings.sandbox_port, open_browser=True)
    from bot.running import run_bot

    return run_bot(settings)


def sandbox(settings: Settings, asked: argparse.Namespace) -> int:
    """Start the sandbox, whether or not there is a token."""
    port = settings.sandbox_port if asked.port is None else asked.port
    return _start_sandbox(settings, port=port, open_browser=not asked.no_browser)


def _start_sandbox(settings: Settings, *, port: int, open_browser: bool) -> int:
    if importlib.util.find_spec("simcord") is None:
        print(
            "The sandbox needs the extra `sandbox`: pip install 'steward[sandbox]'."
            " Or set DISCORD_TOKEN to moderate a real server.",
            file=sys.stderr,
        )
        return ExitCode.SETTINGS
    from bot.running import run_sandbox

    return run_sandbox(settings, port, open_browser)


def check(settings: Settings, asked: argparse.Namespace) -> int:
    """Print one line for each thing that was looked at; fail if one of them is a problem."""
    from bot.check import Mark, examine

    lines = asyncio.run(examine(settings))
    for line in lines:
        print(f"{line.mark:<8} {line.subject}: {line.text}")
    return ExitCode.SETTINGS if any(line.mark is Mark.PROBLEM for line in lines) else ExitCode.OK
