"""Repeated texts: by one member, over channels, by several accounts."""

from bot.policy.detectors.protocol import Facts
from bot.policy.detectors.repetition import DETECTOR
from tests.policy.factories import content, found, said

TEXT = "Join my server today, it is great"


def reasons(facts: Facts, text: str = TEXT, **table: object) -> list[str]:
    """Return which limit was passed."""
    return [finding.matched for finding in found(DETECTOR, text, table, facts)]


def test_each_limit_counts_from_its_number_on() -> None:
    assert reasons(Facts(repeats=3)) == []
    assert reasons(Facts(repeats=4)) == ["copies:4"]
    assert reasons(Facts(repeats=3, repeat_channels=3)) == ["channels:3"]
    assert reasons(Facts(repeats=1, repeat_authors=4)) == ["accounts:4"]
    assert reasons(Facts(repeats=9, repeat_channels=9, repeat_authors=9)) == ["accounts:9"]


def test_short_texts_never_count_but_files_do() -> None:
    facts = Facts(repeats=9, repeat_authors=9)
    assert reasons(facts, "good night") == []
    assert reasons(facts, "good night", shortest=3) == ["accounts:9"]
    assert len(found(DETECTOR, content("", attachments=("spam.png",)), {}, facts)) == 1


def test_a_limit_of_nought_is_off_and_one_means_two() -> None:
    facts = Facts(repeats=9, repeat_channels=9, repeat_authors=9)
    assert reasons(facts, copies=0, channels=0, accounts=0) == []
    assert reasons(Facts(repeats=1, repeat_channels=1, repeat_authors=1), copies=1, channels=1) == []


def test_findings_are_explained() -> None:
    told = []
    for facts in (Facts(repeats=5), Facts(repeats=3, repeat_channels=3), Facts(repeat_authors=5)):
        (finding,) = found(DETECTOR, TEXT, {}, facts)
        assert finding.explanation == DETECTOR.explain(finding)
        told.append(said(finding.explanation))
    assert told == [
        "The same text was posted 5 times.",
        "The same text was posted in 3 channels.",
        "5 accounts posted the same text.",
    ]
