"""What the page asks for, read with care, and what it is told when that can't be.

The page is ours, but the door is a web address: every field is checked here once, so that the acts
themselves can rely on what they get.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import simcord

SAYINGS: Final = {
    50013: "You don't have the permission to do that here.",
    50001: "You can't see that channel (any more).",
    10003: "That channel is gone.",
    10007: "That person is not in this server.",
    10008: "That message is gone.",
    10013: "There is nobody with that id.",
    50007: "This person can't get private messages.",
}
"""Plain sentences for Discord's error codes, which the page shows in place of the number."""


class Refused(Exception):
    """Discord would not let this person do this; the text is a sentence for the page."""


def saying(error: simcord.BackendError | simcord.SetupError) -> str:
    """Return a friendly sentence for what simcord refused."""
    if isinstance(error, simcord.BackendError):
        return SAYINGS.get(error.code, f"Discord would refuse this: {error.message}.")
    # Simcord speaks to writers of tests; what stands after the dash is not for visitors.
    plain = str(error).split(" — ")[0].rstrip(".")
    return f"Discord would not allow this: {plain}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request of the page: which act, by whom, where, with which details."""

    act: str
    persona: str
    fields: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    """Uploaded files by their token."""

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text field; refuses anything else."""
        found = self.fields.get(name, default)
        if not isinstance(found, str):
            raise Refused(f"The page sent no {name}.")
        return found

    def number(self, name: str) -> int:
        """Return an id or a whole number, sent as text because JavaScript rounds long numbers."""
        found = self.optional(name)
        if found is None:
            raise Refused(f"The page sent no {name}.")
        return found

    def optional(self, name: str) -> int | None:
        """Return an id, or None where there is none."""
        found = self.fields.get(name)
        if found is None:
            return None
        if not str(found).isdecimal() or len(str(found)) > 20:
            raise Refused(f"The page sent a wrong {name}.")
        return int(str(found))

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a field that holds values by name."""
        found = self.fields.get(name, {})
        if not isinstance(found, dict):
            raise Refused(f"The page sent a wrong {name}.")
        return found

    def texts(self, name: str) -> list[str]:
        """Return a field that holds a list of texts."""
        found = self.fields.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise Refused(f"The page sent wrong {name}.")
        return found

    def file(self, token: object) -> tuple[str, bytes]:
        """Return an uploaded file by its token."""
        found = self.files.get(str(token))
        if found is None:
            raise Refused("That file is no longer here. Please choose it again.")
        return found
