"""The statement of reasons: complete or it says what is missing, and safe for those who reported."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.i18n import Catalogue
from bot.policy.reasons import (
    Decider,
    Delivery,
    Machine,
    Notice,
    PriorRecord,
    Redress,
    StatementOfReasons,
    Trigger,
    delivery,
    missing,
    render,
)
from bot.policy.sanctions import SanctionKind

CATALOGUE = Catalogue.load(Path(__file__).resolve().parents[2] / "data" / "locales")
START = datetime(2026, 7, 22, 14, 37, 5, tzinfo=UTC)

FULL = StatementOfReasons(
    reference="12",
    kind=SanctionKind.SUSPENSION,
    starts_at=START,
    ends_at=START + timedelta(days=7),
    facts="You told another member to leave because of their accent.",
    facts_at=START - timedelta(days=2),
    trigger=Trigger.REPORT,
    machine=Machine.NOTICED,
    clause_id="identity-attack",
    clause_title="Attacks on who people are",
    conduct_version="1.0",
    why="It shuts somebody out for how they speak.",
    record=(
        PriorRecord(
            kind=SanctionKind.WARNING, clause_title="Swearing", at=START.replace(month=5, hour=3, minute=9)
        ),
    ),
    redress=Redress(until=START + timedelta(days=30)),
)


def _text(statement: StatementOfReasons, locale: str = "en-GB") -> str:
    return "\n\n".join(f"# {name}\n{text}" for name, text in render(statement, CATALOGUE, locale))


def test_the_whole_statement_reads_well() -> None:
    assert missing(FULL) == ()
    assert _text(FULL) == (
        "# What was decided\n"
        "A suspension\n"
        "From <t:1784721600:D>\n"
        "Until <t:1785335825:f> (1 week)\n"
        "\n"
        "# What happened\n"
        "You told another member to leave because of their accent.\n"
        "This was on <t:1784548800:D>.\n"
        "\n"
        "# Under which clause, and why\n"
        "Attacks on who people are (identity-attack, version 1.0 of the code of conduct)\n"
        "It shuts somebody out for how they speak.\n"
        "\n"
        "# What was taken into account\n"
        "A warning, <t:1779451200:D>: Swearing\n"
        "\n"
        "# How it came about\n"
        "It was brought to the team's attention.\n"
        "A program noticed it, and a person decided.\n"
        "\n"
        "# If you disagree\n"
        "You can ask for a second look with the button below, also while you can't take part in the server.\n"
        "You can do so until <t:1787323025:f>.\n"
        "A moderator will decide who had no part in this decision.\n"
        "\n"
        "# Reference\n"
        "Case 12. Please name it if you ask about this."
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"reference": " "}, "reference"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": None}, "ends_at"),
        ({"facts": "\n"}, "facts"),
        ({"facts_at": None}, "facts_at"),
        ({"clause_id": ""}, "clause_id"),
        ({"clause_title": ""}, "clause_id"),
        ({"conduct_version": ""}, "conduct_version"),
        ({"why": ""}, "why"),
        ({"redress": None}, "redress"),
        ({"redress": Redress()}, "redress_until"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, object], expected: str) -> None:
    broken = replace(FULL, **change)  # type: ignore[arg-type]
    assert missing(broken) == (expected,)
    for locale in CATALOGUE.locales:
        assert CATALOGUE.text(f"reasons.missing.{expected}", locale).endswith("?") or expected == "ends_at"
        # Even then it is rendered as far as it goes.
        assert _text(broken, locale)


def test_an_empty_statement_misses_everything_and_still_renders() -> None:
    empty = StatementOfReasons(reference="", kind=SanctionKind.MUTE)
    assert set(missing(empty)) == {
        "reference", "starts_at", "ends_at", "facts", "facts_at", "clause_id", "conduct_version", "why",
        "redress",
    }  # fmt: skip
    assert "A mute" in _text(empty)


@pytest.mark.parametrize("kind", [*SanctionKind, None])
def test_only_what_lasts_needs_an_end(kind: SanctionKind | None) -> None:
    momentary = {"warning", "direction", "kick", "role_removal", "staff_removal"}
    endless = replace(FULL, kind=kind, ends_at=None)
    assert (missing(endless) == ()) == (kind is None or kind.value in momentary)
    assert missing(replace(endless, until_lifted=True)) == ()


def test_other_forms_of_a_decision_have_their_sentences() -> None:
    removed = _text(replace(FULL, kind=None, scope="<#5>", starts_at=None))
    assert "A post was taken down. Nothing else was imposed." in removed
    assert "It holds for: <#5>" in removed
    assert "Until <t:1785335825:f>\n" in removed
    assert "Until somebody lifts it" in _text(replace(FULL, ends_at=None, until_lifted=True))
    gone = Redress(how="page", until=START, decided_by=Decider.PANEL)
    assert "a second look with the form below" in _text(replace(FULL, redress=gone))


def test_the_accused_sees_no_hour_of_what_was_reported() -> None:
    text = _text(FULL)
    seconds = [int(part.split(":")[0]) for part in text.split("<t:")[1:]]
    # Only the end and the time for an appeal are exact: they concern nobody else.
    assert sum(second % 86400 != 43200 for second in seconds) == 2
    for moment in (FULL.facts_at, FULL.starts_at):
        assert moment is not None
        assert str(int(moment.timestamp())) not in text


def test_nothing_tells_how_many_reported() -> None:
    # There is no field that could hold a count or a name of reporters.
    names = {field.name for field in fields(StatementOfReasons)}
    assert not {name for name in names if "report" in name}
    sentence = CATALOGUE.text("reasons.trigger.report", "en")
    assert not any(word in sentence.casefold() for word in ("one", "member", "people", "report", "anonymous"))


@pytest.mark.parametrize("locale", sorted(CATALOGUE.locales))
@pytest.mark.parametrize("kind", [*SanctionKind, None])
@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("machine", Machine)
@pytest.mark.parametrize("decider", Decider)
def test_every_combination_can_be_said(
    locale: str, kind: SanctionKind | None, trigger: Trigger, machine: Machine, decider: Decider
) -> None:
    redress = Redress(until=START, decided_by=decider)
    statement = replace(FULL, kind=kind, trigger=trigger, machine=machine, redress=redress)
    parts = render(statement, CATALOGUE, locale)
    assert len(parts) == 7
    # Discord allows 256 characters in the name of an embed field and 1,024 in its value.
    assert all(0 < len(name) <= 256 and 0 < len(text) <= 1024 for name, text in parts)


@pytest.mark.parametrize(
    ("notice", "said"),
    [
        (Notice(), "They are being told."),
        (Notice(state=Delivery.DELIVERED, at=START), "They have been told."),
        (Notice(state=Delivery.NOT_NEEDED), "There was nothing to tell them."),
        (Notice(state=Delivery.NOT_DELIVERED), "They could not be told: no reason was given."),
        (
            Notice(state=Delivery.NOT_DELIVERED, reason="reasons.unknown"),
            "They could not be told: no reason was given.",
        ),
    ],
)
def test_moderators_hear_whether_it_arrived(notice: Notice, said: str) -> None:
    assert CATALOGUE.say(delivery(notice), "en") == said


def test_the_part_of_the_machine_follows_from_the_decision() -> None:
    assert Machine.part(found=False, decided=False) is Machine.NONE
    assert Machine.part(found=True, decided=False) is Machine.NOTICED
    assert Machine.part(found=True, decided=True) is Machine.DECIDED


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (3 * 86_400 - 1, "3 days"),
        # Somebody looked over the preview for twelve minutes.
        (3 * 86_400 - 720, "3 days"),
        (6 * 3600 - 90, "6 hours"),
        (90 * 60 - 2, "1 hour and 30 minutes"),
        (10 * 60 - 1, "10 minutes"),
        (5, "1 minute"),
    ],
)
def test_a_length_is_told_as_it_was_asked_for(seconds: int, says: str) -> None:
    assert f"({says})" in _text(replace(FULL, starts_at=START, ends_at=START + timedelta(seconds=seconds)))
