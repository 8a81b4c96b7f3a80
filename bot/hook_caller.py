"""Sends signed messages to outside systems: the performer of the one act that does not go to Discord.

The addresses come from administrators of servers, not from whoever runs the bot. So they must not become a
way into the operator's own network: names are looked up by us, and every address found must be public.
"""

import asyncio
import socket
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from typing_extensions import override

from bot.clock import Clock
from bot.policy.actions import ActionKind, Command, Done, Outcome, Performer, Refused, Retry
from bot.policy.hooks import is_private, signature, unusable
from bot.services.hooks import GONE, HookMessage, HookMessages

CALL: Final = 10.0
"""Seconds for one message; a receiver should answer at once and work afterwards."""
_GONE_STATUS: Final = 410


class NotPublic(OSError):
    """A name leads into a network that is not public."""


class PublicResolver(AbstractResolver):
    """Looks names up, and refuses those that lead to an address outside the public Internet."""

    def __init__(self) -> None:
        self._inner = ThreadedResolver()

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if any(is_private(each["host"].partition("%")[0]) for each in found):
            raise NotPublic(f"{host} is not public")
        return found

    @override
    async def close(self) -> None:
        await self._inner.close()


@dataclass(slots=True)
class HookCaller:
    """Carries out ``CALL_HOOK``."""

    messages: HookMessages
    clock: Clock
    private: bool
    """Whether addresses in our own network, and without encryption, may be told; the operator says."""

    async def perform(self, command: Command) -> Outcome:
        """Send a message once and say what became of it."""
        message = await self.messages.of(command.guild_id, command.payload)
        if isinstance(message, str):
            return Refused(message)
        if unusable(message.hook.address, private=self.private) is not None:
            # It was allowed when it was added; the operator has changed that since.
            return Refused("hook_private")
        try:
            async with asyncio.timeout(CALL):
                status = await self._send(command, message)
        except TimeoutError:
            return Retry(timedelta(), "hook_silent")
        except (aiohttp.ClientError, OSError) as error:
            private = isinstance(error, NotPublic) or isinstance(error.__cause__, NotPublic)
            return Refused("hook_private") if private else Retry(timedelta(), "connection_lost")
        if 200 <= status < 300:
            return Done({"status": status})
        return Refused(GONE, status) if status == _GONE_STATUS else Retry(timedelta(), "hook_status")

    async def _send(self, command: Command, message: HookMessage) -> int:
        at = int(self.clock.now().timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Steward",
            # The same for each try, so that a receiver can tell a second copy.
            "webhook-id": command.id,
            "webhook-timestamp": str(at),
            "webhook-signature": signature(message.hook.secret, command.id, at, message.body),
        }
        resolver = ThreadedResolver() if self.private else PublicResolver()
        connector = aiohttp.TCPConnector(resolver=resolver, force_close=True)
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            # A redirect would lead past the look at the address.
            session.post(
                message.hook.address, data=message.body, headers=headers, allow_redirects=False
            ) as answer,
        ):
            return answer.status


@dataclass(slots=True)
class Performers:
    """Gives each act to who carries it out."""

    discord: Performer
    outside: Performer

    async def perform(self, command: Command) -> Outcome:
        """Do it once and say what became of it."""
        performer = self.outside if command.kind is ActionKind.CALL_HOOK else self.discord
        return await performer.perform(command)
