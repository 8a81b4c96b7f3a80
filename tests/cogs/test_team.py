"""/team: what administrators set about the team's work, and what is refused."""

from __future__ import annotations

from bot.policy.ids import GuildId
from tests.cogs.reporting import said
from tests.conftest import Town


async def test_the_team_is_set_up_with_clear_refusals(town: Town) -> None:
    panel = town.guild.create_role("Panel")
    hall = town.guild.create_text_channel("hall")
    now = said(await town.admin.slash(town.general, "team"))
    assert "24 hours" in now
    assert "goes to the administrators" in now

    assert "name a channel for the panel" in said(await town.admin.slash(town.general, "team", panel=panel))
    everyone = town.guild.default_role
    refused = await town.admin.slash(town.general, "team", panel=everyone, panel_channel=hall)
    assert "@everyone can't be that role" in said(refused)
    wanted = {"panel": panel, "panel_channel": hall, "board": True, "decide_within": 48}
    done = said(await town.admin.slash(town.general, "team", **wanted))
    assert "Saved" in done
    assert "Everybody on this server can read" in done
    settings = town.bot.services.servers.of(GuildId(town.guild.id))
    assert (settings.panel_roles, settings.panel_channel) == ((panel.id,), hall.id)
    assert (settings.queue_board, settings.decide_hours) == (True, 48)

    await town.admin.slash(town.general, "team", panel_remove=True)
    assert town.bot.services.servers.of(GuildId(town.guild.id)).panel_roles == ()
    again = await town.admin.slash(town.general, "team", decide_within=48)
    assert "set already" in said(again)
