"""The design card as tests: who may import whom, how long things may grow, where SQL and clocks may stand."""

import ast
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import discord
import pytest

from bot.clock import EPOCH, FixedClock
from bot.i18n import Catalogue
from bot.performer import DiscordPerformer
from bot.performer_answers import _AWAY, _REFUSALS
from bot.policy.actions import ActionKind
from bot.policy.sanctions import SanctionKind
from tests.pins import ROOT
from tests.source import (
    OURS,
    PRODUCT,
    attributes,
    imports,
    long_functions,
    module_name,
    python_files,
    sql_literals,
    tree,
    under,
    undocumented,
    wrong_direction,
)

MAX_FILE_LINES: Final = 300
MAX_FUNCTION_LINES: Final = 60

_CORE: Final = ("bot.policy", "bot.clock", "bot.errors")
_AROUND: Final = ("bot.i18n", "bot.metrics")
_PLACE: Final = ("bot.paths", "bot.settings")
MAY_IMPORT: Final[dict[str, tuple[str, ...]]] = {
    "bot": ("bot",),
    "bot.client": ("bot", "cogs"),
    "bot.clock": (),
    "bot.errors": (),
    "bot.policy": ("bot.policy", "bot.clock"),
    "bot.models": ("bot.models", "bot.policy", "bot.paths"),
    "bot.pictures": ("bot.pictures",),
    "bot.storage": ("bot.storage", *_CORE),
    "bot.services": (
        "bot.services",
        "bot.storage",
        "bot.models",
        "bot.pictures",
        "bot.paths",
        "bot.settings",
        *_CORE,
        *_AROUND,
    ),
    "cogs": ("cogs", "bot.services", "bot.client", "bot.cards", "bot.pictures", *_CORE, *_AROUND),
}
"""Who may import what of our own; the longest key that holds a module counts."""

MAY_IMPORT_DISCORD: Final = (
    "cogs",
    "bot.app",
    "bot.opening",
    "bot.running",
    "bot.cards",
    "bot.client",
    "bot.endpoints",
    "bot.ground",
    "bot.first_answers",
    "bot.naming",
    "bot.performer",
    "bot.performer_acts",
    "bot.performer_answers",
    "bot.performer_posts",
    "bot.performer_search",
    "bot.sandbox",
)
IMPURE: Final = frozenset(
    [
        "aiohttp",
        "aiosqlite",
        "asyncio",
        "asyncpg",
        "io",
        "logging",
        "os",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
        "tempfile",
        "threading",
        "time",
    ]
)
"""What the core must not import: input and output, chance, clocks, logging."""
PURE_OF_CLOCK: Final = {"bot.clock", "bot.clock.to_ms", "bot.clock.from_ms", "bot.clock.EPOCH"}
CLOCKS: Final = frozenset(
    [
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "datetime.utcfromtimestamp",
        "date.today",
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
    ]
)
CLOCK_HOMES: Final = ("bot.clock", "bot.opening", "bot.cli.database", "bot.sandbox.server")
"""Where the present may be read, to become a Clock or a parameter for everybody else."""


def in_product(find: Callable[[ast.Module], Iterable[Any]], *, outside: tuple[str, ...] = ()) -> list[str]:
    """Return what a finder finds in each product module, those of some packages left out."""
    return [
        f"{module_name(path)}: {found}"
        for path in python_files(*PRODUCT)
        if not under(module_name(path), outside)
        for found in find(tree(path))
    ]


@pytest.mark.parametrize("path", python_files(*PRODUCT), ids=module_name)
def test_imports_point_one_way(path: Path) -> None:
    assert wrong_direction(module_name(path), tree(path), MAY_IMPORT) == []


def test_discord_stands_only_where_it_must() -> None:
    def find(code: ast.Module) -> list[tuple[str, int]]:
        return [found for found in imports(code) if under(found[0], ("discord", "simcord"))]

    assert in_product(find, outside=MAY_IMPORT_DISCORD) == []


def test_the_policy_is_pure() -> None:
    found = [
        f"{module_name(path)}:{line} imports {name}"
        for path in python_files("bot/policy")
        for name, line in imports(tree(path))
        if name.split(".")[0] in IMPURE or (under(name, ("bot.clock",)) and name not in PURE_OF_CLOCK)
    ]
    assert found == []


def test_no_file_is_too_long() -> None:
    endings = ("*.py", "*.js", "*.css", "*.html", "*.sql")
    files = [path for folder in OURS for ending in endings for path in (ROOT / folder).rglob(ending)]
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: count for name, count in lines.items() if count > MAX_FILE_LINES} == {}


