"""Which commands there are. A new one is one row of ``COMMANDS`` and one function in ``commands``."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot import __version__
from bot.cli import commands, database, evaluation, privacy, verify
from bot.policy.families import FAMILIES
from bot.setting_forms import Mistake, number
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command, as argparse takes it."""

    name: str
    help: str
    options: Mapping[str, Any] = field(default_factory=dict)
    """More for argparse: required, default, choices, action."""
    kind: Callable[[str], object] | None = None
    is_flag: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A subcommand: what it is called, what it says of itself, and what it runs."""

    name: str
    help: str
    run: Callable[[Settings, argparse.Namespace], int]
    arguments: tuple[Argument, ...] = field(default=())


def _port(text: str) -> int:
    port = number(0, 65535)(text)
    if isinstance(port, Mistake):
        raise argparse.ArgumentTypeError(port.clause)
    return port


FILE: Final = "the backup file"
COMMANDS: Final = (
    Command(
        name="run",
        help="moderate Discord; without a token, start the sandbox (the default command)",
        run=commands.run,
    ),
    Command(
        name="sandbox",
        help="try the real bot on a simulated Discord in your browser; needs no account",
        run=commands.sandbox,
        arguments=(
            Argument("--port", "port of the page on this machine, 0 for any free one", kind=_port),
            Argument("--no-browser", "only print the address", is_flag=True),
        ),
    ),
    Command(
        name="check",
        help="look at settings, token, database and intents, and explain each problem",
        run=commands.check,
    ),
    Command(name="migrate", help="bring the database up to this version", run=database.migrate),
    Command(
        name="backup",
        help="copy the database into a new file, also while the bot runs",
        run=database.backup,
        arguments=(Argument("file", FILE, kind=Path),),
    ),
    Command(
        name="restore",
        help="put a backup in the place of the database; stop the bot first",
        run=database.restore,
        arguments=(Argument("file", FILE, kind=Path),),
    ),
    Command(
        name="eval",
        help="measure the rules on labelled texts in a CSV, TSV or JSON-lines file",
        run=evaluation.evaluate,
        arguments=(
            Argument("file", "the labelled texts", kind=Path),
            Argument("--text", "the column of the text", {"required": True}),
            Argument("--label", "the column of the label", {"required": True}),
            Argument("--positive", "the label that means: should be noticed", {"required": True}),
            Argument("--by", "a column to tell figures apart by"),
            Argument("--category", "count hits of this clause family only", {"choices": FAMILIES}),
            Argument("--pack", "the rules: calm, standard or strict", {"default": "standard"}),
            Argument("--term", "one more word to notice; may be given several times", {"action": "append"}),
            Argument("--json", "print one JSON object", is_flag=True),
        ),
    ),
    Command(
        name="privacy",
        help="end the terms of what has been kept long enough, as a running bot does every day",
        run=privacy.privacy,
        arguments=(Argument("--dry-run", "only count what would go", is_flag=True),),
    ),
    Command(
        name="verify",
        help="follow the journal's chain of every server and name the first broken link",
        run=verify.verify,
    ),
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; without a command it means ``run``."""
    parser = argparse.ArgumentParser(
        prog="steward",
        description="A Discord moderator that puts a code of conduct to work.",
        epilog="Settings are read from the environment and from the file .env; see .env.example.",
    )
    parser.add_argument("--version", action="version", version=f"steward {__version__}")
    parser.set_defaults(command=COMMANDS[0])
    choices = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        own = choices.add_parser(command.name, help=command.help, description=command.help)
        own.set_defaults(command=command)
        for argument in command.arguments:
            if argument.is_flag:
                own.add_argument(argument.name, help=argument.help, action="store_true")
            else:
                options: dict[str, Any] = dict(argument.options)
                if argument.kind is not None:
                    options["type"] = argument.kind
                own.add_argument(argument.name, help=argument.help, **options)
    return parser
