"""/report, as a member uses it: what is kept, what is answered, and what bad input leads to."""

from __future__ import annotations

import hashlib
import re

import discord
import pytest

from bot.services import keeping
from tests.cogs.reporting import PNG, case_file, kinds, link, said
from tests.conftest import Town

CODE = re.compile(r"R-[2-9A-HJ-NP-Z]{6}")


async def test_a_reported_message_is_kept_with_files_and_surroundings(town: Town) -> None:
    await town.noor.send(town.general, "What happened?")
    bad = await town.mira.send(town.general, "The red chairs are mine", attachments=[("a.png", PNG)])

    answer = await town.noor.slash(
        town.general, "report", link=link(town, bad), text="Please look.", category="belittling"
    )

    shown = said(answer)
    assert CODE.search(shown)
    assert "What happens next" in shown
    assert "unverified" not in shown
    assert await kinds(town) == ["attachment", "context", "message"]
    file = await case_file(town)
    assert file is not None
    assert file.said == ("The red chairs are mine",)
    report = file.reports[0]
    assert (report.words, report.category, report.verified) == ("Please look.", "belittling", True)
    assert (file.case.channel_id, file.case.message_id) == (town.general.id, bad.id)


async def test_a_screenshot_and_a_name_are_enough_but_stand_unverified(town: Town) -> None:
    answer = await town.noor.slash(town.general, "report", screenshot=("shot.png", PNG), who=town.mira)
    assert "unverified" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert not file.reports[0].verified
    kept = file.evidence[0]
    assert (kept.kind, kept.media_type, kept.origin) == ("screenshot", "image/png", "shown")
    assert kept.received == hashlib.sha256(PNG).hexdigest()


async def test_a_bad_picture_costs_nothing_else(town: Town) -> None:
    answer = await town.noor.slash(
        town.general, "report", screenshot=("shot.png", b"MZ not a picture"), text="Insults", who=town.mira
    )
    shown = said(answer)
    assert CODE.search(shown)
    assert "One thing is missing: “shot.png” is no picture that I can read." in shown
    file = await case_file(town)
    assert file is not None
    assert [(each.kind, each.problem) for each in file.evidence] == [("screenshot", "no_image")]


async def test_nothing_but_a_bad_picture_is_answered_with_what_to_do(town: Town) -> None:
    answer = await town.noor.slash(town.general, "report", screenshot=("x.txt", b"hello"), who=town.mira)
    assert "Please add a PNG, JPEG, GIF or WebP." in said(answer)
    assert await case_file(town) is None


async def test_a_file_that_is_too_large_is_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LARGEST", len(PNG) - 1)
    answer = await town.noor.slash(
        town.general, "report", screenshot=("huge.png", PNG), text="Insults", who=town.mira
    )
    assert "“huge.png” is too large" in said(answer)
    assert CODE.search(said(answer))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("see above", "That is no link to a message."),
        ("https://discord.com/channels/111111111111111111/222222222222222222/3333333333333333333", "another"),
        ("https://discord.com/channels/@me/222222222222222222/3333333333333333333", "private conversation"),
    ],
)
async def test_a_link_that_leads_nowhere_says_what_to_do(town: Town, typed: str, sentence: str) -> None:
    answer = await town.noor.slash(town.general, "report", link=typed)
    assert sentence in said(answer)
    assert await case_file(town) is None


async def test_a_private_conversation_can_be_shown_by_picture(town: Town) -> None:
    private = "https://discord.com/channels/@me/222222222222222222/3333333333333333333"
    proof = {"link": private, "screenshot": ("dm.png", PNG)}
    answer = await town.noor.slash(town.general, "report", **proof)
    assert "Please also choose under “who”" in said(answer)
    answer = await town.noor.slash(town.general, "report", **proof, who=town.mira)
    assert "unverified" in said(answer)
    assert await kinds(town) == ["screenshot"]


async def test_a_link_is_no_way_to_read_a_hidden_channel(town: Town) -> None:
    secret = await town.moderator.send(town.queue, "Between us")
    hidden = await town.noor.slash(town.general, "report", link=link(town, secret, town.queue))
    absent = await town.noor.slash(
        town.general, "report", link=link(town, secret).replace(str(town.general.id), "222222222222222222")
    )
    assert said(hidden) == said(absent)
    assert await case_file(town) is None


