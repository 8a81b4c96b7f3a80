"""Who is involved in a case neither finds, sees nor decides it, and nobody learns why (mission row M41)."""

from __future__ import annotations

from typing import Any

import pytest
import simcord

from bot.policy.ids import GuildId
from tests.cogs.appealing import appeal, set_up, told
from tests.cogs.sanctioning import order, states
from tests.conftest import Town

INVOLVED = "You are involved in this case yourself"
NOTHING = "There is no case 1 that you could see here"


async def report(town: Town, who: simcord.MemberActor, words: str) -> None:
    bad = await town.mira.send(town.general, words)
    link = f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{bad.id}"
    await who.slash(town.general, "report", link=link, text="Look.", category="belittling")


async def claim(town: Town, who: simcord.MemberActor) -> Any:
    return await who.click(own_button(town, "case:1:claim"), custom_id="case:1:claim")


@pytest.mark.parametrize("how", ["reported", "mentioned", "beside"])
async def test_the_involved_are_kept_out_and_others_are_not(town: Town, how: str) -> None:
    await set_up(town)
    if how == "beside":
        await town.second.send(town.general, "Good morning!")
    words = f"<@{town.second.id}> is an idiot" if how == "mentioned" else "You are all idiots"
    await report(town, town.second if how == "reported" else town.noor, words)

    listed = told(await town.second.slash(town.general, "queue"))
    assert "The queue is empty" in listed
    assert NOTHING in told(await town.second.slash(town.general, "case", number=1))
    assert NOTHING in told(await claim(town, town.second))
    warned = await town.second.slash(town.general, "warn", member=town.mira, reason="No insults.")
    assert INVOLVED in told(warned)

    assert "One case is waiting" in told(await town.moderator.slash(town.general, "queue"))
    assert "is yours" in told(await claim(town, town.moderator))


_OF_CASES = ("covered:", "case:", "more:", "talk:", "kept:", "hit:", "part:")
_BUTTONS = (
    *(
        f"case:{{n}}:{act}"
        for act in ("claim", "propose", "reason", "otherwise", "dismiss", "close", "record")
    ),
    *(
        f"more:{{n}}:{act}"
        for act in ("menu", "context", "release", "give", "join", "relate", "part", "split")
    ),
    "more:{n}:joined:1",
    "covered:{n}:a-0",
    "talk:{n}:menu",
    "talk:{n}:accused",
    "talk:{n}:reporter:1",
    "talk:{n}:names",
    "talk:{n}:unseal:1",
    "kept:{n}",
    "hit:{n}:list:0",
    "part:{n}:hit:1:faculty",
    "motion:{n}:approve",
    "motion:{n}:decline",
    "motion:{n}:yes",
    "hearing:{n}:grant",
    "hearing:{n}:deny",
    "unseal:{n}:approve",
    "unseal:{n}:show",
)


def sentence(answer: Any, number: int) -> str:
    """Return an answer with the number in it blotted out."""
    return told(answer).replace(f" {number} ", " N ")


async def everything(town: Town) -> None:
    """Make cases 1 and 2, an appeal, a motion and a wish for a name in which the second is involved."""
    await set_up(town)
    words = f"<@{town.second.id}> is an idiot"
    bad = await town.mira.send(town.general, words)
    link = f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{bad.id}"
    await order(town, "warn", reason="No insults.", message=link)
    await appeal(town)
    await report(town, town.noor, words)
    form = await town.moderator.slash(town.general, "unseal", case=2)
    await town.moderator.submit_modal(form, {"reason": "Life and limb", "ground": ["consent"]})
    await order(town, "expel")
    services, guild = town.bot.services, GuildId(town.guild.id)
    assert await services.talks.unsealings.look(guild, 1)
    assert await services.hearing.look(guild, 1)
    motion = await services.motions.look(guild, 1)
    assert motion is not None
    assert motion.case == 2


def own_button(town: Town, custom_id: str) -> Any:
    """Return a message of the bot's that carries this button, as a client would have to forge it."""
    message = [each for each in town.queue.history() if each.components][-1]
    stored = town.env.backend.get_message(town.queue.id, message.id)
    stored.components = [
        {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]}
    ]
    return message


@pytest.mark.parametrize("custom_id", _BUTTONS)
async def test_a_button_tells_the_involved_no_more_than_one_of_a_case_that_is_not(
    town: Town, custom_id: str
) -> None:
    await everything(town)
    heard = []
    for number in (2 if custom_id.startswith(_OF_CASES) else 1, 77):
        message = own_button(town, custom_id.format(n=number))
        pressed = await town.second.click(message, custom_id=custom_id.format(n=number))
        assert pressed.modal is None
        heard.append(sentence(pressed, number))
    assert "that you could see here" in heard[0]
    assert heard[0] == heard[1]


@pytest.mark.parametrize("command", ["case", "unseal"])
async def test_a_command_tells_the_involved_no_more_than_of_a_case_that_is_not(
    town: Town, command: str
) -> None:
    await everything(town)
    name = "number" if command == "case" else "case"
    heard = []
    for number in (2, 77):
        said = await town.second.slash(town.general, command, **{name: number})
        assert said.modal is None
        heard.append(sentence(said, number))
    assert "that you could see here" in heard[0]
    assert heard[0] == heard[1]


async def test_who_is_involved_lifts_nothing_of_the_case(town: Town) -> None:
    """The answer is that of a case that is not; what comes of other cases they can still lift."""
    await set_up(town)
    await report(town, town.noor, f"<@{town.second.id}> is an idiot")
    await order(town, "mute", duration="2 days")
    wish = {"member": town.mira, "reason": "Let it rest."}
    heard = [
        told(await town.second.slash(town.general, "lift", **wish, **more))
        for more in ({"case": 1}, {"case": 77}, {"kind": "mute"}, {})
    ]
    assert "that you could lift" in heard[0]
    assert set(heard) == {heard[0]}
    await order(town, "mute", who=town.second, duration="1 day", existing="replace")
    assert sorted(await states(town)) == ["active", "active"], "nor does one take the place of it"
    lifted = told(await town.second.slash(town.general, "lift", **wish))
    assert lifted.count("A mute") == 1
    assert "Lifted" in told(await town.moderator.slash(town.general, "lift", **wish))


async def test_the_record_is_silent_on_cases_that_one_is_involved_in(town: Town) -> None:
    await set_up(town)
    before = told(await town.second.slash(town.general, "history", member=town.mira))
    await report(town, town.noor, f"<@{town.second.id}> is an idiot")
    assert told(await town.second.slash(town.general, "history", member=town.mira)) == before
    assert "Open cases" in told(await town.moderator.slash(town.general, "history", member=town.mira))


async def test_who_wishes_to_join_cases_finds_none_they_are_involved_in(town: Town) -> None:
    """Relating asks for a number: it says the same of a case about oneself and of one that is not."""
    await set_up(town)
    await report(town, town.noor, "You are all idiots")
    await town.noor.slash(town.general, "report", who=town.second, text="Threats", category="belittling")
    heard = []
    for number in (2, 77):
        message = own_button(town, "more:1:relate")
        form = await town.second.click(message, custom_id="more:1:relate")
        heard.append(sentence(await town.second.submit_modal(form, {"other": str(number)}), number))
    assert heard[0] == heard[1]
