"""What was written down and what was done to members, held against each other in both directions.

Whatever is called done has left a trace in the ledger, whatever left one was written down before, and both
came in the same order. Taken from the ledger of the small Discord, never from what the bot says of itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from tests.faults.deeds import Deed
from tests.faults.ledger import Act, Ledger
from tests.faults.records import Intent, Records
from tests.faults.things import Guild, User
from tests.faults.trouble import MOST_SKEW, word_for

Effect: TypeAlias = tuple[str, Any]
"""What an act does to a member: ``("timeout", end in ms)``, ``("ban", None)``, ``("role", (id, held))``."""
FOUND_SO: Final = frozenset({"gone", "left", "later"})
"""Marks in a result: Discord had nothing to change, so that no act is to be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One member's rows of the outbox in their order, and what really happened to them in its order."""

    guild: Guild
    user: User
    rows: tuple[Intent, ...]
    acts: tuple[tuple[Effect, Act], ...]
    ahead: float = 0.0
    """By how many seconds the bot's clock may have been ahead of ours."""

    @property
    def who(self) -> str:
        """Return the member in words."""
        return f"member {self.user.id} of server {self.guild.id}"


def trails(ledger: Ledger, deeds: list[Deed], records: Records) -> list[Trail]:
    """Return the trail of each member whom a recorded deed was about."""
    acts = _acts(ledger)
    ahead = MOST_SKEW if ledger.faults[word_for("clock")] else 0.0
    rows: dict[str, list[Intent]] = defaultdict(list)
    for intent in records.intents:
        rows[_order(intent)].append(intent)
    return [
        Trail(
            guild=guild, user=user, rows=tuple(rows[order]), acts=tuple(acts[guild.id, user.id]), ahead=ahead
        )
        for order, (guild, user) in people(deeds, records).items()
    ]


def people(deeds: list[Deed], records: Records) -> dict[str, tuple[Guild, User]]:
    """Return whom each order of the outbox is about; the bot's tables hold codes, the deeds hold names."""
    targets = {cause: (deed.guild, deed.target) for deed in deeds for cause in deed.causes}
    return {
        _order(intent): targets[intent.cause]
        for intent in records.intents
        if intent.person is not None and intent.cause in targets
    }


def reordered(found: list[Trail]) -> Iterator[str]:
    """Return members on whom acts took effect in another order than they were recorded in."""
    for trail in found:
        planned = [_planned(one) for one in trail.rows if one.blocking and _may_have_happened(one)]
        happened = [(effect, act.at + trail.ahead) for effect, act in trail.acts if act.changed]
        problem = out_of_order([one for one in planned if one], happened)
        if problem:
            yield f"{trail.who}: {problem}"


def never_happened(found: list[Trail]) -> Iterator[str]:
    """Return intents that are called done, but nothing of the kind was done to the member."""
    for trail in found:
        for intent in trail.rows:
            planned = _planned(intent)
            if intent.state != "done" or planned is None or FOUND_SO & intent.result.keys():
                continue
            if not any(_fits(planned, effect, act.at + trail.ahead) for effect, act in trail.acts):
                yield f"{intent.kind} {intent.id} of case {intent.case} is called done, but never happened"


def took_effect(found: list[Trail]) -> set[tuple[int, int | None]]:
    """Return servers and cases of which something was imposed on the member, if only for a moment.

    By the reason in the audit log, which names the case; a timeout that was over by then holds nobody.
    """
    return {
        (intent.guild_id, intent.case)
        for trail in found
        for intent in trail.rows
        if "release" not in intent.payload and (planned := _planned(intent)) is not None
        for effect, act in trail.acts
        if effect == planned and act.reason == f"Steward, case {intent.case}"
    }


def told_early(found: list[Trail], ledger: Ledger) -> Iterator[str]:
    """Return members who were told of a decision before it was done; only a removal is told of first."""
    said = {str(act.detail["nonce"]): act.at for act in ledger.acts if act.kind == "message" and act.by_bot}
    for trail in found:
        for notice in trail.rows:
            at = said.get(notice.id)
            named = notice.payload.get("notice") == "decision"
            if at is None or not named or notice.payload.get("before_removal"):
                continue
            for intent in trail.rows:
                planned = _planned(intent) if intent.cause == notice.cause else None
                fits = [
                    act.at
                    for effect, act in trail.acts
                    if planned and _fits(planned, effect, act.at + trail.ahead)
                ]
                if fits and min(fits) > at:
                    yield f"{trail.who} was told of case {notice.case} before the {intent.kind}"


def unplanned(found: list[Trail], ledger: Ledger) -> Iterator[str]:
    """Return acts of the bot on members that nobody had written down."""
    known = {(trail.guild.id, trail.user.id): trail for trail in found}
    for (guild_id, user_id), acts in _acts(ledger).items():
        trail = known.get((guild_id, user_id))
        planned = [_planned(intent) for intent in trail.rows] if trail else []
        for effect, act in acts:
            at = act.at + (trail.ahead if trail else 0.0)
            if not any(one and _fits(one, effect, at) for one in planned):
                yield f"member {user_id} of server {guild_id}: nobody wrote down {effect}"


def out_of_order(planned: list[Effect], happened: list[tuple[Effect, float]]) -> str:
    """Return what came too late: an effect that is only found before one that has happened already."""
    present = 0
    for effect, at in happened:
        fits = [_fits(wanted, effect, at) for wanted in planned]
        # Doing the present one again is harmless; going back to an earlier one is not. The nearest that fits
        # leaves all later ones possible, so nothing is blamed that can be explained.
        if any(fits[present:]):
            present = fits.index(True, present)
        elif any(fits):
            return f"{effect} came after {planned[present]}"
    return ""


def _acts(ledger: Ledger) -> dict[tuple[int, int], list[tuple[Effect, Act]]]:
    found: dict[tuple[int, int], list[tuple[Effect, Act]]] = defaultdict(list)
    for act in ledger.acts:
        if act.by_bot and (effect := _effect(act)) is not None:
            found[act.guild_id, act.target].append((effect, act))
    return found


def _order(intent: Intent) -> str:
    return f"{intent.guild_id}/{intent.order_key}"


def _may_have_happened(intent: Intent) -> bool:
    # The answer to a first try can get lost, and the next one be refused.
    return intent.state == "done" or intent.attempts > 1


def _fits(wanted: Effect, effect: Effect, at: float) -> bool:
    """Return whether an act carries out an intent; a timeout that is over by then is rightly cleared."""
    over = wanted[0] == "timeout" and wanted[1] is not None and wanted[1] / 1000 <= at
    return effect == wanted or (over and effect == ("timeout", None))


def _effect(act: Act) -> Effect | None:
    match act.kind:
        case "timeout":
            return ("timeout", act.detail["until"] and _milliseconds(act.detail["until"]))
        case "ban" | "unban" | "kick":
            return (act.kind, None)
        case "role":
            return ("role", (act.detail["role"], act.detail["held"]))
        case _:
            return None


def _planned(intent: Intent) -> Effect | None:
    match intent.kind:
        case "set_timeout":
            return ("timeout", intent.payload.get("until"))
        case "ban" | "unban" | "kick":
            return (intent.kind, None)
        case "add_role" | "remove_role":
            return ("role", (int(intent.payload["role"]), intent.kind == "add_role"))
        case _:
            return None


def _milliseconds(instant: str) -> int:
    return round(datetime.fromisoformat(instant).timestamp() * 1000)
