"""/rules backtest: what rules would have done with what was written; it does nothing itself (F41)."""

from __future__ import annotations

import re
from typing import Any

import discord
import pytest

from bot.policy.ids import GuildId, UserId
from cogs import back_tests
from cogs.rules import RulesCog
from tests.cogs.sanctioning import said
from tests.cogs.test_rules import RULE, TELLING, add, lead_of, written
from tests.conftest import Town


async def tried(town: Town, **options: object) -> str:
    return said(await town.admin.slash(town.general, "rules backtest", **options))


async def test_a_rule_is_tried_on_what_was_written_before_it_bites(town: Town) -> None:
    told = await town.mira.send(town.general, TELLING)
    await town.noor.send(town.general, "A fine play, all the same.")
    await add(town, mode="shadow")

    answer = await tried(town, rule="spoilers")
    assert "Back-test: #general" in answer
    assert "2 messages of members were judged" in answer
    assert "**One** would only have been counted." in answer
    assert "**One** would have been left alone." in answer
    assert "`spoilers` · shadow · one message" in answer
    assert f"discord.com/channels/{town.guild.id}/{town.general.id}/{told.id}" in answer
    # Who reads the answer may read the channel; the words need not be said again.
    assert TELLING not in answer


async def test_all_rules_of_a_place_are_tried_together(town: Town) -> None:
    told = await town.mira.send(town.general, TELLING)
    assert "No rule would have held for any of them." in await tried(town)
    await add(town)
    answer = await tried(town)
    assert "**One** would have been removed." in answer
    assert told.id in [message.id for message in town.general.history()]
    assert "The rule `slurs` would have held for none of them." in await tried(town, rule="slurs")


async def test_a_rule_that_is_off_is_tried_as_if_it_flagged(town: Town) -> None:
    await town.mira.send(town.general, TELLING)
    await add(town, mode="off")
    assert "`spoilers`" not in await tried(town)
    answer = await tried(town, rule="spoilers")
    assert "**One** would have been flagged and left standing." in answer
    assert "`spoilers` · flag · one message" in answer


async def test_a_missing_text_model_is_told(town: Town) -> None:
    await town.mira.send(town.general, "A fine play.")
    assert "The text model is switched off" in await tried(town)


async def test_a_back_test_leaves_no_trace(town: Town) -> None:
    await add(town, mode="shadow")
    for _ in range(3):
        await town.mira.send(town.general, TELLING)
    counts = await town.bot.services.rules.counts(GuildId(town.guild.id), 0)
    # Whoever starts anew knows nothing of these messages yet, and is not to learn of them like this.
    await town.restart()
    before, known = written(town), len(town.bot.services.window)
    requests = len(town.env.http_requests)

    assert "`spoilers` · shadow · 3 messages" in await tried(town, rule="spoilers")

    assert len(town.bot.services.window) == known
    assert written(town) == before
    assert await town.bot.services.rules.counts(GuildId(town.guild.id), 0) == counts
    # It read the channel and answered who asked, and did nothing else.
    sent = [(entry.method, entry.path) for entry in town.env.http_requests[requests:]]
    assert [path for method, path in sent if "/webhooks/" not in path and "/interactions/" not in path] == [
        f"/channels/{town.general.id}/messages"
    ]
    assert all(method == "GET" for method, path in sent if path.startswith("/channels/"))


async def test_floods_are_counted_by_when_messages_were_sent(town: Town) -> None:
    for number in range(12):
        await town.mira.send(town.general, f"look at number {number}, everybody")
    await town.env.advance_time(3600)
    assert "`disruption.flood` · flag" in await tried(town)


