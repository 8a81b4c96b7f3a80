"""A visitor of the sandbox with a real browser."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.sandbox.server import running
from bot.sandbox.stage import Arrange, BotFactory
from tests.sandbox.demo_bot import DemoBot

CHROMIUM: Final = shutil.which("chromium")
FLAGS: Final = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOUR: Final = Path(__file__).with_name("demo_tour.json")
SHOTS: Final = os.environ.get("SANDBOX_SHOTS")
"""A folder for pictures of the page; unset, none are taken."""


@asynccontextmanager
async def browsing(
    width: int = 1280,
    height: int = 800,
    scheme: str = "dark",
    *,
    factory: BotFactory = DemoBot,
    tour: Path = TOUR,
    arrange: Arrange | None = None,
) -> AsyncIterator[Page]:
    """Open the page; fails at the end if the page itself reported an error."""
    wrong: list[str] = []
    place = running(factory, port=0, tour=tour, arrange=arrange)
    async with place as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        look = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
        page = await browser.new_page(**look)  # type: ignore[arg-type]
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        try:
            await page.goto(address)
            await expect(page.locator(".persona.me")).to_be_attached()
            yield page
        finally:
            await browser.close()
    assert wrong == []


expect.set_options(timeout=10_000)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


async def shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.wait_for_timeout(250)
        await page.screenshot(path=f"{SHOTS}/{name}.png")


async def write(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")


async def be(page: Page, name: str) -> None:
    await page.get_by_role("radio", name=f"Be {name}").click()
    await expect(page.locator(".whoami strong")).to_have_text(name)


async def done(page: Page, step: str) -> None:
    await expect(page.locator(f'[data-step="{step}"]')).to_have_class("step done")
