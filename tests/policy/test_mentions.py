"""Mass mentions, counted as Discord reports them."""

from bot.policy.content import Content
from bot.policy.detectors.mentions import DETECTOR
from tests.policy.factories import author, content, found, said


def reasons(judged: Content, **table: object) -> list[str]:
    """Return which limits were passed."""
    return [finding.matched for finding in found(DETECTOR, judged, table)]


def test_many_members_count_once_each() -> None:
    assert reasons(content(users=(1, 2, 3)), users=2) == ["users:3"]
    assert reasons(content(users=(1, 1, 1)), users=2) == []
    assert reasons(content(users=(1, 2)), users=2) == []


def test_the_author_and_the_one_replied_to_are_not_rung_at() -> None:
    judged = content(by=author(id=1), users=(1, 2, 3), reply_to=2)
    assert reasons(judged, users=1) == []


def test_roles_and_everyone() -> None:
    assert reasons(content(roles=(1, 2), everyone=True), roles=1) == ["roles:2", "everyone"]
    assert reasons(content(roles=(1, 2), everyone=True), roles=0, everyone=False) == []


def test_a_limit_of_nought_is_off() -> None:
    assert reasons(content(users=tuple(range(2000))), users=0) == []


def test_findings_are_explained() -> None:
    findings = found(DETECTOR, content(users=(1, 2), roles=(1, 2), everyone=True), {"users": 1, "roles": 1})
    assert [said(finding.explanation) for finding in findings] == [
        "This message mentions 2 members at once.",
        "This message mentions 2 roles at once.",
        "This message rings at everyone.",
    ]
    assert [DETECTOR.explain(finding) for finding in findings] == [one.explanation for one in findings]


def test_a_plain_message_is_clean() -> None:
    assert reasons(content("@everyone is only text here")) == []
