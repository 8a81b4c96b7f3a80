"""What people type as a length of time, from plain to hopeless."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Catalogue
from bot.policy.duration_suggestions import suggest
from bot.policy.durations import (
    LONGEST,
    PERMANENT,
    DurationProblem,
    Term,
    compact,
    format_duration,
    parse_duration,
    stamp_day,
    stamp_moment,
)

NOW = datetime(2026, 7, 22, 10, 30, tzinfo=UTC)  # a Wednesday
CATALOGUE = Catalogue.load(Path(__file__).resolve().parents[2] / "data" / "locales")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h30m", timedelta(hours=2, minutes=30)),
        ("2 h, 30 min", timedelta(hours=2, minutes=30)),
        ("3 days", timedelta(days=3)),
        ("for 3 DAYS", timedelta(days=3)),
        ("1 week and 2 days", timedelta(days=9)),
        ("a week", timedelta(days=7)),
        ("1.5h", timedelta(minutes=90)),
        ("1,5 Stunden", timedelta(minutes=90)),
        ("eine Woche", timedelta(days=7)),
        ("3 Tage und 2 Stunden", timedelta(days=3, hours=2)),
        ("2 días", timedelta(days=2)),
        ("1mo", timedelta(days=30)),
        ("1y", timedelta(days=365)),
        ("90s", timedelta(seconds=90)),
        ("10 years", timedelta(days=3650)),
    ],
)
def test_a_length_is_counted_from_now(text: str, length: timedelta) -> None:
    assert parse_duration(text, NOW) == Term(length=length, ends_at=NOW + length)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("until Friday 18:00", datetime(2026, 7, 24, 18, 0, tzinfo=UTC)),
        ("friday", datetime(2026, 7, 24, tzinfo=UTC)),
        ("until Friday, 6pm", datetime(2026, 7, 24, 18, 0, tzinfo=UTC)),
        ("Freitag um 18:00", datetime(2026, 7, 24, 18, 0, tzinfo=UTC)),
        ("hasta el viernes a las 18:00", datetime(2026, 7, 24, 18, 0, tzinfo=UTC)),
        ("wednesday", datetime(2026, 7, 29, tzinfo=UTC)),
        ("wed 11:00", datetime(2026, 7, 22, 11, 0, tzinfo=UTC)),
        ("wed 10:00", datetime(2026, 7, 29, 10, 0, tzinfo=UTC)),
        ("until 2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-01T18:30", datetime(2026, 12, 1, 18, 30, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 7, 23, 10, 30, tzinfo=UTC)),
        ("tomorrow at 9", datetime(2026, 7, 23, 9, 0, tzinfo=UTC)),
        ("today 18:00", datetime(2026, 7, 22, 18, 0, tzinfo=UTC)),
        ("11:15", datetime(2026, 7, 22, 11, 15, tzinfo=UTC)),
        ("9:15", datetime(2026, 7, 23, 9, 15, tzinfo=UTC)),
        ("12am", datetime(2026, 7, 23, tzinfo=UTC)),
        ("<t:1784995200:F>", datetime(2026, 7, 25, 16, 0, tzinfo=UTC)),
    ],
)
def test_an_end_is_found_in_the_calendar(text: str, end: datetime) -> None:
    assert parse_duration(text, NOW) == Term(length=end - NOW, ends_at=end)


def test_the_calendar_is_the_one_of_the_place() -> None:
    found = parse_duration("until Friday 18:00", NOW, ZoneInfo("Europe/Berlin"))
    assert found == parse_duration("until Friday 16:00", NOW)
    # The clocks go back on 25 October: the same time of day is an hour later in UTC.
    late = parse_duration("2026-10-26 10:00", NOW, ZoneInfo("Europe/Berlin"))
    assert isinstance(late, Term)
    assert late.ends_at == datetime(2026, 10, 26, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["forever", "Permanent", "until lifted", "für immer", "siempre", " FOREVER "]
)
def test_some_terms_have_no_end(text: str) -> None:
    assert parse_duration(text, NOW) == PERMANENT
    assert PERMANENT.permanent


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("until", "empty"),
        ("   ", "empty"),
        ("soon", "nonsense"),
        ("3 bananas", "nonsense"),
        ("(a+)+$", "nonsense"),
        ("²h", "nonsense"),
        ("½ h", "nonsense"),
        ("a" * 500, "nonsense"),
        ("3 dys", "unknown_unit"),
        ("5", "no_unit"),
        ("1h30", "no_unit"),
        ("1 2 h", "no_unit"),
        ("0", "zero"),
        ("0 minutes", "zero"),
        ("0.1s", "zero"),
        ("-3d", "negative"),
        ("minus 3 days", "negative"),
        ("11 years", "too_long"),
        ("9" * 60 + "d", "too_long"),
        ("2099-01-01", "too_long"),
        ("9999-12-31 23:59", "too_long"),
        ("<t:999999999999>", "too_long"),
        ("2020-01-01", "past"),
        ("today 02:00", "past"),
        ("<t:-99999999999>", "past"),
        ("2026-02-30", "no_such_time"),
        ("Friday 25:00", "no_such_time"),
        ("13:75", "no_such_time"),
        ("friday 13pm", "no_such_time"),
        ("hello 25:00", "nonsense"),
    ],
)
def test_what_is_no_duration_gets_a_clear_sentence(text: str, problem: str) -> None:
    found = parse_duration(text, NOW, ZoneInfo("America/Los_Angeles"))
    assert isinstance(found, DurationProblem), found
    assert found.reason.key == f"duration.problem.{problem}"
    for locale in CATALOGUE.locales:
        sentence = CATALOGUE.say(found.reason, locale)
        assert "{" not in sentence
        assert "“" in sentence or "„" in sentence, "an example shows how to do it"
        assert len(sentence) < 300


def test_a_misspelt_unit_is_guessed() -> None:
    found = parse_duration("3 dys", NOW)
    assert isinstance(found, DurationProblem)
    assert CATALOGUE.say(found.reason, "en-US") == "I don't know the unit “dys”. Did you mean “3 days”?"


@given(st.text(max_size=90))
def test_no_text_at_all_breaks_it(text: str) -> None:
    found = parse_duration(text, NOW)
    if isinstance(found, Term) and found.ends_at:
        assert found.length is not None
        assert timedelta(0) < found.length <= LONGEST


@given(st.text(alphabet="0123456789 dhmsw:.-,<t>untilfriday²", max_size=30))
def test_no_text_made_of_times_breaks_it(text: str) -> None:
    found = parse_duration(text, NOW, ZoneInfo("Pacific/Kiritimati"))
    assert isinstance(found, Term | DurationProblem)


@given(st.integers(1, int(LONGEST.total_seconds())).map(lambda seconds: timedelta(seconds=seconds)))
def test_the_compact_form_is_read_back(length: timedelta) -> None:
    found = parse_duration(compact(length), NOW)
    assert isinstance(found, Term)
    assert found.length == length


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=1), "1 day"),
        (timedelta(days=14), "2 weeks"),
        (timedelta(days=10, hours=4, minutes=3), "10 days and 4 hours"),
        (timedelta(days=1, minutes=3), "1 day"),
        (timedelta(minutes=90), "1 hour and 30 minutes"),
        (timedelta(seconds=45), "45 seconds"),
        (timedelta(milliseconds=5), "less than a second"),
        (timedelta(seconds=-5), "less than a second"),
        (None, "until it is lifted"),
    ],
)
def test_a_length_is_said_in_its_two_largest_units(length: timedelta | None, words: str) -> None:
    assert CATALOGUE.say(format_duration(length), "en-GB") == words


def test_nothing_is_zero_seconds() -> None:
    assert compact(timedelta(0)) == "0s"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", "10 minutes"),
        ("3", "3 minutes"),
        ("3 d", "3 days"),
        ("1d", "1 day"),
        ("2 hours 30", "2 hours 30 minutes"),
        ("until fr", "until Friday"),
        ("fri", "until Friday"),
        ("for", "forever"),
        ("tom", "tomorrow"),
        ("gibberish", "10 minutes"),
        ("x3", "10 minutes"),
        ("0", "10 minutes"),
    ],
)
def test_suggestions_complete_what_was_typed(typed: str, offered: str) -> None:
    assert suggest(typed)[0] == offered


@given(st.one_of(st.text(max_size=20), st.from_regex(r"\A\d{1,4} ?[dhmwy]?\Z")))
def test_whatever_is_suggested_can_be_read(typed: str) -> None:
    found = suggest(typed)
    assert 1 <= len(found) <= 25
    for text in found:
        assert isinstance(parse_duration(text, NOW), Term), text


def test_a_day_is_marked_without_its_hour() -> None:
    evening = datetime(2026, 7, 22, 23, 59, tzinfo=UTC)
    assert stamp_day(evening) == stamp_day(evening.replace(hour=0)) == "<t:1784721600:D>"
    assert stamp_moment(evening) == "<t:1784764740:f>"
