"""What the bot says, as a value: rendered to an embed with buttons only at the edge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Tone(StrEnum):
    """How a card looks; never the only carrier of its meaning."""

    NEUTRAL = "neutral"
    GOOD = "good"
    NOTICE = "notice"
    GRAVE = "grave"


class ButtonStyle(StrEnum):
    """How much weight a button has."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that outlives restarts: its ``custom_id`` says all that its press needs, or it is a link."""

    label: str
    custom_id: str = ""
    url: str | None = None
    """Where it leads in a browser; such a button tells us nothing when it is pressed."""
    style: ButtonStyle = ButtonStyle.SECONDARY
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message of ours; Discord's limits are kept when it is rendered."""

    title: str
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """Heading and text of each field."""
    tone: Tone = Tone.NEUTRAL
    footer: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A card with its address; without a channel it goes to the person privately."""

    card: Card
    channel_id: int | None = None
    edit_id: int | None = None
    """The message to renew instead of writing a new one; when it is gone, a new one is written."""
    files: tuple[tuple[str, bytes], ...] = ()
    """Name and bytes of what goes with it."""
    form: Mapping[str, object] = field(default_factory=dict)
    """For what is no message but is made from kept words: the fields of Discord's request."""
    roles: tuple[int, ...] = ()
    """Whom a new message calls; nobody else is ever notified by it."""
    people: tuple[int, ...] = ()
