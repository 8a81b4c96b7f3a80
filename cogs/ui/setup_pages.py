"""What administrators see: how the server is set, what would change, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.phrase import Phrase
from bot.policy.rules import RuleSet
from bot.policy.server import ServerSettings
from bot.policy.verdict import Mode
from bot.services.casebook import Trouble
from cogs.checkup import Point
from cogs.ui.answers import Interaction, text

_ORDER: Final = (
    "queue_channel",
    "log_channel",
    "faculty_channel",
    "moderator_roles",
    "suspension_method",
    "suspended_role",
    "pack",
    "locale",
    "timezone",
    "academic_channels",
)
_SHOWN: Final = 8
_FIELD: Final = 1000
"""Characters of a field; Discord takes 1024."""


def present(interaction: Interaction, settings: ServerSettings) -> Card:
    """Return how the server is set, with what to do first where nothing is."""
    lines = [f"**{_name(interaction, key)}**: {_value(interaction, settings, key)}" for key in _ORDER]
    unset = settings.queue_channel is None or settings.log_channel is None
    return Card(
        title=text(interaction, "setup.now"),
        text="\n".join(lines),
        footer=text(interaction, "setup.how_missing" if unset else "setup.how"),
        tone=Tone.NOTICE if unset else Tone.NEUTRAL,
    )


def preview(
    interaction: Interaction,
    before: ServerSettings,
    after: ServerSettings,
    changed: Sequence[str],
    doubts: Sequence[Phrase],
    token: str,
) -> Card:
    """Return what would change, with the button that saves it."""
    lines = [
        f"**{_name(interaction, key)}**: "
        + text(
            interaction,
            "setup.change",
            before=_value(interaction, before, key),
            after=_value(interaction, after, key),
        )
        for key in _ORDER
        if key in changed
    ]
    warning = "\n".join(f"– {_say(interaction, doubt)}" for doubt in doubts)
    return Card(
        title=text(interaction, "setup.preview"),
        text="\n".join(lines),
        fields=((text(interaction, "setup.watch_out"), warning[:_FIELD]),) if warning else (),
        tone=Tone.NOTICE if warning else Tone.NEUTRAL,
        buttons=(Button(custom_id=token, label=text(interaction, "setup.save"), style=ButtonStyle.PRIMARY),),
    )


def saved(interaction: Interaction) -> Card:
    """Return that it holds from now on."""
    return Card(
        title=text(interaction, "setup.saved"), text=text(interaction, "setup.saved_text"), tone=Tone.GOOD
    )


def diagnosis(
    interaction: Interaction, points: Sequence[Point], troubles: Sequence[Trouble], rules: RuleSet
) -> Card:
    """Return what is missing, with where to click, and what is well."""
    needed = [_say(interaction, point.said) for point in points if not point.well]
    needed += [_broken(interaction, problem.file, problem.message) for problem in rules.failed]
    needed += [_trouble(interaction, trouble) for trouble in troubles[:_SHOWN]]
    well = [_say(interaction, point.said) for point in points if point.well]
    at_work = sum(rule.spec.mode is not Mode.OFF for rule in rules.rules)
    well.append(text(interaction, "doctor.rules_ok", count=at_work))
    if not troubles:
        well.append(text(interaction, "doctor.troubles_ok"))
    # The text has room for four times as much as a field, and what needs somebody must not be cut.
    asked = "\n".join(f"✗ {line}" for line in needed)
    return Card(
        title=text(interaction, "doctor.needs_you" if needed else "doctor.title"),
        text=asked or text(interaction, "doctor.all_well"),
        fields=((text(interaction, "doctor.well"), "\n".join(f"✓ {line}" for line in well)),),
        tone=Tone.NOTICE if needed else Tone.GOOD,
    )


def _broken(interaction: Interaction, rule: str, why: str) -> str:
    return text(interaction, "doctor.rule_broken", rule=rule.removeprefix("rule "), why=why)


def _trouble(interaction: Interaction, trouble: Trouble) -> str:
    return text(
        interaction,
        "doctor.trouble",
        act=text(interaction, f"act.{trouble.kind.value}"),
        reason=text(interaction, f"refused.{trouble.reason}"),
        count=trouble.count,
    )


def _name(interaction: Interaction, key: str) -> str:
    return text(interaction, f"setup.setting.{key}")


def _value(interaction: Interaction, settings: ServerSettings, key: str) -> str:
    value = getattr(settings, key)
    if value is None or value == ():
        return text(interaction, "setup.none")
    if key == "suspension_method":
        return text(interaction, f"setup.method.{value}")
    if key == "pack":
        return text(interaction, f"setup.pack.{value}")
    if key in ("locale", "timezone"):
        return str(value)
    sign = "@&" if "role" in key else "#"
    return " ".join(f"<{sign}{each}>" for each in (value if isinstance(value, tuple) else (value,)))


def _say(interaction: Interaction, said: Phrase) -> str:
    return interaction.client.services.catalogue.say(said, str(interaction.locale))
