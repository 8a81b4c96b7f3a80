"""A server's settings in words, for the log and for /setup."""

from bot.i18n import Catalogue
from bot.policy.card import Card, Tone
from bot.policy.server import ServerSettings

CHANNELS = ("queue_channel", "log_channel", "faculty_channel")


def set_up(catalogue: Catalogue, settings: ServerSettings) -> Card:
    """Return what the log is told once channels were chosen by their names."""
    locale = settings.locale
    lines = [
        f"– {catalogue.text(f'setup.setting.{name}', locale)}: <#{channel}>"
        for name in CHANNELS
        if (channel := getattr(settings, name)) is not None
    ]
    return Card(
        title=catalogue.text("setup.adopted_title", locale),
        text="\n".join(
            [catalogue.text("setup.adopted", locale), *lines, catalogue.text("setup.adopted_next", locale)]
        ),
        tone=Tone.GOOD,
    )
