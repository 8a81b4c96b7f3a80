"""Whether members are in the end as the recorded commands say, and whether they got there in order.

Computed here anew from the commands, on purpose without the bot's own ``policy.desired``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

from tests.faults.deeds import DURATIONS, Deed, Want
from tests.faults.ledger import Act
from tests.faults.records import Imposed, Intent, Records
from tests.faults.things import Guild, User
from tests.faults.world import World

ENDS_APART: Final = 2.0
"""Seconds by which an end may differ from the duration that was asked for: commit follows command."""
Effect: TypeAlias = tuple[str, Any]
"""What an act does to a member: ``("timeout", end in ms)``, ``("ban", None)``, ``("role", (id, held))``."""


def wrong_members(
    world: World, deeds: list[Deed], records: Records, now: float, suspended_roles: Mapping[int, int]
) -> Iterator[str]:
    """Return members whose timeout, ban or role differs from what the recorded commands leave in force."""
    methods = {one.guild_id: one.method for one in records.sanctions if one.method}
    for (guild_id, user_id), mine in _per_member(deeds).items():
        in_force: list[tuple[float, Want]] = []
        for deed, cause in _in_order(mine, records):
            if deed.want is Want.LIFT:
                in_force.clear()
            in_force += [(end / 1000, deed.want) for end in _ends(cause, records) if end]
        alive = [one for one in in_force if one[0] > now]
        guild, method = world.guilds[guild_id], methods.get(guild_id, "timeout")
        yield from _compare(guild, user_id, alive, method, now, suspended_roles.get(guild_id, 0))


def wrong_ends(deeds: list[Deed], records: Records) -> Iterator[str]:
    """Return sanctions that were not recorded for as long as was asked."""
    for deed in deeds:
        for cause in deed.causes if deed.duration else ():
            for sanction in _sanctions(cause, records):
                lasts = ((sanction.ends_at or 0) - sanction.starts_at) / 1000
                if abs(lasts - DURATIONS[deed.duration]) > ENDS_APART:
                    yield f"{deed.mark}: {sanction.kind} for {deed.duration} lasts {lasts} s"


def left_standing(world: World, deeds: list[Deed], records: Records) -> Iterator[str]:
    """Return messages that were recorded as breaking a rule and still stand."""
    for deed in deeds:
        for cause in records.known.intersection(deed.causes) if deed.want is Want.OFFEND else ():
            if int(cause.split(":")[1]) in world.channels[deed.channel.id].messages:
                yield f"{deed.mark}: the message of {cause} still stands"


def reordered(world: World, deeds: list[Deed], records: Records) -> Iterator[str]:
    """Return members on whom acts took effect in another order than they were recorded in."""
    acts: dict[tuple[int, int], list[tuple[Effect, float]]] = defaultdict(list)
    for act in world.ledger.acts:
        if act.by_bot and act.changed and (effect := _effect(act)) is not None:
            acts[act.guild_id, act.target].append((effect, act.at))
    rows: dict[str, list[Intent]] = defaultdict(list)
    for intent in records.intents:
        rows[f"{intent.guild_id}/{intent.order_key}"].append(intent)
    for order, (guild, user) in _people(deeds, records).items():
        planned = [_planned(one) for one in rows[order] if one.blocking and _may_have_happened(one)]
        problem = out_of_order([one for one in planned if one], acts[guild.id, user.id])
        if problem:
            yield f"member {user.id} of server {guild.id}: {problem}"


def _may_have_happened(intent: Intent) -> bool:
    # The answer to a first try can get lost, and the next one be refused.
    return intent.state == "done" or intent.attempts > 1


def _people(deeds: list[Deed], records: Records) -> dict[str, tuple[Guild, User]]:
    """Return whom each order of the outbox is about; the bot's tables hold codes, the deeds hold names."""
    targets = {cause: (deed.guild, deed.target) for deed in deeds for cause in deed.causes}
    return {
        f"{intent.guild_id}/{intent.order_key}": targets[intent.cause]
        for intent in records.intents
        if intent.person is not None and intent.cause in targets
    }


def _sanctions(cause: str, records: Records) -> list[Imposed]:
    guild_id, _, decision = records.causes.get(cause, (0, 0, None))
    known = [one for one in records.sanctions if decision is not None and one.decision == decision]
    return [one for one in known if one.guild_id == guild_id]


def _ends(cause: str, records: Records) -> list[int | None]:
    return [one.ends_at for one in _sanctions(cause, records) if one.kind in ("mute", "suspension")]


def _per_member(deeds: list[Deed]) -> dict[tuple[int, int], list[Deed]]:
    found: dict[tuple[int, int], list[Deed]] = defaultdict(list)
    for deed in deeds:
        found[deed.guild.id, deed.target.id].append(deed)
    return found


def _in_order(deeds: list[Deed], records: Records) -> list[tuple[Deed, str]]:
    """Return the recorded attempts in the order in which the bot committed them."""
    first: dict[str, int] = {}
    for intent in records.intents:
        first.setdefault(intent.cause, intent.seq)
    attempts = [(deed, cause) for deed in deeds for cause in deed.causes if cause in first]
    return sorted(attempts, key=lambda attempt: first[attempt[1]])


def _compare(
    guild: Guild, user_id: int, alive: list[tuple[float, Want]], method: str, now: float, role: int
) -> Iterator[str]:
    suspended = any(want is Want.SUSPEND for _, want in alive)
    banned = suspended and method == "ban"
    who = f"member {user_id} of server {guild.id}"
    if (user_id in guild.bans) != banned:
        yield f"{who}: banned is {user_id in guild.bans}, should be {banned}"
    member = guild.members.get(user_id)
    if member is None or banned:
        return
    if (role in member.roles) != (suspended and method == "role"):
        yield f"{who}: suspended role held is {role in member.roles}"
    wanted = max((end for end, want in alive if want is Want.MUTE or method == "timeout"), default=0.0)
    end = member.timeout_until.timestamp() if member.timeout_until else 0.0
    actual = end if end > now else 0.0
    if abs(wanted - actual) > ENDS_APART:
        yield f"{who}: timed out until {actual}, should be {wanted}"


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


def _fits(wanted: Effect, effect: Effect, at: float) -> bool:
    """Return whether an act carries out an intent; a timeout that is over by then is rightly cleared."""
    over = wanted[0] == "timeout" and wanted[1] is not None and wanted[1] / 1000 <= at
    return effect == wanted or (over and effect == ("timeout", None))


def _effect(act: Act) -> Effect | None:
    match act.kind:
        case "timeout":
            return ("timeout", act.detail["until"] and _milliseconds(act.detail["until"]))
        case "ban" | "unban":
            return (act.kind, None)
        case "role":
            return ("role", (act.detail["role"], act.detail["held"]))
        case _:
            return None


def _planned(intent: Intent) -> Effect | None:
    match intent.kind:
        case "set_timeout":
            return ("timeout", intent.payload.get("until"))
        case "ban" | "unban":
            return (intent.kind, None)
        case "add_role" | "remove_role":
            return ("role", (int(intent.payload["role"]), intent.kind == "add_role"))
        case _:
            return None


def _milliseconds(instant: str) -> int:
    return round(datetime.fromisoformat(instant).timestamp() * 1000)
