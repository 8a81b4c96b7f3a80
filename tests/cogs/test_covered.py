"""What is about a member of the team does not stand in the channel that the team reads (M41)."""

from __future__ import annotations

import discord
import simcord

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from tests.cogs.appealing import button, shown, told
from tests.conftest import Town

WORDS = "He has laughed at me before the whole course."


async def report(town: Town, whom: simcord.MemberActor) -> None:
    bad = await whom.send(town.general, "What a silly question that was.")
    link = f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{bad.id}"
    await town.noor.slash(town.general, "report", link=link, text=WORDS, category="belittling")


async def warn(town: Town, whom: simcord.MemberActor) -> None:
    owner = town.guild.add_member(town.guild.owner)
    answer = await owner.slash(town.general, "warn", member=whom, reason="No mockery, please.")
    assert "A warning" in told(answer)


def posted(town: Town) -> list[discord.Message]:
    return list(town.queue.history())


async def test_a_report_about_a_moderator_is_not_written_where_they_read(town: Town) -> None:
    await report(town, town.second)
    (message,) = posted(town)
    assert "omebody of this team" in shown(message)
    for secret in (WORDS, "silly question", str(town.second.id), "elittling", "Case 1"):
        assert secret not in shown(message)

    assert "The queue is empty" in told(await town.second.click(message, custom_id="queue:open:all:any:0"))
    assert "One case is waiting" in told(
        await town.moderator.click(message, custom_id="queue:open:all:any:0")
    )
    assert WORDS in told(await town.moderator.slash(town.general, "case", number=1))


async def test_it_stays_covered_when_it_is_decided(town: Town) -> None:
    await report(town, town.second)
    await warn(town, town.second)
    (message,) = posted(town)
    assert "is done" in shown(message)
    assert "mockery" not in shown(message)
    assert not message.components


async def test_nor_is_what_was_decided_written_in_the_log_that_they_read_too(town: Town) -> None:
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, log_channel=town.log.id)
    await warn(town, town.second)
    (line,) = town.log.history()
    assert "omebody of this team" in shown(line)
    for secret in ("mockery", str(town.second.id), "Case 1"):
        assert secret not in shown(line)
    await warn(town, town.mira)
    assert str(town.mira.id) in shown(list(town.log.history())[-1])


async def test_what_a_rule_finds_in_a_moderators_words_is_covered_too(town: Town) -> None:
    await town.second.send(town.general, "You can reach Mira at mira.rossi@mail.example.net, all of you")
    assert posted(town)
    assert all("omebody of this team" in shown(each) for each in posted(town))


async def test_a_report_about_a_member_stands_there_as_ever(town: Town) -> None:
    await report(town, town.mira)
    (message,) = posted(town)
    assert WORDS in shown(message)


async def test_a_moderators_appeal_is_shown_to_those_who_are_not_involved(town: Town) -> None:
    await warn(town, town.second)
    letter = next(each for each in town.second.user.dm_channel.history() if each.components)
    form = await town.second.user.click(letter, custom_id=button(letter, ":make"))
    assert form.modal is not None
    await town.second.user.submit_modal(form, {"answer0": "I was quoting somebody.", "answer2": "Thanks."})

    covered = posted(town)[-1]
    assert "Somebody's answer is waited for" in shown(covered)
    assert "quoting" not in shown(covered)
    look = _look(covered)
    assert "There is no case 1 that you could see" in told(await town.second.click(covered, custom_id=look))
    opened = await town.moderator.click(covered, custom_id=look)
    assert "I was quoting somebody." in told(opened)

    assert opened.response is not None
    form = await town.moderator.click(opened.response, custom_id="hearing:1:deny")
    assert form.modal is not None
    await town.moderator.submit_modal(form, {"reason": "It was no quotation."})
    covered = posted(town)[-1]
    assert "is waited for" not in shown(covered)
    answered = await town.moderator.click(covered, custom_id=_look(covered))
    assert "It was no quotation." in told(answered)


def _look(message: discord.Message) -> str:
    """Return the id of the button that shows what is covered."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    ids = [str(child.custom_id) for row in rows for child in row.children]
    return next(each for each in ids if each.startswith("covered:"))


async def test_what_somebody_of_the_team_took_part_in_is_covered_as_well(town: Town) -> None:
    """The buttons would turn them away, so they don't see it either; others find it in the queue."""
    await town.second.send(town.general, "Good morning!")
    await report(town, town.mira)
    (message,) = posted(town)
    for secret in (WORDS, "silly question", str(town.mira.id), "Case 1"):
        assert secret not in shown(message)
    assert "The queue is empty" in told(await town.second.click(message, custom_id="queue:open:all:any:0"))
    assert WORDS in told(await town.moderator.slash(town.general, "case", number=1))

    # A rule's hit on words to one of them; and what waits too long says no number.
    await town.noor.send(town.general, f"<@{town.second.id}> you are garbage")
    assert "omebody of this team" in shown(posted(town)[1])
    await town.env.advance_time(25 * 3600)
    late = [each for each in posted(town) if "has waited too long" in shown(each)]
    assert len(late) == 2
    assert all("ase 1" not in shown(each) and "ase 2" not in shown(each) for each in late)
    (look,) = [each for each in late if ":1:" in str(each.components)]
    ids = [part["custom_id"] for row in buttons(town, look) for part in row["components"]]
    assert "that you could see here" in told(await town.second.click(look, custom_id=ids[0]))
    assert "Case 1" in told(await town.moderator.click(look, custom_id=ids[0]))


def buttons(town: Town, message: discord.Message) -> list[dict[str, list[dict[str, str]]]]:
    stored = town.env.backend.get_message(message.channel.id, message.id)
    return list(stored.components)
