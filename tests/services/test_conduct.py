"""The code in several languages: what is cited must mean the same in each."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StewardError
from bot.policy.conduct import Category, Conduct
from bot.services.conduct import ConductBook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def ours() -> ConductBook:
    return ConductBook.load(ROOT / "data" / "conduct")


def test_each_reader_gets_their_language_and_else_english(ours: ConductBook) -> None:
    assert ours.for_locale("de").language == "de"
    assert ours.for_locale("en-GB").language == "en"
    assert ours.for_locale("ja").language == "en"


def test_a_translation_of_an_older_version_is_refused(ours: ConductBook) -> None:
    old = replace(ours.for_locale("de"), version="0.9")
    with pytest.raises(StewardError, match=r"de\.toml: it translates version 0\.9"):
        ConductBook.of({"en": ours.default, "de": old})


def test_a_translation_that_leaves_a_clause_out_is_refused(ours: ConductBook) -> None:
    german = ours.for_locale("de")
    short = replace(german, clauses=german.clauses[:-1])
    with pytest.raises(StewardError, match=r"de\.toml: “reporting/your-data.*stands in en\.toml only"):
        ConductBook.of({"en": ours.default, "de": short})


def test_a_translation_that_weighs_a_clause_otherwise_is_refused(ours: ConductBook) -> None:
    def milder(code: Conduct) -> Conduct:
        changed = [
            replace(each, severity=1) if each.category is Category.DANGER else each for each in code.clauses
        ]
        return replace(code, clauses=tuple(changed))

    with pytest.raises(StewardError, match="inappropriate/threats, danger, severity 1” does not stand"):
        ConductBook.of({"en": ours.default, "de": milder(ours.for_locale("de"))})


def test_every_mistake_in_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text("version = 1\n", "utf-8")
    with pytest.raises(StewardError, match=r"en\.toml:1:"):
        ConductBook.load(tmp_path)
    with pytest.raises(StewardError, match=r"needs en\.toml"):
        ConductBook.of({})
