"""Taking along and being forgotten: what remains and what is gone (M43, F28, F29)."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.policy.ids import GuildId, UserId
from bot.services.retention import RETENTION, end_terms
from bot.storage.privacy import NAMED_BY
from tests.cogs import appealing
from tests.cogs.sanctioning import order
from tests.conftest import Town

WORDS = "I will kill you, said the walrus"


def bytes_of(town: Town) -> bytes:
    """Return all bytes of the database and what lies beside it."""
    file = Path(town.bot.settings.database)
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


async def mute(town: Town) -> None:
    await order(town, "mute", duration="60 days", reason="A walrus is no excuse.")


async def test_the_notice_says_what_is_kept_and_for_how_long(town: Town) -> None:
    answer = await town.mira.slash(town.general, "privacy notice")

    assert answer.response is not None
    assert "365 days" in str(answer.response.embeds[0].to_dict())


async def test_an_export_holds_the_record_and_not_who_reported(town: Town) -> None:
    await town.mira.send(town.general, WORDS)
    await mute(town)
    await town.noor.slash(town.general, "report", who=town.mira, text="It frightened me", category="threats")

    found: Any = await town.bot.services.privacy.along.of(UserId(town.mira.id))

    server = found["servers"][str(town.guild.id)]
    assert server["name"] == "Lighthouse"
    assert [each["reason"] for each in server["decisions"]] == ["A walrus is no excuse."]
    assert [each["words"] for each in server["what_i_wrote"]] == [WORDS]
    assert "frightened" not in json.dumps(found)
    assert str(town.noor.id) not in json.dumps(found)
    own: Any = await town.bot.services.privacy.along.of(UserId(town.noor.id))
    (report,) = own["servers"][str(town.guild.id)]["my_reports"]
    assert (report["clause"], report["words"]) == ("threats", "It frightened me")


async def test_an_export_tells_nobody_of_an_open_case(town: Town) -> None:
    """M21: that somebody reported something is nobody's business until it is decided."""
    bad = await town.mira.send(town.general, "You are all walruses")
    link = f"https://discord.com/channels/{town.guild.id}/{town.general.id}/{bad.id}"
    await town.noor.slash(town.general, "report", link=link, text="It hurts", category="belittling")

    found: Any = await town.bot.services.privacy.along.of(UserId(town.mira.id))
    assert found["servers"] == {}
    await town.mira.send(town.general, "write to ada.byron@mail.example.net")
    await town.mira.send(town.general, "and I will kill you")
    found = await town.bot.services.privacy.along.of(UserId(town.mira.id))
    (warned,) = found["servers"][str(town.guild.id)]["decisions"]
    assert warned["clause"] == "privacy"
    assert "kill" not in json.dumps(found), "nobody has decided on that"
    await order(town, "warn", reason="Please stay kind.")
    found = await town.bot.services.privacy.along.of(UserId(town.mira.id))
    decided = found["servers"][str(town.guild.id)]["decisions"]
    assert decided[0]["reason"] == "Please stay kind."
    assert "walruses" not in json.dumps(found), "which message was reported leads to who saw it"


async def test_an_export_holds_ones_appeals_also_of_what_was_undone(town: Town) -> None:
    await appealing.set_up(town)
    await appealing.mute(town)
    await appealing.appeal(town)
    await appealing.answer(town, town.second, "grant")

    found: Any = await town.bot.services.privacy.along.of(UserId(town.mira.id))

    server = found["servers"][str(town.guild.id)]
    assert [(each["kind"], each["state"]) for each in server["decisions"]] == [("mute", "void")]
    (appeal,) = server["my_appeals"]
    assert (appeal["state"], appeal["answer"]) == ("granted", "You were right.")
    assert appeal["words"]["What happened, from your side?"] == "I was quoting somebody."


async def erase(town: Town, who: Any) -> Any:
    # In private: a member in a timeout can use no command on the server, and still has this right.
    asked = await who.user.slash("privacy erase")
    return await who.user.click(asked.response.message, label="Forget me")


async def test_erasing_leaves_no_name_and_no_words(town: Town) -> None:
    await town.mira.send(town.general, WORDS)
    await mute(town)

    done = await erase(town, town.mira)

    assert "Forgotten" in str(done.followups[-1].embeds[0].title or done.response.embeds[0].title)
    stored = bytes_of(town)
    assert b"walrus" not in stored
    assert str(town.mira.id).encode() not in stored
    people = town.bot.services.people
    again = await people.find(UserId(town.mira.id))
    assert again is not None
    assert again.user_id is None


async def test_who_was_forgotten_is_offered_no_empty_message_to_post_again(town: Town) -> None:
    await town.mira.send(town.general, "write to ada.byron@mail.example.net")
    before: Any = await town.mira.slash(town.general, "my record")
    assert "post it masked" in str(before.response.embeds[0].to_dict())
    await order(town, "warn", reason="Please stay kind.")

    assert "Forgotten" in str((await erase(town, town.mira)).followups[-1].embeds[0].title)

    after: Any = await town.mira.slash(town.general, "my record")
    assert "post it masked" not in str(after.response.embeds[0].to_dict())


async def test_counts_and_outcomes_stay(town: Town) -> None:
    await mute(town)
    await erase(town, town.mira)

    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    assert file.case.state == "decided"
    assert file.decisions[0].reason == ""


async def test_what_is_in_force_stays_in_force(town: Town) -> None:
    await mute(town)
    await erase(town, town.mira)
    town.guild.remove_member(town.mira)
    town.guild.add_member(town.mira.user)
    await town.env.settle()

    stored: Any = town.env.backend.get_guild(town.guild.id).members[town.mira.id]
    assert stored.timed_out_until is not None


async def test_an_open_case_is_heard_first(town: Town) -> None:
    await town.mira.send(town.general, WORDS)

    done = await erase(town, town.mira)

    assert "not decided yet" in str(done.followups[-1].embeds[0].to_dict())
    kept = await town.bot.services.people.find(UserId(town.mira.id))
    assert kept is not None
    assert kept.user_id == town.mira.id


async def test_every_column_that_names_a_person_is_listed(town: Town) -> None:
    suspicious = ("person", "actor", "_by", "reporter", "digest", "identity", "scope", "owner", "proposer")
    with sqlite3.connect(town.bot.settings.database) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            (table, row[1])
            for table in tables
            for row in database.execute(f"PRAGMA table_info({table})")
            if row[2] in ("TEXT", "BYTEA") and any(word in row[1] for word in suspicious)
        }
    database.close()
    without_people = {("leases", "owner"), ("actions", "owner"), ("federation_invitations", "digest")}
    assert columns - without_people - set(NAMED_BY) == set()


async def test_no_term_closes_an_open_case(town: Town) -> None:
    """F30: whatever the clock says, and with all that it rests on."""
    await town.mira.send(town.general, WORDS)
    services = town.bot.services
    await end_terms(services.privacy.database, services.clock.now() + timedelta(days=5000))
    for _ in range(4):
        await town.env.advance_time(timedelta(days=5).total_seconds())

    file = await services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    assert file.case.state == "open"
    assert WORDS in "".join(file.said)


async def test_terms_end_and_a_dry_run_changes_nothing(town: Town) -> None:
    await mute(town)
    await town.env.settle()
    services = town.bot.services
    later = services.clock.now() + RETENTION["actions"] + timedelta(days=1)
    database = services.privacy.database

    would = await end_terms(database, later, dry_run=True)
    assert would["actions"] > 0
    assert await end_terms(database, later, dry_run=True) == would
    assert await end_terms(database, later) == would
    assert (await end_terms(database, later))["actions"] == 0
