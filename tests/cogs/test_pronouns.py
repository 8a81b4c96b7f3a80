"""/pronouns: set, looked up, forgotten; and context for moderators where misgendering is brought up (M9)."""

from __future__ import annotations

from bot.policy.ids import UserId
from tests.cogs.reporting import link, said
from tests.conftest import Town


def on_desk(town: Town) -> str:
    return str([embed.to_dict() for each in town.queue.history() for embed in each.embeds])


async def test_everybody_sets_their_own_and_looks_up_others(town: Town) -> None:
    choices = await town.noor.autocomplete(town.general, "pronouns set", "pronouns", "she")
    assert "she/her" in str(choices)
    assert "Your pronouns: she/her" in said(
        await town.noor.slash(town.general, "pronouns set", pronouns="she/her")
    )
    for bad in ("<@1>", "f4ggot"):
        assert "can't be kept" in said(await town.mira.slash(town.general, "pronouns set", pronouns=bad))
    await town.restart()
    shown = said(await town.mira.slash(town.general, "pronouns show", member=town.noor))
    assert f"<@{town.noor.id}>: she/her" in shown
    assert "no pronouns" in said(await town.noor.slash(town.general, "pronouns show", member=town.mira))
    assert (await town.bot.services.privacy.along.of(UserId(town.noor.id)))["pronouns"] == "she/her"
    asked = await town.noor.user.slash("privacy erase")
    await town.noor.user.click(asked.response.message, label="Forget me")
    assert "no pronouns" in said(await town.mira.slash(town.general, "pronouns show", member=town.noor))
    assert "no pronouns" in said(await town.noor.slash(town.general, "pronouns clear"))


async def test_moderators_see_them_where_misgendering_is_brought_up(town: Town) -> None:
    await town.noor.slash(town.general, "pronouns set", pronouns="she/her")
    hers = await town.noor.send(town.general, "I am done")
    await town.mira.send(town.general, "this helps, thank you", reply_to=hers)
    assert town.queue.history() == []
    await town.mira.send(town.general, f"{town.noor.mention} thinks he knows it all")
    desk = on_desk(town)
    assert "goes by she/her" in desk
    assert f"<@{town.noor.id}>: she/her" in desk
    assert len(town.general.history()) == 3, "nothing is removed"

    rue = town.guild.add_member(town.env.create_user("rue"))
    bad = await rue.send(town.general, "so he is done, is that it")
    await town.second.slash(town.general, "report", link=link(town, bad), category="misgendering")
    assert on_desk(town).count(f"<@{town.noor.id}>: she/her") == 2
