"""Hostile contacts add up over days, fade, and are told once a day in words that name conduct only (M7)."""

from dataclasses import replace

import pytest

from bot.policy.contacts import NOBODY, Contact, Limits, day_of, explain, to_tell, told_day, units
from bot.policy.detectors.hostility import Hostility
from bot.policy.rule_parsing import rule_from_mapping
from bot.policy.rules import RuleSpec, compile_matcher
from tests.policy.factories import NOW, said
from tests.policy.packs import rule_set

TODAY = day_of(NOW)


def contact(ago: int, count: int = 1, other: str = "p-1", told: int = 0) -> Contact:
    return Contact(other=other, day=TODAY - ago, count=count, told=told)


@pytest.mark.parametrize(
    ("contacts", "days"),
    [
        ([contact(0), contact(1), contact(2)], 0),
        ([contact(0, 2), contact(1), contact(2)], 3),
        ([contact(0, 3)], 0),
        ([contact(0, 6)], 1),
        ([contact(14, 6), contact(0)], 0),
        ([contact(0, 2), contact(1, 2, other="p-2")], 0),
        ([contact(1, 1, other=NOBODY)], 1),
        ([contact(1, 1, other=NOBODY), contact(0, 9, told=TODAY)], 0),
        ([contact(0, 9, told=TODAY - 1)], 0),
        ([contact(0, 4), contact(1, 9, told=TODAY - 1)], 2),
        ([contact(31, 99), contact(0)], 0),
        ([], 0),
    ],
)
def test_from_when_on_people_are_told(contacts: list[Contact], days: int) -> None:
    assert len(to_tell(contacts, TODAY, Limits())) == days


def test_a_contact_counts_half_after_the_half_life() -> None:
    assert units([contact(7, 4)], TODAY, Limits()) == 2.0
    assert units([contact(0)], TODAY, Limits()) == 1.0


def test_what_is_told_is_the_same_for_all_reasons() -> None:
    days = to_tell([contact(0, 9)], TODAY, Limits())
    assert days == to_tell([contact(0, 1, other=NOBODY)], TODAY, Limits())
    assert said(explain(days)) == (
        "Hostile or unwelcome contact with other members, on 2026-03-01. "
        "No single message may show it: please look at what they wrote on these days."
    )
    assert told_day(0) == "1970-01-01"


def test_a_rule_sets_the_limits() -> None:
    rules = [rule.matcher for rule in rule_set("standard").rules if rule.spec.detector == "hostility"]
    assert [rule.config for rule in rules if isinstance(rule, Hostility)] == [Limits()]
    spec = rule_from_mapping(
        {"id": "x", "description": "d", "clause": "c", "detector": "hostility", "hostility": {"contacts": 5}},
        "here",
    )
    assert isinstance(spec, RuleSpec)
    assert compile_matcher(spec) == Hostility(Limits(contacts=5.0))
    assert isinstance(compile_matcher(replace(spec, table={"contacts": 0.2})), tuple)
