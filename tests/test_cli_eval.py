"""``steward eval`` and ``steward verify`` as their users meet them."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.clock import from_ms
from bot.exit_codes import ExitCode
from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from bot.storage import journal
from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import open_database

NOW = from_ms(1_790_000_000_000)


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE", str(tmp_path / "cases.sqlite3"))
    monkeypatch.setenv("TEXT_MODEL", "off")
    monkeypatch.chdir(tmp_path)


TEXTS = (
    ("have a lovely day", "fine", "a"),
    ("please read the chapter", "fine", "b"),
    ("you utter zorblatt", "bad", "a"),
    ("what a z0rbl4tt", "bad", "b"),
)


def write(path: Path, separator: str) -> Path:
    rows = [("words", "verdict", "group"), *TEXTS]
    path.write_text("\n".join(separator.join(row) for row in rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl"])
def test_figures_of_a_perfect_rule(tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / f"texts.{kind}"
    if kind == "jsonl":
        names = ("words", "verdict", "group")
        file.write_text("\n".join(json.dumps(dict(zip(names, row, strict=True))) for row in TEXTS))
    else:
        write(file, "," if kind == "csv" else "\t")
    columns = ["--text", "words", "--label", "verdict", "--positive", "bad", "--by", "group"]

    assert main(["eval", str(file), *columns, "--term", "zorblatt", "--json"]) == ExitCode.OK

    found = json.loads(capsys.readouterr().out)
    perfect = {"accuracy": 1.0, "balanced": 1.0, "recall": 1.0, "fpr": 0.0}
    assert found["n"] == 4
    assert found["positives"] == 2
    assert found["flagged"] == found["enforced"] == perfect
    assert found["auc"] == 1.0
    assert set(found["by"]) == {"a", "b"}
    assert found["by"]["a"]["n"] == 2
    assert found["microseconds_per_message"] > 0


def test_a_category_counts_only_its_own_hits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.jsonl"
    row = {"t": "write to ada.byron@mail.example.net today", "l": 1}
    file.write_text(json.dumps(row) + "\n" + json.dumps({"t": "good morning", "l": 0}))
    columns = ["--text", "t", "--label", "l", "--positive", "1", "--json"]

    assert main(["eval", str(file), *columns, "--category", "personal_data"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["flagged"]["recall"] == 1.0
    assert main(["eval", str(file), *columns, "--category", "threat"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["flagged"]["recall"] == 0.0


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        ("words,verdict\nhello,fine\n", ["--text", "wods"], "no column “wods”"),
        ("", ["--text", "words"], "holds no rows"),
        ("words,verdict\nhello,fine\n", ["--text", "words", "--pack", "fierce"], "no pack “fierce”"),
        ("words,verdict\nhello,fine\n", ["--text", "words", "--term", "!"], "holds neither letter nor digit"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(
    tmp_path: Path, content: str, options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "texts.csv"
    file.write_text(content)

    assert main(["eval", str(file), "--label", "verdict", "--positive", "x", *options]) == ExitCode.FAULT
    assert says in capsys.readouterr().err


def test_a_line_that_is_no_json_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"t": "x", "l": 1}\nnonsense\n')

    assert main(["eval", str(file), "--text", "t", "--label", "l", "--positive", "1"]) == ExitCode.FAULT
    assert "line 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "positive", "n", "positives"),
    [
        ("quotes.tsv", 'w\tl\n"so what" he said\t1\n"hello there\t0\nbye\t0\n', "1", 3, 1),
        ("quoted.tsv", 'w\tl\n"two\nlines"\t1\n"he said ""hi"""\t0\n', "1", 2, 1),
        ("list.json", '[{"w": "hello", "l": 1}, {"w": "hi", "l": 0}]', "1", 2, 1),
        ("truth.jsonl", '{"w": "hello", "l": true}\n{"w": "hi", "l": false}\n', "true", 2, 1),
        ("floats.jsonl", '{"w": "a\u2028b", "l": 1.0}\n{"w": null, "l": 0.0}\n', "1", 2, 1),
        ("separators.csv", "w,l\nline\u2028separator,1\n", "1", 1, 1),
    ],
)
def test_every_row_of_a_file_counts(
    tmp_path: Path,
    name: str,
    content: str,
    positive: str,
    n: int,
    positives: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    columns = ["--text", "w", "--label", "l", "--positive", positive, "--json"]
    assert main(["eval", str(tmp_path / name), *columns]) == ExitCode.OK

    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["positives"]) == (n, positives)


def test_a_label_that_no_row_has_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "texts.csv", ",")

    assert (
        main(["eval", str(file), "--text", "words", "--label", "verdict", "--positive", "1"]) == ExitCode.OK
    )
    assert "No row is labelled “1”; the labels are: bad, fine." in capsys.readouterr().err


def fill(path: Path, entries: int) -> None:
    async def write_all() -> None:
        database = await open_database(path)
        await migrate(database, load_migrations(), NOW)
        async with database.transaction() as tx:
            for number in range(entries):
                await journal.append(
                    tx, GuildId(7), at=NOW, actor=MACHINE, verb="case.opened", about=f"case:{number}"
                )
        await database.close()

    asyncio.run(write_all())


def test_verify_follows_the_chain_and_names_the_first_altered_entry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.sqlite3"
    fill(file, 20)
    assert main(["verify"]) == ExitCode.OK
    assert "20 entries" in capsys.readouterr().out

    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TRIGGER journal_no_update")
        database.execute("UPDATE journal SET verb = 'case.closed' WHERE seq = 13")
        database.commit()

    assert main(["verify"]) == ExitCode.FAULT
    assert "entry 13" in capsys.readouterr().out


def test_verify_of_an_empty_journal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(tmp_path / "cases.sqlite3", 0)
    assert main(["verify"]) == ExitCode.OK
    assert "empty" in capsys.readouterr().out
