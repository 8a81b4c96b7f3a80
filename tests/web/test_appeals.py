"""Appealing without an account, as somebody who was banned lives it (mission row M40)."""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import dataclass, replace
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import discord
import pytest

from bot.policy.ids import GuildId, UserId
from bot.settings import Settings
from tests.cogs.appealing import answer, desk, sanction_states, set_up, shown
from tests.cogs.sanctioning import order
from tests.conftest import Town

SAYS = "<b>I</b> was quoting & asked first."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    return replace(settings, public_address=f"http://127.0.0.1:{port}", page_port=port)


@dataclass(frozen=True)
class Seen:
    status: int
    text: str
    headers: dict[str, str]


async def visit(address: str, **answers: str) -> Seen:
    """Open a page as a browser would, or send its form."""

    def go() -> Seen:
        body = urlencode(answers).encode() if answers else None
        try:
            with urlopen(address, body, timeout=10) as got:
                return Seen(got.status, got.read().decode(), dict(got.headers))
        except HTTPError as error:
            with error:
                return Seen(error.code, error.read().decode(), dict(error.headers))

    return await asyncio.to_thread(go)


@pytest.fixture
async def banned(town: Town) -> Town:
    await set_up(town, suspension_method="ban")
    await suspend(town)
    assert town.mira.id in town.env.backend.get_guild(town.guild.id).bans
    return town


async def suspend(town: Town) -> None:
    await order(town, "suspend", duration="7 days", reason="**Threats** <script>")


def link(town: Town) -> str:
    """Return the address in the notice."""
    letters = town.mira.user.dm_channel.history()
    rows = [row for each in letters for row in each.components if isinstance(row, discord.ActionRow)]
    return next(
        str(button.url)
        for row in rows
        for button in row.children
        if isinstance(button, discord.Button) and button.url
    )


async def test_a_banned_person_appeals_by_the_link_and_sees_the_answer_there(banned: Town) -> None:
    town = banned
    page = await visit(link(town))
    assert page.status == 200
    assert "you are suspended" in page.text
    assert "<strong>Threats</strong> &lt;script&gt;" in page.text
    assert "What happened, from your side?" in page.text
    assert "<script" not in page.text
    for name, wanted in (("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")):
        assert page.headers[name] == wanted
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]

    assert "with the form below" in page.text
    assert "button below" not in page.text, "there is none on a page"

    empty = await visit(link(town), answer0=" ", answer1="\n")
    assert "Please write at least a sentence" in empty.text
    assert "required>\n </textarea>" in empty.text, "nobody has to write it all again"
    sent = await visit(link(town), answer0=SAYS)
    assert "Your appeal 1" in sent.text
    assert "<textarea" not in sent.text
    assert "If you disagree" not in sent.text
    assert SAYS in shown(desk(town))
    again = await visit(link(town), answer0="And again.")
    assert "Your appeal 1" in again.text
    assert len([each for each in town.queue.history() if "Appeal" in shown(each)]) == 1

    await answer(town, town.second, "grant")
    assert town.mira.id not in town.env.backend.get_guild(town.guild.id).bans
    assert await sanction_states(town) == ["void", "void"]
    after = await visit(link(town))
    assert "the decision was undone" in after.text
    assert "You were right." in after.text


async def test_after_a_no_the_next_link_comes_with_the_next_chance(banned: Town) -> None:
    town = banned
    await set_up(town, appeal_wait_days=1)
    await visit(link(town), answer0="Please look.")
    await answer(town, town.second, "deny")
    waiting = await visit(link(town))
    assert "the decision stays as it is" in waiting.text
    assert "Ask once more" not in waiting.text

    await town.env.advance_time(25 * 3600)
    offered = re.search(r'class=act href="([^"]+)"', (await visit(link(town))).text)
    assert offered is not None
    assert offered[1] != link(town)
    assert "Your appeal 2" in (await visit(offered[1], answer0="I found the log.")).text
    assert "Your appeal 1" in (await visit(link(town))).text


async def test_the_link_outlives_a_restart_and_ends_with_an_erasure(banned: Town) -> None:
    town = banned
    await town.restart()
    assert (await visit(link(town))).status == 200
    await town.bot.services.people.erase(UserId(town.mira.id))
    assert (await visit(link(town))).status == 404


async def test_what_comes_too_late_is_said_once_and_given_back(town: Town) -> None:
    """The form may have stood open past the end; nothing on the page keeps what was written in it."""
    await set_up(town, suspension_method="ban", appeal_days=1)
    await suspend(town)
    address = link(town)
    assert "<textarea" in (await visit(address)).text
    await town.env.advance_time(90_000)

    late = (await visit(address, answer0=SAYS)).text

    assert late.count("The time to ask for a second look at this decision has passed") == 1
    assert "Not sent yet" not in late, "it never can be"
    assert "<h1>Not sent</h1>" in late
    assert "&lt;b&gt;I&lt;/b&gt; was quoting &amp; asked first." in late
    assert "<form" not in late
    assert "There is nothing to ask for here" in (await visit(address)).text


async def test_there_is_nothing_to_find_without_a_link(banned: Town) -> None:
    town = banned
    base, _, token = link(town).rpartition("/")
    root = base.removesuffix("/appeal")
    changed = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    answers = [await visit(each) for each in (root, f"{base}/", f"{base}/x", f"{base}/{changed}")]
    assert {each.status for each in answers} == {404}
    assert len({each.text for each in answers}) == 1, "a wrong link says no more than any other address"
    posted = await visit(f"{base}/{changed}", answer0="Let me in.")
    assert posted.status == 404
    for _ in range(130):
        last = await visit(f"{base}/x")
    assert last.status == 429
    assert (await visit(link(town))).status == 200, "guessing must not lock anybody else out"


async def test_one_link_can_not_be_hammered_and_long_words_are_cut(banned: Town) -> None:
    town = banned
    huge = await visit(link(town), answer0="x" * 80_000)
    assert huge.status == 413
    assert "each answer has room for" in huge.text
    assert [(await visit(link(town))).status for _ in range(31)][-1] == 429
    await town.env.advance_time(61)
    assert (await visit(link(town), answer0="y" * 1500)).status == 200
    assert "y" * 1000 in shown(desk(town)) or "y" * 599 in shown(desk(town))


async def test_without_an_address_notices_hold_no_link(town: Town) -> None:
    """The link is part of removals only: who is still here has the button."""
    await set_up(town)
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")
    with pytest.raises(StopIteration):
        link(town)
    assert await town.bot.services.appeal_links.open("A" * 44) is None
    assert town.bot.services.servers.of(GuildId(town.guild.id)).appeal_days == 183