def test_no_function_is_too_long() -> None:
    files = python_files(*OURS)
    found = [(path.name, name) for path in files for name in long_functions(tree(path), MAX_FUNCTION_LINES)]
    assert found == []


def test_sql_stands_only_in_storage() -> None:
    assert in_product(sql_literals, outside=("bot.storage",)) == []


def test_nobody_reads_the_clock_alone() -> None:
    def find(code: ast.Module) -> list[tuple[str, int]]:
        return [found for found in attributes(code) if found[0] in CLOCKS]

    assert in_product(find, outside=CLOCK_HOMES) == []


def test_everything_public_says_why_it_exists() -> None:
    assert in_product(undocumented) == []


def test_the_top_level_holds_only_what_the_design_names() -> None:
    expected = {
        ".ci",
        ".env.example",
        ".gitignore",
        ".pre-commit-config.yaml",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "bench",
        "bot",
        "cogs",
        "data",
        "pyproject.toml",
        "requirements.lock",
        "tests",
    }
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()}
    found = {path.name for path in ROOT.iterdir() if path.suffix != ".egg-info"}
    assert found - expected - ignored - {".git"} == set()


# The gates themselves must be able to close: each is shown a piece of code that breaks its rule.


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("cogs.reports", "from bot.storage import cases"),
        ("cogs.reports", "import bot.settings"),
        ("bot.policy.ladder", "from bot import errors"),
        ("bot.policy.ladder", "import bot.storage.port"),
        ("bot.storage.cases", "from bot.services import moderation"),
        ("bot.services.cases", "import cogs"),
        ("bot.app", "from tests import factories"),
    ],
)
def test_a_wrong_import_is_seen(module: str, line: str) -> None:
    assert len(wrong_direction(module, ast.parse(line), MAY_IMPORT)) >= 1


def test_an_import_inside_a_function_is_seen() -> None:
    assert wrong_direction("cogs.x", ast.parse("def f():\n    import bot.storage.port"), MAY_IMPORT)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a FROM b",
        "\n  SELECT a,\n b FROM c",
        "INSERT INTO a VALUES (1)",
        "UPDATE a SET b = 1",
    ],
)
def test_sql_is_recognised_and_english_is_not(text: str) -> None:
    assert list(sql_literals(ast.parse(f"x = {text!r}"))) == [1]
    assert list(sql_literals(ast.parse("x = 'Select a case from the list'"))) == []


def test_a_clock_is_recognised_in_every_spelling() -> None:
    code = ast.parse("import datetime\ndatetime.datetime.now()\ntime.time()")
    assert {name for name, _ in attributes(code)} >= {"datetime.now", "time.time"}


def test_long_and_undocumented_functions_are_recognised() -> None:
    code = ast.parse("def f():\n" + "    x = 1\n" * 60)
    assert list(long_functions(code, MAX_FUNCTION_LINES)) == ["1 f (61)"]
    assert list(undocumented(code)) == ["module", "f"]


# What is named in one place must be known in all the others.


def test_every_act_can_be_performed_simulated_and_named() -> None:
    performer = DiscordPerformer(discord.Client(intents=discord.Intents.none()), FixedClock(EPOCH))
    assert set(performer._handlers()) == set(ActionKind) - {ActionKind.CALL_HOOK}, "hooks are not Discord's"
    simulated = {name for name, _ in attributes(tree(ROOT / "bot/services/simulation.py"))}
    assert {f"ActionKind.{kind.name}" for kind in ActionKind} - simulated == set()
    assert {f"act.{kind}" for kind in ActionKind} - _sentences() == set()


def test_every_sanction_has_a_name_and_a_title_for_its_notice() -> None:
    wanted = {f"{group}.{kind}" for group in ("sanction", "notice.title") for kind in SanctionKind}
    assert wanted - _sentences() == set()


def test_every_reason_that_code_can_give_has_words() -> None:
    reasons = {reason for path in python_files("bot") for reason in _reasons(tree(path))}
    reasons |= set(_REFUSALS.values()) | set(_AWAY.values())
    assert len(reasons) > 20
    assert {f"refused.{reason}" for reason in reasons} - _sentences() == set()


def _sentences() -> set[str]:
    return set(Catalogue.load(ROOT / "data" / "locales").locales["en"])


def _reasons(code: ast.Module) -> Iterable[str]:
    """Yield the reasons written out in outcomes: lower-case keys, so not the sandbox's own sentences."""
    for node in ast.walk(code):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ("Refused", "Retry", "Blocked", "Unneeded"):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and re.fullmatch(
                    r"[a-z][a-z_0-9]+", str(argument.value)
                ):
                    yield str(argument.value)
