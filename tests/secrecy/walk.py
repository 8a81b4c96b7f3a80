"""A random run of what people do, with a reporter whose name, account and words are looked for afterwards."""

from __future__ import annotations

import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.client import StewardBot
from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from bot.settings import Settings
from tests.conftest import Town, build_town
from tests.secrecy.search import Doors, Lines, Planted, database_bytes, in_bytes, in_lines, in_requests

NAME, ERASED = "quillonbartleby", "zephyrinewolcott"
_TOLD, _WRITTEN, _FORGOTTEN = "marmaladequartz", "vellichorbramble", "petrichorsaxony"
_BAD = ("you are an idiot", "you are garbage", "shut up moron", "what an idiot you are")
_CATEGORIES = ("harassment", "belittling", "threats", "other")


@dataclass
class Walk:
    """One run, step by step."""

    town: Town
    reporter: simcord.MemberActor
    leaver: simcord.MemberActor
    lounge: simcord.ChannelHandle
    chance: random.Random
    lines: list[str]
    doors: Doors = field(default_factory=Doors)
    done: dict[str, int] = field(default_factory=dict)
    erased: bool = False
    _messages: list[discord.Message] = field(default_factory=list)

    @property
    def planted(self) -> Planted:
        """Return what must be found nowhere."""
        return Planted(account=self.reporter.id, name=NAME, told=(_TOLD,), written=(_WRITTEN,))

    @property
    def forgotten(self) -> Planted:
        """Return what must be found nowhere once its person was erased."""
        return Planted(account=self.leaver.id, name=ERASED, told=(_FORGOTTEN,))

    async def step(self) -> None:
        """Do one thing at random; what can't be done just now is passed over."""
        act = self.chance.choice(_ACTS)
        await act(self)
        self.done[act.__name__.strip("_")] = self.done.get(act.__name__.strip("_"), 0) + 1

    async def own(self, doing: Awaitable[Any]) -> Any:
        """Do something as the reporter, and remember which answers are theirs."""
        return await self._as(self.doors.tokens, doing)

    async def staff(self, doing: Awaitable[Any]) -> Any:
        """Do something as a moderator, and remember which answers are theirs."""
        return await self._as(self.doors.staff_tokens, doing)

    async def _as(self, tokens: set[str], doing: Awaitable[Any]) -> Any:
        before = len(self.town.env.http_requests)
        result = await doing
        for entry in self.town.env.http_requests[before:]:
            steps = entry.path.strip("/").split("/")
            if steps[0] == "interactions" and len(steps) > 2:
                tokens.add(steps[2])
        return result

    async def talk(self) -> None:
        """Somebody writes; the reporter's own words stand around what is reported later."""
        town = self.town
        who = self.chance.choice((town.mira, town.second, self.reporter, self.leaver))
        # Never twice the same, which the rules would notice: a case about the reporter may name them.
        words = {self.reporter.id: f"{_WRITTEN} {len(self._messages)}", self.leaver.id: f"so {_FORGOTTEN}"}
        self._messages.append(await who.send(town.general, words.get(who.id, "good morning everybody")))

    async def misbehave(self) -> None:
        """Mira or the one who leaves insults somebody, where the reporter never is: nobody means them."""
        who = self.chance.choice((self.town.mira, self.town.mira, self.leaver))
        words = self.chance.choice(_BAD) + (f" {_FORGOTTEN}" if who is self.leaver else "")
        self._messages.append(await who.send(self.lounge, words))

    async def turn_to(self) -> None:
        """Mira turns to the reporter, by a reply or a reaction: nobody may learn why that is noticed."""
        theirs = [each for each in self._messages if each.author.id == self.reporter.id]
        if not theirs:
            return
        message = self.chance.choice(theirs)
        if self.chance.random() < 0.5:
            await self.town.mira.react(message, "👀")
        else:
            await self.town.mira.send(self.town.general, "oh, hello", reply_to=message)

    async def report(self) -> None:
        """The reporter tells of Mira or of the one who leaves."""
        others = [each for each in self._messages if each.author.id in (self.town.mira.id, self.leaver.id)]
        options: dict[str, Any] = {"text": f"{_TOLD} hurts", "category": self.chance.choice(_CATEGORIES)}
        if others and self.chance.random() < 0.7:
            message = self.chance.choice(others)
            place = f"{self.town.guild.id}/{message.channel.id}/{message.id}"
            options["link"] = f"https://discord.com/channels/{place}"
        else:
            options["who"] = self.town.mira
        await self.own(self.reporter.slash(self.town.general, "report", **options))

    async def ask_for_news(self) -> None:
        """The reporter looks at what belongs to them."""
        command = self.chance.choice(("my reports", "my record", "privacy export"))
        await self.own(self.reporter.slash(self.town.general, command))

    async def decide(self) -> None:
        """A moderator works on an open case, in one of the ways that close it."""
        number = self._open_case()
        if number is None:
            return
        who = self.chance.choice((self.town.moderator, self.town.second))
        end = self.chance.choice(("close", "unfounded", "warn", "warn"))
        case = await self._case(number)
        subject = None if case is None else await self.town.bot.services.people.user_id(case.person)
        if end == "warn" and subject is not None:
            member = self.leaver if subject == self.leaver.id else self.town.mira
            await self.staff(who.slash(self.town.general, "warn", member=member, reason="Please be kind."))
        elif (post := self._post(number)) is not None:
            asked = await self.staff(who.click(post, custom_id=f"case:{number}:dismiss"))
            buttons = str(asked.response.components if asked.response else "")
            if f"case:{number}:{end}" in buttons:
                await self.staff(who.click(asked.response, custom_id=f"case:{number}:{end}"))

    async def look(self) -> None:
        """A moderator reads."""
        who = self.chance.choice((self.town.moderator, self.town.admin))
        command, options = self.chance.choice(
            (("queue", {}), ("case", {"number": 1}), ("history", {"member": self.town.mira}))
        )
        await self.staff(who.slash(self.town.general, command, **options))

    async def ask_reporter(self) -> None:
        """A moderator asks the reporter something, and the reporter answers."""
        number = self._open_case()
        post = None if number is None else self._post(number)
        if post is None:
            return
        menu = await self.staff(self.town.moderator.click(post, custom_id=f"talk:{number}:menu"))
        target = f"talk:{number}:reporter:1"
        if menu.response is None or target not in str(menu.response.components):
            return
        form = await self.staff(self.town.moderator.click(menu.response, custom_id=target))
        if form.modal is not None:
            await self.staff(self.town.moderator.submit_modal(form, {"words": "Did it happen before?"}))
            await self._answer()

    async def _answer(self) -> None:
        for message in reversed(self.reporter.user.dm_channel.history()):
            ids = _custom_ids(message)
            wanted = next((each for each in ids if each.startswith("question:")), None)
            if wanted is not None:
                form = await self.own(self.reporter.user.click(message, custom_id=wanted))
                if form.modal is not None:
                    await self.own(self.reporter.user.submit_modal(form, {"words": f"{_TOLD}, yes"}))
                return

    async def appeal(self) -> None:
        """Mira appeals the last decision that she was told of."""
        for message in reversed(self.town.mira.user.dm_channel.history()):
            wanted = next((each for each in _custom_ids(message) if each.endswith(":make")), None)
            if wanted is not None:
                form = await self.town.mira.user.click(message, custom_id=wanted)
                if form.modal is not None:
                    await self.town.mira.user.submit_modal(form, {"answer0": "I was quoting somebody."})
                return

    async def wait(self) -> None:
        """Time passes, so that what is due comes due."""
        await self.town.env.advance_time(self.chance.choice((60, 3_700, 7_300, 90_000)))

    async def restart(self) -> None:
        """The bot is stopped and started again."""
        await self.town.restart()

    def _open_case(self) -> int | None:
        return self.chance.choice(waiting) if (waiting := self._waiting()) else None

    def _waiting(self) -> list[int]:
        ids = [each for message in self.town.queue.history() for each in _custom_ids(message)]
        return [
            int(each.split(":")[1]) for each in ids if each.startswith("case:") and each.endswith(":dismiss")
        ]

    async def _case(self, number: int) -> Any:
        file = await self.town.bot.services.casebook.file(GuildId(self.town.guild.id), number)
        return None if file is None else file.case

    def _post(self, number: int) -> discord.Message | None:
        found = (each for each in self.town.queue.history() if f"case:{number}:dismiss" in _custom_ids(each))
        return next(found, None)

    async def forget(self) -> None:
        """Close what is open about the one who leaves, who then has everything forgotten."""
        services = self.town.bot.services
        for number in self._waiting():
            case = await self._case(number)
            if await services.people.user_id(case.person) == self.leaver.id:
                guild_id, who = GuildId(self.town.guild.id), UserId(self.town.moderator.id)
                await services.moderation.dismiss(guild_id, number, who, f"end:{number}")
        await self.town.env.settle()
        asked = await self.leaver.user.slash("privacy erase")
        await self.leaver.user.click(asked.response.message, label="Forget me")
        self.erased = await services.people.user_id((await self._code()) or None) is None

    async def _code(self) -> Any:
        person = await self.town.bot.services.people.find(UserId(self.leaver.id))
        return None if person is None else person.code

    async def leaks(self) -> list[str]:
        """Close the bot and return everything that says too much."""
        town = self.town
        self.doors.private = self.reporter.user.dm_channel.id
        self.doors.staff = (town.queue.id, town.log.id)
        found = list(in_requests(town.env.http_requests, self.planted, self.doors))
        found += in_lines(self.lines, self.planted)
        found += in_lines(self.lines, self.forgotten)
        path = Path(town.bot.settings.database)
        await town.bot.close()
        kept = database_bytes(path)
        found += in_bytes("database", kept, self.planted)
        if self.erased:
            found += in_bytes("database after erasure", kept, self.forgotten)
        return found


