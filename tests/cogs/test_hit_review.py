"""A moderator says that a rule was wrong: kept, counted, made good, and taken back (M16, issue 5)."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import simcord

from bot.policy.ids import GuildId
from bot.policy.records import MACHINE
from bot.services.hit_words import HitWords
from bot.services.orders import NoteView
from tests.cogs.reporting import case_file
from tests.cogs.sanctioning import notices, said, sanctions
from tests.cogs.test_queue import post, shown
from tests.conftest import Town
from tests.policy.factories import NOW


def answered(result: simcord.InteractionResult) -> Any:
    """Return the answer to a press: the last thing that only the person who pressed reads."""
    return result.followups[-1] if result.followups else result.response


def read(result: simcord.InteractionResult) -> str:
    return str([embed.to_dict() for embed in answered(result).embeds])


async def rule(town: Town, which: str) -> str:
    return said(await town.admin.slash(town.general, "rules show", rule=which))


async def test_a_wrong_hit_is_made_good_counted_and_taken_back(town: Town) -> None:
    """Only the warning that rested on nothing else goes; a restart in between changes nothing."""
    await town.mira.send(town.general, "get out, f4ggot")
    assert [each.state.value for each in await sanctions(town)] == ["active"]
    assert "nobody has looked" in await rule(town, "slurs")

    asked = await town.moderator.click(post(town), custom_id="hit:1:list:0")
    assert "loses it from their record" in read(asked)
    await town.restart()
    marked = await town.moderator.click(answered(asked), custom_id="hit:1:wrong:0")

    assert "off the record" in read(marked)
    assert await sanctions(town) == []
    assert "our rule was wrong" in notices(town.mira)[-1]
    assert "a moderator found it wrong here" in shown(town)
    assert "right in 0 % of 1 looked at" in await rule(town, "slurs")
    own = said(await town.mira.slash(town.general, "my record"))
    assert "warning" not in own.lower()

    back = await town.moderator.click(answered(marked), custom_id="hit:1:right:0")
    assert "counts as right again" in read(back)
    assert "a moderator found it wrong here" not in shown(town)
    assert "nobody has looked" in await rule(town, "slurs")


async def test_a_case_tells_rule_reading_words_and_certainty(town: Town) -> None:
    await town.mira.send(town.general, "please get out, f4ggot")

    told = shown(town)
    assert "**`slurs`** · removed" in told
    assert "in a disguise" in told
    assert "after undoing a disguise" in told
    assert "||please get out, **f4ggot**||" in told


async def test_a_case_is_told_in_the_language_of_the_server_and_of_later_readers(town: Town) -> None:
    guild = GuildId(town.guild.id)
    await town.bot.services.servers.change(guild, MACHINE, locale="de")
    await town.mira.send(town.general, "please get out, f4ggot")

    told = shown(town)
    assert "kommt in einer Verkleidung vor (ähnliche Zeichen, Abstände oder Symbole)." in told
    assert "The listed term" not in told
    file = await case_file(town)
    assert file is not None
    [note] = [each for each in file.notes if each.kind == "hit"]
    assert "appears in a disguise" in words(town, "en").line(note)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("The listed term “zonk” appears as written.", "The listed term “zonk” appears as written."),
        ("", ""),
        ({"key": "detector.no_more", "values": {}}, ""),
        ({"key": "detector.terms.raw", "values": {"word": "zonk"}}, ""),
    ],
)
async def test_what_was_written_by_another_version_stays_readable(town: Town, why: object, told: str) -> None:
    body = orjson.dumps({"why": why, "excerpt": None}).decode()
    note = NoteView(at=NOW, actor=MACHINE, kind="hit", data={"rule": "slurs", "mode": "flag"}, body=body)
    assert words(town, "de").line(note) == "\n".join(filter(None, ("**`slurs`** · Menschen vorgelegt", told)))


def words(town: Town, locale: str) -> HitWords:
    return HitWords(catalogue=town.bot.services.catalogue, locale=locale)
