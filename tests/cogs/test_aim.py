"""Insults to a person and harsh words about work, as members write and moderators read them (M7, M17)."""

from __future__ import annotations

from tests.conftest import Town


def on_desk(town: Town) -> str:
    posted = town.queue.history()
    return str([embed.to_dict() for message in posted for embed in message.embeds])


async def test_moderators_read_at_whom_words_were_aimed(town: Town) -> None:
    hers = await town.noor.send(town.general, "I wrote a function")
    await town.mira.send(town.general, "this function is garbage", reply_to=hers)
    assert town.queue.history() == [], "harsh about work is only counted"
    await town.mira.send(town.general, "honestly you are garbage", reply_to=hers)
    assert f"Aimed at <@{town.noor.id}>, by a reply" in on_desk(town)


async def test_a_name_is_known_from_the_talk_and_you_from_the_exchange(town: Town) -> None:
    await town.noor.send(town.general, "good morning")
    await town.mira.send(town.general, "noor is useless")
    assert f"Aimed at <@{town.noor.id}>, by name" in on_desk(town)
    rue = town.guild.add_member(town.env.create_user("rue"))
    hall = town.guild.create_text_channel("hall")
    await town.second.send(hall, "hello")
    await rue.send(hall, "you are garbage")
    assert f"Aimed at <@{town.second.id}>, who was the other one in the talk" in on_desk(town)
