"""What detectors say of a finding: in every language, and with all values that the sentence needs."""

from collections.abc import Iterator

import orjson
import pytest

from bot.policy.contacts import explain
from bot.policy.content import PartKind
from bot.policy.detectors import impersonation
from bot.policy.detectors.classifier import KNOWN
from bot.policy.detectors.personal_data import KINDS
from bot.policy.detectors.registry import DETECTORS
from bot.policy.phrase import Phrase, phrase, restored, stored
from bot.policy.verdict import Finding, View
from tests.policy.factories import catalogue, said

LOCALES = sorted(catalogue().locales)

MATCHED: dict[str, tuple[str, ...]] = {
    "attachments": ("count:12", "double:exe", "extension:scr", "hidden"),
    "classifier": KNOWN,
    "flood": ("8:10", "8:1", "8:2.5"),
    "ghost_pings": ("groups:3:5", "people:1:5", "people:4:1", "times:1:4", "times:3:0"),
    "hostility": ("",),
    "impersonation": ("same", "slip", "picture"),
    "invites": ("invite",),
    "joins": ("young:0", "young:1", "young:5", "no_avatar", "burst:10", "alike:4"),
    "links": (
        "blocked:a.example",
        "credentials",
        "lookalike:a.example",
        "program",
        "ip_host",
        "shortener",
        "defanged",
        "not_allowed:a.example",
        "disguised:a.example",
    ),
    "mentions": ("everyone", "users:7", "roles:3"),
    "nudity": ("nudity",),
    "patterns": ("a trade",),
    "personal_data": (*KINDS, "national_id:es_dni"),
    "pronouns": ("he/him",),
    "repetition": ("accounts:3", "channels:4", "copies:5"),
    "shouting": ("capitals", "lines:60", "length:3000", "emoji:25", "repeats", "marks"),
    "terms": ("zonk",),
}
"""What findings hold, by detector: each kind of thing that it tells."""


def every_phrase() -> Iterator[Phrase]:
    """Yield what all detectors can say, each kind at least once."""
    for name, detector in DETECTORS.items():
        for matched in MATCHED[name]:
            for view in (View.RAW, View.STRICT, View.LOOSE):
                yield detector.explain(Finding(detector=name, matched=matched, view=view, score=0.9))
    # What only the finding itself knows.
    yield from (impersonation.explain_kind(f"{kind}:Ada") for kind in ("same", "slip", "picture"))
    yield phrase("detector.pronouns.own", own="they/them", other="he/him")
    yield explain((0, 1, 2))


def keys_of(wanted: Phrase) -> Iterator[str]:
    yield wanted.key
    for _, value in wanted.values:
        if isinstance(value, Phrase):
            yield from keys_of(value)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_explanation_is_said_in_each_language(locale: str) -> None:
    entries = catalogue().locales[locale]
    for wanted in every_phrase():
        assert set(keys_of(wanted)) <= entries.keys()
        told = said(wanted, locale=locale)
        assert "{" not in told
        assert told[0].isupper() or told[0].isdecimal()
        assert told.endswith(".")
        # A case shows no more of it (``services.hit_words``).
        assert len(told) <= 180


def test_no_sentence_waits_for_a_finding_that_never_comes() -> None:
    reached = {key for wanted in every_phrase() for key in keys_of(wanted)}
    assert {key for key in catalogue().keys if key.startswith("detector.")} == reached


@pytest.mark.parametrize("locale", LOCALES)
def test_each_place_of_a_finding_has_a_name(locale: str) -> None:
    assert all(f"trial.part.{kind.value}" in catalogue().locales[locale] for kind in PartKind)


def test_a_phrase_is_kept_whole_through_json() -> None:
    for wanted in every_phrase():
        assert restored(orjson.loads(orjson.dumps(stored(wanted)))) == wanted


def test_one_of_a_thing_is_not_told_as_many() -> None:
    flood = DETECTORS["flood"].explain(Finding(detector="flood", matched="8:1"))
    assert said(flood) == "8 messages came within 1 second."
    assert said(flood, locale="de") == "Innerhalb von 1 Sekunde kamen 8 Nachrichten."
