"""The people of a run: they try what they want until somebody answers, each member's deeds in turn."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import discord

from bot.storage.port import Database
from tests.faults import acts_members, acts_messages, interactions, records
from tests.faults.deeds import Deed, Want, options_for
from tests.faults.gateway import Gateway
from tests.faults.keeper import happened
from tests.faults.things import Interaction, Message
from tests.faults.world import World

ACK_SECONDS = 3.5
"""After this the client says "The application did not respond"."""
ANSWER_SECONDS = 12.0
"""How long a person looks at "is thinking …" before trying again."""
MOST_TRIES = 40
PATIENCE = 0.3
"""Seconds until a person who was refused tries again."""
UNBAN_SECONDS = 60.0
FAULT = "Something went wrong on my side"
"""How the bot tells of a fault of its own; whoever reads it tries again."""
NO_END = 3600.0
"""For waits that other limits end."""
CONFIRMING = frozenset({3, 4})
"""Styles of the buttons that a person presses to confirm: green and red."""


@dataclass(slots=True, kw_only=True)
class People:
    """Carries out deeds against the bot."""

    world: World
    gateway: Gateway
    database: Database
    """The bot's own, opened for reading."""
    clause: str
    crowd: asyncio.Semaphore
    """How many people are at it at the same time."""
    offence: str
    """Words that break a rule; the deed's mark is added."""
    finished: int = 0
    tries: int = 0
    unanswered: int = 0

    async def reached(self, finished: int, over: asyncio.Event) -> None:
        """Wait until so many deeds are finished, or all is over."""
        await happened(lambda: self.finished >= finished or over.is_set(), NO_END)

    async def carry_out(self, deeds: Iterable[Deed]) -> None:
        """Do one member's deeds one after the other."""
        for deed in deeds:
            async with self.crowd:
                await self._do(deed)
            self.finished += 1

    async def _do(self, deed: Deed) -> None:
        for _ in range(MOST_TRIES):
            await happened(lambda: bool(self.gateway.live), NO_END)
            self.tries += 1
            if await (self._offend(deed) if deed.want is Want.OFFEND else self._command(deed)):
                break
            self.unanswered += 1
            # Nobody repeats a command forty times within a second of lost permissions.
            await asyncio.sleep(PATIENCE)
        if deed.want is Want.LIFT:
            await self._come_back(deed)

    async def _command(self, deed: Deed) -> bool:
        """Send a command once; return whether it need not be sent again."""
        guild = deed.guild
        if not guild.available:
            await asyncio.sleep(0.5)
            return False
        registered = interactions.find(self.world, guild, deed.want)
        options = options_for(deed, registered, self.clause)
        interaction = interactions.command(self.world, guild, deed.channel, deed.by, deed.want, options)
        deed.causes.append(f"cmd:{interaction.id}")
        answered = await self._answer(interaction)
        if answered and (button := _confirmation(interaction.replies[-1:])):
            on, custom_id = button
            pressed = interactions.press(self.world, guild, deed.channel, deed.by, on, custom_id)
            deed.causes.append(f"cmd:{pressed.id}")
            answered = await self._answer(pressed)
            interaction = pressed if pressed.replies else interaction
        deed.answers += [acts_messages.said(reply) for reply in interaction.replies[-1:]]
        told = "" if not deed.answers else deed.answers[-1]
        deed.needless = answered and deed.want is Want.LIFT and _free(deed) and FAULT not in told
        return deed.needless or await self._is_recorded(deed)

    async def _answer(self, interaction: Interaction) -> bool:
        for event, patience in (
            (interaction.acknowledged, ACK_SECONDS),
            (interaction.answered, ANSWER_SECONDS),
        ):
            try:
                async with asyncio.timeout(patience):
                    await event.wait()
            except TimeoutError:
                return False
        return True

    async def _offend(self, deed: Deed) -> bool:
        """Write what breaks a rule; return whether the bot has dealt with it."""
        if deed.target.id not in deed.guild.members:
            # Whoever is not here can't write, and so breaks no rule.
            deed.needless = True
            return True
        words = f"{self.offence} {deed.mark}"
        message = acts_messages.write(self.world, deed.channel, deed.by, {"content": words})
        deed.causes.append(f"msg:{message.id}")
        if await happened(lambda: message.id not in deed.channel.messages, ACK_SECONDS):
            return True
        return await self._is_recorded(deed)

    async def _is_recorded(self, deed: Deed) -> bool:
        for cause in reversed(deed.causes):
            if await records.recorded(self.database, cause):
                return True
        return False

    async def _come_back(self, deed: Deed) -> None:
        """Let a member who was banned for a time join again once the ban is gone."""
        free = await happened(lambda: deed.target.id not in deed.guild.bans, UNBAN_SECONDS)
        if free and deed.target.id not in deed.guild.members:
            acts_members.join(self.world, deed.guild, deed.target)


def _free(deed: Deed) -> bool:
    """Return whether nothing holds the member back in Discord itself: no ban, no timeout, no role."""
    member = deed.guild.members.get(deed.target.id)
    if member is None or deed.target.id in deed.guild.bans or member.roles:
        return False
    return member.timeout_until is None or member.timeout_until <= discord.utils.utcnow()


def _confirmation(replies: list[Message]) -> tuple[Message, str] | None:
    """Return the first button of an answer that confirms something."""
    for reply in replies:
        todo = list(reply.components)
        while todo:
            component = todo.pop(0)
            todo += component.get("components", ())
            if component.get("type") == 2 and component.get("style") in CONFIRMING:
                return reply, str(component["custom_id"])
    return None
