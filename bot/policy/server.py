"""A server's own choices, as one frozen value that is stored as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from bot.policy.actions import Json
from bot.policy.reputation import Hold
from bot.policy.sanctions import SuspensionMethod

PACKS = ("calm", "standard", "strict")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """What ``/setup`` sets; every field has a default that is safe to start with."""

    queue_channel: int | None = None
    log_channel: int | None = None
    faculty_channel: int | None = None
    moderator_roles: tuple[int, ...] = ()
    suspended_role: int | None = None
    suspension_method: SuspensionMethod = SuspensionMethod.TIMEOUT
    pack: str = "standard"
    locale: str = "en"
    timezone: str = "UTC"
    academic_channels: tuple[int, ...] = ()
    by_hand: bool = False
    """Whether a person has set the server up; from then on nothing is guessed any more."""
    appeal_days: int = 183
    """How long a decision can be appealed; half a year, as the Digital Services Act asks (article 20)."""
    appeal_questions: tuple[str, ...] = ()
    """What a member is asked in an appeal, at most four; empty for the questions of the catalogue."""
    appeal_answer_days: int = 14
    """Within how many days the team promises an answer to an appeal."""
    appeal_wait_days: int = 30
    """How long after an appeal was turned down the next one against the same decision has to wait."""

    hearing_hours: int = 48
    """How long somebody has to tell their side before a grave decision."""
    longest_alone_days: int = 30
    """Suspensions beyond this many days need two people, and that the member was asked for their side."""

    help_channel: int | None = None
    """Where private talks with the moderators are opened; None opens them where they are asked for."""
    acknowledge_hours: int = 24
    """Within how many hours somebody of the team takes a new case; the guides of Django and the PSF ask for
    a day."""
    decide_hours: int = 72
    """Within how many hours a case is decided."""
    tell_days: int = 7
    """Within how many days a reporter hears what became of it."""
    queue_board: bool = False
    """Whether one kept message in the queue's channel shows how the queue stands."""
    panel_roles: tuple[int, ...] = ()
    """Who decides cases in which too few of the team are free to: an outside panel."""
    panel_channel: int | None = None
    """Where the outside panel reads its cases."""
    head_channel: int | None = None
    """Where the journal's head is posted once a day; the log channel where none is named."""

    @property
    def longest_alone(self) -> timedelta:
        """Return the longest suspension that one moderator may decide."""
        return timedelta(days=self.longest_alone_days)

    reporter_pause_days: int = 7
    """How long somebody who reports without any ground, and was told so before, can make no ordinary report;
    0 never pauses."""
    report_hold: Hold = Hold.OFF
    """Whether three reporters together hide a message until people have looked."""

    def to_json(self) -> dict[str, Json]:
        """Return the settings as a JSON document."""
        document: dict[str, Json] = {}
        for spec in fields(self):
            value = getattr(self, spec.name)
            document[spec.name] = list(value) if isinstance(value, tuple) else value
        return document


def settings_from_json(document: Mapping[str, Any]) -> ServerSettings:
    """Return settings from a stored document; unknown keys (of a newer version) are left out."""
    known: dict[str, Any] = {}
    for spec in fields(ServerSettings):
        if spec.name in document:
            value = document[spec.name]
            known[spec.name] = tuple(value) if isinstance(value, list) else value
    if "suspension_method" in known:
        known["suspension_method"] = SuspensionMethod(known["suspension_method"])
    if "report_hold" in known:
        known["report_hold"] = Hold(known["report_hold"])
    return ServerSettings(**known)
