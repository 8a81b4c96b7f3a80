"""A report that named the wrong person goes to a case about the right one, under that person's key (M43)."""

from __future__ import annotations

import sqlite3
from typing import Any

import discord
import pytest
import simcord

from bot.policy.authority import Standing
from bot.policy.ids import GuildId, UserId
from bot.policy.records import CaseState
from bot.services import keeping
from bot.services.orders import CaseFile
from bot.services.vault import KeyProblem, PersonKey
from cogs import downloads
from tests.cogs.asking import answer as reply
from tests.cogs.asking import ask, letter
from tests.cogs.reporting import PNG, case_file, link
from tests.cogs.sanctioning import order
from tests.cogs.test_privacy import erase
from tests.cogs.test_teamwork import answer, card, more, shown
from tests.conftest import Town

WORDS = "The heron called me a clot"
SAID = "It was after the second lecture, said the bittern"


@pytest.fixture
def teo(town: Town) -> simcord.MemberActor:
    """Whom reports are about after all."""
    return town.guild.add_member(town.env.create_user("teo"))


def told(result: simcord.InteractionResult) -> str:
    """Return what the person reads last: a refusal follows the menu, which stays."""
    message = result.followups[-1] if result.followups else answer(result)
    return str([embed.to_dict() for embed in message.embeds])


async def file_of(town: Town, number: int) -> CaseFile:
    file = await case_file(town, number)
    assert file is not None
    return file


