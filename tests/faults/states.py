"""Whether each recorded command became the sanction it asked for, and members are in the end as these say.

Computed here anew from the commands, on purpose without the bot's own ``policy.desired``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import discord

from tests.faults.deeds import DURATIONS, Deed, Want
from tests.faults.people import ACK_SECONDS, ANSWER_SECONDS
from tests.faults.records import Imposed, Records
from tests.faults.things import Guild
from tests.faults.trouble import MOST_SKEW, word_for
from tests.faults.world import World

ENDS_APART: Final = 2.0
"""Seconds by which an end may differ from the duration that was asked for: commit follows command."""
STARTS_APART: Final = ACK_SECONDS + ANSWER_SECONDS
"""Seconds between an attempt and the start of what it imposed: whoever has no answer by then tries again."""
BECOMES: Final = {Want.WARN: "warning", Want.MUTE: "mute", Want.SUSPEND: "suspension"}
"""The kind of sanction that each wish asks for."""
HOLDING: Final = frozenset({"mute", "suspension"})
"""Kinds that change what a member can do."""


def wrong_members(
    world: World, deeds: list[Deed], records: Records, now: float, suspended_roles: Mapping[int, int]
) -> Iterator[str]:
    """Return members whose timeout, ban or role differs from what the recorded commands leave in force."""
    methods = {one.guild_id: one.method for one in records.sanctions if one.method}
    for (guild_id, user_id), mine in _per_member(deeds).items():
        alive = _in_force(mine, records, now)
        guild, method = world.guilds[guild_id], methods.get(guild_id, "timeout")
        yield from _compare(guild, user_id, alive, method, now, suspended_roles.get(guild_id, 0))


def wrong_sanctions(world: World, deeds: list[Deed], records: Records) -> Iterator[str]:
    """Return recorded commands that became no sanction, one of another kind, or one of another time."""
    off = skew(world)
    for deed in deeds:
        for cause in records.causes.keys() & set(deed.causes) if deed.want in BECOMES else ():
            found = _sanctions(cause, records)
            if [one.kind for one in found] != [BECOMES[deed.want]]:
                yield f"{deed.mark} /{deed.want} became {[one.kind for one in found]}"
            for sanction in found:
                yield from _wrong_time(deed, cause, sanction, off)


def skew(world: World) -> float:
    """Return by how many seconds the bot's clock may have been off in this run."""
    return MOST_SKEW if world.ledger.faults[word_for("clock")] else 0.0


def _wrong_time(deed: Deed, cause: str, sanction: Imposed, off: float) -> Iterator[str]:
    starts = sanction.starts_at / 1000
    if not -off - ENDS_APART < starts - asked_at(cause) < STARTS_APART + off:
        yield f"{deed.mark}: {sanction.kind} starts {starts - asked_at(cause):.0f} s after it was asked for"
    # The end counts from the command, which a preview and its button may have kept from the commit.
    earliest = asked_at(deed.causes[max(0, deed.causes.index(cause) - 1)])
    counted = (sanction.ends_at or 0) / 1000 - DURATIONS[deed.duration] if deed.duration else starts
    if not earliest - off - ENDS_APART < counted < starts + off + ENDS_APART:
        yield f"{deed.mark}: {sanction.kind} for {deed.duration} lasts {counted - starts:+.1f} s of that"


def held_all_the_same(deeds: list[Deed], records: Records, off: float = 0.0) -> Iterator[str]:
    """Return lifts that were let pass as needless, although something recorded before was in force.

    By so many seconds (``off``) the bot's clock may have been ahead of ours.
    """
    for mine in _per_member(deeds).values():
        for place, deed in enumerate(mine):
            if deed.want is Want.LIFT and deed.needless and not records.known.intersection(deed.causes):
                # What ended while the person read the answer may have been there or not.
                at = asked_at(deed.causes[-1])
                if _in_force(mine[:place], records, at + STARTS_APART + off):
                    yield f"{deed.mark} /lift was answered as needless: {deed.answers[-1:]}"


def asked_at(cause: str) -> float:
    """Return when a cause's interaction or message was made, in seconds since 1970, as its id tells."""
    return discord.utils.snowflake_time(int(cause.split(":")[1])).timestamp()


def left_standing(world: World, deeds: list[Deed], records: Records) -> Iterator[str]:
    """Return messages that were recorded as breaking a rule and still stand."""
    for deed in deeds:
        for cause in records.known.intersection(deed.causes) if deed.want is Want.OFFEND else ():
            if int(cause.split(":")[1]) in world.channels[deed.channel.id].messages:
                yield f"{deed.mark}: the message of {cause} still stands"


def _sanctions(cause: str, records: Records) -> list[Imposed]:
    guild_id, _, decision = records.causes.get(cause, (0, 0, None))
    known = [one for one in records.sanctions if decision is not None and one.decision == decision]
    return [one for one in known if one.guild_id == guild_id]


def _in_force(mine: list[Deed], records: Records, at: float) -> list[tuple[float, Want]]:
    """Return ends, in seconds since 1970, and wishes of what one member's recorded deeds leave in force."""
    found: list[tuple[float, Want]] = []
    for deed, cause in _in_order(mine, records):
        if deed.want is Want.LIFT:
            found.clear()
        ends = [one.ends_at for one in _sanctions(cause, records) if one.kind in HOLDING]
        found += [(end / 1000, deed.want) for end in ends if end]
    return [one for one in found if one[0] > at]


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
    attempts = [(deed, cause) for deed in deeds for cause in deed.causes if cause in records.known]
    # What left no intent changes nothing in Discord; it keeps its place among the wishes.
    return sorted(attempts, key=lambda attempt: first.get(attempt[1], 0))


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
