"""Counts what went wrong, from the ledger and the world, measured against what the bot itself recorded.

What the four figures mean:

- **lost**: a deed of which no attempt was recorded in the end, unless there was nothing left to do; a
  recorded deed that plans nothing; a recorded intent that was never carried out (still open after the quiet,
  dead, a post that was refused, a notice refused for another reason than a closed door or an act that was
  never in place, not even for a moment); a message or an act on a member that is called done without any
  trace of it in the ledger.
- **duplicate**: a message of the bot that people see twice: the same nonce twice, or two of the bot's
  messages for one intent, or two posts of one case. Private answers to a command are no part of this.
- **wrong**: a member whose timeout, ban or role at the end is not what the recorded commands say, computed
  here anew and not by the bot's own code; a recorded command that became no sanction, one of another kind or
  with another time; an act on a member that nobody wrote down, or that came after they were told of it; a
  message that should be gone.
- **reordered**: acts on one member that took effect in another order than they were recorded in.

An attempt counts as recorded once the bot's database has committed it. One that the bot never received, or
was killed over before its commit, owes nothing: the person got no answer and tries again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.faults import states, traces
from tests.faults.deeds import Deed, Want
from tests.faults.ledger import Act, Ledger
from tests.faults.records import Intent, Records
from tests.faults.world import World

POSTS: Final = frozenset({"post_case", "post_log", "post_item", "post_public"})
MESSAGES: Final = POSTS | {"send_notice"}
HELD_BACK: Final = frozenset({"act_failed", "superseded"})
"""Why a notice was never sent: its act failed, or was lifted before it was ever in place."""


@dataclass(slots=True, kw_only=True)
class Verdict:
    """The four figures, and one line for each thing counted."""

    lost: list[str] = field(default_factory=list)
    duplicate: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """Return the line that the long run ends with."""
        return (
            f"lost {len(self.lost)} duplicate {len(self.duplicate)} "
            f"wrong {len(self.wrong)} reordered {len(self.reordered)}"
        )

    @property
    def clean(self) -> bool:
        """Return whether nothing went wrong."""
        return not (self.lost or self.duplicate or self.wrong or self.reordered)


def judge(
    world: World, deeds: Iterable[Deed], records: Records, now: float, suspended_roles: dict[int, int]
) -> Verdict:
    """Return the verdict on a finished run; ``suspended_roles`` gives the role of each server."""
    deeds = list(deeds)
    found = traces.trails(world.ledger, deeds, records)
    verdict = Verdict()
    verdict.lost += _unrecorded(deeds, records)
    verdict.lost += states.held_all_the_same(deeds, records, states.skew(world))
    verdict.lost += _undone(records, world.ledger, traces.took_effect(found))
    verdict.lost += _unseen(records, world.ledger)
    verdict.lost += traces.never_happened(found)
    verdict.duplicate += _repeated(records, world.ledger)
    verdict.wrong += states.wrong_members(world, deeds, records, now, suspended_roles)
    verdict.wrong += states.wrong_sanctions(world, deeds, records)
    verdict.wrong += traces.unplanned(found, world.ledger)
    verdict.wrong += traces.told_early(found, world.ledger)
    verdict.wrong += states.left_standing(world, deeds, records)
    verdict.reordered += traces.reordered(found)
    return verdict


def _unrecorded(deeds: list[Deed], records: Records) -> Iterator[str]:
    known = records.known
    acting = {intent.cause for intent in records.intents}
    for deed in deeds:
        mine = known.intersection(deed.causes)
        if not mine and not deed.needless:
            yield f"{deed.mark} /{deed.want} never recorded; read: {deed.answers[-1:]}"
        for cause in mine - acting:
            # A lift that is tried again lets the rows of the first one go once more.
            if deed.want is not Want.LIFT or not _released(records, cause):
                yield f"{deed.mark} /{deed.want} is recorded, but plans nothing"


def _released(records: Records, cause: str) -> bool:
    """Return whether all that a lift names was taken away in the end by rows of an earlier cause."""
    guild_id, _, named = records.causes.get(cause, (0, 0, None))
    done = {
        one.sanction
        for one in records.intents
        if one.guild_id == guild_id and "release" in one.payload and one.state == "done"
    }
    return bool(named) and done.issuperset(str(named).split(","))


def _undone(records: Records, ledger: Ledger, effective: set[tuple[int, int | None]]) -> Iterator[str]:
    idle = _never_done(records) - effective
    shut = {str((one.body or {}).get("nonce")) for one in ledger.requests if one.status == 403}
    for intent in records.intents:
        if intent.state == "done":
            continue
        # What Discord refuses about a member (gone, or no permission at that time) is judged by the state
        # that the member is in at the end.
        if intent.state == "refused" and intent.kind not in MESSAGES:
            continue
        if intent.state == "refused" and intent.kind == "send_notice":
            why = intent.result.get("reason")
            closed = why == "door_closed" and intent.id in shut
            # Nobody is told of what was never done, nor of an end that has not come.
            held_back = why in HELD_BACK and (intent.guild_id, intent.case) in idle
            if closed or held_back or (why == "gone" and _said_nothing_new(intent, records, ledger)):
                continue
        where = f"{intent.kind} {intent.id} of case {intent.case}"
        yield f"{where} is {intent.state} after {intent.attempts} tries: {dict(intent.result)}"


def _said_nothing_new(notice: Intent, records: Records, ledger: Ledger) -> bool:
    """Return whether a notice was rightly dropped as gone: a decision's only if its correction never went."""
    if notice.payload.get("notice") != "decision":
        return True
    ours = [one for one in records.intents if (one.guild_id, one.case) == (notice.guild_id, notice.case)]
    earlier = [one for one in ours if one.payload.get("notice") == "correction" and one.seq < notice.seq]
    return "only_after" in notice.payload and bool(earlier) and earlier[-1].id not in _sent(ledger)


