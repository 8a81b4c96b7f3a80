"""The button under what is not written in the open, as it is about somebody who reads there (M41)."""

from __future__ import annotations

from typing_extensions import override

from bot.policy.card import Letter
from cogs.ui import answers
from cogs.ui.answers import Interaction
from cogs.ui.case_desk import absent, seated
from cogs.ui.press import Press


class CoveredButton(Press, template=r"covered:(?P<number>[0-9]{1,15}):(?P<action>[0-9a-z-]{1,40})"):
    """Shows an appeal, a motion or an answer to a moderator who is not involved in its case."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        desk = await seated(pressed, self.number)
        if desk is None:
            return
        action = next((act for act in desk.file.actions if act.id == self.said["action"]), None)
        letter = None if action is None else await pressed.client.services.clerk.item(action)
        if isinstance(letter, Letter):
            await answers.say(pressed, letter.card)
        else:
            await answers.refuse(pressed, absent(pressed, "no_such_case", self.number))