async def chosen(
    town: Town, to: Any, number: int = 1, piece: str = "", who: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    """Choose a piece of a case (the last report) and whom it is about; return the preview."""
    who, piece = who or town.moderator, piece or f"report:{(await file_of(town, number)).reports[-1].code}"
    asked = await more(town, "split", number, who)
    where = await who.select(answer(asked), custom_id=f"piece:{number}", values=[piece])
    return await who.select(answer(where), custom_id=f"carry:{number}:{piece}", values=[to])


async def carry(town: Town, to: Any, number: int = 1, piece: str = "") -> simcord.InteractionResult:
    """Move a piece of a case to a case about somebody else, and say yes."""
    piece = piece or f"report:{(await file_of(town, number)).reports[-1].code}"
    preview = await chosen(town, to, number, piece)
    return await town.moderator.click(answer(preview), custom_id=f"carryyes:{number}:{piece}:{to.id}")


async def key_of(town: Town, who: Any) -> PersonKey:
    person = await town.bot.services.people.find(UserId(who.id))
    assert person is not None
    assert person.key is not None
    return person.key


def opened(town: Town, key: PersonKey) -> bytes:
    """Return everything in the database that a key opens."""
    found = []
    with sqlite3.connect(town.bot.settings.database) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in database.execute(f"SELECT * FROM {table}"):
                for value in row:
                    if isinstance(value, bytes):
                        try:
                            found.append(key.open(value))
                        except (KeyProblem, ValueError):
                            continue
    database.close()
    return b"\0".join(found)


async def dismiss(town: Town, number: int) -> None:
    asked = await town.moderator.click(card(town, number), custom_id=f"case:{number}:dismiss")
    await town.moderator.click(answer(asked), custom_id=f"case:{number}:close")


async def told_of_mira(town: Town) -> None:
    """Have Noor report Mira with words and a picture, and answer a question."""
    await town.noor.slash(
        town.general,
        "report",
        who=town.mira,
        text=WORDS,
        category="belittling",
        screenshot=("shot.png", PNG),
    )
    assert "private message" in await ask(town, town.moderator, "reporter:1", "When did the heron say so?")
    await reply(town.noor, letter(town.noor, "When did the heron"), SAID, town)


async def test_erasing_either_of_the_two_forgets_exactly_theirs(
    town: Town, teo: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (keeping, downloads):
        monkeypatch.setattr(module, "PIECE", 64)
    await told_of_mira(town)
    before = await file_of(town, 1)
    (picture,) = before.evidence
    assert picture.chunks > 1
    first = await key_of(town, town.mira)
    assert WORDS.encode() in opened(town, first)
    assert SAID.encode() in opened(town, first)

    preview = await chosen(town, teo)
    assert f"about <@{town.mira.id}>, to a new case, about <@{teo.id}>" in told(preview)
    assert "closes as undone" in told(preview)
    assert "/my reports" in told(preview)
    assert await case_file(town, 2) is None, "a preview changes nothing"
    done = await carry(town, teo)
    assert "Moved from case #1" in told(done)

    left, there = await file_of(town, 1), await file_of(town, 2)
    assert (left.case.state, left.reports, left.evidence) == (CaseState.VOID, (), ())
    report = there.reports[0]
    assert (report.code, report.words) == (before.reports[0].code, WORDS)
    assert (report.reporter_number, there.case.clause) == (1, "belittling")
    moved = there.evidence[0]
    assert (moved.id, moved.sha256, moved.person) == (picture.id, picture.sha256, there.case.person)
    pieces = town.bot.services.intake.keeping.open(GuildId(town.guild.id), moved)
    assert b"".join([each async for each in pieces]).startswith(b"\x89PNG")
    assert SAID in shown(town, 2)
    assert WORDS in shown(town, 2)
    assert "moved a part to a case about somebody else" in shown(town, 1)
    assert "moved a report here from another case" in shown(town, 2)
    for secret in (WORDS, SAID):
        assert secret.encode() not in opened(town, first)
        assert secret.encode() in opened(town, await key_of(town, teo))
        assert secret not in shown(town, 1)
    assert report.code in told(await town.noor.slash(town.general, "my reports"))

    assert "Forgotten" in told(await erase(town, town.mira))
    assert (await file_of(town, 2)).reports[0].words == WORDS
    again = await reply(town.noor, letter(town.noor, "When did the heron"), "Twice, I think", town)
    assert "Thank you" in again
    assert "Twice, I think" in shown(town, 2)
    await dismiss(town, 2)
    assert "was not broken" in str(letter(town.noor, "your report was decided").embeds[0].to_dict())
    second = await key_of(town, teo)
    assert "Forgotten" in told(await erase(town, teo))
    assert (await file_of(town, 2)).reports[0].words == ""
    assert WORDS.encode() in opened(town, second), "what is left is under the key that is gone, and no other"
    assert WORDS.encode() not in opened(town, first)


async def test_what_two_reports_rest_on_is_kept_for_both(town: Town, teo: simcord.MemberActor) -> None:
    """The message is stored once for both; moving one of them must not take it away from the other."""
    await town.mira.send(town.general, "Mild")
    bad = await town.mira.send(town.general, "The red chairs are mine")
    for who, category in ((town.noor, "belittling"), (town.second, "threats")):
        await who.slash(town.general, "report", link=link(town, bad), text="Look", category=category)
    held = await file_of(town, 1)
    assert (held.case.clause, held.case.severity >= 4) == ("threats", True)
    preview = await chosen(town, teo)
    assert "stays open with what else is in it" in told(preview)
    await carry(town, teo)

    for number, clause in ((1, "belittling"), (2, "threats")):
        file = await file_of(town, number)
        assert file.said == ("The red chairs are mine",)
        assert (file.case.clause, file.case.state) == (clause, CaseState.OPEN)
        assert (file.case.hits, file.case.hit_at, len(file.reports)) == (0, None, 1)
        assert file.case.due_at is not None
        assert file.case.message_id == bad.id

    # The second one follows, and what is there already is not there twice.
    await carry(town, teo)
    both = await file_of(town, 2)
    assert both.said == ("The red chairs are mine",)
    assert sorted(each.reporter_number for each in both.reports) == [1, 2]
    assert (await file_of(town, 1)).case.state is CaseState.VOID
    assert b"red chairs" not in opened(town, await key_of(town, town.mira))
    # Whoever reports the same message anew reports its author.
    await town.noor.slash(town.general, "report", link=link(town, bad), text="Still", category="belittling")
    assert [each.words for each in (await file_of(town, 3)).reports] == ["Still"]


async def test_what_a_rule_found_goes_too(town: Town, teo: simcord.MemberActor) -> None:
    await town.mira.send(town.general, "I will kill you, said the walrus")
    file = await file_of(town, 1)
    note = next(each for each in file.notes if each.kind == "hit")
    await carry(town, teo, piece=f"hit:{note.seq}")
    left, there = await file_of(town, 1), await file_of(town, 2)
    assert (left.case.state, left.case.message_id) == (CaseState.VOID, None)
    assert there.case.message_id is not None
    assert "walrus" in there.said[0]
    assert "walrus" in shown(town, 2)
    assert str(note.data["rule"]) in shown(town, 2)
    assert b"walrus" not in opened(town, await key_of(town, town.mira))
    # And back: where it came from is void, so it gets a new case.
    back = next(each for each in there.notes if each.kind == "hit")
    await carry(town, town.mira, 2, f"hit:{back.seq}")
    assert "walrus" in (await file_of(town, 3)).said[0]


async def test_what_a_rule_found_is_named_by_its_rule(town: Town) -> None:
    await town.mira.send(town.general, "I will kill you, said the walrus")
    note = next(each for each in (await file_of(town, 1)).notes if each.kind == "hit")
    asked = await more(town, "split", 1, town.moderator)
    where = await town.moderator.select(answer(asked), custom_id="piece:1", values=[f"hit:{note.seq}"])
    assert f"What the rule {note.data['rule']} found is all there is" in told(where)


async def test_who_reported_it_can_not_be_found_out_by_trying(town: Town, teo: simcord.MemberActor) -> None:
    """M21: the answer for the reporter is the one for everybody."""
    await told_of_mira(town)
    answers = [told(await chosen(town, each)).replace(str(each.id), "X") for each in (town.noor, teo)]
    assert answers[0] == answers[1]
    assert "Moved from case #1" in told(await carry(town, town.noor))
    assert (await file_of(town, 2)).reports[0].words == WORDS


async def test_it_is_not_moved_to_where_it_can_not_be(town: Town, teo: simcord.MemberActor) -> None:
    await told_of_mira(town)
    assert "about this person already" in told(await chosen(town, town.mira))
    assert "about yourself" in told(await chosen(town, town.moderator))
    # Who asked the reporter must not come to be the one whom the answers are about.
    assert "asked the reporter something" in told(await chosen(town, town.moderator, who=town.second))

    await teo.send(town.general, f"<@{town.moderator.id}> is an idiot")
    bad = town.general.last_message
    await town.noor.slash(town.general, "report", link=link(town, bad), text="Look", category="belittling")
    assert "involved in what is open about that person" in told(await chosen(town, teo))
    assert "to #2" in told(await chosen(town, teo, who=town.second))


async def test_it_waits_for_what_is_going_on(town: Town, teo: simcord.MemberActor) -> None:
    await told_of_mira(town)
    form = await town.moderator.slash(town.general, "unseal", case=1, reporter=1)
    await town.moderator.submit_modal(form, {"ground": ["consent"], "reason": "Life and limb"})
    assert "wants to learn who made this report" in told(await chosen(town, teo))
    asked = letter(town.noor, "may we use your name?")
    await town.noor.user.click(asked, custom_id=f"consent:{town.guild.id}:1:no")

    await ask(town, town.moderator, "accused", "What do you say to that?")
    assert "asked for their side" in told(await chosen(town, teo))
    await town.env.advance_time(4 * 24 * 3600)
    await order(town, "expel")
    assert "waits for a second person" in told(await chosen(town, teo))
    motion = next(each for each in town.queue.history() if "motion:1:decline" in str(each.components))
    form = await town.moderator.click(motion, custom_id="motion:1:decline")
    await town.moderator.submit_modal(form, {"why": "It is about somebody else."})

    piece = f"report:{(await file_of(town, 1)).reports[-1].code}"
    async with town.bot.services.database.transaction() as tx:
        await tx.execute("UPDATE evidence SET problem = 'pending'")
    assert "still being stored" in told(await chosen(town, teo))
    async with town.bot.services.database.transaction() as tx:
        await tx.execute("UPDATE evidence SET problem = ''")
    carrying, who = town.bot.services.teamwork.carrying, Standing(user_id=UserId(teo.id))
    guild, by = GuildId(town.guild.id), UserId(town.moderator.id)
    done = [await carrying.carry(guild, 1, piece, who, by, f"btn:{key}") for key in (1, 1, 2)]
    # A second delivery finds what the first did; a second press finds nothing there any more.
    assert [getattr(each, "key", 2) for each in done] == [2, 2, "split_not_here"]
    assert (await file_of(town, 2)).reports[0].words == WORDS
    assert len((await file_of(town, 2)).reports) == 1


async def test_a_case_about_the_team_is_covered(town: Town) -> None:
    """M41: whom it is about now reads the channel."""
    await town.noor.slash(town.general, "report", who=town.mira, text=WORDS, category="belittling")
    await carry(town, town.second)
    posted: list[discord.Message] = list(town.queue.history())
    assert "omebody of this team" in str(posted[-1].embeds[0].to_dict())
    assert all(WORDS not in str(each.embeds[0].to_dict()) for each in posted)
    assert "There is no case 2" in told(await town.second.slash(town.general, "case", number=2))
