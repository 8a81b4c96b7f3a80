"""The count finds each kind of mistake: a run that ended well is spoilt in one way at a time."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import discord
import pytest

from tests.faults import acts_members, acts_messages, states
from tests.faults.deeds import Deed, Want
from tests.faults.judge import Verdict, judge
from tests.faults.ledger import Ledger
from tests.faults.records import Imposed, Intent, Records
from tests.faults.things import Channel, Guild, User
from tests.faults.world import World, new_guild

HOUR = 3600.0


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

    def time_out(self, seconds: float) -> None:
        until = discord.utils.utcnow().fromtimestamp(self.now + seconds, tz=discord.utils.utcnow().tzinfo)
        changes = {"communication_disabled_until": until.isoformat()}
        member = self.guild.members[self.member.id]
        acts_members.edit_member(self.world, self.guild, member, changes, by=self.world.me)

    def tell(self, nonce: str) -> None:
        body = {"content": f"Case {nonce}", "nonce": nonce}
        acts_messages.write(self.world, self.channel, self.world.me, body)

    def change(self, place: int, **changes: object) -> None:
        rows = list(self.records.intents)
        rows[place] = replace(rows[place], **changes)  # type: ignore[arg-type]
        self.records = replace(self.records, intents=tuple(rows))


@pytest.fixture
def past() -> Past:
    world = World(Ledger())
    guild = new_guild(world, "school", ("general",), 2)
    member = list(guild.members.values())[3].user
    channel = next(iter(guild.channels.values()))
    now = round(discord.utils.utcnow().timestamp())
    intents: list[Intent] = []
    for case, hours in ((1, 0.5), (2, 2)):
        until = round((now + hours * HOUR) * 1000)
        intents += [
            _intent(guild, case, "set_timeout", {"until": until}),
            _intent(guild, case, "post_log", {}),
        ]
    deeds = [_deed(number, guild, channel, member) for number in (1, 2)]
    records = Records(
        causes={f"cmd:{case}": (guild.id, case, f"d{case}") for case in (1, 2)},
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
        cause=f"cmd:{case}",
        kind=kind,
        state="done",
        blocking=about_member,
        case=case,
        person="p-1" if about_member else None,
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
        causes=[f"cmd:{number}"],
    )


def test_a_run_that_ended_well_is_clean(past: Past) -> None:
    assert past.verdict.summary == "lost 0 duplicate 0 wrong 0 reordered 0"
    assert past.verdict.clean


def test_an_attempt_that_was_never_recorded_owes_nothing_but_a_deed_needs_one(past: Past) -> None:
    past.deeds[0].causes.append("cmd:99")
    assert past.verdict.clean

    past.deeds[0].causes = ["cmd:99"]
    past.deeds[0].duration = ""
    assert len(past.verdict.lost) == 1

    past.deeds[0].needless = True
    assert past.verdict.lost == []


@pytest.mark.parametrize("state", ["todo", "doing", "blocked", "dead", "refused"])
def test_an_intent_left_behind_is_lost(past: Past, state: str) -> None:
    past.change(1, state=state)
    assert len(past.verdict.lost) == 1


@pytest.mark.parametrize("kind", ["send_notice", "set_timeout"])
def test_what_discord_refuses_for_a_person_is_not_lost(past: Past, kind: str) -> None:
    past.change(1, state="refused", kind=kind)
    assert past.verdict.clean


def test_a_timeout_that_was_over_by_then_is_rightly_cleared(past: Past) -> None:
    acts = past.world.ledger.acts
    first = next(act for act in acts if act.kind == "timeout")
    past.change(0, payload={"until": round((past.now - HOUR) * 1000)})
    acts[acts.index(first)] = replace(first, detail={"until": None})
    assert past.verdict.reordered == []


def test_a_message_that_nobody_saw_is_lost(past: Past) -> None:
    past.change(1, id="never-sent")
    assert len(past.verdict.lost) == 1
    assert past.verdict.duplicate == ["nonce post_log1 belongs to no intent: Case post_log1"]


def test_a_message_seen_twice_is_a_duplicate(past: Past) -> None:
    past.tell("post_log1")
    assert past.verdict.duplicate == ["nonce post_log1 made 2 messages"]


def test_a_message_without_nonce_is_a_duplicate_in_waiting(past: Past) -> None:
    acts_messages.write(past.world, past.channel, past.world.me, {"content": "Case 1"})
    assert past.verdict.duplicate == ["1 messages without a nonce"]


def test_one_case_posted_by_two_intents_is_a_duplicate(past: Past) -> None:
    past.change(1, kind="post_case")
    past.change(3, kind="post_case", case=1)
    assert past.verdict.duplicate == [f"case 1 of server {past.guild.id} was posted 2 times"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda past: past.time_out(HOUR),
        lambda past: past.guild.bans.update({past.member.id: ""}),
        lambda past: past.deeds[1].causes.append("cmd:1"),
    ],
    ids=["another end", "banned", "an end that was not asked for"],
)
def test_a_member_in_another_state_is_wrong(past: Past, spoil: Callable[[Past], None]) -> None:
    spoil(past)
    assert len(past.verdict.wrong) == 1


def test_lifting_leaves_nothing_in_force(past: Past) -> None:
    past.deeds[1].want, past.deeds[1].duration = Want.LIFT, ""
    sanctions = past.records.sanctions[:1]
    past.records = replace(past.records, sanctions=sanctions)
    assert len(past.verdict.wrong) == 1


def test_a_message_that_was_recorded_and_still_stands_is_wrong(past: Past) -> None:
    message = acts_messages.write(past.world, past.channel, past.member, {"content": "bad"})
    past.deeds[0].want, past.deeds[0].duration = Want.OFFEND, ""
    past.change(1, cause=f"msg:{message.id}")
    past.deeds[0].causes.append(f"msg:{message.id}")
    assert f"msg:{message.id}" in "".join(past.verdict.wrong)


def test_an_earlier_act_that_comes_again_after_a_later_one_is_reordered(past: Past) -> None:
    past.time_out(0.5 * HOUR)
    past.time_out(2 * HOUR)
    assert len(past.verdict.reordered) == 1
    assert (past.verdict.lost, past.verdict.duplicate, past.verdict.wrong) == ([], [], [])


def test_the_same_act_twice_in_a_row_is_no_reordering(past: Past) -> None:
    past.time_out(2 * HOUR)
    assert past.verdict.clean


def test_an_act_that_was_over_at_its_second_try_does_not_blame_the_next_one() -> None:
    """Repeated after its end it clears, which looks like the lift that comes later."""
    first, second, lift = ("timeout", 100_000), ("timeout", 900_000), ("timeout", None)
    happened = [(first, 90.0), (lift, 110.0), (second, 111.0), (lift, 112.0)]
    assert states.out_of_order([first, second, lift], happened) == ""
    assert states.out_of_order([second, lift, first], happened) != ""
