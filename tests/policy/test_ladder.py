"""The ladder: steps that people can follow, that never fall when things get worse, and that fade."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Catalogue
from bot.policy.conduct import Category, Conduct
from bot.policy.conduct_parsing import parse_conduct
from bot.policy.ladder import Aggravation, LadderConfig, Offence, PastSanction, fades_at, propose, residual
from bot.policy.sanctions import SanctionKind

DATA = Path(__file__).resolve().parents[2] / "data"
CATALOGUE = Catalogue.load(DATA / "locales")
NOW = datetime(2026, 7, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WARNING, MUTE, SUSPENSION, EXPULSION = (
    SanctionKind.WARNING,
    SanctionKind.MUTE,
    SanctionKind.SUSPENSION,
    SanctionKind.EXPULSION,
)


def _offence(severity: int, category: Category = Category.ORDER, *facts: Aggravation) -> Offence:
    return Offence(clause="x", category=category, severity=severity, aggravating=frozenset(facts))


def _past(
    severity: int, days: float = 0, kind: SanctionKind = WARNING, case: int | None = None
) -> PastSanction:
    return PastSanction(kind=kind, severity=severity, at=NOW - days * DAY, case=case)


def _keys(offence: Offence, *record: PastSanction) -> list[str]:
    return [reason.key.removeprefix("ladder.") for reason in propose(offence, record, NOW).reasons]


@pytest.mark.parametrize("severity", [1, 2, 3])
def test_most_first_offences_end_with_a_warning(severity: int) -> None:
    found = propose(_offence(severity), (), NOW)
    assert (found.kind, found.duration, found.automatic) == (WARNING, None, True)


@pytest.mark.parametrize("category", [Category.HARASSMENT, Category.BIGOTRY, Category.DANGER])
@pytest.mark.parametrize("severity", [1, 3, 4, 5])
def test_harassment_and_hatred_start_at_suspension(category: Category, severity: int) -> None:
    found = propose(_offence(severity, category), (), NOW)
    assert found.kind is SUSPENSION
    assert found.duration is not None
    assert not found.automatic


def test_repetition_climbs_step_by_step() -> None:
    kinds = [propose(_offence(3), [_past(3, case=n) for n in range(count)], NOW) for count in range(6)]
    assert [(found.kind, found.duration) for found in kinds] == [
        (WARNING, None),
        (MUTE, DAY),
        (SUSPENSION, 7 * DAY),
        (SUSPENSION, 30 * DAY),
        (SUSPENSION, 30 * DAY),
        (SUSPENSION, 90 * DAY),
    ]


def test_a_mild_offence_stays_small_whatever_the_record() -> None:
    found = propose(_offence(1), [_past(5, case=n) for n in range(5)], NOW)
    assert (found.kind, found.duration) == (MUTE, DAY)
    assert "ladder.ceiling" in [reason.key for reason in found.reasons]


def test_expulsion_is_for_a_pattern_of_grave_cases() -> None:
    two = [_past(4, 10, SUSPENSION, 1), _past(5, 20, SUSPENSION, 2)]
    grave = _offence(4, Category.HARASSMENT)
    assert propose(grave, two, NOW).kind is EXPULSION
    assert propose(grave, two[:1], NOW).kind is SUSPENSION
    assert propose(_offence(2), [*two, _past(5, 5, SUSPENSION, 3)], NOW).kind is SUSPENSION
    old = [replace(past, at=past.at - 366 * DAY) for past in two]
    assert propose(grave, old, NOW).kind is SUSPENSION


def test_one_case_with_many_sanctions_is_no_pattern() -> None:
    record = [_past(5, 1, kind, 7) for kind in (SUSPENSION, MUTE, WARNING, EXPULSION)]
    found = propose(_offence(5, Category.DANGER), record, NOW)
    assert found.kind is SUSPENSION
    assert found.score == propose(_offence(5), record[:1], NOW).score


def test_extreme_harm_can_be_proposed_at_once_but_only_a_grave_clause_carries_it() -> None:
    assert propose(_offence(5, Category.DANGER, Aggravation.EXTREME_HARM), (), NOW).kind is EXPULSION
    assert propose(_offence(3, Category.ORDER, Aggravation.EXTREME_HARM), (), NOW).kind is WARNING


@pytest.mark.parametrize("severity", range(6))
def test_despair_is_never_answered_with_a_sanction(severity: int) -> None:
    found = propose(
        _offence(severity, Category.CARE, *Aggravation), [_past(5, case=n) for n in range(9)], NOW
    )
    assert found.kind is None
    assert not found.automatic


def test_guidance_can_not_be_broken() -> None:
    assert propose(_offence(0, Category.GUIDANCE), (), NOW).kind is None


def test_a_direction_weighs_half_and_ignoring_it_aggravates() -> None:
    told = _past(2, kind=SanctionKind.DIRECTION)
    assert residual(told, NOW) == 1
    assert _keys(_offence(2, Category.ORDER, Aggravation.IGNORED_DIRECTION), told) == [
        "severity",
        "ignored_direction",
        "record",
        "step.warning",
    ]


def test_points_halve_and_are_forgotten() -> None:
    past = _past(3)
    assert residual(past, NOW) == 4
    assert residual(past, NOW + 90 * DAY) == 2
    gone = fades_at(past)
    assert gone == NOW + 360 * DAY
    assert residual(past, gone - DAY) > 0
    assert residual(past, gone + DAY) == 0
    assert fades_at(_past(0)) == NOW


def test_a_clock_that_jumps_back_makes_nothing_heavier() -> None:
    assert residual(_past(3, days=-50), NOW) == 4


def test_reasons_say_what_was_weighed() -> None:
    assert _keys(_offence(2)) == ["severity", "clean", "step.warning"]
    assert _keys(_offence(2), _past(3, 900)) == ["severity", "faded", "step.warning"]
    assert _keys(_offence(3, Category.BIGOTRY)) == ["severity", "clean", "from_suspension", "step.suspension"]
    spoken = [CATALOGUE.say(r, "en-GB") for r in propose(_offence(3), [_past(3, 90)], NOW).reasons]
    assert spoken == [
        "The clause is serious (3 of 5).",
        "One earlier case still counts, with 2.0 points.",
        "Taken together: a mute of 1 hour.",
    ]


FACTS = st.frozensets(st.sampled_from(Aggravation))
CATEGORIES = st.sampled_from(Category)
RECORDS = st.lists(
    st.builds(
        _past,
        st.integers(0, 5),
        st.floats(-10, 800),
        st.sampled_from(SanctionKind),
        st.none() | st.integers(1, 4),
    ),
    max_size=8,
)


@given(st.integers(1, 4), CATEGORIES, FACTS, RECORDS)
def test_a_graver_offence_never_gets_a_lighter_step(
    severity: int, category: Category, facts: frozenset[Aggravation], record: list[PastSanction]
) -> None:
    mild = propose(_offence(severity, category, *facts), record, NOW)
    grave = propose(_offence(severity + 1, category, *facts), record, NOW)
    assert _no_lighter(grave.weight, mild.weight)


@given(st.integers(1, 5), CATEGORIES, FACTS, RECORDS, RECORDS)
def test_a_longer_record_never_gets_a_lighter_step(
    severity: int,
    category: Category,
    facts: frozenset[Aggravation],
    record: list[PastSanction],
    more: list[PastSanction],
) -> None:
    offence = _offence(severity, category, *facts)
    assert _no_lighter(propose(offence, record + more, NOW).weight, propose(offence, record, NOW).weight)


@given(st.integers(1, 5), CATEGORIES, FACTS, st.sampled_from(Aggravation))
def test_an_aggravating_fact_never_makes_it_lighter(
    severity: int, category: Category, facts: frozenset[Aggravation], more: Aggravation
) -> None:
    plain = propose(_offence(severity, category, *facts), (), NOW)
    worse = propose(_offence(severity, category, *facts, more), (), NOW)
    assert _no_lighter(worse.weight, plain.weight)


@given(st.integers(1, 5), CATEGORIES, RECORDS, st.floats(0, 2000))
def test_time_never_makes_it_heavier(
    severity: int, category: Category, record: list[PastSanction], days: float
) -> None:
    offence = _offence(severity, category)
    later = propose(offence, record, NOW + days * DAY)
    assert _no_lighter(propose(offence, record, NOW).weight, later.weight)
    assert later.score <= propose(offence, record, NOW).score + 1e-9


@given(st.integers(1, 5), CATEGORIES, RECORDS)
def test_the_order_of_the_record_does_not_matter(
    severity: int, category: Category, record: list[PastSanction]
) -> None:
    offence = _offence(severity, category)
    there, back = propose(offence, record, NOW), propose(offence, record[::-1], NOW)
    assert there.weight == back.weight
    assert there.score == pytest.approx(back.score)


@given(st.integers(-3, 9), CATEGORIES, FACTS, RECORDS)
def test_every_reason_can_be_said(
    severity: int, category: Category, facts: frozenset[Aggravation], record: list[PastSanction]
) -> None:
    found = propose(_offence(severity, category, *facts), record, NOW)
    assert found.reasons
    for locale in CATALOGUE.locales:
        assert all(CATALOGUE.say(reason, locale) for reason in found.reasons)


def _no_lighter(heavy: tuple[int, float], light: tuple[int, float]) -> bool:
    # An expulsion has no length, and outweighs every suspension by its kind.
    return heavy >= light


def test_a_server_may_set_its_own_constants() -> None:
    gentle = LadderConfig(half_life=timedelta(days=30), from_suspension=frozenset())
    assert propose(_offence(3, Category.BIGOTRY), (), NOW, gentle).kind is WARNING
    assert residual(_past(3, 30), NOW, gentle) == 2


def test_our_code_and_the_ladder_fit_together() -> None:
    conduct = parse_conduct((DATA / "conduct" / "en.toml").read_text("utf-8"), "en.toml")
    assert isinstance(conduct, Conduct)
    first = {c.id: propose(Offence.against(c), (), NOW).kind for c in conduct.citable}
    assert first["self-harm"] is None
    assert {name for name, kind in first.items() if kind is SUSPENSION} == {
        "dangerous-speech", "harassment", "threats", "doxxing", "identity-attack", "misgendering",
        "sexual-attention", "retaliation",
    }  # fmt: skip
    assert EXPULSION not in first.values()
    clause = conduct.clause("disruption")
    assert clause is not None
    assert Offence.against(clause, Aggravation.PERSISTENT, severity=4).severity == 4
