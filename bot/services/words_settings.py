"""A server's settings in words, for the log and for /setup."""

from bot.i18n import Catalogue
from bot.policy.card import Card, Letter, Tone
from bot.policy.records import StoredAction
from bot.policy.server import ServerSettings
from bot.services.enforcement import Unneeded

CHANNELS = ("queue_channel", "log_channel", "faculty_channel")


def about_server(catalogue: Catalogue, settings: ServerSettings, action: StoredAction) -> Letter | Unneeded:
    """Return a line of the log that is about the server and no case."""
    name, channel = action.payload["log"], settings.log_channel
    if name == "journal_head":
        channel = settings.head_channel or channel
        entry, head = int(str(action.payload["entry"])), str(action.payload["hash"])
        card = journal_head(catalogue, settings, entry, head)
    elif name in ("hook_failing", "hook_paused"):
        card = _about_hook(catalogue, settings.locale, str(name), str(action.payload["hook"]))
    else:
        card = set_up(catalogue, settings)
    return Unneeded("no_channel") if channel is None else Letter(card=card, channel_id=channel)


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


def _about_hook(catalogue: Catalogue, locale: str, name: str, hook: str) -> Card:
    key = f"hook.log.{name.removeprefix('hook_')}"
    return Card(
        title=catalogue.text(f"{key}_title", locale),
        text=catalogue.text(f"{key}_text", locale, hook=hook),
        tone=Tone.NOTICE,
    )


def journal_head(catalogue: Catalogue, settings: ServerSettings, entry: int, head: str) -> Card:
    """Return the daily post of the journal's head, with how to check it later."""
    locale = settings.locale
    return Card(
        title=catalogue.text("audit.head_title", locale),
        text=catalogue.text("audit.head_text", locale, entry=entry, head=head),
    )
