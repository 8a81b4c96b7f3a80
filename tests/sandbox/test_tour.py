"""The tour in a real browser: whoever follows it sees the whole circle, with mouse, keyboard or thumb."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.sandbox.browser import be, browsing, done, needs_browser, shot, write
from tests.sandbox.visitor import PNG

pytestmark = needs_browser


async def test_the_tour_shows_the_whole_circle(tmp_path: Path) -> None:
    async with browsing() as page:
        assert "key=" not in page.url
        await shot(page, "start")
        await page.get_by_role("button", name="Put it in the message box").click()
        await page.get_by_role("textbox", name="Message").press("Enter")
        await done(page, "removed")
        await expect(page.get_by_role("log").get_by_text("What an idiot!")).to_have_count(0)
        await page.get_by_role("button", name="Go to private messages").click()
        await done(page, "notice")
        await expect(page.locator(".embed")).to_contain_text("Clause 2.1")
        await shot(page, "notice")
        await page.get_by_role("button", name="Be Jonas in #general").click()
        await report(page, tmp_path)
        await done(page, "report")
        await expect(page.get_by_text("Only you can see this")).to_be_visible()
        await shot(page, "reported")
        await page.get_by_role("button", name="Be Amara in #mod-queue").click()
        await done(page, "moderator")
        await expect(page.get_by_role("log").locator("img.picture")).to_be_visible()
        await shot(page, "queue")
        await page.get_by_role("button", name="Suspend for a day").click()
        await done(page, "decide")
        await expect(page.get_by_text("Suspended by")).to_be_visible()
        await page.get_by_role("button", name="Be Mira in #general").click()
        await done(page, "held")
        await expect(page.get_by_text("You are timed out")).to_contain_text("in 24 hours")
        await shot(page, "held")
        await page.get_by_role("button", name="Restart bot").click()
        await expect(page.get_by_text("The bot was restarted")).to_be_visible()
        await page.get_by_role("button", name="+1 day").click()
        await page.get_by_role("button", name="+1 h").click()
        await done(page, "later")
        await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
        await page.get_by_role("button", name="Be Amara in #mod-queue").click()
        await page.get_by_role("button", name="Put it in the message box").click()
        await page.keyboard.press("Enter")
        await page.get_by_label("number").fill("7")
        await page.keyboard.press("Enter")
        await done(page, "case")
        await expect(page.locator(".container")).to_contain_text("Case 7")
        await expect(page.get_by_text("used /case show")).to_be_visible()
        await shot(page, "case")


async def report(page: Page, folder: Path) -> None:
    proof = folder / "proof.png"
    proof.write_bytes(PNG)
    message = page.locator(".message", has_text="I already lost my")
    await message.click(button="right")
    await page.get_by_role("menuitem", name="Report message").click()
    form = page.get_by_role("dialog", name="Report a message")
    await form.get_by_role("button", name="What is it about?").click()
    await form.get_by_role("option", name="Insult").click()
    await form.get_by_label("In your words").fill("It is not *kind*.")
    await form.locator("input[type=file]").set_input_files(proof)
    await shot(page, "form")
    await form.get_by_role("button", name="Submit").click()


async def test_everything_works_from_the_keyboard() -> None:
    async with browsing() as page:
        await be(page, "Amara")
        box = page.get_by_role("textbox", name="Message")
        await box.fill("/susp")
        await expect(page.get_by_role("option", name="/suspend")).to_be_visible()
        await shot(page, "picker")
        await page.keyboard.press("Enter")
        who = page.get_by_role("combobox", name="member")
        await expect(who).to_be_focused()
        await page.keyboard.type("mir")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(who).to_have_value("Mira")
        await page.keyboard.press("Tab")
        await page.keyboard.type("7")
        await expect(page.get_by_role("option", name="7 day(s)")).to_be_visible()
        await shot(page, "slash")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("is suspended for 7 day(s).")).to_be_visible()
        await expect(page.get_by_text("Only you can see this")).to_be_visible()
        # A message's menu without a mouse: up into the messages, the menu button, an arrow, Escape.
        log = page.get_by_role("log")
        await log.focus()
        await page.keyboard.press("ArrowUp")
        await expect(log.locator(".message").last).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Shift+F10")
        await expect(page.get_by_role("menu")).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("menu")).to_have_count(0)
        await page.get_by_role("radio", name="Be Amara").focus()
        await page.keyboard.press("ArrowDown")
        await expect(page.locator(".whoami strong")).to_have_text("Teo")


async def test_what_members_write_stays_text_and_looks_right() -> None:
    async with browsing(scheme="light") as page:
        await be(page, "Mira")
        await write(
            page, "<img src=x onerror=alert(1)> **bold** ||secret|| `code` <t:0:D> https://example.org/a_b"
        )
        last = page.get_by_role("log").locator(".message").last
        await expect(last).to_contain_text("<img src=x onerror=alert(1)>")
        await expect(last.locator("strong").first).to_have_text("bold")
        await expect(last.locator("time.stamp")).to_have_text("1 January 1970")
        await expect(last.get_by_role("link")).to_have_attribute("href", "https://example.org/a_b")
        await last.get_by_role("button", name="Hidden text").click()
        await expect(last.get_by_text("secret")).to_be_visible()
        await page.get_by_role("textbox", name="Message").press("ArrowUp")
        await write(page, "> quoted\n```py\nx = 1\n```\n- one\n- two")
        await expect(page.locator(".edited")).to_be_visible()
        await expect(page.get_by_role("log").locator("pre")).to_have_text("x = 1")
        await be(page, "Teo")
        await page.locator(".message", has_text="quoted").click(button="right")
        await shot(page, "light")
        await page.get_by_role("menuitem", name="Delete").click()
        await expect(page.locator(".message", has_text="quoted")).to_have_count(0)


async def test_it_fits_a_phone() -> None:
    async with browsing(width=390, height=844) as page:
        await shot(page, "phone")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        await page.get_by_role("button", name="Channels and people you can be").click()
        await shot(page, "phone-drawer")
        await page.get_by_role("radio", name="Be Amara").click()
        await page.get_by_role("button", name="Channel mod-queue").click()
        await expect(page.locator(".where h2")).to_have_text("mod-queue")
        await write(page, "/case assign")
        await page.get_by_role("button", name="Run /case assign").click()
        await page.get_by_role("button", name="Who takes it?").click()
        await page.get_by_role("combobox", name="Find in").fill("te")
        await shot(page, "phone-select")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Taken by")).to_contain_text("Teo")
        await page.get_by_role("button", name="Tour, people and log").click()
        await page.get_by_role("tab", name="People").click()
        await expect(page.locator(".member", has_text="Noor")).to_be_visible()
        await shot(page, "phone-panel")


async def test_join_refusals_and_the_log_of_what_went_wrong() -> None:
    async with browsing() as page:
        await be(page, "Pip")
        await expect(page.get_by_text("You are not in Lantern College")).to_be_visible()
        await page.locator("#log").get_by_role("button", name="Join").click()
        await expect(page.locator('[data-place="general"]')).to_be_visible()
        await page.locator('[data-place="general"]').click()
        await write(page, "/fail")
        await page.get_by_role("button", name="Run /fail").click()
        await expect(page.get_by_text("The application did not respond.")).to_be_visible()
        await page.get_by_role("tab", name="Log").click()
        await expect(page.locator(".trouble")).to_contain_text("on purpose")
        await shot(page, "log")
        await page.locator('[data-place="ideas"]').click()
        await page.get_by_label("Title").fill("A tea corner")
        await page.get_by_label("Text").fill("With biscuits")
        await page.get_by_role("button", name="Post", exact=True).click()
        await expect(page.get_by_role("log").get_by_text("With biscuits")).to_be_visible()
