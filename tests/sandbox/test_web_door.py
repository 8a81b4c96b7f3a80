"""The door of the sandbox: who gets in, what acts answer, what the page is told."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from typing_extensions import override

from bot.sandbox.server import PortInUse, running, serve
from tests.sandbox.demo_bot import DemoBot
from tests.sandbox.visitor import PNG, visiting


async def test_only_the_key_opens_the_door() -> None:
    async with visiting() as visitor:
        get = visitor.session.get
        async with get(f"{visitor.base}/") as answer:
            assert answer.status == 403
            assert "key" in await answer.text()
        for path in ("/static/app.js", "/socket", "/file?url=x"):
            async with get(f"{visitor.base}{path}", params={"key": "wrong"}) as answer:
                assert answer.status == 403
        async with get(f"{visitor.base}/?key={visitor.key}") as answer:
            assert answer.status == 200
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "httponly" in answer.headers["Set-Cookie"].lower()
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as browser:
            await browser.get(f"{visitor.base}/?key={visitor.key}")
            async with browser.get(f"{visitor.base}/static/index.html") as answer:
                assert answer.status == 200


@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
async def test_foreign_sites_are_refused_even_with_the_key(header: dict[str, str]) -> None:
    async with visiting() as visitor:
        answer = await visitor.session.get(f"{visitor.base}/?key={visitor.key}", headers=header)
        assert answer.status == 403


async def test_a_taken_port_says_what_to_do() -> None:
    async with running(DemoBot, port=0) as address:
        taken = urlsplit(address).port
        assert taken is not None
        with pytest.raises(PortInUse, match=f"--port {taken + 1}"):
            await serve(DemoBot, port=taken, open_browser=False, on_ready=lambda _: None)


async def test_a_removed_message_vanishes_and_the_author_is_told() -> None:
    async with visiting() as visitor:
        await visitor.look("mira")
        general = visitor.channel("general")
        await visitor.done("send", "mira", channel=general, text="What an idiot")
        await visitor.until(
            lambda: any(each["kind"] == "private" and each["unread"] for each in visitor.parts["channels"])
        )
        assert "What an idiot" not in visitor.texts()
        private = visitor.channel("Steward")
        await visitor.look("mira", private)
        await visitor.until(lambda: any(each["embeds"] for each in visitor.messages.values()))
        await visitor.look("amara", visitor.channel("general"))
        await visitor.look("amara", visitor.channel("mod-log"))
        await visitor.until(lambda: any("Removed a message" in each for each in visitor.texts()))


async def test_channels_follow_permissions() -> None:
    async with visiting() as visitor:
        seen = {}
        for key in ("mira", "amara", "noor", "pip"):
            await visitor.look(key)
            seen[key] = {each["name"] for each in visitor.parts["channels"]}
        assert "mod-queue" in seen["amara"] - seen["mira"]
        assert "faculty" in seen["noor"] - seen["amara"]
        assert seen["pip"] == {"Steward"}
        await visitor.look("amara")
        queue = visitor.channel("mod-queue")
        refused = await visitor.act("send", "mira", channel=queue, text="Hello")
        assert refused == {"ok": False, "why": "You can't see that channel (any more)."}


async def test_a_form_with_a_file_reaches_the_queue_and_its_button_works() -> None:
    async with visiting() as visitor:
        await visitor.look("jonas")
        general = visitor.channel("general")
        await visitor.done("send", "mira", channel=general, text="You are dull")
        await visitor.until(lambda: "You are dull" in visitor.texts())
        target = visitor.order[-1]
        opened = await visitor.done(
            "menu", "jonas", channel=general, command="Report message", message=target
        )
        upload = f"{visitor.base}/upload?key={visitor.key}&name=proof.png"
        async with visitor.session.post(upload, data=PNG) as answer:
            token = (await answer.json())["file"]
        ids = [each["component"]["custom_id"] for each in opened["modal"]["form"]["components"]]
        values = {
            ids[0]: {"type": 3, "value": ["Insult"]},
            ids[1]: {"type": 4, "value": "Please look"},
            ids[2]: {"type": 19, "value": [token]},
        }
        await visitor.done("modal", "jonas", channel=general, modal=opened["modal"]["id"], values=values)
        await visitor.until(lambda: any(each["onlyYou"] for each in visitor.messages.values()))
        await visitor.look("amara")
        queue = visitor.channel("mod-queue")
        await visitor.look("amara", queue)
        await visitor.until(lambda: any(each["embeds"] for each in visitor.messages.values()))
        case = visitor.messages[visitor.order[-1]]
        url = case["files"][0]["url"]
        async with visitor.session.get(
            f"{visitor.base}/file", params={"url": url, "key": visitor.key}
        ) as answer:
            assert await answer.read() == PNG
            assert answer.content_type == "image/png"
        await visitor.done("click", "amara", channel=queue, message=case["id"], component="queue:suspend")
        await visitor.look("mira")
        assert visitor.parts["me"]["heldUntil"] > visitor.parts["clock"]
        await visitor.done("restart", "mira")
        await visitor.done("clock", "mira", seconds=90_000)
        await visitor.until(lambda: visitor.parts["me"]["heldUntil"] is None)
        assert visitor.parts["troubles"] == []


async def test_slash_options_are_typed_and_completed() -> None:
    async with visiting() as visitor:
        await visitor.look("amara")
        general = visitor.channel("general")
        mira = visitor.person("mira")
        asked: dict[str, Any] = {"channel": general, "command": "suspend"}
        offered = await visitor.done("autocomplete", "amara", **asked, option="length", value="3", options={})
        assert [each["value"] for each in offered["choices"]] == ["3d"]
        short = await visitor.act("slash", "amara", **asked, options={"member": mira})
        assert short == {"ok": False, "why": "/suspend also needs: length."}
        options = {"member": mira, "length": "3d", "notify": True}
        await visitor.done("slash", "amara", **asked, options=options)
        await visitor.until(lambda: any("is suspended for 3" in each for each in visitor.texts()))
        refused = await visitor.act("slash", "mira", **asked, options=options)
        assert refused["why"] == "There is no command /suspend for you here."


async def test_what_goes_wrong_in_the_bot_is_shown_and_the_session_goes_on() -> None:
    async with visiting() as visitor:
        await visitor.look("mira")
        general = visitor.channel("general")
        answer = await visitor.done("slash", "mira", channel=general, command="fail")
        assert answer["silent"] == "The application did not respond."
        await visitor.until(lambda: visitor.parts["troubles"])
        assert "on purpose" in visitor.parts["troubles"][0]["what"]
        await visitor.done("send", "mira", channel=general, text="Still here")


async def test_join_leave_edit_delete_forum_and_nonsense() -> None:
    async with visiting() as visitor:
        await visitor.look("mira")
        general = visitor.channel("general")
        await visitor.done("join", "pip")
        await visitor.until(lambda: any(each["name"] == "Pip" for each in visitor.parts["members"]))
        await visitor.done("leave", "pip")
        assert (await visitor.act("send", "pip", channel=general, text="x"))["ok"] is False
        await visitor.done("send", "mira", channel=general, text="one")
        await visitor.until(lambda: visitor.texts()[-1] == "one")
        mine = visitor.order[-1]
        await visitor.done("edit", "mira", channel=general, message=mine, text="two")
        await visitor.until(lambda: visitor.texts()[-1] == "two")
        other = await visitor.act("delete", "jonas", channel=general, message=mine)
        assert other["why"] == "You don't have the permission to do that here."
        await visitor.done("delete", "amara", channel=general, message=mine)
        await visitor.until(lambda: mine not in visitor.order)
        ideas = visitor.channel("ideas")
        thread = (await visitor.done("post", "mira", channel=ideas, title="Tea", text="A tea corner?"))[
            "channel"
        ]
        await visitor.done("send", "jonas", channel=thread, text="Yes please")
        for wrong in (
            {"act": "fly"},
            {"act": "send", "channel": "x"},
            {"act": "send", "channel": general, "text": 5},
        ):
            assert (await visitor.act(**{"persona": "mira", **wrong}))["ok"] is False  # type: ignore[arg-type]
        long = await visitor.act("send", "mira", channel=general, text="x" * 2001)
        assert "2001" in long["why"]


class Broken(DemoBot):
    @override
    async def setup_hook(self) -> None:
        raise RuntimeError("no database")


async def test_a_restart_that_fails_can_be_tried_again() -> None:
    bots = iter([DemoBot, Broken, DemoBot])
    async with visiting(lambda: next(bots)()) as visitor:
        await visitor.look("mira")
        general = visitor.channel("general")
        assert (await visitor.act("restart", "mira"))["ok"] is False
        await visitor.until(lambda: visitor.parts["troubles"])
        assert "no database" in visitor.parts["troubles"][0]["what"]
        down = await visitor.act("send", "mira", channel=general, text="Hello?")
        assert "Restart bot" in down["why"]
        await visitor.done("restart", "mira")
        await visitor.done("send", "mira", channel=general, text="What an idiot")
        await visitor.until(lambda: visitor.channel("Steward"))
        assert "What an idiot" not in visitor.texts()


async def test_the_clock_follows_the_real_one_and_jumps_on_demand() -> None:
    async with visiting() as visitor:
        await visitor.look("mira")
        before = visitor.parts["clock"]
        await visitor.done("clock", "mira", seconds=30 * 86_400)
        await visitor.until(lambda: visitor.parts["clock"] >= before + 30 * 86_400_000)
        assert (await visitor.act("clock", "mira", seconds=10**9))["ok"] is False