_ACTS: list[Callable[[Walk], Awaitable[None]]] = [
    Walk.talk, Walk.talk, Walk.talk, Walk.misbehave, Walk.misbehave, Walk.turn_to, Walk.report, Walk.report,
    Walk.ask_for_news, Walk.decide, Walk.decide, Walk.look, Walk.ask_reporter, Walk.appeal, Walk.wait,
    Walk.restart,
]  # fmt: skip


def _custom_ids(message: discord.Message) -> list[str]:
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [str(getattr(child, "custom_id", "")) for row in rows for child in row.children]


@asynccontextmanager
async def begun(folder: Path, seed: int) -> AsyncIterator[Walk]:
    """Start the bot on a simulated Discord with everybody in it; take both down in the end."""
    settings = Settings.from_env(
        {
            "DATABASE": str(folder / "steward.sqlite3"),
            "TEXT_MODEL": "off",
            "OCR": "off",
            "VISION": "off",
            "SHARD_COUNT": "1",
        }
    )
    assert isinstance(settings, Settings)
    env = simcord.Env(StewardBot(settings), settle_timeout=60)
    lines, log = Lines(), logging.getLogger("steward")
    level = log.level
    log.addHandler(lines)
    log.setLevel(logging.DEBUG)
    await env.start()
    try:
        town = build_town(env)
        people = [town.guild.add_member(env.create_user(name)) for name in (NAME, ERASED)]
        services = town.bot.services
        for who in (*people, town.mira):
            await services.acceptance.accept(UserId(who.id))
        guild_id = GuildId(town.guild.id)
        await services.servers.change(guild_id, MACHINE, queue_channel=town.queue.id, log_channel=town.log.id)
        yield Walk(
            town=town,
            reporter=people[0],
            leaver=people[1],
            lounge=town.guild.create_text_channel("lounge"),
            chance=random.Random(seed),
            lines=lines.kept,
        )
    finally:
        log.removeHandler(lines)
        log.setLevel(level)
        await env.bot.close()
        await env.shutdown()


async def run(folder: Path, steps: int, seed: int) -> tuple[list[str], dict[str, int]]:
    """Play a run; return its leaks, and how often each thing was done."""
    async with begun(folder, seed) as walk:
        for _ in range(steps):
            await walk.step()
        await walk.forget()
        walk.done["erased"] = int(walk.erased)
        return await walk.leaks(), walk.done
