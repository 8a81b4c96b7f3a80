"""What an outcome makes of a stored act: its state from now on, what is recorded, when it is tried again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, assert_never

from bot.policy.actions import ActionState, Blocked, Done, Json, Outcome, Refused, Retry
from bot.policy.records import StoredAction
from bot.policy.retry import MOST_ATTEMPTS, backoff

OUTAGE: Final = timedelta(minutes=5)
"""When a row that waits for a server is looked at again, unless the server comes back before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Where an act is after a try."""

    state: ActionState
    result: dict[str, Json]
    wait: timedelta = timedelta()

    @property
    def finished(self) -> bool:
        """Return whether nothing more is tried by itself."""
        return self.state not in (ActionState.TODO, ActionState.BLOCKED)


def settlement(action: StoredAction, outcome: Outcome) -> Settlement:
    """Return what becomes of an act after this outcome of this try."""
    match outcome:
        case Done():
            return Settlement(state=ActionState.DONE, result=outcome.detail)
        case Refused():
            return Settlement(
                state=ActionState.REFUSED, result={"reason": outcome.reason, "code": outcome.code}
            )
        case Blocked():
            result: dict[str, Json] = {"reason": outcome.reason}
            return Settlement(state=ActionState.BLOCKED, result=result, wait=OUTAGE)
        case Retry() if action.attempts >= MOST_ATTEMPTS:
            return Settlement(state=ActionState.DEAD, result={"reason": outcome.reason})
        case Retry():
            wait = backoff(action.attempts, action.id, outcome.after)
            return Settlement(state=ActionState.TODO, result={"reason": outcome.reason}, wait=wait)
        case _:
            assert_never(outcome)
