"""Turns what a decision wants into rows of the outbox, in the order in which they must happen."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.policy.actions import ActionKind, Json, Priority
from bot.policy.desired import Step
from bot.policy.hooks import HookEvent
from bot.policy.ids import CaseNumber, GuildId, PersonId, SanctionId
from bot.policy.records import Case
from bot.policy.sanctions import Sanction
from bot.services.identifiers import action_id
from bot.storage import actions as outbox
from bot.storage import hooks, servers
from bot.storage.port import Tx

RELEASE: Final = "release"
"""Marks, in a payload, an act that takes a sanction away; what it holds is told to the member afterwards."""


SERVER_ORDER: Final = "g:log"
"""The order of what is about a server as a whole."""
OUTSIDE: Final = "h:"
"""How the orders of what goes to outside systems begin."""


BOARD_ORDER: Final = "g:board"
"""The order of the message that shows how the queue stands."""


def member_order(person: PersonId) -> str:
    """Return the order in which everything about a member happens."""
    return f"m:{person}"


def case_order(number: int) -> str:
    """Return the order in which a case's lines in the log and messages to reporters happen."""
    return f"c:{number}"


def post_order(number: int) -> str:
    """Return the order in which the moderators' messages of a case are written and renewed.

    Its own, and each row waits for the one before: a later one that overtook the first would post a second
    message. The log and the reporters must not wait for that.
    """
    return f"p:{number}"


def case_orders(number: int) -> tuple[str, str]:
    """Return both orders of what is said about a case."""
    return (post_order(number), case_order(number))


