"""Random sanctions, lifts, ends, repeats, refusals, lost answers, crashes, restarts and rejoins.

At the end, when every trouble is over, Discord shows what the sanctions in force want; each act was done at
least once and recorded once; the acts about a member came in order.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from typing_extensions import override

from bot.policy.actions import ActionState, Blocked, Refused, Retry
from bot.policy.ids import UserId
from bot.policy.records import StoredAction
from bot.policy.sanctions import Sanction, SanctionKind, SanctionState, SuspensionMethod
from bot.services.orders import Decided
from bot.services.planning import RELEASE
from bot.services.simulation import Crash, Trouble
from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import open_database
from tests.services.world import GUILD, MIRA, MODERATOR, NOOR, NOW, World

SUSPENDED_ROLE: Final = 900
PEOPLE: Final = (MIRA, NOOR)
KINDS: Final = (
    SanctionKind.WARNING,
    SanctionKind.MUTE,
    SanctionKind.VOICE_MUTE,
    SanctionKind.CHANNEL_BAN,
    SanctionKind.SUSPENSION,
)
TROUBLES: Final = st.sampled_from(
    [
        Refused("missing_permission", 50013),
        Retry(timedelta(), "status_500"),
        Retry(timedelta(minutes=20), "rate_limited"),
        Blocked("unavailable"),
        *Trouble,
    ]
)
people = st.sampled_from(PEOPLE)


class Enforced(RuleBasedStateMachine):
    """One server, two members, one database, any number of processes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="steward-machine-"))
        self.runner = asyncio.Runner()
        self.count = 0
        self.set_back = timedelta()
        self.left: set[UserId] = set()
        """Who was away at some time; Discord keeps a mute over that."""
        self.world = self.run(self._open())

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(coroutine)

    async def _open(self) -> World:
        database = await open_database(self.folder / "steward.sqlite3")
        await migrate(database, load_migrations(), NOW)
        return World(database)

    async def _survive(self, act: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await act
        except Crash:
            await self.world.restart()
            return None

    @initialize(method=st.sampled_from(list(SuspensionMethod)))
    def choose_method(self, method: SuspensionMethod) -> None:
        async def choose() -> None:
            actor = await self.world.people.ensure(MODERATOR.user_id)
            await self.world.servers.change(
                GUILD, actor.code, suspension_method=method, suspended_role=SUSPENDED_ROLE
            )

        self.run(choose())

    @rule(
        whom=people,
        kind=st.sampled_from(KINDS),
        days=st.sampled_from([None, 1, 3, 29, 40]),
        channel=st.sampled_from(["301", "302"]),
        repeat=st.booleans(),
    )
    def impose(self, whom: UserId, kind: SanctionKind, days: int | None, channel: str, repeat: bool) -> None:
        self.count += 1
        length = None if days is None else timedelta(days=days)
        scope = channel if kind is SanctionKind.CHANNEL_BAN else ""

        async def once() -> Any:
            return await self._survive(
                self.world.impose(kind, length, key=f"cmd:{self.count}", whom=whom, scope=scope)
            )

        async def act() -> None:
            first = await once()
            second = await once() if repeat else None
            if isinstance(first, Decided) and isinstance(second, Decided):
                assert second.repeated
                assert second.decision.id == first.decision.id

        self.run(act())

    @rule(whom=people, kind=st.sampled_from([None, *KINDS]))
    def lift(self, whom: UserId, kind: SanctionKind | None) -> None:
        self.count += 1
        self.run(self._survive(self.world.lift(kind, key=f"cmd:{self.count}", whom=whom)))

    @rule(hours=st.sampled_from([1, 6, 25, 24 * 20]))
    def pass_time(self, hours: int) -> None:
        self.run(self._survive(self.world.pass_time(timedelta(hours=hours), most_sweeps=500)))

    @rule(seconds=st.sampled_from([0.05, 3600]))
    def set_clock_back(self, seconds: float) -> None:
        self.world.clock.advance(timedelta(seconds=-seconds))
        self.set_back += timedelta(seconds=seconds)

    @precondition(lambda self: len(self.world.discord.script) < 4)
    @rule(troubles=st.lists(TROUBLES, min_size=1, max_size=3))
    def trouble(self, troubles: list[Any]) -> None:
        self.world.discord.script.extend(troubles)

    @rule()
    def restart(self) -> None:
        self.run(self.world.restart())

    @rule(whom=people)
    def leave(self, whom: UserId) -> None:
        self.world.seen(whom).leave()
        self.left.add(whom)

    @rule(whom=people)
    def come_back(self, whom: UserId) -> None:
        member = self.world.seen(whom)
        if not member.present and not member.banned:
            self.run(self._survive(self.world.rejoin(whom)))

    @invariant()
    def nothing_holds_whom_no_sanction_names(self) -> None:
        """A sanction is ended only when Discord let go, so what holds is named by one that is not over."""
        for whom in PEOPLE:
            open_ = [each for each in self.run(self.world.sanctions(whom)) if not _over(each)]
            kinds = {each.kind for each in open_}
            member = self.world.seen(whom)
            if not member.present:
                self.left.add(whom)
            if member.banned:
                assert kinds & {SanctionKind.EXPULSION, SanctionKind.SUSPENSION}
            if member.voice_muted and whom not in self.left:
                assert SanctionKind.VOICE_MUTE in kinds
            assert {str(channel) for channel in member.overwrites} <= {each.scope for each in open_}

    @override
    def teardown(self) -> None:
        try:
            self.run(self._check())
        finally:
            self.run(self.world.database.close())
            self.runner.close()
            shutil.rmtree(self.folder)

    async def _check(self) -> None:
        world = self.world
        world.discord.script.clear()
        # A wait that was set before the clock went back is over only when the clock is there again.
        await world.pass_time(self.set_back + timedelta(hours=3), most_sweeps=500)
        await world.deadlines.permissions_changed(GUILD)
        for whom in PEOPLE:
            if not world.seen(whom).banned:
                await world.rejoin(whom)
        await world.pass_time(timedelta(hours=1), most_sweeps=500)
        rows = await _all_rows(world)
        assert {row.state for row in rows} <= {ActionState.DONE, ActionState.REFUSED}
        applied = [command.id for command in world.discord.applied]
        done = [row for row in rows if row.state is ActionState.DONE]
        # Those that found nobody there to free are done without having changed anything.
        assert {row.id for row in done if not row.result.get("gone")} <= set(applied)
        for whom in PEOPLE:
            await _agrees(world, whom)
        _in_order(done, applied)


def _over(sanction: Sanction) -> bool:
    return sanction.state in (SanctionState.ENDED, SanctionState.VOID)


async def _all_rows(world: World) -> list[StoredAction]:
    rows: list[StoredAction] = []
    number = 1
    while await world.casebook.file(GUILD, number):
        rows += await world.rows(number)
        number += 1
    return rows


async def _agrees(world: World, whom: UserId) -> None:
    member, wanted, now = world.seen(whom), await world.wanted(whom), world.clock.now()
    for sanction in await world.sanctions(whom):
        assert sanction.state is not SanctionState.LIFTING
    assert member.banned == wanted.banned
    assert set(member.overwrites) == set(wanted.channels_denied)
    if wanted.banned:
        return
    assert member.voice_muted == wanted.voice_muted
    assert member.roles == set(wanted.roles_given)
    held = member.timeout_until if member.timeout_until and member.timeout_until > now else None
    if wanted.timeout_until is None:
        assert held is None
    else:
        assert held is not None
        assert held == wanted.timeout_until or held > now + timedelta(hours=20)


def _in_order(done: list[StoredAction], applied: list[Any]) -> None:
    last = {action_id: place for place, action_id in enumerate(applied)}
    for order in {row.order_key for row in done if row.person}:
        acts = [row for row in done if row.order_key == order and row.sanction and row.id in last]
        places = [last[row.id] for row in sorted(acts, key=lambda row: row.seq)]
        assert places == sorted(places)
    assert all(RELEASE not in row.payload or row.sanction for row in done)


TestEnforced = Enforced.TestCase
TestEnforced.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A failing run is long, and shrinking it longer.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
