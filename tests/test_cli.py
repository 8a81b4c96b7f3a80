"""The command line as its user meets it: a process, what it prints, and its exit status."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.check import Line, Mark, examine
from bot.exit_codes import ExitCode
from bot.settings import Settings
from tests.pins import ROOT
from tests.test_settings import TOKEN

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def steward(tmp_path: Path) -> Run:
    """Run the command line in an empty folder with nothing set but what the test gives."""

    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if key not in Settings.names()}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": str(ROOT), "DATABASE": str(tmp_path / "cases.sqlite3"), **env},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=60,
        )

    return run


def test_a_database_is_made_copied_and_put_back(steward: Run, tmp_path: Path) -> None:
    made = steward("migrate")
    assert (made.returncode, made.stderr) == (ExitCode.OK, "")
    assert "up to date" in made.stdout
    assert steward("backup", "copy.sqlite3").returncode == ExitCode.OK
    with closing(sqlite3.connect(tmp_path / "cases.sqlite3")) as database:
        database.execute("CREATE TABLE added_later (n BIGINT)")
    restored = steward("restore", "copy.sqlite3")
    assert restored.returncode == ExitCode.OK
    assert "is kept in" in restored.stdout
    with closing(sqlite3.connect(tmp_path / "cases.sqlite3")) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    assert "added_later" not in names
    assert "schema_migrations" in names


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_backup_of_nothing_is_one_sentence(steward: Run, command: str) -> None:
    done = steward(command, "nothing.sqlite3")
    assert done.returncode == ExitCode.FAULT
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_wrong_settings_stop_every_command_and_are_all_named(steward: Run) -> None:
    done = steward("migrate", DISCORD_TOKEN="nonsense", LOG_LEVEL="loud")
    assert done.returncode == ExitCode.SETTINGS
    assert [line.split()[1] for line in done.stderr.splitlines()[1:]] == ["DISCORD_TOKEN", "LOG_LEVEL"]
    assert "nonsense" not in done.stderr


def test_settings_come_from_the_file_beside(steward: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=loud\n", encoding="utf-8")
    assert "LOG_LEVEL must be one of" in steward("check").stderr


def test_a_port_that_is_none_is_refused(steward: Run) -> None:
    done = steward("sandbox", "--port", "99999")
    assert done.returncode == ExitCode.USAGE
    assert "from 0 to 65535" in done.stderr


def test_check_on_a_fresh_machine_has_notes_and_no_problem(steward: Run) -> None:
    done = steward("check")
    assert done.returncode == ExitCode.OK
    assert "first start makes it" in done.stdout
    assert "sandbox starts" in done.stdout


def test_check_changes_nothing(steward: Run, tmp_path: Path) -> None:
    steward("check")
    assert list(tmp_path.iterdir()) == []


def test_check_names_a_file_that_is_no_database(steward: Run, tmp_path: Path) -> None:
    (tmp_path / "cases.sqlite3").write_text(
        "a shopping list, long enough to be looked at" * 50, encoding="utf-8"
    )
    done = steward("check")
    assert done.returncode == ExitCode.SETTINGS
    assert "problem  Database" in done.stdout


def test_check_names_a_folder_that_does_not_let_us_write(steward: Run, tmp_path: Path) -> None:
    (tmp_path / "a_file").write_text("in the way", encoding="utf-8")
    done = steward("check", DATABASE=str(tmp_path / "a_file" / "cases.sqlite3"))
    assert "can't be made" in done.stdout


class Portal:
    """What Discord would answer to ``steward check``, over real HTTP."""

    def __init__(self) -> None:
        self.flags = 0
        self.remaining = 1000
        self.status = 200
        self.base = ""

    async def application(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized"}, status=401)
        return web.json_response({"id": "42", "name": "Steward", "flags": self.flags}, status=self.status)

    async def gateway(self, request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": self.remaining, "reset_after": 5_400_000}
        return web.json_response({"session_start_limit": limit})


@pytest.fixture
async def portal() -> AsyncIterator[Portal]:
    answers = Portal()
    app = web.Application()
    app.router.add_get("/api/v10/applications/@me", answers.application)
    app.router.add_get("/api/v10/gateway/bot", answers.gateway)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    answers.base = f"http://{host}:{port}/api/v10"
    yield answers
    await runner.cleanup()


async def looked_at(tmp_path: Path, **given: Any) -> dict[str, list[Line]]:
    settings = Settings(database=str(tmp_path / "cases.sqlite3"), **given)
    lines: dict[str, list[Line]] = {}
    for line in await examine(settings):
        lines.setdefault(line.subject, []).append(line)
    return lines


async def test_check_explains_each_missing_intent(portal: Portal, tmp_path: Path) -> None:
    portal.flags = 1 << 15
    lines = await looked_at(tmp_path, discord_token=TOKEN, discord_api_base=portal.base)
    members, content = lines["Intent"]
    assert members.mark is Mark.OK
    assert content.mark is Mark.PROBLEM
    assert "applications/42/bot" in content.text
    assert "123456789012345678" in lines["Token"][0].text
    assert lines["Starts"][0].text == "1000 of 1000 left today."


async def test_check_warns_of_used_up_starts(portal: Portal, tmp_path: Path) -> None:
    portal.remaining = 0
    lines = await looked_at(tmp_path, discord_token=TOKEN, discord_api_base=portal.base)
    assert lines["Starts"][0].mark is Mark.PROBLEM
    assert "1.5 hours" in lines["Starts"][0].text


async def test_check_tells_a_refused_token_from_a_broken_discord(portal: Portal, tmp_path: Path) -> None:
    lines = await looked_at(tmp_path, discord_token=f"{TOKEN}x", discord_api_base=portal.base)
    assert "does not know this token" in lines["Token"][0].text
    portal.status = 503
    lines = await looked_at(tmp_path, discord_token=TOKEN, discord_api_base=portal.base)
    assert "503" in lines["Discord"][0].text


async def test_check_without_a_network_is_one_problem(tmp_path: Path) -> None:
    # A listener that was closed again: nobody answers at its port.
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    base = f"http://127.0.0.1:{port}/api/v10"
    lines = await looked_at(tmp_path, discord_token=TOKEN, discord_api_base=base)
    assert lines["Discord"][0].mark is Mark.PROBLEM
    assert TOKEN not in str(lines)
