"""The statement of reasons: what a person hears about a decision on them (mission row M39).

Its parts follow what fair procedure asks for, as in Article 17 of the EU's Digital Services Act. It is
written for the accused: reasons and days, never counts, hours or names of those who reported (M21).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from bot.policy.durations import format_duration, stamp_day, stamp_moment
from bot.policy.phrase import Phrase, Value, Wording, phrase
from bot.policy.sanctions import SanctionKind


class Trigger(StrEnum):
    """How the team came to look at it."""

    OWN_INITIATIVE = "own_initiative"
    AUTOMATIC = "automatic"
    REPORT = "report"


class Delivery(StrEnum):
    """Whether the person was told of a decision."""

    PENDING = "pending"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    NOT_NEEDED = "not_needed"


class Machine(StrEnum):
    """What a program had to do with it."""

    NONE = "none"
    NOTICED = "noticed"
    """A program found it, a person decided."""
    DECIDED = "decided"
    """A program found it and acted; a person can overrule it."""

    @classmethod
    def part(cls, *, found: bool, decided: bool) -> "Machine":
        """Return the part of the machine, from what a stored decision says."""
        return cls.DECIDED if decided else cls.NOTICED if found else cls.NONE


class Decider(StrEnum):
    """Who will look at an objection."""

    OTHER_MODERATOR = "other_moderator"
    ADMINISTRATOR = "administrator"
    PANEL = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redress:
    """How to object."""

    how: str = "appeal"
    """Which way there is: ``appeal`` (the button) or ``page`` (the form behind a personal link)."""
    until: datetime | None = None
    """Aware UTC; None while it can still be fixed at sending."""
    decided_by: Decider = Decider.OTHER_MODERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorRecord:
    """One entry of the record that the decision relied on."""

    kind: SanctionKind
    clause_title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The proof that the person was told, or why not."""

    state: Delivery = Delivery.PENDING
    at: datetime | None = None
    """When Discord confirmed or refused it, aware UTC."""
    reason: str = ""
    """A catalogue key under ``refused.`` when it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementOfReasons:
    """Everything a decision has to be able to say for itself; ``missing`` tells what it can't yet."""

    reference: str
    """What to name when asking about it, like ``12``."""
    kind: SanctionKind | None
    """None: nothing was imposed, a post was only taken down."""
    scope: str = ""
    """Where or toward whom it holds, ready to be shown (a channel mention, a role's name); empty for all."""
    restricted: tuple[Phrase, ...] = ()
    """What the person can't do any more: the difference of their state before and after."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    until_lifted: bool = False
    """Set when there is no end on purpose, so that a forgotten end is noticed."""
    facts: str = ""
    """What was said or done, in the words of the decision; never who reported it."""
    facts_at: datetime | None = None
    """Shown as a day."""
    trigger: Trigger = Trigger.OWN_INITIATIVE
    machine: Machine = Machine.NONE
    clause_id: str = ""
    clause_title: str = ""
    conduct_version: str = ""
    why: str = ""
    """Why the facts break the clause."""
    record: tuple[PriorRecord, ...] = ()
    heard: str = ""
    """For a grave decision, a value of ``Heard``: whether the person had their say before."""
    unheard: str = ""
    """Why not, where they had not."""
    redress: Redress | None = None
    notice: Notice = Notice()


_TIMELESS: Final = frozenset(
    {
        SanctionKind.WARNING,
        SanctionKind.DIRECTION,
        SanctionKind.KICK,
        SanctionKind.ROLE_REMOVAL,
        SanctionKind.STAFF_REMOVAL,
    }
)
"""Done in a moment, so they have no end to name."""


def missing(statement: StatementOfReasons) -> tuple[str, ...]:
    """Return the fields that a complete statement still needs, in the order in which it is read.

    The sentences for them are in the catalogue under ``reasons.missing.``.
    """
    timed = statement.kind is not None and statement.kind not in _TIMELESS
    redress = statement.redress
    complete = {
        "reference": bool(statement.reference.strip()),
        "starts_at": statement.starts_at is not None,
        "ends_at": not timed or statement.until_lifted or statement.ends_at is not None,
        "facts": bool(statement.facts.strip()),
        "facts_at": statement.facts_at is not None,
        "clause_id": bool(statement.clause_id and statement.clause_title),
        "conduct_version": bool(statement.conduct_version),
        "why": bool(statement.why.strip()),
        "redress": redress is not None,
        "redress_until": redress is None or redress.until is not None,
    }
    return tuple(name for name, there in complete.items() if not there)


Field: TypeAlias = tuple[str, str]
"""A heading and its text."""


def render(statement: StatementOfReasons, wording: Wording, locale: str) -> tuple[Field, ...]:
    """Return the statement for the person concerned, as headings with texts in their language.

    An incomplete statement is rendered as far as it goes; services refuse to send one (see ``missing``).
    """
    parts: tuple[tuple[str, list[Phrase | str]], ...] = (
        ("decision", _decision(statement)),
        ("facts", _facts(statement)),
        ("clause", _clause(statement)),
        ("record", [_prior(entry) for entry in statement.record]),
        ("hearing", _hearing(statement)),
        ("origin", _origin(statement)),
        ("redress", _redress(statement.redress)),
        ("reference", [phrase("reasons.reference", reference=statement.reference)]),
    )

    def spoken(line: Phrase | str) -> str:
        return wording.say(line, locale) if isinstance(line, Phrase) else line

    return tuple(
        (wording.text(f"reasons.heading.{name}", locale), "\n".join(map(spoken, lines)))
        for name, lines in parts
        if lines
    )


def _decision(statement: StatementOfReasons) -> list[Phrase | str]:
    what = phrase(f"sanction.{statement.kind.value}") if statement.kind else phrase("reasons.only_removed")
    lines: list[Phrase | str] = [what]
    if statement.scope:
        lines.append(phrase("reasons.scope", scope=statement.scope))
    lines += statement.restricted
    if statement.starts_at:
        lines.append(phrase("reasons.since", day=stamp_day(statement.starts_at)))
    if statement.ends_at:
        values: dict[str, Value] = {"moment": stamp_moment(statement.ends_at)}
        if statement.starts_at:
            length = format_duration(_about(statement.ends_at - statement.starts_at))
            lines.append(phrase("reasons.until", length=length, **values))
        else:
            lines.append(phrase("reasons.until_only", **values))
    elif statement.until_lifted:
        lines.append(phrase("reasons.until_lifted"))
    return lines


def _facts(statement: StatementOfReasons) -> list[Phrase | str]:
    lines: list[Phrase | str] = [statement.facts.strip()] if statement.facts.strip() else []
    if statement.facts_at:
        lines.append(phrase("reasons.on_day", day=stamp_day(statement.facts_at)))
    return lines


def _clause(statement: StatementOfReasons) -> list[Phrase | str]:
    if not statement.clause_id:
        return []
    named = phrase(
        "reasons.clause",
        title=statement.clause_title or statement.clause_id,
        id=statement.clause_id,
        version=statement.conduct_version,
    )
    return [named, statement.why.strip()] if statement.why.strip() else [named]


def _about(length: timedelta) -> timedelta:
    """Return a length as people speak of it: what was asked for counts from before it was looked over."""
    if length >= timedelta(days=1):
        step = timedelta(hours=1)
    else:
        step = timedelta(minutes=15 if length >= timedelta(hours=1) else 1)
    return max(round(length / step) * step, timedelta(minutes=1))


def _prior(entry: PriorRecord) -> Phrase:
    return phrase(
        "reasons.prior",
        what=phrase(f"sanction.{entry.kind.value}"),
        clause=entry.clause_title,
        day=stamp_day(entry.at),
    )


def _hearing(statement: StatementOfReasons) -> list[Phrase | str]:
    if not statement.heard:
        return []
    why = statement.unheard.strip()
    return [
        phrase(f"reasons.heard.{statement.heard}"),
        *([phrase("reasons.unheard", why=why)] if why else []),
    ]


def _origin(statement: StatementOfReasons) -> list[Phrase | str]:
    # One sentence whether one person reported or ten: a number would tell who it can't have been.
    return [
        phrase(f"reasons.trigger.{statement.trigger.value}"),
        phrase(f"reasons.machine.{statement.machine.value}"),
    ]


def _redress(redress: Redress | None) -> list[Phrase | str]:
    if redress is None:
        return []
    lines: list[Phrase | str] = [phrase(f"reasons.how.{redress.how}")]
    if redress.until:
        lines.append(phrase("reasons.appeal_until", moment=stamp_moment(redress.until)))
    lines.append(phrase(f"reasons.decider.{redress.decided_by.value}"))
    return lines


def delivery(notice: Notice) -> Phrase:
    """Return whether the person was told, for the moderators."""
    name = f"reasons.delivery.{notice.state.value}"
    if notice.state is Delivery.NOT_DELIVERED:
        return phrase(name, why=phrase(notice.reason) if notice.reason else phrase("reasons.unknown"))
    return phrase(name)
