"""The first answer to an interaction, sent such that an answer of Discord's that gets lost costs nothing.

Discord takes one first answer in three seconds and refuses each further one. When it took ours but its
"yes" was lost on the way, the next try meets that refusal: then ours is there, and the command goes on and
answers by follow-up, instead of asking the person to repeat what is acknowledged already.

discord.py keeps what sends these answers in a context variable and promises nothing about it; it is touched
here and nowhere else.
"""

import asyncio
from collections import OrderedDict
from typing import Any, Final

import aiohttp
import discord
from discord.webhook.async_ import AsyncWebhookAdapter, async_context
from typing_extensions import override

ALREADY: Final = 40060
"""Discord's code for "already acknowledged":
https://discord.com/developers/docs/topics/opcodes-and-status-codes#json"""
WAITS: Final = (0.1, 0.4)
"""Seconds between tries after a lost connection; Discord waits three for a first answer."""
REMEMBERED: Final = 1000
"""Interactions whose first answer was tried; a second delivery comes within seconds."""


class FirstAnswers(AsyncWebhookAdapter):
    """discord.py's sender of answers, which knows that a refusal may mean that we were heard."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # discord.py annotates nothing here
        self._tried: OrderedDict[int, None] = OrderedDict()

    @override
    async def create_interaction_response(
        self, interaction_id: int, token: str, *, params: Any, **how: Any
    ) -> Any:
        # The same interaction delivered twice is refused rightly: whoever came first answers it.
        first = interaction_id not in self._tried
        self._remember(interaction_id)
        for wait in (*WAITS, None):
            try:
                return await super().create_interaction_response(interaction_id, token, params=params, **how)
            except discord.HTTPException as error:
                if error.code != ALREADY or not first:
                    raise
                return {"interaction": {"id": str(interaction_id)}}
            except (aiohttp.ClientError, OSError):
                if wait is None:
                    raise
                for file in params.files or ():
                    file.reset()
                await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _remember(self, interaction_id: int) -> None:
        self._tried[interaction_id] = None
        if len(self._tried) > REMEMBERED:
            self._tried.popitem(last=False)


def answer_surely() -> None:
    """Let every task that is started from here on answer this way."""
    async_context.set(FirstAnswers())
