"""The child process: it gets no secrets, keeps its limits, and its end is nobody's harm."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from bot.pictures import worker
from bot.pictures.workshop import ROOT, Workshop, WorkshopFault
from tests.cogs.reporting import PNG
from tests.pictures.samples import bomb, pieces


async def told(body: bytes, seconds: float = 10.0) -> tuple[dict[str, object], bytes]:
    async with Workshop().job("recode", pieces(body), seconds) as made:
        return made.told, b"".join([piece async for piece in made.pieces])


async def test_a_picture_goes_in_and_comes_out() -> None:
    answer, body = await told(PNG)
    assert answer == {"media_type": "image/png", "shortened": False}
    assert body.startswith(b"\x89PNG")
    assert await told(bomb()) == ({"problem": "bomb"}, b"")
    assert await told(b"x" * (worker.LARGEST + 1)) == ({"problem": "bomb"}, b"")


async def test_nobody_waits_longer_than_said() -> None:
    with pytest.raises(WorkshopFault, match="slow"):
        await told(PNG, seconds=0.001)


async def test_a_child_that_is_ended_is_a_fault_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pictures.workshop._told", _killed)
    with pytest.raises(WorkshopFault, match="ended"):
        await told(PNG)


async def _killed(child: asyncio.subprocess.Process) -> dict[str, object]:
    child.kill()
    assert child.stdout is not None
    await child.stdout.read()
    raise WorkshopFault("ended")


@pytest.mark.skipif(sys.platform != "linux", reason="limits are the system's")
async def test_the_child_can_not_take_all_memory() -> None:
    """The limit itself, in a child of our own: 1 GB of address space, and no more."""
    greedy = "from bot.pictures import worker; worker._limit(1 << 30); bytearray(2 << 30)"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", greedy, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, said = await child.communicate()
    assert b"MemoryError" in said


async def test_the_child_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a secret")
    seen: list[dict[str, str]] = []
    start = asyncio.create_subprocess_exec

    async def watched(*command: str, **options: object) -> asyncio.subprocess.Process:
        seen.append(options["env"])  # type: ignore[arg-type]  # a dictionary, as passed
        return await start(*command, **options)  # type: ignore[arg-type]  # as given

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    await told(PNG)
    assert os.environ["DISCORD_TOKEN"] == "a secret"
    assert "a secret" not in str(seen)
    assert seen[0]["PATH"]
