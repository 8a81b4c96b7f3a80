"""Completing the name of a time zone while it is typed."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from discord import app_commands

_CHOICES = 25
"""https://docs.discord.com/developers/interactions/application-commands#autocomplete"""


@cache
def names() -> frozenset[str]:
    """Return the names of all time zones that this machine knows."""
    return frozenset(available_timezones())


def choices(typed: str) -> list[app_commands.Choice[str]]:
    """Return the zones whose name holds what was typed so far."""
    wanted = typed.strip().lower().replace(" ", "_")
    found = [zone for zone in sorted(names()) if wanted in zone.lower()]
    return [app_commands.Choice(name=zone, value=zone) for zone in found[:_CHOICES]]
