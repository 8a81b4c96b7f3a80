"""What the team says, and what only looks like it: marked by staff, checked by everybody (M51)."""

from __future__ import annotations

from tests.cogs.reporting import link
from tests.cogs.sanctioning import said
from tests.conftest import Town


async def test_staff_mark_members_check_and_a_change_shows(town: Town) -> None:
    post = await town.moderator.send(town.general, "The exam is on Friday.")
    menu = "Is this official?"
    assert "Not official" in said(await town.noor.context_menu(town.general, menu, post))
    assert "Only the team" in said(
        await town.noor.slash(town.general, "official mark", link=link(town, post))
    )

    done = await town.second.slash(town.general, "official mark", link=link(town, post))

    assert "✔ Official" in said(done)
    (badge,) = [message for message in town.general.history() if message.embeds]
    assert f"{town.general.id}/{post.id}" in str(badge.embeds[0].description)
    await town.restart()
    checked = await town.noor.slash(town.general, "official check", link=link(town, post))
    assert "still the same" in said(checked)
    # A badge that somebody else drew proves nothing.
    copied = await town.mira.send(town.general, "✔ Official: the exam is cancelled.")
    assert "Not official" in said(await town.noor.context_menu(town.general, menu, copied))

    await town.moderator.edit(post, "The exam is on Monday.")
    changed = await town.noor.slash(town.general, "official check", link=link(town, post))
    assert "changed since" in said(changed)
    gone = await town.second.slash(town.general, "official unmark", link=link(town, post))
    assert "Mark taken away" in said(gone)
    again = await town.noor.slash(town.general, "official check", link=link(town, post))
    assert "Not official" in said(again)
