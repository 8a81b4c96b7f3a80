"""/rules, as admins and channel admins use it; judged by what happens to messages right after."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import discord
import pytest
import simcord

from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from bot.services.orders import Unmoved
from bot.services.rules import Standing
from bot.storage.rules import add_version
from tests.cogs.reporting import said
from tests.conftest import Town, build_town

RULE = {
    "id": "spoilers",
    "clause": "other",
    "description": "Please keep the ending to yourself.",
    "words": "plot twist, the butler did it",
    "mode": "enforce",
}
TELLING = "well, the butler did it"


@pytest.fixture
def keeper(town: Town) -> simcord.MemberActor:
    """Somebody who manages one channel, by an overwrite there, and nothing else."""
    return lead_of(town, "garden")


def lead_of(town: Town, name: str) -> simcord.MemberActor:
    role = town.guild.create_role(f"{name} lead")
    leads = discord.PermissionOverwrite(manage_channels=True)
    town.guild.create_text_channel(name, overwrites={role: leads})
    return town.guild.add_member(town.env.create_user(f"{name}-lead"), roles=[role])


async def add(town: Town, **other: object) -> simcord.InteractionResult:
    return await town.admin.slash(town.general, "rules add", **{**RULE, **other})


async def stays(town: Town, text: str, channel: simcord.ChannelHandle | None = None) -> bool:
    """Write as Mira; return whether the message is still there afterwards."""
    place = channel or town.general
    sent = await town.mira.send(place, text)
    return sent.id in [message.id for message in place.history()]


async def test_a_new_rule_judges_the_next_message_and_a_removed_one_does_not(town: Town) -> None:
    assert await stays(town, TELLING)
    answer = await add(town)
    assert "Saved as version 1" in said(answer)
    assert "The rule `spoilers` holds in the whole server from now on (enforce)." in said(answer)

    assert not await stays(town, TELLING)
    told = town.mira.user.dm_channel.last_message
    assert told is not None
    assert "Please keep the ending to yourself." in str(told.embeds[0].to_dict())

    gone = await town.admin.slash(town.general, "rules remove", rule="spoilers")
    assert "no longer holds in the whole server" in said(gone)
    assert await stays(town, TELLING)


async def test_rules_survive_a_restart(town: Town) -> None:
    await add(town)
    await town.restart()
    assert not await stays(town, TELLING)
    assert "`spoilers` · set by this server" in said(await town.admin.slash(town.general, "rules list"))


async def test_other_servers_are_never_touched(town: Town) -> None:
    other = build_town(town.env)
    await add(town)
    await town.admin.slash(town.general, "rules mode", rule="slurs", mode="off")

    assert await stays(other, TELLING)
    assert not await stays(other, "get out, f4ggot")
    assert "spoilers" not in said(await other.admin.slash(other.general, "rules list"))
    assert "Nothing was ever changed here" in said(await other.admin.slash(other.general, "rules history"))


async def test_a_channel_lead_sets_rules_there_and_only_there(
    town: Town, keeper: simcord.MemberActor
) -> None:
    garden = town.guild.channels["garden"]
    elsewhere = said(await keeper.slash(garden, "rules add", **RULE, place=town.general))
    assert f"For <#{town.general.id}> this takes the right to manage that channel." in elsewhere
    everywhere = said(await keeper.slash(garden, "rules add", **RULE))
    assert "For the whole server this takes the right to manage the server." in everywhere
    assert "rules add" not in keeper.available_commands(town.general)

    answer = await keeper.slash(garden, "rules add", **RULE, place=garden)
    assert f"holds in <#{garden.id}>" in said(answer)
    assert not await stays(town, TELLING, garden)
    assert await stays(town, TELLING)


async def test_a_place_only_tightens(town: Town, keeper: simcord.MemberActor) -> None:
    garden = town.guild.channels["garden"]
    loosened = await keeper.slash(garden, "rules mode", rule="slurs", mode="flag", place=garden)
    assert "The rule `slurs` stands at “enforce” above this place" in said(loosened)

    tightened = await keeper.slash(garden, "rules mode", rule="slurs.unsure", mode="enforce", place=garden)
    assert f"In <#{garden.id}> the rule `slurs.unsure` is now “enforce”." in said(tightened)
    assert not await stays(town, "what a retard", garden)
    assert await stays(town, "what a retard")

    taken = await keeper.slash(garden, "rules add", **{**RULE, "id": "slurs"}, place=garden)
    assert "A rule `slurs` holds here already" in said(taken)
    removed = await keeper.slash(garden, "rules remove", rule="slurs", place=garden)
    assert "was not made here" in said(removed)


async def test_a_category_holds_for_its_channels(town: Town) -> None:
    wing = town.guild.create_category("Reading wing")
    inside = town.guild.create_text_channel("novels", category=wing)
    answer = await add(town, place=wing)
    assert "holds in “Reading wing”" in said(answer)
    assert not await stays(town, TELLING, inside)
    assert await stays(town, TELLING)
    listed = said(await town.admin.slash(inside, "rules list"))
    assert "Rules: #novels" in listed
    assert "`spoilers` · set here or above" in listed


async def test_the_server_may_switch_what_the_pack_brings(town: Town) -> None:
    assert not await stays(town, "get out, f4ggot")
    answer = await town.admin.slash(town.general, "rules mode", rule="slurs", mode="off")
    assert "is now “off”" in said(answer)
    assert await stays(town, "get out, f4ggot")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"words": None}, "A rule needs something to look for"),
        ({"pattern": "a+"}, "not both"),
        ({"words": " , ,"}, "There is no term to look for."),
        ({"id": "Spoilers!"}, "can't be an id. Use small letters"),
        ({"clause": "no-such"}, "The code of conduct has no clause “no-such”."),
        ({"words": None, "pattern": "(a+"}, "The pattern “(a+”"),
        ({"words": None, "pattern": r"(a)\1"}, "The pattern “(a)"),
        ({"words": None, "pattern": "(?=a)b"}, "The pattern “(?=a)b”"),
    ],
)
async def test_what_cannot_work_is_refused_with_what_to_do(
    town: Town, change: dict[str, str | None], sentence: str
) -> None:
    options = {key: value for key, value in {**RULE, **change}.items() if value is not None}
    answer = await town.admin.slash(town.general, "rules add", **options)
    assert "Nothing was changed" in said(answer)
    assert sentence in said(answer)
    # The rules that were live stay live (F42).
    assert not await stays(town, "get out, f4ggot")


async def test_a_pattern_that_would_freeze_others_is_harmless(town: Town) -> None:
    options = {key: value for key, value in RULE.items() if key != "words"}
    answer = await town.admin.slash(town.general, "rules add", **options, pattern="(a+)+zzz$")
    assert "Saved as version 1" in said(answer)
    async with asyncio.timeout(5):
        assert await stays(town, "a" * 1900 + "!")


async def test_a_trial_says_why_and_leaves_no_trace(town: Town) -> None:
    before = written(town)
    requests = len(town.env.http_requests)
    held = said(await town.admin.slash(town.general, "rules test", text="get out, f4ggot"))
    assert "A trial; nothing was written or sent" in held
    assert "enforce – the message is removed" in held
    assert "Rule “slurs”" in held
    assert "other rules were tried and did not match" in held

    clean = said(await town.admin.slash(town.general, "rules test", text="Good morning"))
    assert "no rule holds for this text" in clean
    why = said(await town.admin.slash(town.general, "rules test", text="Good morning", rule="slurs"))
    assert "The rule `slurs` does not hold for this text: nothing in the text fits." in why
    # Three answers to who asked, and nothing else.
    sent = [entry.path for entry in town.env.http_requests[requests:]]
    assert all("/interactions/" in path or "/webhooks/" in path for path in sent)
    assert written(town) == before
    # Nor did it count, which would show only here.
    assert "in 7 days" not in said(await town.admin.slash(town.general, "rules list"))


def written(town: Town) -> bytes:
    """Return the whole database as it is on the disk, the log of late writes included."""
    path = Path(town.bot.settings.database)
    wal = path.with_name(path.name + "-wal")
    return path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")


async def test_a_rule_is_explained_with_its_hits(town: Town) -> None:
    await town.mira.send(town.general, "get out, f4ggot")
    listed = said(await town.admin.slash(town.general, "rules list"))
    assert "`slurs` · from the pack · one hit in 7 days" in listed
    shown = said(await town.admin.slash(town.general, "rules show", rule="slurs"))
    assert "no friendly way to throw them" in shown
    assert "enforce – the message is removed" in shown
    assert "lexicon" in shown
    assert "||get out, f4ggot||" in shown
    unknown = said(await town.admin.slash(town.general, "rules show", rule="slursss"))
    assert "There is no rule `slursss` here." in unknown


async def test_changes_can_be_taken_back_one_after_the_other(town: Town) -> None:
    await add(town)
    await town.admin.slash(town.general, "rules mode", rule="spoilers", mode="off")
    assert await stays(town, TELLING)

    undone = await town.admin.slash(town.general, "rules undo")
    assert "again what they were in version 1" in said(undone)
    assert not await stays(town, TELLING)
    undone = await town.admin.slash(town.general, "rules undo")
    assert "what they were in the beginning" in said(undone)
    assert await stays(town, TELLING)
    assert "nothing to take back" in said(await town.admin.slash(town.general, "rules undo"))

    back = await town.admin.slash(town.general, "rules undo", version=1)
    assert "again what they were in version 1" in said(back)
    assert not await stays(town, TELLING)
    assert "There is no version 99 here." in said(
        await town.admin.slash(town.general, "rules undo", version=99)
    )

    past = said(await town.admin.slash(town.general, "rules history"))
    for line in (
        "**1** · rule `spoilers` added",
        "**2** · mode changed: `spoilers off`",
        "**3** · version 2",
    ):
        assert line in past
    assert f"by <@{town.admin.id}>" in past


async def test_the_second_of_two_admins_is_told(town: Town) -> None:
    await town.env.settle()
    rules, guild = town.bot.services.rules, GuildId(town.guild.id)
    written = {"id": "a", "description": "x", "clause": "other", "detector": "terms"}
    first, second = await asyncio.gather(
        rules.add(guild, (guild,), {**written, "terms": {"words": ["one"]}}, UserId(town.admin.id)),
        rules.add(guild, (guild,), {**written, "id": "b", "terms": {"words": ["two"]}}, UserId(town.noor.id)),
    )
    told = [each for each in (first, second) if isinstance(each, Unmoved)]
    assert [each.key for each in told] == ["rules_changed_meanwhile"]
    assert len(await rules.history(guild, guild)) == 1
    assert len([each for each in rules.standing(guild, (guild,)) if each.origin == "server"]) == 1


async def test_a_stored_rule_that_broke_takes_no_other_down(town: Town) -> None:
    """As when a later release refuses what an earlier one took (F42)."""
    await add(town)
    rules, guild = town.bot.services.rules, GuildId(town.guild.id)
    newest = (await rules.history(guild, guild))[0]
    broken = {**newest.rules["rules"][0], "id": "broken", "terms": {"words": []}}
    document = {**newest.rules, "rules": [broken, *newest.rules["rules"]]}
    async with rules.database.transaction() as tx:
        await add_version(tx, replace(newest, version=2, rules=document))

    await town.restart()
    assert not await stays(town, TELLING)
    assert not await stays(town, "get out, f4ggot")
    assert "broken" not in said(await town.admin.slash(town.general, "rules list"))


async def test_members_have_no_business_here(town: Town) -> None:
    assert "rules list" not in town.mira.available_commands(town.general)
    assert "rules add" in town.admin.available_commands(town.general)


async def test_rules_and_clauses_are_suggested(town: Town) -> None:
    offered = await town.admin.autocomplete(town.general, "rules show", "rule", "slur")
    assert {"slurs", "slurs.unsure"} <= {choice["value"] for choice in offered}
    clauses = await town.admin.autocomplete(town.general, "rules add", "clause", "haras")
    assert clauses
    assert await town.admin.autocomplete(town.general, "rules remove", "rule", "") == []
    await add(town)
    own = await town.admin.autocomplete(town.general, "rules remove", "rule", "spoi")
    assert [choice["value"] for choice in own] == ["spoilers"]


async def test_another_pack_holds_from_the_next_message_on(town: Town) -> None:
    await add(town)
    before = {each.spec.id: each.spec.mode for each in standing(town)}
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, pack="strict")
    after = {each.spec.id: each.spec.mode for each in standing(town)}
    assert after != before
    assert not await stays(town, TELLING)


def standing(town: Town) -> list[Standing]:
    return town.bot.services.rules.standing(GuildId(town.guild.id), (town.general.id,))
