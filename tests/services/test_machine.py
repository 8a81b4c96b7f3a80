"""Random sanctions, lifts, ends, repeats, refusals, lost answers, crashes, restarts, rejoins, acts by hand.

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
from bot.policy.authority import Permission, Standing
from bot.policy.ids import ChannelId, MessageId, UserId
from bot.policy.sanctions import SanctionKind, SuspensionMethod
from bot.services.by_hand import ManualAct
from bot.services.motions import Proposed
from bot.services.orders import Decided, MessageRef
from bot.services.simulation import Crash, Trouble
from bot.storage.migrate import load_migrations, migrate
from bot.storage.port import open_database
from tests.services.agreement import SUSPENDED_ROLE, agrees, all_rows, in_order, over
from tests.services.world import GENERAL, GUILD, MIRA, MODERATOR, NOOR, NOW, SECOND, World

BARRED_ROLES: Final = (701, 702)
ADMIN: Final = Standing(user_id=UserId(13), top_role=40, permissions=Permission.ADMIN)
PEOPLE: Final = (MIRA, NOOR)
CHANNELS: Final = (ChannelId(301), ChannelId(302))
KINDS: Final = (
    SanctionKind.WARNING,
    SanctionKind.MUTE,
    SanctionKind.VOICE_MUTE,
    SanctionKind.CHANNEL_BAN,
    SanctionKind.SUSPENSION,
    SanctionKind.EXPULSION,
    SanctionKind.ROLE_BAR,
    SanctionKind.NO_CONTACT,
    SanctionKind.TAKEDOWN,
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
        self.posts = 0
        self.proposed: list[tuple[int, UserId]] = []
        """What waits for a second person."""
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
        place=st.sampled_from([0, 1]),
        repeat=st.booleans(),
    )
    def impose(self, whom: UserId, kind: SanctionKind, days: int | None, place: int, repeat: bool) -> None:
        """Impose something; where two must agree, they do so at once."""
        self.count += 1
        length = None if days is None or kind is SanctionKind.EXPULSION else timedelta(days=days)

        async def once() -> Any:
            scope, source = await self._about(kind, whom, place)
            return await self._survive(
                self.world.impose(
                    kind,
                    length,
                    key=f"cmd:{self.count}",
                    whom=whom,
                    scope=scope,
                    source=source,
                    actor=ADMIN if kind is SanctionKind.ROLE_BAR else MODERATOR,
                )
            )

        async def act() -> None:
            first = await once()
            second = await once() if repeat else None
            if isinstance(first, Decided) and isinstance(second, Decided):
                assert second.repeated
                assert second.decision.id == first.decision.id

        self.run(act())

    async def _about(self, kind: SanctionKind, whom: UserId, place: int) -> tuple[str, MessageRef | None]:
        """Return scope and message of what can't be imposed without one."""
        match kind:
            case SanctionKind.CHANNEL_BAN:
                return str(CHANNELS[place]), None
            case SanctionKind.ROLE_BAR:
                return str(BARRED_ROLES[place]), None
            case SanctionKind.NO_CONTACT:
                other = await self.world.people.ensure(PEOPLE[whom == PEOPLE[0]])
                return other.code, None
            case SanctionKind.TAKEDOWN:
                self.posts += 1
                post = MessageRef(channel_id=GENERAL, message_id=MessageId(5000 + self.posts))
                return str(post.message_id), post
            case _:
                return "", None

    @rule(whom=people, hold=st.booleans())
    def propose(self, whom: UserId, hold: bool) -> None:
        """Propose an expulsion and leave the second to another time, with or without a hold until then."""
        self.count += 1
        reason = "They may do it again." if hold else ""
        order = self.world.order(SanctionKind.EXPULSION, None, key=f"cmd:{self.count}", whom=whom)
        found = self.run(self._survive(self.world.motions.propose(order, reason)))
        if isinstance(found, Proposed):
            self.proposed.append((found.motion.number, whom))

    @precondition(lambda self: self.proposed)
    @rule(place=st.integers(0, 3), yes=st.booleans())
    def answer(self, place: int, yes: bool) -> None:
        """Let a second person agree or not; what lapsed or was decided since is refused."""
        self.count += 1
        number, whom = self.proposed.pop(place % len(self.proposed))
        vote = self.world.vote(number, key=f"cmd:{self.count}", whom=whom, answer="Let us wait.")
        motions = self.world.motions
        self.run(self._survive(motions.approve(vote) if yes else motions.refuse(vote)))

    @rule(whom=people, act=st.sampled_from(["ban", "unban", "silence", "free", "give"]))
    def by_hand(self, whom: UserId, act: str) -> None:
        """Do something in Discord's own interface, of which the bot hears from the audit log."""
        self.count += 1
        self.run(self._survive(self._do_by_hand(whom, act)))

    async def _do_by_hand(self, whom: UserId, act: str) -> Any:
        member, world = self.world.seen(whom), self.world
        now, ends_at, kind = world.clock.now(), None, SanctionKind.EXPULSION
        match act:
            case "ban" if not member.banned:
                member.banned = True
                member.leave()
            case "unban" if member.banned:
                member.banned = False
            case "silence" if member.present:
                kind, ends_at = SanctionKind.MUTE, now + timedelta(hours=5)
                member.timeout_until = ends_at
            case "free" if member.timeout_until is not None and member.timeout_until > now:
                kind, member.timeout_until = SanctionKind.MUTE, None
            case "give" if member.present:
                member.roles.add(BARRED_ROLES[0])
                return await world.look_at(whom, f"audit:{self.count}")
            case _:
                return None
        imposed, key, by = act in ("ban", "silence"), f"audit:{self.count}", SECOND.user_id
        told = ManualAct(
            key=key, guild_id=GUILD, actor=by, target=whom, kind=kind, imposed=imposed, ends_at=ends_at
        )
        return await world.upholding.record(told)

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
            open_ = [each for each in self.run(self.world.sanctions(whom)) if not over(each)]
            kinds = {each.kind for each in open_}
            member = self.world.seen(whom)
            if not member.present:
                self.left.add(whom)
            if member.banned:
                assert kinds & {SanctionKind.EXPULSION, SanctionKind.SUSPENSION}
            if member.voice_muted and whom not in self.left:
                assert SanctionKind.VOICE_MUTE in kinds
            assert {str(channel) for channel in member.overwrites} <= {each.scope for each in open_}
            # Suspended is nobody whom no sanction suspends.
            assert SUSPENDED_ROLE not in member.roles or SanctionKind.SUSPENSION in kinds

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
        rows = await all_rows(world)
        assert {row.state for row in rows} <= {ActionState.DONE, ActionState.REFUSED}
        applied = [command.id for command in world.discord.applied]
        done = [row for row in rows if row.state is ActionState.DONE]
        # Those that found nobody there to free are done without having changed anything.
        assert {row.id for row in done if not row.result.keys() & {"gone", "left"}} <= set(applied)
        assert {row.payload["message"] for row in done if row.kind == "delete_message"} <= {
            str(each) for each in world.discord.removed
        }
        for whom in PEOPLE:
            await agrees(world, whom)
        in_order(done, applied)


TestEnforced = Enforced.TestCase
TestEnforced.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A failing run is long, and shrinking it longer.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
