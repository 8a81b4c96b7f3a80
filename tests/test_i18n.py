"""The catalogue: complete, equal in all languages, and used only with keys that exist."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.i18n import Catalogue, CatalogueError
from bot.policy.phrase import phrase

ROOT = Path(__file__).resolve().parents[1]
SPEAKERS = {"text", "phrase", "localizations"}
"""Functions whose first argument is a catalogue key."""

SMALL: dict[str, dict[str, object]] = {
    "en": {"hello": "Hello {name}", "days": {"one": "a day", "other": "{count} days"}, "only": "Only here"},
    "de": {"hello": "Hallo {name}", "days": {"one": "ein Tag", "other": "{count} Tage"}},
    "es": {"hello": "Hola, {name}"},
}


@pytest.fixture(scope="module")
def ours() -> Catalogue:
    return Catalogue.load(ROOT / "data" / "locales")


@pytest.fixture
def small() -> Catalogue:
    return Catalogue.of(SMALL)


def test_ours_loads_and_has_more_than_one_language(ours: Catalogue) -> None:
    assert {"en", "de"} <= ours.locales.keys()


def _used() -> Iterator[tuple[str, str, bool]]:
    """Yield place, key and whether it is whole, for each key that the program names literally."""
    for folder in ("bot", "cogs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args and _name(node.func) in SPEAKERS:
                    yield from _key(f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0])


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _key(place: str, argument: ast.expr) -> Iterator[tuple[str, str, bool]]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield place, argument.value, True
    if isinstance(argument, ast.JoinedStr) and argument.values:
        first = argument.values[0]
        if isinstance(first, ast.Constant):
            yield place, str(first.value), False


def test_every_key_that_the_program_names_exists(ours: Catalogue) -> None:
    used = [(place, key, whole) for place, key, whole in _used() if "." in key]
    assert len(used) > 20, "the search for keys finds nothing any more"
    missing = [
        f"{place}: {key}"
        for place, key, whole in used
        if not (key in ours.keys if whole else any(known.startswith(key) for known in ours.keys))
    ]
    assert missing == []


def test_no_sentence_of_ours_blames_by_gender(ours: Catalogue) -> None:
    for key, entry in ours.locales["en"].items():
        words = entry.other.casefold().replace(".", " ").split()
        assert not {"he", "she", "him", "her", "his"} & set(words), key


def test_a_sentence_is_spoken_in_the_language_asked_for(small: Catalogue) -> None:
    assert small.text("hello", "de", name="Kim") == "Hallo Kim"
    assert small.text("hello", "es-419", name="Kim") == "Hola, Kim"
    assert small.text("hello", "en-US", name="Kim") == "Hello Kim"


def test_what_is_not_translated_is_said_in_english(small: Catalogue) -> None:
    assert small.text("only", "de") == "Only here"
    assert small.text("hello", "sv-SE", name="Kim") == "Hello Kim"


@pytest.mark.parametrize(("count", "words"), [(0, "0 Tage"), (1, "ein Tag"), (2, "2 Tage")])
def test_plurals(small: Catalogue, count: int, words: str) -> None:
    assert small.text("days", "de", count=count) == words


def test_phrases_may_stand_inside_phrases(small: Catalogue) -> None:
    assert small.say(phrase("hello", name=phrase("days", count=3)), "de") == "Hallo 3 Tage"


def test_braces_in_a_value_stay_as_they_are(small: Catalogue) -> None:
    assert small.text("hello", "en", name="{count} {0.__class__}") == "Hello {count} {0.__class__}"


def test_an_unknown_key_or_a_missing_value_is_a_fault_of_the_program(small: Catalogue) -> None:
    with pytest.raises(KeyError, match="Did you mean “hello”"):
        small.text("helo", "en")
    with pytest.raises(KeyError, match="name"):
        small.text("hello", "en")


def test_commands_get_their_translations_by_discord_locale(small: Catalogue) -> None:
    assert small.localizations("hello") == {
        "de": "Hallo {name}",
        "es-ES": "Hola, {name}",
        "es-419": "Hola, {name}",
    }
    assert small.localizations("only") == {}


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ({}, "The catalogue needs en.toml with at least one sentence."),
        ({"en": {"a": ""}}, "en: “a”: is empty."),
        ({"en": {"a": 5}}, "en: “a” must be text."),
        ({"en": {"a": "{"}}, "write {{ and }} for real braces."),
        ({"en": {"a": "{}"}}, "“{}” is not a plain name."),
        ({"en": {"a": "{x.y}"}}, "“{x.y}” is not a plain name."),
        (
            {"en": {"a": {"one": "1", "other": "many"}}},
            "en: “a” has two forms, so its “other” needs {count}.",
        ),
        ({"en": {"abc": "x"}, "de": {"abd": "y"}}, "de: “abd” is no key of English. Did you mean “abc”?"),
        ({"en": {"a": "{x}"}, "de": {"a": "y"}}, "de: “a” needs the placeholders {x}, and has none."),
        ({"en": {"a": "x"}, "de": {"a": "{y}"}}, "de: “a” needs the placeholders none, and has {y}."),
    ],
)
def test_a_mistake_stops_the_start(tables: dict[str, dict[str, object]], problem: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        Catalogue.of(tables)
    assert any(problem in found for found in caught.value.problems), caught.value.problems


def test_files_and_folders_of_a_language_add_up(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en.toml").write_text('a = "one"\n[t]\nb = "two"\n', "utf-8")
    (tmp_path / "en" / "more.toml").write_text('[t]\nc = "three"\n', "utf-8")
    assert Catalogue.load(tmp_path).keys == {"a", "t.b", "t.c"}
    (tmp_path / "en" / "more.toml").write_text('[t]\nb = "again"\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"“t\.b” stands in another file"):
        Catalogue.load(tmp_path)


def test_a_broken_file_is_shown_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('a = "x"\nb = \n', "utf-8")
    with pytest.raises(CatalogueError, match=r"en\.toml:2:"):
        Catalogue.load(tmp_path)
