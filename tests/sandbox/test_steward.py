"""The real bot in the sandbox: what a moderator decides holds, is told, ends in time, and stays on record."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from bot.client import StewardBot
from bot.sandbox.arrange import arrange
from bot.sandbox.tour import DEFAULT_TOUR
from bot.settings import Settings
from tests.sandbox.browser import browsing, done, needs_browser, shot
from tests.sandbox.visitor import Visitor, visiting

REASON = "It hurt Jonas"
Factory = Callable[[], StewardBot]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "steward.sqlite3"


@pytest.fixture
def factory(database: Path) -> Factory:
    settings = Settings.from_env({"DATABASE": str(database), "OCR": "off", "VISION": "off"})
    assert isinstance(settings, Settings)
    return lambda: StewardBot(settings)


async def suspend(visitor: Visitor) -> None:
    await visitor.look("amara")
    general = visitor.channel("general")
    options = {"member": visitor.person("mira"), "duration": "1 day", "reason": "It hurt Jonas", "why": "!"}
    await visitor.look("amara", general)
    await visitor.done("slash", "amara", channel=general, command="suspend", options=options)
    asked, yes = await visitor.button("Yes, do this")
    await visitor.done("click", "amara", channel=general, message=asked, component=yes)


async def test_a_suspension_is_told_survives_a_restart_and_ends(factory: Factory, database: Path) -> None:
    async with visiting(factory, arrange) as visitor:
        await suspend(visitor)
        await visitor.look("mira")
        general = visitor.channel("general")
        assert visitor.parts["me"]["heldUntil"] == pytest.approx(
            visitor.parts["clock"] + 86_400_000, abs=60_000
        )
        assert (await visitor.act("send", "mira", channel=general, text="But"))["ok"] is False
        await visitor.look("mira", visitor.channel("Steward"))
        await visitor.until(
            lambda: any("It hurt Jonas" in str(each["embeds"]) for each in visitor.messages.values())
        )
        await visitor.done("restart", "mira")
        await visitor.done("clock", "mira", seconds=90_000)
        await visitor.until(lambda: visitor.parts["me"]["heldUntil"] is None)
        await visitor.done("send", "mira", channel=general, text="I am back")
        await visitor.look("amara")
        assert visitor.parts["troubles"] == []
    with sqlite3.connect(database) as opened:
        assert opened.execute("SELECT count(*) FROM cases").fetchone() == (1,)


async def test_a_database_of_an_earlier_sandbox_still_fits(factory: Factory) -> None:
    async with visiting(factory, arrange) as visitor:
        await suspend(visitor)
        before = [each["id"] for each in visitor.parts["personas"]]
    async with visiting(factory, arrange) as visitor:
        await visitor.look("amara")
        assert [each["id"] for each in visitor.parts["personas"]] == before
        general = visitor.channel("general")
        await visitor.done("slash", "amara", channel=general, command="case", options={"number": "1"})
        await visitor.look("amara", general)
        await visitor.until(
            lambda: any("It hurt Jonas" in str(each["embeds"]) for each in visitor.messages.values())
        )


async def confirm(visitor: Visitor, persona: str, channel: str, label: str) -> None:
    asked, yes = await visitor.button(label)
    await visitor.done("click", persona, channel=channel, message=asked, component=yes)


async def test_what_staff_and_members_do_past_the_bot_does_not_undo_a_sanction(factory: Factory) -> None:
    """Rows M27, M30, M32 and M35, as a visitor can play them to their end."""
    async with visiting(factory, arrange) as visitor:
        await visitor.look("ines")
        general, hall = visitor.channel("general"), visitor.channel("lecture-hall")
        mira, amara = visitor.person("mira"), visitor.person("amara")
        roles = {each["name"]: each["id"] for each in visitor.parts["roles"]}
        await visitor.look("ines", general)

        async def wish(command: str, **options: Any) -> None:
            options |= {"reason": "It hurt Jonas"}
            await visitor.done("slash", "ines", channel=general, command=command, options=options)

        async def worn(whom: str, role: str, *, holds: bool) -> None:
            def found() -> bool:
                listed = next(each["roles"] for each in visitor.parts["members"] if each["id"] == whom)
                return (role in listed) is holds

            await visitor.until(found)

        await visitor.done("voice-enter", "mira", channel=hall)
        await visitor.done("voice-floor", "amara", member=mira, on="yes")
        await wish("voicemute", member=mira, duration="1 hour")
        await visitor.done("voice-floor", "amara", member=mira, on="yes")
        assert "audience" in (await visitor.act("voice-say", "mira"))["why"]

        await visitor.done("event-plan", "mira", name="Brawl", seconds="99999", where=hall)
        await visitor.until(lambda: len(visitor.parts["events"]) == 1)
        event = visitor.parts["events"][0]["id"]
        await wish("takedown", link=f"https://discord.com/events/{visitor.parts['guild']['id']}/{event}")
        await confirm(visitor, "ines", general, "Yes, do this")
        await visitor.until(lambda: visitor.parts["events"] == [])
        await wish("lift", member=mira, kind="takedown")
        await visitor.until(lambda: len(visitor.parts["events"]) == 1)

        await wish("role bar", member=mira, role=roles["Faculty"], duration="1 hour")
        await confirm(visitor, "ines", general, "Yes, do this")
        await visitor.done("role", "kofi", member=mira, role=roles["Faculty"], on="yes")
        await worn(mira, "Faculty", holds=False)

        await wish("staff remove", member=amara)
        await confirm(visitor, "ines", general, "Yes, propose it")
        queue = visitor.channel("mod-queue")
        await visitor.look("kofi", queue)
        for label in ("Look at it", "I agree", "Yes, do it"):
            await confirm(visitor, "kofi", queue, label)
        await worn(amara, "Moderator", holds=False)
        await visitor.done("role", "ines", member=amara, role=roles["Moderator"], on="yes")
        await worn(amara, "Moderator", holds=False)

        await visitor.done("restart", "ines")
        await visitor.done("clock", "ines", seconds=4000)
        await visitor.done("voice-floor", "ines", member=mira, on="yes")
        assert (await visitor.done("voice-say", "mira"))["heard"] == []
        await visitor.done("role", "kofi", member=mira, role=roles["Faculty"], on="yes")
        await worn(mira, "Faculty", holds=True)
        assert visitor.parts["troubles"] == []


@needs_browser
async def test_the_tour_that_ships_works_with_the_real_bot(factory: Factory) -> None:
    async with browsing(factory=factory, arrange=arrange, tour=DEFAULT_TOUR) as page:
        page.set_default_timeout(10_000)
        box, log = page.get_by_role("textbox", name="Message"), page.get_by_role("log")
        paste = page.get_by_role("button", name="Put it in the message box")
        await paste.click()
        await box.press("Enter")
        await done(page, "break")
        await expect(log.get_by_text("jonas.okafor")).to_have_count(0)
        await page.get_by_role("button", name="Go to private messages").click()
        await done(page, "notice")
        await shot(page, "steward-notice")
        await page.get_by_role("button", name="Go to #general").click()
        await paste.click()
        await box.press("Enter")
        await done(page, "rude")
        await page.get_by_role("button", name="Be Jonas in #general").click()
        await log.locator(".message", has_text="stay out of our room").click(button="right")
        await page.get_by_role("menuitem", name="Report message").click()
        await shot(page, "steward-first-report")
        await page.get_by_role("button", name="Go on").click()
        await shot(page, "steward-form")
        await page.get_by_role("dialog").get_by_role("button", name="Submit").click()
        await done(page, "report")
        await shot(page, "steward-reported")
        await page.get_by_role("button", name="Be Amara in #mod-queue").click()
        await done(page, "queue")
        await shot(page, "steward-queue")
        await log.get_by_role("button", name="go to the message").click()
        await expect(log.get_by_text("stay out of our room")).to_be_visible()
        await page.locator('[data-place="mod-queue"]').click()
        await paste.click()
        await page.keyboard.press("Enter")
        await page.get_by_role("combobox", name="member").fill("Mira")
        await page.get_by_role("combobox", name="duration").fill("1 day")
        await page.get_by_label("reason").fill("This is everybody's room.")
        await page.get_by_role("button", name="Run /suspend").click()
        await shot(page, "steward-preview")
        await page.get_by_role("button", name="Yes, and say why").click()
        await page.get_by_role("dialog").get_by_role("textbox").fill("It was aimed at people.")
        await page.get_by_role("dialog").get_by_role("button", name="Submit").click()
        await done(page, "decide")
        await page.get_by_role("button", name="Be Mira in #general").click()
        await expect(page.get_by_text("You are timed out")).to_be_visible()
        await page.get_by_role("button", name="Restart bot").click()
        await expect(page.get_by_text("The bot was restarted")).to_be_visible(timeout=30_000)
        await page.get_by_role("button", name="+1 day").click()
        await done(page, "later")
        await expect(box).to_be_visible()
        await page.get_by_role("button", name="Be Amara in #mod-queue").click()
        await paste.click()
        await page.keyboard.press("Enter")
        await page.get_by_label("number").fill("1")
        await page.keyboard.press("Enter")
        await done(page, "case")
        await shot(page, "steward-case")
        await page.get_by_role("tab", name="Log").click()
        await expect(page.get_by_text("Nothing went wrong")).to_be_visible()
