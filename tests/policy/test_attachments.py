"""Dangerous files by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.detectors.attachments import DETECTOR, extension
from tests.policy.factories import content, found


def reasons(*names: str, **table: object) -> list[str]:
    """Return why files count."""
    return [finding.matched for finding in found(DETECTOR, content(attachments=names), table)]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("setup.exe", "extension:exe"),
        ("SETUP.EXE", "extension:exe"),
        ("setup.exe. ", "extension:exe"),
        ("invoice.pdf.exe", "double:exe"),
        ("photo.jpg .scr", "double:scr"),
        ("annexe\u202efdp.exe", "hidden"),
        ("essay.pdf            .exe", "hidden"),
        ("link.lnk", "extension:lnk"),
    ],
)
def test_programs_are_found(name: str, reason: str) -> None:
    assert reasons(name) == [reason]


@pytest.mark.parametrize(
    "name",
    [
        "essay.pdf",
        "notes.v2.docx",
        "main.py",
        "archive.tar.gz",
        "exe",
        "README",
        "",
        ".",
        "a.exe.pdf",
        "v1.2.png",
    ],
)
def test_documents_are_not(name: str) -> None:
    assert reasons(name) == []


def test_the_list_and_the_count_belong_to_the_server() -> None:
    assert reasons("a.py", "b.exe", extensions=[".PY"]) == ["extension:py"]
    assert reasons("a.txt", "b.txt", "c.txt", most=2) == ["count:3"]
    assert reasons("a.pdf.exe", "x\u202ey.exe", double=False, hidden=False) == ["extension:exe"] * 2


def test_every_reason_is_explained() -> None:
    judged = content(attachments=("a.exe", "b.pdf.exe", "c\u202e.exe"))
    findings = found(DETECTOR, judged, {"most": 2})
    assert len({DETECTOR.explain(finding) for finding in findings}) == 4
    assert all(finding.explanation == DETECTOR.explain(finding) for finding in findings)


@given(st.text())
def test_any_name_is_judged(name: str) -> None:
    assert "." not in extension(name)
    reasons(name)


def test_a_message_without_files_is_clean() -> None:
    assert reasons(most=1) == []
