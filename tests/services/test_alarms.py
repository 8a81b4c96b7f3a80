"""What ran out of tries is told to people, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.policy.actions import ActionKind, ActionState, Done, Retry
from bot.policy.retry import MOST_ATTEMPTS
from bot.policy.sanctions import SanctionKind
from tests.services.world import GUILD, MODERATOR, World

AGAIN = Retry(timedelta(), "status_500")


@pytest.mark.parametrize(("place", "kind"), [(0, ActionKind.SEND_NOTICE), (1, ActionKind.POST_CASE)])
async def test_a_message_that_ran_out_of_tries_is_told_of_in_the_log(
    world: World, place: int, kind: ActionKind
) -> None:
    """The log is written to when the notice or the queue can't be, so that somebody looks."""
    moderator = await world.people.ensure(MODERATOR.user_id)
    await world.servers.change(GUILD, moderator.code, queue_channel=51, log_channel=52)
    first: list[Done | Retry] = [Done(), Done(), Done()]
    first[place] = AGAIN
    world.discord.script.extend([*first, *[AGAIN] * (MOST_ATTEMPTS - 1)])
    await world.decided(SanctionKind.WARNING)
    await world.pass_time(timedelta(hours=6))

    assert [action.kind for action in world.dead] == [kind]
    titles = [letter.card.title for _, letter in world.discord.letters.values()]
    assert sum("did not work" in title for title in titles) == 1
    assert not any(action.state is ActionState.TODO for action in world.dead)
