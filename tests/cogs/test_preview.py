"""Before a graver step: what is shown, what a yes or a no does, and when a reason is due (M38)."""

from __future__ import annotations

from typing import Any

import pytest
import simcord

from bot.policy.ids import GuildId, UserId
from bot.policy.reasons import Trigger
from bot.policy.records import MACHINE
from bot.policy.sanctions import SuspensionMethod
from bot.services.pending import GOOD_FOR
from tests.cogs.reporting import case_file, link
from tests.cogs.sanctioning import confirmed, held, notices, order, said, states
from tests.conftest import Town


async def ask(town: Town, command: str = "suspend", **options: Any) -> simcord.InteractionResult:
    options = {"duration": "3 days", "reason": "Shouting at people.", **options}
    return await town.moderator.slash(town.general, command, member=town.mira, **options)


def button(asked: simcord.InteractionResult, act: str) -> str:
    assert asked.response is not None
    (row,) = asked.response.components
    return next(str(each["custom_id"]) for each in row["components"] if each["custom_id"].endswith(act))


async def press(town: Town, asked: simcord.InteractionResult, act: str) -> simcord.InteractionResult:
    assert asked.response is not None
    return await town.moderator.click(asked.response, custom_id=button(asked, act))


async def test_a_preview_shows_all_that_matters_and_changes_nothing(town: Town) -> None:
    await order(town, "warn", reason="Please stay kind.")
    card = said(await ask(town, clause="harassment", why="It was a threat."))
    for words in (
        "Before you decide: A suspension",
        "Until <t:",
        "They can read, but not write, react or talk.",
        "They are told privately",
        "What the ladder proposes",
        "A warning: counts less from day to day, until <t:",
        "Please stay kind.",
        "Nothing has been done yet.",
    ):
        assert words in card
    assert "In force." not in card, "a warning holds nobody back"
    assert await states(town) == ["active"]
    assert len(notices(town.mira)) == 1


async def test_another_step_than_proposed_needs_a_reason_which_the_case_keeps(town: Town) -> None:
    asked = await ask(town)
    assert "Yes, and say why" in str(asked.response and asked.response.components)
    done = await confirmed(town.moderator, asked, "She did it in front of newcomers.")
    assert "✓ the timeout" in said(done)
    assert done.response is not None
    assert done.response.components == [], "the answer takes the place of the question"
    file = await case_file(town)
    assert file is not None
    assert file.decisions[0].deviation == "She did it in front of newcomers."


async def test_what_the_ladder_proposes_needs_no_reason(town: Town) -> None:
    asked = await ask(town, clause="harassment")
    done = await press(town, asked, "yes")
    assert done.modal is None
    assert "✓ the timeout" in said(done)
    assert await states(town) == ["active"]


async def test_a_no_changes_nothing_and_is_final(town: Town) -> None:
    asked = await ask(town)
    assert "You cancelled it." in said(await press(town, asked, "no"))
    assert await states(town) == []
    assert held(town, town.mira).timed_out_until is None


async def test_an_old_question_is_no_longer_good(town: Town) -> None:
    late = await ask(town, why="It was a threat.")
    await town.env.advance_time(GOOD_FOR.total_seconds() + 1)
    assert "open for more than 15 minutes" in said(await press(town, late, "yes"))
    before = await ask(town, why="It was a threat.")
    await town.restart()
    told = said(await press(town, before, "yes"))
    assert "open for more than 15 minutes, or I was restarted" in told
    assert "Before you decide: A suspension" in told, "what was asked for stays to be read"
    assert await states(town) == []


async def test_who_rose_since_the_preview_is_out_of_reach(town: Town) -> None:
    asked = await ask(town, why="It was a threat.")
    held(town, town.mira).role_ids.append(town.guild.roles["Moderators"].id)
    assert "Nothing was changed" in said(await press(town, asked, "yes"))
    assert await states(town) == []


async def test_what_can_not_be_done_is_said_before_anybody_has_to_confirm(town: Town) -> None:
    by_role = SuspensionMethod.ROLE
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, suspension_method=by_role)
    assert "none is chosen for it yet" in said(await ask(town))