async def test_a_deleted_message_can_be_described(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    await town.mira.delete(bad)

    alone = await town.noor.slash(town.general, "report", link=link(town, bad))
    assert "does not exist any more" in said(alone)
    nobody = await town.noor.slash(town.general, "report", link=link(town, bad), text="Insults")
    assert "Please also choose under “who” whom this is about" in said(nobody)
    assert await case_file(town) is None

    answer = await town.noor.slash(
        town.general, "report", link=link(town, bad), text="Insults", who=town.mira
    )
    assert "unverified" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert (file.reports[0].words, file.reports[0].verified) == ("Insults", False)


async def test_the_author_of_the_message_is_who_it_is_about(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    answer = await town.noor.slash(town.general, "report", link=link(town, bad), who=town.second)
    assert "That message was not written by" in said(answer)
    assert await case_file(town) is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "Please say in a sentence what happened"),
        ({"text": "It is loud here"}, "Whom is this about?"),
        ({"category": "threats"}, "Whom is this about?"),
        ({"text": "Hm", "category": "rudeness"}, "has no clause “rudeness”"),
        ({"text": "Hm", "category": "how-to-report"}, "has no clause “how-to-report”"),
    ],
)
async def test_what_is_missing_is_asked_for(town: Town, options: dict[str, str], sentence: str) -> None:
    assert sentence in said(await town.noor.slash(town.general, "report", **options))
    assert await case_file(town) is None


async def test_whom_a_report_can_not_be_about(town: Town) -> None:
    own = await town.noor.slash(town.general, "report", text="Me!", who=town.noor)
    assert "You can't report yourself." in said(own)
    bare = await town.noor.slash(town.general, "report", who=town.mira)
    assert "Please say in a sentence what happened" in said(bare)


async def test_the_same_message_again_adds_to_the_first_report(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    first = await town.noor.slash(town.general, "report", link=link(town, bad), category="belittling")
    # Under a clause of another route it still belongs to the first one.
    again = await town.noor.slash(
        town.general, "report", link=link(town, bad), text="He goes on", category="academic-integrity"
    )
    code = CODE.search(said(first))
    assert code is not None
    assert f"added this to your report `{code[0]}`" in said(again)
    file = await case_file(town)
    assert file is not None
    assert [report.code for report in file.reports] == [code[0]]
    assert "He goes on" in [note.body for note in file.notes]
    assert await case_file(town, 2) is None


async def test_many_reports_in_a_row_are_slowed_down_kindly_except_for_danger(town: Town) -> None:
    for number in range(5):
        answer = await town.noor.slash(town.general, "report", text=f"Insult {number}", who=town.mira)
        assert CODE.search(said(answer)), number
    slowed = await town.noor.slash(town.general, "report", text="Insult 6", who=town.mira)
    assert "Thank you for looking out for others." in said(slowed)
    assert "<t:" in said(slowed)

    urgent = await town.noor.slash(
        town.general, "report", text="He knows where I live", who=town.mira, category="threats"
    )
    assert CODE.search(said(urgent))
    other = await town.second.slash(town.general, "report", text="Insults", who=town.mira)
    assert CODE.search(said(other))

    await town.env.advance_time(11 * 60)
    later = await town.noor.slash(town.general, "report", text="Insult 7", who=town.mira)
    assert CODE.search(said(later))


async def test_worry_about_somebody_is_answered_with_people_who_listen(town: Town) -> None:
    sad = await town.mira.send(town.general, "I can't any more")
    answer = await town.noor.slash(town.general, "report", link=link(town, sad), category="self-harm")
    assert "https://findahelpline.com/" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert file.case.route == "care"


async def test_clauses_are_offered_while_one_types(town: Town) -> None:
    offered = await town.noor.autocomplete(town.general, "report", "category", "stalking")
    assert [choice["value"] for choice in offered] == ["harassment"]
    everything = await town.noor.autocomplete(town.general, "report", "category", "")
    assert "threats" in [choice["value"] for choice in everything]
    assert "how-to-report" not in [choice["value"] for choice in everything]


async def test_a_private_thread_is_open_to_those_who_were_added(town: Town) -> None:
    room = town.bot.get_channel(town.general.id)
    assert isinstance(room, discord.TextChannel)
    thread = await room.create_thread(name="Just us", type=discord.ChannelType.private_thread)
    await thread.add_user(discord.Object(town.mira.id))
    handle = next(each for each in town.general.threads if each.id == thread.id)
    said_inside = await town.mira.send(handle, "The red chairs are mine")

    outside = await town.noor.slash(town.general, "report", link=link(town, said_inside, handle))
    assert "I find no such channel here." in said(outside)
    await thread.add_user(discord.Object(town.noor.id))
    inside = await town.noor.slash(town.general, "report", link=link(town, said_inside, handle))
    assert CODE.search(said(inside))


async def test_a_fault_of_discord_does_not_cost_the_report(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    town.env.inject_error("GET", f"/channels/{town.general.id}/messages/{bad.id}", status=403, code=50001)
    alone = await town.noor.slash(town.general, "report", link=link(town, bad))
    assert "I can't read the channel of that message." in said(alone)
    town.env.inject_error("GET", f"/channels/{town.general.id}/messages/{bad.id}", status=400)
    described = await town.noor.slash(
        town.general, "report", link=link(town, bad), text="Insults", who=town.mira
    )
    assert "unverified" in said(described)
    assert CODE.search(said(described))
