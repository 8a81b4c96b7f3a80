"""Making appeals as members live them (mission row M40)."""

from __future__ import annotations

from bot.policy.appeals import Answer
from bot.policy.ids import GuildId, UserId
from bot.services.appeals import NewAppeal
from bot.services.orders import Unmoved
from tests.cogs.appealing import (
    answer,
    appeal,
    ask,
    button,
    desk,
    muted,
    notice,
    sanction_states,
    set_up,
    shown,
    told,
)
from tests.cogs.sanctioning import order
from tests.conftest import Town

__all__ = ["muted"]


async def test_the_button_in_the_notice_takes_an_appeal_to_the_queue(muted: Town) -> None:
    town = muted
    made = await appeal(town)

    assert "Your appeal 1 is in" in told(made)
    says = shown(desk(town))
    assert "I was quoting somebody." in says
    assert "What happened, from your side?" in says
    assert "An apology." in says
    assert "Please cool down." in says
    assert f"<@{town.mira.id}>" in says


async def test_one_at_a_time_and_it_can_be_taken_back(muted: Town) -> None:
    town = muted
    made = await appeal(town)
    again = await ask(town)
    assert again.modal is None
    assert "Somebody who had no part in the first decision will answer you by" in told(again)

    form = await town.second.click(desk(town), custom_id="hearing:1:grant")
    withdraw = button(notice(town), ":make").replace(":make", ":withdraw")
    back = await town.mira.user.click(made.response, custom_id=withdraw)
    assert "You took your appeal 1 back" in told(back)
    late = await town.second.submit_modal(form, {"reason": "You were right."})
    assert "was taken back by the member" in told(late)
    assert not desk(town).components
    assert (await ask(town)).modal is not None


async def test_two_forms_open_at_once_make_one_appeal(muted: Town) -> None:
    town = muted
    first, second = await ask(town), await ask(town)
    await town.mira.user.submit_modal(first, {"answer0": "Please look."})
    twice = await town.mira.user.submit_modal(second, {"answer0": "Please look again."})

    assert "it is under way" in told(twice)
    assert len([each for each in town.queue.history() if "Appeal" in shown(each)]) == 1


async def test_nobody_can_appeal_for_another(muted: Town) -> None:
    town = muted
    decision = button(notice(town), ":make").split(":")[2]
    guild, noor = GuildId(town.guild.id), UserId(town.noor.id)
    appeals = town.bot.services.appeals
    nothing = Unmoved(key="no_such_decision")
    assert await appeals.of(guild, noor, decision) == nothing
    stolen = NewAppeal(
        key="cmd:1",
        guild_id=guild,
        user_id=noor,
        decision=decision,
        answers=(Answer(question="Why?", text="For fun."),),
    )
    assert await appeals.make(stolen) == nothing
    other = await town.noor.slash(town.general, "appeal", decision=f"{guild}:{decision}")
    assert "I find no such decision about you" in told(other)


async def test_the_command_offers_ones_own_decisions(town: Town) -> None:
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")
    choices = await town.mira.autocomplete(town.general, "appeal", "decision", "")
    assert [each["name"] for each in choices] == ["Case 1: A warning, 2026-01-01"]
    assert await town.noor.autocomplete(town.general, "appeal", "decision", "") == []
    assert "Nothing of yours can be appealed" in told(await town.noor.slash(town.general, "appeal"))

    form = await town.mira.slash(town.general, "appeal", decision=choices[0]["value"])
    made = await town.mira.submit_modal(form, {"answer0": "Please look again."})
    assert "Your appeal 1 is in" in told(made)
    # A warning has no length that could be cut.
    assert "hearing:1:partly" not in str([row.to_dict() for row in desk(town).components])
    assert "undone" in told(await answer(town, town.second, "grant"))
    assert await sanction_states(town) == ["void", "void"]
    assert "The first decision, in case 1" in shown(desk(town))
    case = told(await town.moderator.slash(town.general, "case", number=1))
    assert "Case 1 · undone" in case
    assert "It was undone." in case, "what has no end can be undone as well"


async def test_somebody_who_had_to_leave_finds_it_in_private_messages(town: Town) -> None:
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")
    town.guild.remove_member(town.mira)
    await town.env.settle()
    choices = await town.mira.user.autocomplete("appeal", "decision", "")
    assert [each["name"] for each in choices] == ["Lighthouse · Case 1: A warning, 2026-01-01"]
    form = await town.mira.user.slash("appeal", decision=choices[0]["value"])
    made = await town.mira.user.submit_modal(form, {"answer0": "Please look again."})
    assert "Your appeal 1 is in" in told(made)
    assert "Please look again." in shown(desk(town))


async def test_after_the_time_it_is_too_late(muted: Town) -> None:
    town = muted
    await set_up(town, appeal_days=1)
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Again.")
    last = [each for each in town.mira.user.dm_channel.history() if each.components][-1]
    await town.env.advance_time(25 * 3600)
    pressed = await town.mira.user.click(last, custom_id=button(last, ":make"))
    assert "The time to ask for a second look at this decision has passed" in told(pressed)


async def test_the_servers_own_questions_are_asked(muted: Town) -> None:
    town = muted
    await set_up(town, appeal_questions=("Who else was there?",))
    form = await ask(town)
    await town.mira.user.submit_modal(form, {"answer0": "Noor was."})
    assert "Who else was there?" in shown(desk(town))


async def test_a_banned_person_can_still_appeal_by_the_button(town: Town) -> None:
    await set_up(town, suspension_method="ban")
    await order(town, "suspend", duration="7 days", reason="Threats.")
    assert town.mira.id in town.env.backend.get_guild(town.guild.id).bans
    await appeal(town)
    await answer(town, town.second, "grant")

    assert town.mira.id not in town.env.backend.get_guild(town.guild.id).bans
    assert await sanction_states(town) == ["void", "void"]
    # Whether or not a letter reaches them, the button tells how it ended.
    assert "the decision was undone" in told(await ask(town))
