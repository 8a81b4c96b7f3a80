"""Unsealing a reporter: with a reason, with their consent, with a second person, and never in a log (M21).

What is stored names the report and nobody. The seal is opened only in ``reveal``, after the look was written
to the journal, and what it returns is shown once and kept nowhere.
"""

from dataclasses import dataclass

import orjson

from bot.clock import Clock
from bot.policy import authority
from bot.policy.actions import Json
from bot.policy.authority import Circumstances, Refusal, Standing
from bot.policy.durations import stamp_moment
from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode, UserId
from bot.policy.unsealing import Consent, Ground, Unsealing, UnsealingState
from bot.services.causes import cause_now
from bot.services.deciding import Cause, write_journal
from bot.services.enforcement import Enforcement
from bot.services.orders import Unmoved
from bot.services.people import People, Person
from bot.services.planning import Plan
from bot.services.recusal import Recusal
from bot.services.reports import REPORTER
from bot.services.servers import Servers
from bot.storage import cases, questions, reports, servers, unsealings
from bot.storage.port import Database, Row, Tx
from bot.storage.servers import lock

NOTICE_ASK, NOTICE_DONE = "unseal_ask", "unseal_done"
"""What a reporter is written: may we, and that it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnsealing:
    """What somebody wants to know, and what for."""

    key: str
    guild_id: GuildId
    case: int
    reporter: int
    """The number of the reporter within the case."""
    asker: UserId
    ground: Ground
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsealVote:
    """What a second person, or who asked, says to it."""

    key: str
    guild_id: GuildId
    number: int
    actor: Standing
    me: Standing
    approve: bool


@dataclass(slots=True)
class Unsealings:
    """Takes wishes, asks reporters, lets a second person decide, and shows the name once."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    recusal: Recusal

    async def ask(self, new: NewUnsealing) -> Unsealing | Unmoved:
        """Ask for a name; the caller has asked ``authority.may`` and whether the asker is involved."""
        by = await self.people.ensure(new.asker)
        async with self.database.reading() as reader:
            case = await cases.get(reader, new.guild_id, new.case)
        person = None if case is None else await self.people.get(case.person)
        if case is None or person is None or person.code == by.code:
            return Unmoved(key="no_such_case", values={"number": str(new.case)})
        cause = cause_now(self, new.guild_id, new.key, person=person, actor=by.code)
        async with self.database.transaction() as tx:
            await lock(tx, new.guild_id)
            asked = await self._ask(tx, cause, new)
        if isinstance(asked, Unmoved):
            return asked
        wish, orders = asked
        await self.enforcement.drain(new.guild_id, *orders)
        return wish

    async def _ask(
        self, tx: Tx, cause: Cause, new: NewUnsealing
    ) -> tuple[Unsealing, tuple[str, ...]] | Unmoved:
        told = await reports.of_case(tx, new.guild_id, new.case)
        codes = [ReportCode(row["code"]) for row in told if row["reporter_number"] == new.reporter]
        if not codes:
            return Unmoved(key="no_such_reporter", values={"reporter": new.reporter})
        if await reports.seal_of(tx, new.guild_id, codes[-1]) is None:
            return Unmoved(key="unseal_gone")
        row = await unsealings.open_of(tx, new.guild_id, codes[-1])
        if row is not None:
            wish = unsealings.opened(row, cause.person.open(row["reason"]))
            known = await cases.cause(tx, new.guild_id, new.key)
            return (wish, ()) if known else Unmoved(key="unseal_open", values={"number": wish.number})
        wish = Unsealing(
            guild_id=new.guild_id,
            number=await servers.count_up(tx, new.guild_id, "unsealing"),
            case=CaseNumber(new.case),
            person=cause.person.code,
            report=codes[-1],
            reporter_number=new.reporter,
            ground=new.ground,
            reason=new.reason,
            consent=Consent.ASKED if new.ground is Ground.CONSENT else Consent.NOT_ASKED,
            asked_by=cause.actor,
            asked_at=cause.now,
        )
        await unsealings.add(tx, wish, cause.person.seal(new.reason))
        notice = NOTICE_ASK if new.ground is Ground.CONSENT else None
        return wish, await _write(tx, cause, wish, "asked", notice)

    async def look(self, guild_id: GuildId, number: int) -> Unsealing | None:
        """Return a wish as it stands; it never says who the reporter is."""
        async with self.database.reading() as reader:
            row = await unsealings.get(reader, guild_id, number)
        return None if row is None else await self._opened(row)

    async def to_consent(self, guild_id: GuildId, who: UserId) -> list[Unsealing]:
        """Return what a reporter may say yes or no to."""
        async with self.database.reading() as reader:
            rows = await unsealings.to_consent(reader, guild_id, self._digest(guild_id, who))
        return [await self._opened(row) for row in rows]

    async def consent(
        self, guild_id: GuildId, number: int, who: UserId, *, given: bool, key: str
    ) -> Unsealing | Unmoved:
        """Take what the reporter says, who may still say no after a yes while nobody has approved."""
        wish = await self.look(guild_id, number)
        person = None if wish is None else await self.people.get(wish.person)
        async with self.database.reading() as reader:
            digest = self._digest(guild_id, who)
            theirs = wish is not None and await questions.is_reporter(reader, guild_id, wish.report, digest)
        if wish is None or person is None or not theirs:
            return Unmoved(key="no_such_question")
        cause = cause_now(self, guild_id, key, person=person, actor=REPORTER)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            if await cases.cause(tx, guild_id, key) is not None:
                orders: tuple[str, ...] = ()
            elif await unsealings.consent(tx, guild_id, number, given=given, at=cause.now):
                orders = await _write(tx, cause, wish, "consented" if given else "not_consented")
            else:
                return Unmoved(key="unseal_over")
        await self.enforcement.drain(guild_id, *orders)
        return await self.look(guild_id, number) or wish

    async def decide(self, vote: UnsealVote) -> Unsealing | Refusal | Unmoved:
        """Approve or decline as a second person, or take one's own wish back."""
        wish = await self.look(vote.guild_id, vote.number)
        person = None if wish is None else await self.people.get(wish.person)
        if wish is None or person is None:
            return Unmoved(key="no_such_unsealing", values={"number": vote.number})
        by = await self.people.ensure(vote.actor.user_id)
        own = by.code == wish.asked_by
        refusal = await self._refusal(vote, wish, person, own=own and not vote.approve)
        if refusal is not None:
            return refusal
        state = UnsealingState.APPROVED if vote.approve else UnsealingState.DECLINED
        state = UnsealingState.WITHDRAWN if own and not vote.approve else state
        cause = cause_now(self, vote.guild_id, vote.key, person=person, actor=by.code)
        async with self.database.transaction() as tx:
            await lock(tx, vote.guild_id)
            orders = await self._settle(tx, cause, vote, state)
        if isinstance(orders, Unmoved):
            return orders
        await self.enforcement.drain(vote.guild_id, *orders)
        return await self.look(vote.guild_id, vote.number) or wish

    async def _refusal(
        self, vote: UnsealVote, wish: Unsealing, person: Person, *, own: bool
    ) -> Refusal | Unmoved | None:
        async with self.database.reading() as reader:
            case = await cases.get(reader, vote.guild_id, wish.case)
        if case is None:
            return Unmoved(key="no_such_unsealing", values={"number": vote.number})
        act = wish.ground.approval if vote.approve else authority.Act.DECIDE_CASE
        subject = Standing(user_id=person.user_id or UserId(0), present=False)
        recused = not own and await self.recusal.involved(case, vote.actor.user_id)
        return authority.may(vote.actor, act, subject, vote.me, Circumstances(recused=recused))

    async def _settle(
        self, tx: Tx, cause: Cause, vote: UnsealVote, state: UnsealingState
    ) -> tuple[str, ...] | Unmoved:
        row = await unsealings.get(tx, vote.guild_id, vote.number)
        assert row is not None  # noqa: S101 - the caller looked, and none is ever removed
        wish = unsealings.opened(row, "")
        if await cases.cause(tx, vote.guild_id, vote.key) is not None:
            return ()
        if wish.state is not UnsealingState.OPEN:
            return Unmoved(key="unseal_over")
        if state is UnsealingState.APPROVED and wish.asked_by == cause.actor:
            return Unmoved(key="unseal_own")
        if state is UnsealingState.APPROVED and not wish.ready:
            return Unmoved(key="unseal_waits")
        await unsealings.settle(tx, vote.guild_id, vote.number, state, cause.actor, cause.now)
        notice = NOTICE_DONE if state is UnsealingState.APPROVED else None
        return await _write(tx, cause, wish, state.value, notice)

    async def reveal(self, guild_id: GuildId, number: int, who: Standing, me: Standing) -> UserId | Unmoved:
        """Return who the reporter is, once to each of the two; the look is in the journal before."""
        nothing = Unmoved(key="no_such_unsealing", values={"number": number})
        wish, viewer = await self.look(guild_id, number), await self.people.find(who.user_id)
        person = None if wish is None else await self.people.get(wish.person)
        seat = None if wish is None or viewer is None else wish.seat(viewer.code)
        if wish is None or viewer is None or person is None or seat is None:
            return nothing
        vote = UnsealVote(key="", guild_id=guild_id, number=number, actor=who, me=me, approve=False)
        if await self._refusal(vote, wish, person, own=False) is not None:
            # Whoever lost the right, or became involved since, sees no more than others.
            return nothing
        if (before := wish.saw_at(seat)) is not None:
            return Unmoved(key="unseal_seen", values={"moment": stamp_moment(before)})
        cause = cause_now(self, guild_id, f"unsealing:{number}:{seat}", person=person, actor=viewer.code)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            sealed = await reports.seal_of(tx, guild_id, wish.report)
            if sealed is None:
                return Unmoved(key="unseal_gone")
            if not await unsealings.seen(tx, guild_id, number, seat, cause.now):
                return Unmoved(key="unseal_seen", values={"moment": stamp_moment(cause.now)})
            await write_journal(tx, cause, "unsealing.viewed", f"unsealing:{number}", {"case": wish.case})
            await _note(tx, cause, wish, "viewed")
        return UserId(orjson.loads(self.recusal.vault.open(sealed))["user"])

    async def _opened(self, row: Row) -> Unsealing:
        person = await self.people.get(PersonId(row["person"]))
        return unsealings.opened(row, person.open(row["reason"]) if person else "")

    def _digest(self, guild_id: GuildId, who: UserId) -> str:
        return self.recusal.vault.digest("reporter", guild_id, who)


async def _write(
    tx: Tx, cause: Cause, wish: Unsealing, verb: str, notice: str | None = None
) -> tuple[str, ...]:
    guild_id, number = cause.guild_id, wish.case
    await _note(tx, cause, wish, verb)
    await cases.add_cause(tx, guild_id, cause.key, number, None, cause.now)
    about: dict[str, Json] = {"case": number, "ground": wish.ground.value}
    await write_journal(tx, cause, f"unsealing.{verb}", f"unsealing:{wish.number}", about)
    plan = Plan(guild_id=guild_id, cause=cause.key, person=wish.person, case=number)
    if notice is not None:
        plan.tell_reporter(wish.report, notice, unsealing=wish.number)
    plan.post_item("unsealing", wish.number)
    # The history of the case tells it as well.
    plan.post_case()
    return await plan.write(tx, cause.now)


async def _note(tx: Tx, cause: Cause, wish: Unsealing, verb: str) -> None:
    data: dict[str, Json] = {"unsealing": wish.number, "ground": wish.ground.value}
    await cases.add_note(
        tx, cause.guild_id, wish.case, at=cause.now, actor=cause.actor, kind=f"unsealing_{verb}", data=data
    )
