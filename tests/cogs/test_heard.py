"""The accused is heard before a grave decision, or there is a reason why not (mission row M22)."""

from __future__ import annotations

from typing import Any

from bot.policy.ids import GuildId, UserId
from bot.policy.questions import Heard
from bot.policy.records import MACHINE
from tests.cogs.appealing import set_up, shown, timeout_of, told
from tests.cogs.asking import answer, ask, card, letter, posts, report
from tests.cogs.sanctioning import order
from tests.cogs.test_motions import agree, banned, expel, motion, press, states
from tests.conftest import Town

FACTS = "You called members idiots."


async def yes(town: Town) -> str:
    """Agree as the second moderator where nothing stands against it any more."""
    asked = await press(town, town.second, "approve")
    return told(await town.second.click(asked.response, custom_id="motion:1:yes"))


async def test_they_answer_from_a_timeout_and_the_second_reads_it_first(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    proposed: Any = await expel(town, town.moderator)
    assert "They have not been asked for their side." in told(proposed)
    assert timeout_of(town) is not None, "a hold needs no hearing"
    form = await town.moderator.click(proposed.response, custom_id="talk:1:accused")
    asked = told(await town.moderator.submit_modal(form, {"words": FACTS}))
    assert "They have time until <t:" in asked

    got = letter(town.mira, FACTS)
    for hidden in (str(town.noor.id), str(town.moderator.id), "Reporter", "R-", "noor", "tove"):
        assert hidden not in shown(got)
    assert "The part of the code it may go against" in shown(got)
    early = await press(town, town.second, "approve")
    assert "have not answered yet; they have time until" in told(early)
    assert "motion:1:unheard" in str(early.response.components)

    await town.restart()
    assert "the moderators have your answer" in await answer(town.mira, got, "I was quoting a film.", town)
    assert "I was quoting a film." in posts(town, "The person it is about answers")[-1]
    assert "I was quoting a film." in shown(motion(town))
    assert "I was quoting a film." in shown(card(town))
    await yes(town)
    assert banned(town)
    assert "What you answered was read first." in shown(letter(town.mira, "you have been removed"))
    exported = await town.bot.services.privacy.along.of(UserId(town.mira.id))
    kept = exported["servers"][str(town.guild.id)]["asked"]
    assert [(each["words"], each["answers"]) for each in kept] == [(FACTS, ["I was quoting a film."])]
    assert "needs no answer any more" in await answer(town.mira, got, "More.", town)


async def test_without_hearing_it_takes_a_reason_that_they_are_told(town: Town) -> None:
    await set_up(town)
    await expel(town, town.moderator, hold=False)
    asked = await press(town, town.second, "approve")
    form = await town.second.click(asked.response, custom_id="motion:1:unheard")
    assert "They have not been asked" in told(await town.second.submit_modal(form, {"why": "  "}))
    assert not banned(town)
    await agree(town, town.second)
    assert banned(town)
    got = shown(letter(town.mira, "you have been removed"))
    assert "You were not asked for your side before it was decided." in got
    assert "Why it could not wait: The threats go on." in got
    assert "Not waited for their side, because: The threats go on." in shown(card(town))


async def test_who_proposes_can_give_the_reason(town: Town) -> None:
    await set_up(town)
    proposed = await expel(town, town.moderator, hold=False, unheard="A bot that posts scams.")
    assert "talk:1:accused" not in str(proposed.response.components), "it was said why they are not asked"
    assert "They have not been asked" not in told(proposed)
    assert "because: A bot that posts scams." in shown(motion(town))
    await yes(town)
    assert banned(town)


async def test_after_the_time_it_can_be_decided_without_an_answer(town: Town) -> None:
    await set_up(town, hearing_hours=12)
    await expel(town, town.moderator, hold=False)
    await ask(town, town.moderator, "accused", FACTS)
    assert "They were asked already" in await ask(town, town.admin, "accused", FACTS)
    await town.env.advance_time(12 * 3600 + 1)
    await yes(town)
    assert banned(town)
    assert "no answer came in the time there was" in shown(letter(town.mira, "you have been removed"))


async def test_what_is_grave_is_the_servers_choice(town: Town) -> None:
    await set_up(town)
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, longest_alone_days=7)
    long = await order(town, "suspend", duration="10 days", reason="Insults again and again.")
    assert "Two people have to agree on this." in long
    town.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=1)
    assert "They find it in “/my record”" in await ask(town, town.moderator, "accused", FACTS)
    mine: Any = await town.mira.slash(town.general, "my record")
    assert FACTS in told(mine)
    form = await town.mira.click(mine.response, custom_id=f"question:{town.guild.id}:1:answer")
    await town.mira.submit_modal(form, {"words": "Sorry."})
    await yes(town)
    assert await states(town) == ["decided", "suspension active"]


async def test_an_answer_counts_in_the_case_that_its_own_was_joined_to(town: Town) -> None:
    await set_up(town)
    await report(town, town.noor)
    await report(town, town.noor, "I copied it all", "academic-integrity")
    await ask(town, town.moderator, "accused", FACTS)
    guild, services = GuildId(town.guild.id), town.bot.services
    await services.teamwork.joining.merge(guild, 1, 2, UserId(town.moderator.id), "join")
    got = letter(town.mira, FACTS)
    for nth in (1, 2):
        await answer(town.mira, got, f"Answer {nth}", town)
        assert f"Answer {nth}" in posts(town, "Case 2 · The person it is about answers")[-1]
    side = await services.talks.questions.side(guild, 2)
    assert (side.heard, side.answers) == (Heard.ANSWERED, ("Answer 1", "Answer 2"))
    await services.moderation.dismiss(guild, 2, UserId(town.moderator.id), "close")
    assert "needs no answer any more" in await answer(town.mira, got, "Late", town)
