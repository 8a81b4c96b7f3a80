"""Reports of private messages, and what the bot answers to who writes to it (M4)."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import simcord

from bot.policy.ids import GuildId
from cogs import private_reports, shared_servers
from tests.cogs.private import CONVERSATION, report_private
from tests.cogs.reporting import PNG, case_file, kinds, link, said
from tests.cogs.sanctioning import notices, order
from tests.conftest import Town

MEAN = "Nobody here can stand you"


async def choose(who: simcord.MemberActor, shown: simcord.InteractionResult, server: int) -> Any:
    """Choose a server from the list."""
    assert shown.response is not None
    return await who.user.select(shown.response.message, [str(server)], custom_id="server")


async def test_a_private_message_is_kept_as_it_was_shown(town: Town) -> None:
    elsewhere = town.env.create_guild("Harbour")
    elsewhere.add_member(town.noor.user)

    asked = await report_private(town, town.noor, town.mira, MEAN, files=(("a.png", PNG),))
    assert "Which server is this for?" in said(asked)
    assert "Harbour" not in str(asked.response.message.components if asked.response else ""), "not Mira's"
    form = await choose(town.noor, asked, town.guild.id)
    assert "private conversation" in str(form.modal)
    answer = await town.noor.user.submit_modal(form, {"words": "Every night"})

    assert "marked as shown by you, from a private message" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert file.said == (MEAN,)
    assert {each.origin for each in file.evidence} == {"private"}
    assert await kinds(town) == ["attachment", "context", "message"]
    assert (file.case.channel_id, file.case.message_id) == (None, None), "nobody can go there"
    card = str(town.queue.last_message.embeds[0].to_dict()) if town.queue.last_message else ""
    assert "shown by the reporter, from a private message" in card
    assert str(CONVERSATION) not in card
    assert str(town.noor.id) not in card

    again = await report_private(town, town.noor, town.mira, MEAN, kind=3)
    form = await choose(town.noor, again, town.guild.id)
    answer = await town.noor.user.submit_modal(form, {"words": "Still"})
    assert "added this to your report" in said(answer)


async def test_without_a_server_in_common_there_is_a_clear_answer(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = town.env.create_user("stranger")
    answer = await report_private(town, town.noor, stranger, MEAN)
    assert "no server where both of you are members" in said(answer)
    away = await report_private(town, town.noor, town.mira, MEAN, guild_id=1_456_000_000_000_000_999)
    assert "I am not a member of this server" in said(away)
    own = await report_private(town, town.noor, town.noor, MEAN)
    assert "You can't report yourself." in said(own)
    monkeypatch.setattr(shared_servers, "MOST", 0)
    many = await report_private(town, town.noor, town.mira, MEAN)
    assert "I look after so many servers" in said(many)


async def test_a_private_message_can_be_a_breach_of_a_no_contact_order(town: Town) -> None:
    await order(town, "nocontact", protected=town.noor, duration="2 days")
    told_before = len(notices(town.mira))

    asked = await report_private(town, town.noor, town.mira, MEAN)
    form = await choose(town.noor, asked, town.guild.id)
    assert "can tell from it that it was written to you" in str(form.modal)
    answer = await town.noor.user.submit_modal(form, {"words": ""})

    assert "counts as a breach" in said(answer)
    first = await case_file(town, 1)
    assert first is not None
    assert [note.data["how"] for note in first.notes if note.kind == "breach"] == ["private"]
    second = await case_file(town, 2)
    assert second is not None
    assert second.case.severity >= 3
    assert "hit" in [note.kind for note in second.notes]
    assert len(notices(town.mira)) == told_before, "it would tell who showed it"

    # The other way round there is no order, so there is no breach.
    asked = await report_private(town, town.mira, town.noor, "Stop it")
    form = await choose(town.mira, asked, town.guild.id)
    assert "counts as a breach" not in said(await town.mira.user.submit_modal(form, {"words": ""}))


async def test_who_writes_to_the_bot_is_told_how_and_neither_judged_nor_logged(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    rude = "I will kill you, said the walrus"
    with caplog.at_level(logging.DEBUG):
        await town.noor.send_dm(rude)
        await town.noor.send_dm("And another thing")
    assert len(notices(town.noor)) == 2 + 1, "two of theirs, one answer"
    told = notices(town.noor)[1]
    assert "How I can help" in told
    assert "/my record" in told
    assert "walrus" not in caplog.text
    assert await case_file(town) is None
    await town.env.advance_time(private_reports.REST + 1)
    await town.noor.send_dm("Hello again")
    assert "How I can help" in notices(town.noor)[-1]


async def test_the_answer_speaks_the_language_of_the_server_or_of_the_person(town: Town) -> None:
    services = town.bot.services
    await services.servers.change(GuildId(town.guild.id), "p-1", locale="de")  # type: ignore[arg-type]
    await town.mira.send_dm("Hallo")
    assert "Wie ich helfen kann" in notices(town.mira)[-1]
    await town.noor.slash(town.general, "my record")  # their Discord says en-US
    await town.noor.send_dm("Hello")
    assert "How I can help" in notices(town.noor)[-1]


async def test_the_button_leads_to_a_whole_report(town: Town) -> None:
    await town.noor.send_dm("Help")
    await town.restart()
    asked = await town.noor.user.click(town.noor.user.dm_channel.last_message, custom_id="private:report")
    form = await choose(town.noor, asked, town.guild.id)
    unknown = await town.noor.user.submit_modal(form, {"who": "somebody", "words": "Insults"})
    assert "I find nobody called “somebody” there" in said(unknown)

    form = await town.noor.user.click(unknown.response.message, label="Change it")
    assert "Insults" in str(form.modal), "nobody has to write it twice"
    answer = await town.noor.user.submit_modal(
        form, {"who": "@Mira", "words": "Insults", "category": ["belittling"], "pictures": [("a.png", PNG)]}
    )
    assert "Its code is `R-" in said(answer)
    file = await case_file(town)
    assert file is not None
    assert await town.bot.services.people.user_id(file.case.person) == town.mira.id


async def test_report_in_a_message_to_the_bot(town: Town) -> None:
    bad = await town.mira.send(town.general, "The red chairs are mine")
    linked = await town.noor.user.slash("report", link=link(town, bad))
    assert "Its code is `R-" in said(linked), "the link says which server it is for"
    strange = "https://discord.com/channels/111111111111111111/222222222222222222/3333333333333333333"
    assert "where we are not both members" in said(await town.noor.user.slash("report", link=strange))
    described = await town.noor.user.slash("report", text="Insults", who=town.mira.user)
    assert "Its code is `R-" in said(described), "there is only one server"

    town.env.create_guild("Harbour").add_member(town.noor.user)
    asked = await town.noor.user.slash("report", text="More", who=town.mira.user)
    assert "Which server is this for?" in said(asked)
    answer = await choose(town.noor, asked, town.guild.id)
    assert "Its code is `R-" in said(answer)
    stranger = town.env.create_user("stranger")
    alone = await stranger.slash("report", text="More", who=town.mira.user)
    assert "Before you report" in said(alone)
    alone = await stranger.click(alone.response.message, label="Go on")
    assert "I find no server that we share" in said(alone)


async def test_doctor_says_when_people_can_not_add_the_bot(town: Town) -> None:
    application: Any = town.bot.application
    assert "User Install" not in said(await town.admin.slash(town.general, "doctor"))
    application._integration_types_config = {"0": {}}
    assert "User Install" in said(await town.admin.slash(town.general, "doctor"))
    application._integration_types_config = {"0": {}, "1": {}}
    assert "User Install" not in said(await town.admin.slash(town.general, "doctor"))