@dataclass(slots=True)
class Plan:
    """Collects the acts of one cause; ``write`` stores them in the caller's transaction."""

    guild_id: GuildId
    cause: str
    """Natural key of the cause; each act's key is derived from it, so that a repeat adds nothing."""
    person: PersonId
    case: CaseNumber | None
    """None for what leaves no case, such as a nudge."""
    decision: str | None = None
    _rows: list[outbox.NewAction] = field(default_factory=list)
    _events: list[tuple[HookEvent, dict[str, Json]]] = field(default_factory=list)

    @classmethod
    def of(cls, sanction: Sanction, cause: str) -> "Plan":
        """Return a plan about a sanction that is there already."""
        return cls(guild_id=sanction.guild_id, cause=cause, person=sanction.person, case=sanction.case)

    @classmethod
    def about(cls, case: Case, cause: str) -> "Plan":
        """Return a plan about a case."""
        return cls(guild_id=case.guild_id, cause=cause, person=case.person, case=case.number)

    def act(self, steps: Iterable[Step], sanction: SanctionId | None = None) -> None:
        """Bring the member's state in Discord where it belongs."""
        for step in steps:
            self._about_member(step.kind, step.payload, f"{step.kind}:{step.scope}", sanction=sanction)

    def release(self, steps: Iterable[Step], sanction: SanctionId, how: str) -> None:
        """Take a sanction away; ``how`` is the notice that is due once all of these are confirmed."""
        self.act((replace(step, payload={**step.payload, RELEASE: how}) for step in steps), sanction)

    def remove(self, channel_id: int, message_id: int) -> None:
        """Remove a message."""
        payload: dict[str, Json] = {"channel": str(channel_id), "message": str(message_id)}
        self._about_member(ActionKind.DELETE_MESSAGE, payload, f"remove:{message_id}")

    def unreact(self, channel_id: int, message_id: int, emoji: str) -> None:
        """Take the member's reaction away."""
        payload: dict[str, Json] = {"channel": str(channel_id), "message": str(message_id), "emoji": emoji}
        self._about_member(ActionKind.REMOVE_REACTION, payload, f"unreact:{message_id}:{emoji}")

    def notice(self, name: str, **payload: Json) -> None:
        """Write to the member privately; holds nothing else up, as people may have closed their door."""
        self._about_member(
            ActionKind.SEND_NOTICE,
            {"notice": name, **payload},
            f"notice:{name}",
            priority=Priority.NOTICE,
            blocking=False,
        )

    def say(self, channel_id: int, name: str, **more: Json) -> None:
        """Say something about the decision in a channel."""
        payload: dict[str, Json] = {"channel": str(channel_id), "say": name, **more}
        key = f"say:{name}:{channel_id}"
        self._about_member(ActionKind.POST_PUBLIC, payload, key, priority=Priority.NOTICE, blocking=False)

    def tell_reporter(self, code: str, name: str, **more: Json) -> None:
        """Write to a reporter; the row names the report only, who made it stays sealed."""
        payload: dict[str, Json] = {"notice": name, "report": code, **more}
        self._about_case(ActionKind.SEND_NOTICE, payload, f"reporter:{code}:{name}", Priority.NOTICE)

    def post_case(self) -> None:
        """Write or renew the moderators' message of the case."""
        self._post(ActionKind.POST_CASE, {}, "post")

    def post_item(self, kind: str, number: int, **more: Json) -> None:
        """Write or renew the moderators' message of an ``appeal`` or a ``proposal``."""
        self._post(ActionKind.POST_ITEM, {kind: number, **more}, f"item:{kind}:{number}")

    def clear(self, channel_id: int, message_id: int) -> None:
        """Take one of the moderators' messages away, as it stands in another channel now."""
        payload: dict[str, Json] = {"channel": str(channel_id), "message": str(message_id)}
        self._post(ActionKind.DELETE_MESSAGE, payload, f"clear:{message_id}")

    def post_apart(self, kind: str, number: int) -> None:
        """Write or renew a message to the moderators that belongs to no case."""
        row = self._row(f"{kind}:{number}", ActionKind.POST_ITEM, {kind: number}, f"item:{kind}:{number}")
        self._rows.append(replace(row, priority=Priority.LOG.value, blocking=True))

    def post_board(self) -> None:
        """Write or renew the message that shows how the queue stands."""
        row = self._row(BOARD_ORDER, ActionKind.POST_ITEM, {"board": True}, "board")
        self._rows.append(replace(row, priority=Priority.LOG.value, blocking=True))

    def log(self, name: str, **more: Json) -> None:
        """Add a line to the moderators' log; ``more`` is what the line says besides what the case tells."""
        self._about_case(ActionKind.POST_LOG, {"log": name, **more}, f"log:{name}", Priority.LOG)

    def post_raid(self, number: int) -> None:
        """Write or renew the moderators' message of a raid."""
        row = self._row(f"raid:{number}", ActionKind.POST_ITEM, {"raid": number}, "raid")
        self._rows.append(replace(row, priority=Priority.LOG.value, blocking=True))

    def log_server(self, name: str, **payload: Json) -> None:
        """Add a line to the moderators' log that is about the server and no case."""
        row = self._row(SERVER_ORDER, ActionKind.POST_LOG, {"log": name, **payload}, f"log:{name}")
        self._rows.append(replace(row, priority=Priority.LOG.value, blocking=False))

    def _post(self, kind: ActionKind, payload: dict[str, Json], key: str) -> None:
        assert self.case is not None  # noqa: S101 - a plan without a case plans nothing about one
        row = self._row(post_order(self.case), kind, payload, key)
        self._rows.append(replace(row, priority=Priority.LOG.value, blocking=True))

    def _about_case(self, kind: ActionKind, payload: dict[str, Json], key: str, priority: Priority) -> None:
        assert self.case is not None  # noqa: S101 - a plan without a case plans nothing about one
        row = self._row(case_order(self.case), kind, payload, key)
        self._rows.append(replace(row, priority=priority.value, blocking=False))

    def _about_member(
        self,
        kind: ActionKind,
        payload: dict[str, Json],
        key: str,
        *,
        priority: Priority = Priority.ACT,
        blocking: bool = True,
        sanction: SanctionId | None = None,
    ) -> None:
        row = self._row(member_order(self.person), kind, payload, key)
        self._rows.append(
            replace(row, priority=priority.value, blocking=blocking, person=self.person, sanction=sanction)
        )

    def _row(self, order: str, kind: ActionKind, payload: dict[str, Json], key: str) -> outbox.NewAction:
        return outbox.NewAction(
            id=action_id(),
            guild_id=self.guild_id,
            seq=0,
            order_key=order,
            dedupe_key=f"{self.cause}:{key}",
            kind=kind,
            priority=Priority.ACT.value,
            blocking=True,
            payload=payload,
            case=self.case,
            decision=self.decision,
        )

    def tell(self, event: HookEvent, **payload: Json) -> None:
        """Tell outside systems of something, as far as any want to know of it."""
        self._events.append((event, payload))

    def call_hook(self, hook: str, event: HookEvent, **payload: Json) -> None:
        """Tell one outside system, one message after the other."""
        wanted: dict[str, Json] = {"hook": hook, "event": event.value, **payload}
        row = self._row(f"{OUTSIDE}{hook}", ActionKind.CALL_HOOK, wanted, f"hook:{hook}:{event}")
        self._rows.append(replace(row, priority=Priority.LOG.value, blocking=False))

    async def write(self, tx: Tx, at: datetime) -> tuple[str, ...]:
        """Store the acts; return the orders that have something to do, each once."""
        for event, payload in self._events:
            for hook in await hooks.wanting(tx, self.guild_id, event):
                self.call_hook(hook, event, **payload)
        if not self._rows:
            return ()
        # The database numbers the rows, so that order holds between processes and over clock jumps (F10).
        last = await servers.count_up(tx, self.guild_id, "action", by=len(self._rows))
        first = last - len(self._rows) + 1
        # What was planned before the decision had its number, such as the removal of a post, is part of it.
        rows = [
            replace(row, seq=seq, decision=row.decision or self.decision)
            for seq, row in enumerate(self._rows, first)
        ]
        await outbox.add(tx, rows, at)
        return tuple(dict.fromkeys(row.order_key for row in self._rows))
