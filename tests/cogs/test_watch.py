"""Hostility over days, and contact after a report: people are told of conduct only (M7, M14)."""

from __future__ import annotations

import re

from bot.policy.ids import GuildId, UserId
from bot.policy.records import MACHINE
from tests.cogs.reporting import case_file
from tests.conftest import Town

DAY = 86_400


async def told(town: Town, number: int = 1) -> list[str]:
    """Return what people were told about sustained contact, with the days left out."""
    file = await case_file(town, number)
    notes = () if file is None else file.notes
    found = [note for note in notes if note.data.get("rule") == "harassment.sustained"]
    return [
        re.sub(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?:, )?)+", "DAYS", f"{ {**note.data, 'days': 0} } {note.body}")
        for note in found
    ]


async def hour(town: Town, hours: int = 1) -> None:
    await town.env.advance_time(hours * 3600)


async def test_what_no_single_message_shows_rises_over_days(town: Town) -> None:
    await town.bot.services.servers.change(GuildId(town.guild.id), MACHINE, pack="calm")
    for _ in range(4):
        hers = await town.noor.send(town.general, "Look what I made")
        await town.mira.send(town.general, "did you even try?", reply_to=hers)
        await hour(town, 20)
    desk = str([embed.to_dict() for each in town.queue.history() for embed in each.embeds])
    assert "harassment.sustained" in desk
    assert "did you even try?" not in desk, "each message by itself is only counted"
    assert str(town.noor.id) not in desk
    assert len(await told(town)) == 1


async def test_contact_after_a_report_reads_like_any_other(town: Town) -> None:
    contacts, guild = town.bot.services.contacts, GuildId(town.guild.id)
    await town.noor.slash(town.general, "report", who=town.mira, text="It is enough", category="harassment")
    before = await codes(town)
    await town.mira.send(town.general, "nothing to see here")
    await hour(town)
    assert await told(town) == [], "whoever turns to nobody is left alone"

    await town.mira.send(town.general, f"so {town.noor.mention}, how are you?")
    assert await told(town) == [], "not at once: the hour must not tell which message it was"
    await hour(town)
    (first,) = await told(town)
    assert str(town.noor.id) not in first
    assert await codes(town) == before, "the one who reported gets no code by it"

    # The same words for somebody who is no reporter at all.
    mira = UserId(town.mira.id)
    everybody = [UserId(10**17 + number) for number in range(99)]
    decoys = [each for each in everybody if contacts.counts(guild, mira, each, frozenset())]
    assert 10 < len(decoys) < 45, "about a quarter"
    for number in range(200):
        other = town.guild.add_member(town.env.create_user(f"passer-by-{number}"))
        if contacts.counts(guild, mira, UserId(other.id), frozenset()):
            break
    await town.env.advance_time(DAY)
    await town.mira.send(town.general, f"{other.mention} hello")
    await hour(town)
    assert await told(town) == [first, first]

    # It outlives a restart, and a reaction or a reply are contact too.
    await town.restart()
    await town.env.advance_time(DAY)
    hers = await town.noor.send(town.general, "Good morning")
    await town.mira.react(hers, "👀")
    await hour(town, 2)
    assert len(await told(town)) == 3


async def codes(town: Town) -> list[str]:
    async with town.bot.services.database.reading() as reader:
        return [row["person"] for row in await reader.fetch("SELECT person FROM people ORDER BY person")]
