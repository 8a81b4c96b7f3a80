"""Every command is documented, and says what it and its options are for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from discord import app_commands

from tests.conftest import Town

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def slash(town: Town) -> Iterator[app_commands.Command[Any, ..., Any]]:
    """Yield what can be typed, subcommands included."""
    for command in town.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield command


async def test_the_readme_names_every_command(town: Town) -> None:
    words = {f"/{command.qualified_name}`" for command in slash(town)}
    words |= {
        f"*{menu.name}*"
        for menu in town.bot.tree.get_commands()
        if isinstance(menu, app_commands.ContextMenu)
    }

    assert {word for word in words if word not in README} == set()


async def test_every_option_says_what_it_is_for(town: Town) -> None:
    silent = [
        f"{command.qualified_name} {option.name}"
        for command in slash(town)
        for option in command.parameters
        if len(str(option.description)) < 4
    ]
    assert silent == []