async def test_roles_that_a_rule_leaves_alone_are_left_alone(town: Town) -> None:
    actors = town.guild.create_role("Actors")
    actor = town.guild.add_member(town.env.create_user("ada"), roles=[actors])
    rule = {
        "id": "spoilers",
        "clause": "other",
        "description": RULE["description"],
        "detector": "terms",
        "mode": "shadow",
        "exempt_roles": [str(actors.id)],
        "terms": {"words": ["the butler did it"]},
    }
    guild = GuildId(town.guild.id)
    await town.bot.services.rules.add(guild, (guild,), rule, UserId(town.admin.id))
    await actor.send(town.general, TELLING)
    await town.mira.send(town.general, TELLING)
    assert "`spoilers` · shadow · one message" in await tried(town, rule="spoilers")


async def test_who_may_be_in_need_is_not_pointed_at(town: Town) -> None:
    sent = await town.mira.send(town.general, "I want to end my life")
    answer = await tried(town)
    assert "one message · no links" in answer
    assert "Who may be in need is not linked" in answer
    assert str(sent.id) not in answer


async def test_bots_are_not_judged_and_an_empty_channel_says_so(town: Town) -> None:
    quiet = town.guild.create_text_channel("quiet")
    answer = said(await town.admin.slash(quiet, "rules backtest", last=50))
    assert "none of the last 50 messages here is of a member" in answer


async def test_only_the_last_messages_are_read(town: Town) -> None:
    await town.mira.send(town.general, TELLING)
    await add(town, mode="shadow")
    await town.noor.send(town.general, "A fine play, all the same.")
    assert "The rule `spoilers` would have held for none" in await tried(town, rule="spoilers", last=1)


async def test_long_reading_says_how_far_it_is(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(back_tests, "_TOLD_EACH", 2)
    for number in range(5):
        await town.mira.send(town.general, f"page {number} of the play")
    requests = len(town.env.http_requests)
    assert "5 messages of members were judged" in await tried(town, last=6)
    edits = [e for e in town.env.http_requests[requests:] if e.method == "PATCH" and "/webhooks/" in e.path]
    assert len(edits) == 3  # two on the way, and the answer in their place


async def test_where_nothing_can_be_read_it_says_why(town: Town) -> None:
    wing = town.guild.create_category("Reading wing")
    assert "A category or a forum holds no messages" in await tried(town, place=wing)
    blind: dict[Any, discord.PermissionOverwrite] = {
        town.guild.roles["TestBot"]: discord.PermissionOverwrite(read_message_history=False)
    }
    kept = town.guild.create_text_channel("kept", overwrites=blind)
    assert "I can't read what was written in" in await tried(town, place=kept)
    assert "There is no rule `slursss` here." in await tried(town, rule="slursss")


async def test_who_may_not_read_what_was_written_learns_nothing_of_it(town: Town) -> None:
    keeper = lead_of(town, "garden")
    shut: dict[Any, discord.PermissionOverwrite] = {
        town.guild.default_role: discord.PermissionOverwrite(read_message_history=False),
        town.guild.roles["garden lead"]: discord.PermissionOverwrite(manage_channels=True),
    }
    vault = town.guild.create_text_channel("vault", overwrites=shut)
    asked = await keeper.slash(town.guild.channels["garden"], "rules backtest", place=vault)
    assert "permission to read the message history" in said(asked)


async def test_one_back_test_at_a_time(town: Town) -> None:
    await town.mira.send(town.general, TELLING)
    cog = town.bot.get_cog("RulesCog")
    assert isinstance(cog, RulesCog)
    cog.tester.busy.add(GuildId(town.guild.id))
    assert "Another back-test is running" in await tried(town)
    cog.tester.busy.clear()
    assert "One message of a member was judged" in await tried(town)
    # And one that ended, well or not, holds up no other.
    assert not cog.tester.busy


async def test_the_gravest_rules_come_first(town: Town) -> None:
    await town.mira.send(town.general, "no, the butler did it, as everybody knew, said the gardener")
    await town.mira.send(town.general, TELLING)
    await add(town, id="gardens", words="gardener")
    await add(town, mode="shadow")
    assert re.findall(r"`(\w+)` · ", await tried(town)) == ["gardens", "spoilers"]
