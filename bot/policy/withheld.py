"""What a takedown is about, as it stands in a sanction's scope (mission row M30)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.policy.actions import ActionKind, Json
from bot.policy.desired import Step

EVENT_COPY: Final = "application/event+json"
"""The media type of a copy of an event's fields, from which it is made again."""
POST_COPY: Final = "application/post+json"
"""The media type of what stood about a post besides its words: who wrote it and when."""


class Thing(StrEnum):
    """What can be withheld."""

    POST = "post"
    PIN = "pin"
    """Only its place among the pinned ones; the post stays."""
    THREAD = "thread"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """One thing that is withheld; ids are 0 where it has none."""

    thing: Thing
    channel: int = 0
    """Where a post stands, or the thread itself."""
    message: int = 0
    event: int = 0
    more: bool = False
    """For a post: that it was pinned. For a thread: that its first post was removed as well."""

    @property
    def scope(self) -> str:
        """Return it as a sanction's scope; ``of`` reads it back."""
        match self.thing:
            case Thing.POST:
                return f"{self.channel}:{self.message}{':pinned' if self.more else ''}"
            case Thing.PIN:
                return f"pin:{self.channel}:{self.message}"
            case Thing.THREAD:
                return f"thread:{self.channel}{':starter' if self.more else ''}"
            case Thing.EVENT:
                return f"event:{self.event}"

    @classmethod
    def of(cls, scope: str) -> "Withheld | None":
        """Return what a takedown's scope names; None where that is no such thing."""
        match scope.split(":"):
            case ["pin", channel, message]:
                return cls(thing=Thing.PIN, channel=int(channel), message=int(message))
            case ["thread", thread, *starter]:
                return cls(thing=Thing.THREAD, channel=int(thread), more=bool(starter))
            case ["event", event]:
                return cls(thing=Thing.EVENT, event=int(event))
            case [channel, message, *pinned] if channel.isdecimal():
                return cls(thing=Thing.POST, channel=int(channel), message=int(message), more=bool(pinned))
        return None

    def withholding(self) -> tuple[Step, ...]:
        """Return the steps that withhold it; a post's own removal is planned with its evidence."""
        match self.thing:
            case Thing.POST:
                return ()
            case Thing.PIN:
                return (Step(kind=ActionKind.UNPIN, payload=self._place()),)
            case Thing.THREAD:
                return (Step(kind=ActionKind.CLOSE_THREAD, payload={"channel": str(self.channel)}),)
            case Thing.EVENT:
                return (Step(kind=ActionKind.DELETE_EVENT, payload={"event": str(self.event)}),)

    def restoring(self) -> tuple[Step, ...]:
        """Return the steps that show it again. Discord gives nothing back, so words are posted anew."""
        place: dict[str, Json] = {"channel": str(self.channel)}
        match self.thing:
            case Thing.POST:
                again = {**place, "say": "restored"}
                return (
                    Step(kind=ActionKind.POST_PUBLIC, payload={**again, "pin": True} if self.more else again),
                )
            case Thing.PIN:
                return (Step(kind=ActionKind.PIN, payload=self._place()),)
            case Thing.THREAD:
                opened = Step(kind=ActionKind.REOPEN_THREAD, payload=place)
                starter = Step(kind=ActionKind.POST_PUBLIC, payload={**place, "say": "restored"})
                return (opened, starter) if self.more else (opened,)
            case Thing.EVENT:
                return (Step(kind=ActionKind.CREATE_EVENT, payload={"event": str(self.event)}),)

    def _place(self) -> dict[str, Json]:
        return {"channel": str(self.channel), "message": str(self.message)}
