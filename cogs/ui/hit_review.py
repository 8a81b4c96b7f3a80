"""The button *The rule was wrong* under a case, and what follows it: which rule, are you sure, noted, undo.

``hit:42:wrong:1`` is the second rule that had a part in case 42; rules only ever join at the end.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from typing_extensions import override

from bot.policy.card import Button, ButtonStyle, Card, Tone
from bot.policy.records import CaseState
from bot.services.hit_reviews import Marked, RuleHit
from bot.services.orders import Unmoved
from cogs.ui import answers
from cogs.ui.answers import Interaction, text
from cogs.ui.case_desk import Desk, seated
from cogs.ui.press import Press

_MOST: Final = 20
"""Rules shown at once; Discord takes 25 buttons."""


class HitButton(
    Press,
    template=r"hit:(?P<number>[0-9]{1,15}):(?P<act>list|ask|wrong|right):(?P<index>[0-9]{1,3})",
):
    """One press about a rule that had a part in a case."""

    @override
    async def press(self, pressed: Interaction) -> None:
        await pressed.response.defer(ephemeral=True, thinking=True)
        desk = await seated(pressed, self.number)
        if desk is None:
            return
        found = await pressed.client.services.noticing.hit_reviews.of_case(desk.guild_id, desk.number)
        index = int(self.said["index"])
        if self.act != "list" and index >= len(found):
            await answers.refuse(pressed, Unmoved(key="no_such_hit", values={"number": str(desk.number)}))
            return
        await _ACTS[self.act](pressed, desk, found, index)


async def _list(interaction: Interaction, desk: Desk, found: list[RuleHit], index: int) -> None:
    if len(found) == 1 and not found[0].wrong:
        await _ask(interaction, desk, found, 0)
        return
    title = text(interaction, "hit.list_title", number=desk.number)
    if not found:
        nothing = text(interaction, "hit.list_none", number=desk.number)
        await answers.say(interaction, Card(title=title, text=nothing))
        return
    buttons = tuple(_choice(interaction, desk, place, each) for place, each in enumerate(found[:_MOST]))
    await answers.say(interaction, Card(title=title, text=text(interaction, "hit.list"), buttons=buttons))


def _choice(interaction: Interaction, desk: Desk, place: int, hit: RuleHit) -> Button:
    act, label = ("right", "hit.right") if hit.wrong else ("ask", "hit.wrong")
    # A label shows no markdown.
    words = text(interaction, label, rule=hit.rule).replace("`", "")
    return Button(custom_id=f"hit:{desk.number}:{act}:{place}", label=words)


async def _ask(interaction: Interaction, desk: Desk, found: list[RuleHit], index: int) -> None:
    rule = found[index].rule
    lines = [text(interaction, "hit.ask", rule=rule, number=desk.number)]
    if await interaction.client.services.noticing.hit_reviews.would_undo(desk.guild_id, desk.number, rule):
        lines.append(text(interaction, "hit.ask_undo_warning", person=f"<@{desk.subject}>"))
    yes = Button(
        custom_id=f"hit:{desk.number}:wrong:{index}",
        label=text(interaction, "hit.ask_yes"),
        style=ButtonStyle.PRIMARY,
    )
    title = text(interaction, "hit.ask_title")
    await answers.say(interaction, Card(title=title, text="\n".join(lines), buttons=(yes,)))


async def _wrong(interaction: Interaction, desk: Desk, found: list[RuleHit], index: int) -> None:
    marked = await _mark(interaction, desk, found[index].rule, wrong=True)
    if marked is None:
        return
    lines = [text(interaction, "hit.marked", rule=marked.rule, number=desk.number)]
    if marked.undone:
        lines.append(text(interaction, "hit.marked_warning"))
    label = text(interaction, "hit.right", rule=marked.rule).replace("`", "")
    buttons = [Button(custom_id=f"hit:{desk.number}:right:{index}", label=label)]
    if marked.nothing_left and marked.case.state is CaseState.OPEN:
        lines.append(text(interaction, "hit.marked_all"))
        dismiss = text(interaction, "button.dismiss")
        buttons.append(Button(custom_id=f"case:{desk.number}:dismiss", label=dismiss))
    await answers.say(
        interaction,
        Card(
            title=text(interaction, "hit.marked_title"),
            text="\n".join(lines),
            tone=Tone.GOOD,
            buttons=tuple(buttons),
        ),
    )


async def _right(interaction: Interaction, desk: Desk, found: list[RuleHit], index: int) -> None:
    marked = await _mark(interaction, desk, found[index].rule, wrong=False)
    if marked is not None:
        words = text(interaction, "hit.unmarked", rule=marked.rule, number=desk.number)
        await answers.say(
            interaction, Card(title=text(interaction, "hit.unmarked_title"), text=words, tone=Tone.GOOD)
        )


async def _mark(interaction: Interaction, desk: Desk, rule: str, *, wrong: bool) -> Marked | None:
    marked = await interaction.client.services.noticing.hit_reviews.mark(
        desk.guild_id, desk.number, rule, desk.actor.user_id, f"btn:{interaction.id}", wrong=wrong
    )
    if isinstance(marked, Marked):
        return marked
    await answers.refuse(interaction, marked)
    return None


_ACTS: Final[dict[str, Callable[[Interaction, Desk, list[RuleHit], int], Awaitable[None]]]] = {
    "list": _list,
    "ask": _ask,
    "wrong": _wrong,
    "right": _right,
}
