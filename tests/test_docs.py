"""The documents say what is: commands, settings, test command and files are compared with the program."""

import re
import subprocess
from pathlib import Path

import pytest

from bot import __version__
from bot.cli.parser import COMMANDS, build_parser
from bot.policy.detectors.registry import DETECTORS
from bot.policy.rule_reading import FIELDS
from bot.settings import Settings
from tests.pins import ROOT, read_pyproject

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def shell_blocks(text: str) -> list[str]:
    return [block.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


def test_the_readme_begins_with_the_two_commands() -> None:
    assert shell_blocks(read("README.md"))[:2] == [
        "pip install uv && uv run steward",
        "pip install uv && uv run pytest",
    ]


def test_ci_runs_the_test_command_of_the_readme() -> None:
    test_command = shell_blocks(read("README.md"))[1].split(" && ")[1]
    assert read(".ci/run").splitlines()[-1] == test_command.replace("uv ", '"${uv[@]}" ', 1)


def test_ci_is_a_sound_script_that_can_be_started() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "set -euo pipefail" in read(".ci/run")
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_the_readme_names_every_subcommand_with_its_arguments() -> None:
    rows = [line for line in read("README.md").splitlines() if line.startswith("| `steward ")]
    assert [row.split("`")[1].split()[1] for row in rows] == [command.name for command in COMMANDS]
    for row, command in zip(rows, COMMANDS, strict=True):
        for argument in command.arguments:
            word = argument.name if argument.name.startswith("--") else argument.name.upper()
            assert word in row


def test_the_readme_names_every_setting() -> None:
    table = read("README.md").partition("## Settings")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`([A-Z_]+)`", " ".join(rows))) == sorted(Settings.names())


def test_help_lists_every_command() -> None:
    text = build_parser().format_help()
    listed = re.findall(r"^    ([a-z]+) ", text, re.MULTILINE)
    assert listed == [command.name for command in COMMANDS]
    assert all(command.help.endswith((".", ")")) or command.help[0].islower() for command in COMMANDS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", read(name))
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_file_that_contributing_names_exists() -> None:
    words = re.findall(r"`((?:bot|cogs|data|tests)/[\w./-]*)`", read("CONTRIBUTING.md"))
    missing = [word for word in words if "NAME" not in word and not (ROOT / word).exists()]
    assert missing == []


def test_contributing_names_every_field_of_a_rule_and_every_option_of_its_detector() -> None:
    section = read("CONTRIBUTING.md").partition("## To write a rule")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `")]
    told = {name.strip(" `"): set(re.findall(r"`([a-z_]+)`", said)) for name, said in rows}
    assert set(FIELDS) | set(DETECTORS) == set(told)
    assert {name: missing for name in DETECTORS if (missing := options_of(name) - told[name])} == {}


def options_of(detector: str) -> set[str]:
    """Return what a rule of that detector may set, as the hint for a mistyped option names it."""
    problems = DETECTORS[detector].compile({"?": 1})
    assert isinstance(problems, tuple)
    known = next(problem.hint for problem in problems if problem.key == "?").partition(": ")[2]
    return set(known.rstrip(".").split(", ")) - {""}


def test_one_version_is_told() -> None:
    assert read_pyproject()["project"]["version"] == __version__


def test_no_document_names_a_path_of_a_machine() -> None:
    home = re.compile(r"(^|[\s`'\"(])(/home/|/roo[t]/|/Users/|C:\\\\)", re.MULTILINE)
    assert [name for name in DOCUMENTS if home.search(read(name))] == []


def test_the_example_settings_are_named_in_the_readme() -> None:
    assert Path(".env.example").name in read("README.md")
