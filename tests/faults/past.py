"""A finished run that ended well, for tests that spoil it in one way at a time."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import discord

from tests.faults import acts_members, acts_messages
from tests.faults.deeds import Deed, Want
from tests.faults.judge import Verdict, judge
from tests.faults.ledger import Ledger
from tests.faults.records import Imposed, Intent, Records
from tests.faults.things import Channel, Guild, User
from tests.faults.world import World, new_guild

HOUR = 3600.0
NOW = round(discord.utils.utcnow().timestamp())


def cmd(number: int, *, later: float = 0.0) -> str:
    """Return the cause of a command that was sent now, or so many seconds later."""
    return f"cmd:{discord.utils.time_snowflake(datetime.fromtimestamp(NOW + later, UTC)) + number}"


@dataclass(slots=True, kw_only=True)
class Past:
    """A run in which one member was muted, muted for longer, and told of both."""

    world: World
    guild: Guild
    channel: Channel
    member: User
    deeds: list[Deed]
    records: Records
    now: float

    @property
    def verdict(self) -> Verdict:
        return judge(self.world, self.deeds, self.records, self.now, {})

    def time_out(self, seconds: float, reason: str = "") -> None:
        until = datetime.fromtimestamp(self.now + seconds, UTC)
        changes = {"communication_disabled_until": until.isoformat()}
        member = self.guild.members[self.member.id]
        acts_members.edit_member(self.world, self.guild, member, changes, by=self.world.me, reason=reason)

    def tell(self, nonce: str) -> None:
        body = {"content": f"Case {nonce}", "nonce": nonce}
        acts_messages.write(self.world, self.channel, self.world.me, body)

    def refuse(self, nonce: str) -> None:
        """Let Discord refuse a message."""
        self.world.ledger.request(
            method="POST", template="/channels/{channel_id}/messages", path="/channels/1/messages", query={},
            body={"nonce": nonce}, status=403, fault="", reason="",
        )  # fmt: skip

    def change(self, place: int, **changes: object) -> None:
        rows = list(self.records.intents)
        rows[place] = replace(rows[place], **changes)  # type: ignore[arg-type]
        self.records = replace(self.records, intents=tuple(rows))


def ended_well() -> Past:
    """Return a run of which nothing can be said but that all went well."""
    world = World(Ledger())
    guild = new_guild(world, "school", ("general",), 2)
    member = list(guild.members.values())[3].user
    channel = next(iter(guild.channels.values()))
    now = NOW
    intents: list[Intent] = []
    for case, hours in ((1, 0.5), (2, 2)):
        until = round((now + hours * HOUR) * 1000)
        intents += [
            _intent(guild, case, "set_timeout", {"until": until}),
            _intent(guild, case, "post_log", {}),
        ]
    deeds = [_deed(number, guild, channel, member) for number in (1, 2)]
    records = Records(
        causes={cmd(case): (guild.id, case, f"d{case}") for case in (1, 2)},
        intents=tuple(replace(one, seq=place) for place, one in enumerate(intents)),
        sanctions=(_sanction(guild, 1, now, 0.5), _sanction(guild, 2, now, 2)),
    )
    told = Past(
        world=world, guild=guild, channel=channel, member=member, deeds=deeds, records=records, now=now
    )
    for case, hours in ((1, 0.5), (2, 2)):
        told.time_out(hours * HOUR)
        told.tell(f"post_log{case}")
    return told


def _intent(guild: Guild, case: int, kind: str, payload: dict[str, object]) -> Intent:
    about_member = kind == "set_timeout"
    return Intent(
        id=f"{kind}{case}",
        guild_id=guild.id,
        seq=0,
        order_key="m:p-1" if about_member else f"c:{case}",
        cause=cmd(case),
        kind=kind,
        state="done",
        blocking=about_member,
        case=case,
        person="p-1" if about_member else None,
        sanction=f"s-{case}" if about_member else None,
        payload=payload,
        result={},
        attempts=1,
    )


def _sanction(guild: Guild, case: int, now: float, hours: float) -> Imposed:
    return Imposed(
        guild_id=guild.id,
        case=case,
        decision=f"d{case}",
        person="p-1",
        kind="mute",
        method="",
        starts_at=round(now * 1000),
        ends_at=round((now + hours * HOUR) * 1000),
        state="active",
    )


def _deed(number: int, guild: Guild, channel: Channel, member: User) -> Deed:
    return Deed(
        number=number,
        want=Want.MUTE,
        guild=guild,
        channel=channel,
        by=member,
        target=member,
        duration="30m" if number == 1 else "2h",
        causes=[cmd(number)],
    )
