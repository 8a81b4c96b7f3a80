"""The code of conduct: our text holds what the mission names, mistakes are shown, versions are compared."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.policy.conduct import Category, ChangeKind, Conduct, Topic, difference
from bot.policy.conduct_parsing import ConductProblem, parse_conduct

FOLDER = Path(__file__).resolve().parents[2] / "data" / "conduct"

CITED = {
    "dangerous-speech", "harassment", "threats", "self-harm", "doxxing", "identity-attack", "misgendering",
    "sexual-attention", "incitement", "disruption", "academic-integrity", "retaliation", "false-report",
    "profanity", "belittling", "privacy", "sensitive-topics", "direction", "other",
}  # fmt: skip

SMALL = """version = "1"
language = "en"
title = "Small"
summary = "A small code."
protected = ["age"]

[[sections]]
id = "main"
title = "Main"

[[clauses]]
id = "other"
section = "main"
title = "Else"
text = "Anything else."
category = "other"
severity = 1

[[clauses]]
id = "spam"
section = "main"
title = "Noise"
text = "Do not flood."
category = "order"
severity = 2
not_ok = ["buy now"]
keywords = ["adverts"]

[[resources]]
title = "A book"
url = "https://example.org"
text = "Worth reading."
"""


def _parsed(text: str) -> Conduct:
    found = parse_conduct(text, "small.toml")
    assert isinstance(found, Conduct), "\n".join(map(str, found))
    return found


def _problems(text: str) -> tuple[ConductProblem, ...]:
    found = parse_conduct(text, "small.toml")
    assert not isinstance(found, Conduct)
    return found


@pytest.fixture(scope="module")
def ours() -> Conduct:
    return _parsed((FOLDER / "en.toml").read_text("utf-8"))


def test_our_code_holds_every_clause_that_others_cite(ours: Conduct) -> None:
    assert {clause.id for clause in ours.citable} >= CITED


def test_our_code_has_the_sections_people_look_for(ours: Conduct) -> None:
    named = {section.id for section in ours.sections}
    assert named >= {
        "responsibilities",
        "inappropriate",
        "guidance",
        "consequences",
        "enforcement",
        "reporting",
    }
    for section in ours.sections:
        assert section.id == "resources" or ours.clauses_in(section.id), section.id


def test_despair_is_a_matter_of_care(ours: Conduct) -> None:
    clause = ours.clause("self-harm")
    assert clause is not None
    assert clause.category is Category.CARE
    assert ours.resources_for(Topic.CARE)


def test_what_can_be_broken_shows_an_example_of_it(ours: Conduct) -> None:
    for clause in ours.citable:
        assert clause.id == "other" or clause.not_ok, clause.id


def test_our_code_fits_into_an_embed_field(ours: Conduct) -> None:
    # Discord allows 1,024 characters in the value of an embed field.
    for clause in ours.clauses:
        assert len(clause.text) <= 1024, clause.id


def test_our_code_speaks_of_nobody_as_he_or_she(ours: Conduct) -> None:
    for clause in ours.clauses:
        words = clause.text.casefold().split()
        assert not {"he", "she", "him", "his", "her", "he/she", "guys"} & set(words), clause.id


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("stalking", "harassment"),
        ("SPAM", "disruption"),
        ("peer review", "academic-integrity"),
        ("phone number", "privacy"),
        ("pronouns", "misgendering"),
        ("appeal", "appeal"),
    ],
)
def test_people_find_a_clause_in_their_own_words(ours: Conduct, words: str, first: str) -> None:
    assert ours.search(words)[0].id == first


def test_search_falls_back_to_any_word_and_finds_nothing_in_nothing(ours: Conduct) -> None:
    assert [clause.id for clause in ours.search("doxing unicorns")] == ["doxxing"]
    assert ours.search("") == ()
    assert ours.search("unicorns") == ()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_each_translation_says_the_same_under_the_same_ids(path: Path, ours: Conduct) -> None:
    other = _parsed(path.read_text("utf-8"))
    assert other.language == path.stem
    assert other.version == ours.version
    assert len(other.protected) == len(ours.protected)
    facts = [
        [(c.id, c.section, c.category, c.severity, len(c.ok), len(c.not_ok)) for c in conduct.clauses]
        for conduct in (ours, other)
    ]
    assert facts[0] == facts[1]
    assert [s.id for s in other.sections] == [s.id for s in ours.sections]
    assert [r.topic for r in other.resources] == [r.topic for r in ours.resources]


def test_a_good_file_is_read_whole() -> None:
    conduct = _parsed(SMALL)
    clause = conduct.clause("spam")
    assert clause is not None
    assert (clause.severity, clause.category, clause.not_ok) == (2, Category.ORDER, ("buy now",))
    section = conduct.section("main")
    assert section is not None
    assert section.title == "Main"
    assert conduct.section("none") is None
    assert conduct.clause("none") is None
    assert conduct.resources[0].topic is Topic.LEARN


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        ('id = "spam"\n', "", 19, "“id” is missing.", 'Add a line such as id = "…".'),
        ('id = "spam"', 'id = "other"', 20, "The id “other” is used twice.", "The first one is on line 12"),
        ('id = "spam"', 'id = "Big Spam"', 20, "“Big Spam” can't be an id.", "Use small letters"),
        ('"order"', '"ordr"', 24, "There is no category “ordr”.", "Did you mean “order”?"),
        ('"order"', '"xyz"', 24, "There is no category “xyz”.", "One of: danger, "),
        ("severity = 2", "severity = 6", 25, "6 is not a severity.", "Use a whole number from 1"),
        ("severity = 2", "severity = true", 25, "True is not a severity.", "Use a whole number from 1"),
        ("severity = 2\n", "", 19, "“severity” is missing.", "Add severity = 1"),
        ('"order"', '"guidance"', 25, "Guidance has no severity.", "Take the line out"),
        ('section = "main"\ntitle = "Noise"', 'section = "man"\ntitle = "N"', 21, "There is no section",
         "Did you mean “main”?"),
        ('"Do not flood."', '"  "', 23, "“text” is empty.", "Write something"),
        ('"Do not flood."', "5", 23, "“text” must be text.", "Put it in quotation marks."),
        ('title = "Noise"', f'title = "{"x" * 201}"', 22, "“title” is too long: 201", "At most 200"),
        ("keywords =", "keyword =", 27, "Nothing is called “keyword” here.", "Did you mean “keywords”?"),
        ('["adverts"]', '"adverts"', 27, "“keywords” must be a list.", "Write keywords = "),
        ('["adverts"]', '["a", 3]', 27, "“keywords” holds something that is not text.", "Use quoted text."),
        ("https:", "http:", 31, "“http://example.org” is not a secure web address.", "Start it with https://."),
        ('id = "other"', 'id = "odd"', 11, "The clause “other” is missing.", "Add a clause with id"),
        ('version = "1"\n', "", 1, "“version” is missing.", "Add a line such as version"),
        ("[[resources]]", "[resources]", 29, "“resources” must be a list of tables.", "Begin each with"),
        ('title = "Small"', 'title = "Small', 3, "This is not valid TOML", "Look for a missing quote"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_where_it_is(old: str, new: str, line: int, message: str, hint: str) -> None:
    assert old in SMALL
    problem = _problems(SMALL.replace(old, new, 1))[0]
    assert (problem.file, problem.line) == ("small.toml", line)
    assert problem.message.startswith(message)
    assert problem.hint.startswith(hint)


def test_a_code_without_clauses_is_refused() -> None:
    head = SMALL.split("[[clauses]]")[0]
    assert "The code has no clauses." in [problem.message for problem in _problems(head)]


def test_all_mistakes_show_at_once_in_the_order_of_lines() -> None:
    found = _problems(SMALL.replace("severity = 2", "severity = 9").replace('"Small"', "3"))
    assert [problem.line for problem in found] == [3, 25]


def test_the_difference_of_two_versions_names_each_change() -> None:
    old = _parsed(SMALL)
    spam, other = old.clauses[1], old.clauses[0]
    new = replace(
        old,
        version="2",
        protected=("age", "caste"),
        clauses=(other, replace(spam, severity=3, not_ok=("buy", "now"))),
        sections=(*old.sections, replace(old.sections[0], id="more", title="More")),
        resources=(),
    )
    head, section, clause, gone = difference(old, new)
    assert (head.what, head.kind, head.fields[0].after) == ("document", ChangeKind.CHANGED, "age\ncaste")
    assert (section.id, section.kind, section.fields) == ("more", ChangeKind.ADDED, ())
    assert (clause.id, clause.title) == ("spam", "Noise")
    assert [(f.field, f.before, f.after) for f in clause.fields] == [
        ("severity", "2", "3"),
        ("not_ok", "buy now", "buy\nnow"),
    ]
    assert (gone.what, gone.kind, gone.title) == ("resource", ChangeKind.REMOVED, "A book")


def test_a_code_does_not_differ_from_itself(ours: Conduct) -> None:
    assert difference(ours, replace(ours, version="later")) == ()