async def test_a_mute_asks_only_when_it_is_long(town: Town) -> None:
    assert "✓ the timeout" in said(await ask(town, "mute", duration="7 days"))
    long = await ask(town, "mute", duration="8 days", existing="replace")
    assert "Before you decide" in said(long)
    assert "✓ the timeout" in said(await confirmed(town.moderator, long))
    assert sorted(await states(town)) == ["active", "ended"], "the one that it replaces is over"


async def test_without_a_clause_it_is_the_one_of_the_open_case(town: Town) -> None:
    await town.noor.slash(town.general, "report", who=town.mira, text="She threatens me.", category="threats")
    asked = await ask(town, duration="30 days")
    assert "Clause: Violence and threats" in said(asked)
    assert "A suspension, 30 days" in said(asked).split("What the ladder proposes")[1]
    await confirmed(town.moderator, asked)
    file = await case_file(town)
    assert file is not None
    assert [(each.clause, each.trigger) for each in file.decisions] == [("threats", Trigger.REPORT)]


async def test_without_a_clause_it_is_that_of_what_nobody_answered_yet(town: Town) -> None:
    """A case that began with personal data, for which its author was warned, and then got more."""
    await town.mira.send(town.general, "write to ada.byron@mail.example.net")
    await town.mira.send(town.general, "you are an idiot")
    mild = await town.mira.send(town.general, "only an idiot could ask that")
    await town.mira.send(town.general, "I will kill you")
    file = await case_file(town)
    assert file is not None
    assert (file.case.state, [each.clause for each in file.decisions]) == ("open", ["privacy"])
    await town.bot.services.noticing.hit_reviews.mark(
        GuildId(town.guild.id), 1, "threats", UserId(town.moderator.id), "btn:1"
    )

    asked = await ask(town)
    assert "Clause: Harassment" in said(asked), "the threat was none"
    assert "Another case is open" not in said(asked)
    on_it = await ask(town, message=link(town, mild))
    assert "Clause: Talk about the work" in said(on_it), "who acts on a message means that one"
    post = town.queue.last_message
    assert post is not None
    proposed = await town.moderator.click(post, custom_id="case:1:propose")
    assert proposed.response is not None
    form = await town.moderator.click(proposed.response, custom_id="case:1:reason")
    assert "Harassment" in str(form.modal)

    answer = await order(town, "warn", reason="That is enough.")
    assert "Under “Harassment and intimidation”" in answer
    file = await case_file(town)
    assert file is not None
    assert {each.clause for each in file.decisions} == {"privacy", "harassment"}
    assert "Harassment" in notices(town.mira)[-1]
    assert "Keep private" not in notices(town.mira)[-1]


@pytest.mark.parametrize("command", ["mute", "suspend"])
async def test_a_case_about_another_clause_is_decided_or_left_open_as_one_says(
    town: Town, command: str
) -> None:
    await town.noor.slash(town.general, "report", who=town.mira, text="She threatens me.", category="threats")
    asked = await ask(town, command, clause="other", duration="1 day")
    assert "Case 1 (Violence and threats) is open about them" in said(asked)
    assert ("please say why" in said(asked)) is (command == "suspend"), "a short mute needs no reason"
    assert button(asked, "apart") in str(asked.response and asked.response.components)
    await confirmed(town.moderator, asked, act="apart")
    first, second = await case_file(town, 1), await case_file(town, 2)
    assert first is not None
    assert second is not None
    assert (first.case.state, first.decisions) == ("open", ())
    assert (second.case.state, second.decisions[0].clause) == ("decided", "other")
    assert "report" not in str(notices(town.noor)), "what was reported is not answered by it"

    await confirmed(town.moderator, await ask(town, command, clause="other", duration="2 days"))
    first = await case_file(town, 1)
    assert first is not None
    assert (first.case.state, first.decisions[0].clause) == ("decided", "other")
    shown = said(await town.moderator.slash(town.general, "case", number=1))
    assert "Under “Something else”" in shown, "which is another clause than that of the case"
    assert "✓" in said(await ask(town, "mute", clause="belittling", duration="1 day")), "no case, no question"


async def test_the_open_case_is_named_however_long_the_record_is(town: Town) -> None:
    for _ in range(4):
        await order(town, "warn", reason="Please stay kind.")
    await town.noor.slash(town.general, "report", who=town.mira, text="She threatens me.", category="threats")
    assert "Open cases" in said(await ask(town))