def _sent(ledger: Ledger) -> set[str]:
    return {str(act.detail["nonce"]) for act in ledger.acts if act.kind == "message" and act.by_bot}


def _never_done(records: Records) -> set[tuple[int, int | None]]:
    """Return servers and cases of which something was refused and never done, not even before that."""
    acts = [one for one in records.intents if one.kind not in MESSAGES and "release" not in one.payload]
    done = {_what(one) for one in acts if one.state == "done"}
    refused = [one for one in acts if one.state == "refused" and _what(one) not in done]
    return {(one.guild_id, one.case) for one in refused}


def _what(act: Intent) -> tuple[object, ...]:
    return act.guild_id, act.case, act.sanction, act.kind, act.payload.get("role")


def _unseen(records: Records, ledger: Ledger) -> Iterator[str]:
    """Return messages and renewals that are called done without as many messages and edits to show for it."""
    sent = _sent(ledger)
    edits = Counter(str(act.detail["id"]) for act in ledger.acts if act.kind == "edit" and act.by_bot)
    for intent in records.intents:
        if intent.state != "done" or intent.kind not in MESSAGES or intent.id in sent:
            continue
        message = str(intent.result.get("message"))
        edits[message] -= 1
        if edits[message] < 0:
            yield f"{intent.kind} {intent.id} of case {intent.case} is called done, but nobody saw it"


def _repeated(records: Records, ledger: Ledger) -> Iterator[str]:
    of_intent = {intent.id: intent for intent in records.intents}
    messages = [act for act in ledger.acts if act.kind == "message" and act.by_bot]
    for nonce, times in Counter(act.detail["nonce"] for act in messages).items():
        if nonce is None:
            yield f"{times} messages without a nonce"
        elif times > 1:
            yield f"nonce {nonce} made {times} messages"
        elif nonce not in of_intent:
            yield f"nonce {nonce} belongs to no intent: {_words(messages, nonce)}"
    posted = Counter(
        (of_intent[act.detail["nonce"]].guild_id, of_intent[act.detail["nonce"]].case)
        for act in messages
        if act.detail["nonce"] in of_intent and of_intent[act.detail["nonce"]].kind == "post_case"
    )
    for (guild_id, case), times in posted.items():
        if times > 1:
            yield f"case {case} of server {guild_id} was posted {times} times"


def _words(messages: list[Act], nonce: str) -> str:
    return next(str(act.detail["said"])[:80] for act in messages if act.detail["nonce"] == nonce)
