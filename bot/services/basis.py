"""What a statement of reasons is made of besides the decision, as it is recorded when somebody reads it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.policy.actions import ActionKind, ActionState
from bot.policy.records import Decision, StoredAction
from bot.policy.sanctions import Sanction
from bot.storage import actions as outbox
from bot.storage import decisions, returned, sanctions
from bot.storage.port import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What is told with a decision."""

    sanctions: list[Sanction]
    """All of the person."""
    prior: list[tuple[Sanction, str]]
    """Those that the decision relied on, each with the clause it was imposed under."""
    removed: bool
    """Whether a message of theirs was taken away with it."""
    returned: returned.Returned | None
    """Their masked message, which they may post again."""


async def basis_of(reader: Reader, decision: Decision) -> Basis:
    """Return what a decision rests on and what came with it."""
    everything = await sanctions.of_person(reader, decision.guild_id, decision.person)
    relied = [each for each in everything if each.case in decision.relied_on and each.case != decision.case]
    found = [(each, await decisions.get(reader, each.guild_id, each.decision)) for each in relied]
    acts = await outbox.of_decision(reader, decision.guild_id, decision.case, decision.id)
    return Basis(
        sanctions=everything,
        prior=[(each, row["clause"]) for each, row in found if row is not None],
        removed=removes(acts),
        returned=await returned.of_decision(reader, decision.guild_id, decision.person, decision.id),
    )


def removes(acts: Iterable[StoredAction]) -> bool:
    """Return whether one of these acts took a member's message away."""
    # The moderators' own posts are about nobody; and what was gone already was not removed by this.
    return any(
        act.kind is ActionKind.DELETE_MESSAGE
        and act.person is not None
        and act.state is ActionState.DONE
        and "gone" not in act.result
        for act in acts
    )
