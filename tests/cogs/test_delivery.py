"""Every decision is told, or it stands recorded why not; the way to object stands in the notice (M39)."""

from __future__ import annotations

from bot.policy.ids import GuildId
from bot.policy.records import Delivery
from tests.cogs.appealing import button, notice, set_up, shown, told
from tests.conftest import Town


async def test_a_closed_door_is_recorded_with_its_reason(town: Town) -> None:
    await set_up(town)
    door = f"/channels/{town.mira.user.dm_channel.id}/messages"
    town.env.inject_error("POST", door, status=403, code=50007, message="Cannot send messages to this user")
    answer = await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")
    assert "they take no private messages from here" in told(answer)
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    decision = file.decisions[0]
    assert (decision.delivery, decision.delivery_detail) == (Delivery.NOT_DELIVERED, "door_closed")
    looked = told(await town.second.slash(town.general, "case", number=1))
    assert "The notice could not be delivered. Why: they take no private messages from here." in looked


async def test_the_notice_names_the_way_to_object_and_has_it(town: Town) -> None:
    await set_up(town)
    await town.moderator.slash(town.general, "warn", member=town.mira, reason="Please stay kind.")
    assert "ask for a second look with the button below" in shown(notice(town))
    assert button(notice(town), ":make").startswith(f"appeal:{town.guild.id}:d-")
    file = await town.bot.services.casebook.file(GuildId(town.guild.id), 1)
    assert file is not None
    assert file.decisions[0].delivery is Delivery.DELIVERED
    assert file.decisions[0].delivered_at is not None
