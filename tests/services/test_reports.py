"""Reports at the service: the same interaction delivered twice is one report (F22)."""

from __future__ import annotations

from dataclasses import replace

from bot.policy.actions import ActionKind
from bot.policy.authority import Standing
from bot.policy.ids import ChannelId, GuildId, MessageId, UserId
from bot.services.orders import MessageRef, NewEvidence, Unmoved
from bot.services.reports import Filed, NewReport
from tests.conftest import Town

REPORTER, TARGET = 900_000_000_000_000_001, 900_000_000_000_000_002


def _report(town: Town, key: str = "cmd:1", words: str = "Look") -> NewReport:
    return NewReport(
        key=key,
        guild_id=GuildId(town.guild.id),
        reporter=Standing(user_id=UserId(REPORTER)),
        target=Standing(user_id=UserId(TARGET)),
        clause="belittling",
        words=words,
        source=MessageRef(channel_id=ChannelId(town.general.id), message_id=MessageId(7)),
        evidence=(NewEvidence(kind="message", media_type="text/plain", body=b"words"),),
    )


async def test_a_second_delivery_changes_nothing_and_answers_the_same(town: Town) -> None:
    reports = town.bot.services.reports
    first = await reports.file(_report(town))
    assert isinstance(first, Filed)
    again = await reports.file(_report(town))
    assert isinstance(again, Filed)
    assert (again.code, again.case.number, again.added_to_earlier) == (first.code, first.case.number, False)
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), first.case.number)
    assert file is not None
    assert (len(file.reports), len(file.evidence), file.case.hits) == (1, 1, 0)


async def test_a_second_delivery_is_not_slowed_down(town: Town) -> None:
    reports = town.bot.services.reports
    for number in range(5):
        assert isinstance(await reports.file(_report(town, f"cmd:{number}")), Filed)
    assert isinstance(await reports.file(_report(town, "cmd:5")), Unmoved)
    assert isinstance(await reports.file(_report(town, "cmd:4")), Filed)


async def test_additions_count_for_the_pace_like_reports(town: Town) -> None:
    reports = town.bot.services.reports
    filed = [await reports.file(_report(town, f"cmd:{number}")) for number in range(5)]
    assert [each.added_to_earlier for each in filed if isinstance(each, Filed)] == [False, *[True] * 4]
    slowed = await reports.file(_report(town, "cmd:6"))
    assert isinstance(slowed, Unmoved)
    assert slowed.key == "report_pace"


async def test_one_member_alone_hides_nothing(town: Town) -> None:
    """F31: however often they report, also under other clauses; the post stands until people decide."""
    reports, guild = town.bot.services.reports, GuildId(town.guild.id)
    for number, clause in enumerate(("belittling", "harassment", "threats", "threats", "threats", "threats")):
        new = replace(_report(town, f"cmd:{number}"), clause=clause)
        filed = await reports.file(replace(new, source=None) if number == 3 else new)
        assert isinstance(filed, Filed)
    file = await town.bot.services.casebook.file(guild, 1)
    assert file is not None
    assert {act.kind for act in file.actions} <= {ActionKind.POST_CASE, ActionKind.SEND_NOTICE}
    assert file.sanctions == ()


async def test_own_reports_are_found_by_their_reporter_alone_and_per_server(town: Town) -> None:
    reports = town.bot.services.reports
    filed = await reports.file(_report(town))
    assert isinstance(filed, Filed)
    here, elsewhere = GuildId(town.guild.id), GuildId(town.guild.id + 1)
    assert [each.code for each in await reports.own(here, UserId(REPORTER))] == [filed.code]
    assert await reports.own(here, UserId(TARGET)) == []
    assert await reports.own(elsewhere, UserId(REPORTER)) == []


async def test_a_clause_says_enough_when_a_name_is_there(town: Town) -> None:
    bare = replace(_report(town), words=" ", source=None, evidence=())
    assert isinstance(await town.bot.services.reports.file(bare), Filed)
    unsaid = replace(bare, key="cmd:2", clause="other")
    refused = await town.bot.services.reports.file(unsaid)
    assert isinstance(refused, Unmoved)
    assert refused.key == "report_empty"


async def test_the_same_bytes_are_kept_once_in_a_case(town: Town) -> None:
    reports = town.bot.services.reports
    await reports.file(_report(town))
    edited = NewEvidence(kind="message", media_type="text/plain", body=b"other words")
    more = replace(_report(town, "cmd:2"), evidence=(*_report(town).evidence, edited))
    await reports.file(more)
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    assert sorted(file.said) == ["other words", "words"]


async def test_each_clause_that_can_be_reported_is_read_back(town: Town) -> None:
    """F19: as what it was reported, in the case and in the reporter's own list."""
    reports, guild = town.bot.services.reports, GuildId(town.guild.id)
    for number, clause in enumerate(town.bot.services.conduct.citable):
        reporter = Standing(user_id=UserId(REPORTER + 10 + number))
        new = replace(_report(town, f"cmd:{number}"), clause=clause.id, reporter=reporter, evidence=())
        filed = await reports.file(new)
        assert isinstance(filed, Filed)
        (own,) = await reports.own(guild, reporter.user_id)
        assert (own.code, own.category) == (filed.code, clause.id)
