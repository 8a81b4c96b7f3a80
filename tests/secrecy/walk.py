"""A random run of what people do, with a reporter whose name, account and words are looked for afterwards."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.policy.ids import GuildId, UserId
from bot.services.orders import CaseFile
from tests.conftest import Town
from tests.secrecy.search import Doors, Planted, database_bytes, in_bytes, in_lines, in_requests

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
        before = len(self.town.env.http_requests)
        result = await self._as(self.doors.tokens, doing)
        # In a private message the bot asks in which servers they are; anybody's command leads to that.
        asked = f"/members/{self.reporter.id}"
        self.doors.lookups += [
            entry
            for entry in self.town.env.http_requests[before:]
            if entry.method == "GET" and entry.path.endswith(asked)
        ]
        return result

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
        """The reporter looks at what belongs to them, on the server or in a private message."""
        command = self.chance.choice(("my reports", "my record", "privacy export"))
        if self.chance.random() < 0.5:
            await self.own(self.reporter.slash(self.town.general, command))
        else:
            await self.own(self.reporter.user.slash(command))

    async def look_at_oneself(self) -> None:
        """Mira looks at what there is about her, in a private message: a timeout takes all else away."""
        command = self.chance.choice(("my record", "my record", "my reports", "privacy export"))
        await self.town.mira.user.slash(command)

    async def decide(self) -> None:
        """A moderator works on an open case, in one of the ways that close it."""
        number = await self._open_case()
        if number is None:
            return
        who = self.chance.choice((self.town.moderator, self.town.second))
        end = self.chance.choice(("close", "unfounded", "warn", "warn"))
        subject = await self._subject(number)
        if end == "warn" and subject is not None:
            member = self.leaver if subject == self.leaver.id else self.town.mira
            await self.staff(who.slash(self.town.general, "warn", member=member, reason="Please be kind."))
        elif (post := await self._card(number, who, "dismiss")) is not None:
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
        number = await self._open_case()
        post = None if number is None else await self._card(number, self.town.moderator, "dismiss")
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

    async def move(self) -> None:
        """A moderator finds that a report is about somebody else."""
        number, who = await self._open_case(), self.town.moderator
        file = None if number is None else await self._file(number)
        post = None if number is None else await self._card(number, who, "dismiss")
        if file is None or post is None or not file.reports:
            return
        to = self.leaver if await self._subject(number) == self.town.mira.id else self.town.mira
        menu = await self.staff(who.click(post, custom_id=f"more:{number}:menu"))
        asked = await self.staff(who.click(menu.response, custom_id=f"more:{number}:split"))
        piece = f"report:{file.reports[-1].code}"
        if asked.response is None or piece not in str(asked.response.components):
            return
        where = await self.staff(who.select(asked.response, custom_id=f"piece:{number}", values=[piece]))
        shown = await self.staff(who.select(where.response, custom_id=f"carry:{number}:{piece}", values=[to]))
        yes = f"carryyes:{number}:{piece}:{to.id}"
        if yes in str(shown.response.components):
            await self.staff(who.click(shown.response, custom_id=yes))
            self.done["moved"] = self.done.get("moved", 0) + 1

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

    async def _open_case(self) -> int | None:
        return self.chance.choice(waiting) if (waiting := await self._waiting()) else None

    async def _waiting(self) -> list[int]:
        async with self.town.bot.services.database.reading() as reader:
            rows = await reader.fetch("SELECT number FROM cases WHERE state = 'open' ORDER BY number")
        return [int(row["number"]) for row in rows]

    async def _file(self, number: int) -> CaseFile | None:
        return await self.town.bot.services.casebook.file(GuildId(self.town.guild.id), number)

    async def _subject(self, number: int | None) -> UserId | None:
        file = None if number is None else await self._file(number)
        return None if file is None else await self.town.bot.services.people.user_id(file.case.person)

    async def _card(self, number: int, who: simcord.MemberActor, act: str) -> Any:
        """Return a case as a moderator opens it, as its post may be covered; None when it is not for them."""
        opened = await self.staff(who.slash(self.town.general, "case", number=number))
        buttons = "" if opened.response is None else str(opened.response.components)
        return opened.response if f"case:{number}:{act}" in buttons else None

    async def forget(self) -> None:
        """Close what is open about the one who leaves, who then has everything forgotten."""
        services = self.town.bot.services
        for number in await self._waiting():
            if await self._subject(number) == self.leaver.id:
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
    Walk.ask_for_news, Walk.look_at_oneself, Walk.decide, Walk.decide, Walk.look, Walk.ask_reporter,
    Walk.move, Walk.appeal, Walk.wait, Walk.restart,
]  # fmt: skip


def _custom_ids(message: discord.Message) -> list[str]:
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [str(getattr(child, "custom_id", "")) for row in rows for child in row.children]
