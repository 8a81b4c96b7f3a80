"""Motions: what one person proposes, a second approves, and a hold in between (mission row M41).

A motion opens or joins the member's case, which stays open until it is settled. Nothing settles one but
people; only the hold ends by itself.
"""

from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.policy import authority
from bot.policy.actions import Json
from bot.policy.authority import HOLD, Act, Refusal, Standing
from bot.policy.ids import CaseNumber, ChannelId, GuildId, MessageId
from bot.policy.motions import Motion, MotionState
from bot.policy.records import Case, CaseState
from bot.policy.sanctions import SanctionKind
from bot.services import deciding, lifting
from bot.services.causes import cause_now
from bot.services.deciding import Cause, Matter, write_journal
from bot.services.enforcement import Enforcement
from bot.services.moderation import Moderation
from bot.services.orders import Decided, MessageRef, Order, Unmoved
from bot.services.people import People
from bot.services.planning import Plan, case_orders
from bot.services.preconditions import unmet
from bot.services.seconding import open_row
from bot.services.servers import Servers
from bot.storage import cases, motions, sanctions, servers
from bot.storage.port import Database, Tx
from bot.storage.servers import lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A motion that was made, with the hold that came with it."""

    motion: Motion
    hold: Decided | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What a second person, or who proposed it, says to a motion."""

    key: str
    guild_id: GuildId
    number: int
    actor: Standing
    target: Standing
    me: Standing
    answer: str = ""
    unheard: str = ""
    """Why the member is not heard before, from who approves."""


@dataclass(slots=True)
class Motions:
    """Takes motions and settles them; carrying one out goes through the one door (F25)."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    moderation: Moderation

    async def propose(self, order: Order, hold_reason: str = "") -> Proposed | Refusal | Unmoved:
        """Propose what needs two; with a ``hold_reason`` keep the member out for at most 24 hours meanwhile.

        ``order`` is what would be given to the door if one person were enough.
        """
        refusal = await self.moderation.refusal(order)
        if refusal is not None:
            return refusal
        person = await self.people.ensure(order.target.user_id)
        by = await self.people.ensure(order.actor.user_id)
        cause = cause_now(self, order.guild_id, order.key, person=person, actor=by.code)
        lacking = unmet(replace(order, motion=0), cause.settings, cause.now, self.moderation.conduct)
        if lacking is not None:
            return lacking
        async with self.database.transaction() as tx:
            await lock(tx, order.guild_id)
            motion = await self._propose(tx, cause, order)
        if isinstance(motion, Unmoved):
            return motion
        await self.enforcement.drain(order.guild_id, *case_orders(motion.case))
        return Proposed(motion=motion, hold=await self._hold(order, motion, hold_reason))

    async def _propose(self, tx: Tx, cause: Cause, order: Order) -> Motion | Unmoved:
        known = await cases.cause(tx, order.guild_id, order.key)
        row = await motions.open_of(tx, order.guild_id, cause.person.code, order.kind)
        if row is not None:
            motion = open_row(row, cause.person)
            return motion if known else Unmoved(key="motion_open", values={"number": motion.number})
        if known is not None:
            # A second delivery, and what the first one led to is over by now (F22).
            return Unmoved(key="motion_repeated", values={"number": known[0]})
        clause = self.moderation.conduct.clause(order.clause)
        matter = Matter(
            clause=order.clause,
            severity=clause.severity if clause else 1,
            source=order.source,
            about_team=order.target.moderates,
        )
        case = await self._case(tx, cause, order, matter)
        if case is None:
            return Unmoved(key="no_such_case", values={"number": str(order.case)})
        await deciding.keep_evidence(tx, cause, case, order.evidence)
        motion = Motion(
            guild_id=order.guild_id,
            number=await servers.count_up(tx, order.guild_id, "motion"),
            case=case.number,
            person=cause.person.code,
            kind=order.kind,
            length=None if order.ends_at is None else order.ends_at - (order.wished_at or cause.now),
            scope=order.scope,
            clause=order.clause,
            reason=order.reason,
            facts=order.facts,
            unheard=order.unheard.strip(),
            channel_id=order.source.channel_id if order.source else None,
            message_id=order.source.message_id if order.source else None,
            state=MotionState.OPEN,
            proposed_by=cause.actor,
            proposed_at=cause.now,
        )
        seal = cause.person.seal
        words = {"reason": order.reason, "facts": order.facts, "unheard": motion.unheard}
        await motions.add(tx, motion, **{name: seal(text) for name, text in words.items()})
        await self._tell(tx, cause, motion, "motion_proposed")
        return motion

    async def _case(self, tx: Tx, cause: Cause, order: Order, matter: Matter) -> Case | None:
        if order.case is None:
            return await deciding.open_or_join(tx, cause, matter)
        case = await cases.get(tx, order.guild_id, order.case)
        fits = case is not None and case.person == cause.person.code and case.state is CaseState.OPEN
        return case if fits else None

    async def _hold(self, order: Order, motion: Motion, reason: str) -> Decided | None:
        if not reason:
            return None
        held = await self.moderation.impose(
            replace(
                order,
                key=_hold_key(motion.number),
                kind=SanctionKind.SUSPENSION,
                ends_at=self.clock.now() + HOLD,
                reason=reason,
                scope="",
                source=None,
                evidence=(),
                say_in=None,
                case=motion.case,
                hold=True,
            )
        )
        return held if isinstance(held, Decided) else None

    async def look(self, guild_id: GuildId, number: int) -> Motion | None:
        """Return a motion as it stands."""
        async with self.database.reading() as reader:
            row = await motions.get(reader, guild_id, number)
        return None if row is None else open_row(row, await self.people.get(row["person"]))

    async def approve(self, vote: Vote) -> Decided | Refusal | Unmoved:
        """Carry a motion out as its second; refused by the database too when it is one's own."""
        motion = await self.look(vote.guild_id, vote.number)
        if motion is None:
            return Unmoved(key="no_such_motion", values={"number": vote.number})
        outcome = await self.moderation.impose(await self._order(vote, motion))
        if isinstance(outcome, Decided):
            await self._end_hold(vote, motion)
        return outcome

    async def refusal(self, vote: Vote, motion: Motion) -> Refusal | Unmoved | None:
        """Return why this person can't be the second, or None; asked before they are asked for a yes."""
        by = await self.people.find(vote.actor.user_id)
        if by is not None and by.code == motion.proposed_by:
            return Unmoved(key="motion_own")
        return await self.moderation.refusal(await self._order(vote, motion))

    async def _order(self, vote: Vote, motion: Motion) -> Order:
        async with self.database.reading() as reader:
            case = await cases.get(reader, vote.guild_id, motion.case)
        still_open = case is not None and case.state is CaseState.OPEN
        return Order(
            # The motion is the cause: a second press finds what the first one did.
            key=f"motion:{motion.number}",
            guild_id=vote.guild_id,
            actor=vote.actor,
            target=vote.target,
            me=vote.me,
            kind=motion.kind,
            ends_at=None if motion.length is None else self.clock.now() + motion.length,
            clause=motion.clause,
            reason=motion.reason,
            facts=motion.facts,
            scope=motion.scope,
            case=motion.case if still_open else None,
            source=_source(motion),
            motion=motion.number,
            unheard=motion.unheard or vote.unheard.strip(),
        )

    async def refuse(self, vote: Vote) -> Motion | Refusal | Unmoved:
        """Decline a motion, or take one's own back; a hold ends with it and leaves no mark."""
        motion = await self.look(vote.guild_id, vote.number)
        person = None if motion is None else await self.people.get(motion.person)
        if motion is None or person is None:
            return Unmoved(key="no_such_motion", values={"number": vote.number})
        target = replace(vote.target, present=False)
        refusal = authority.may(vote.actor, Act.DECIDE_CASE, target, vote.me)
        if refusal is not None:
            return refusal
        by = await self.people.ensure(vote.actor.user_id)
        cause = cause_now(self, vote.guild_id, vote.key, person=person, actor=by.code)
        state = MotionState.WITHDRAWN if by.code == motion.proposed_by else MotionState.DECLINED
        async with self.database.transaction() as tx:
            await lock(tx, vote.guild_id)
            answer = person.seal(vote.answer)
            done = await motions.settle(
                tx, vote.guild_id, motion.number, state, by.code, cause.now, answer=answer
            )
            if done:
                await self._tell(tx, cause, motion, f"motion_{state.value}")
        if not done:
            return Unmoved(key="motion_settled", values={"number": motion.number})
        await self._end_hold(vote, motion)
        await self.enforcement.drain(vote.guild_id, *case_orders(motion.case))
        return await self.look(vote.guild_id, vote.number) or motion

    async def _end_hold(self, vote: Vote, motion: Motion) -> None:
        """Let go of the hold: it was only ever for the time until somebody else had looked."""
        person = await self.people.get(motion.person)
        if person is None:
            return
        by = await self.people.ensure(vote.actor.user_id)
        cause = cause_now(
            self, vote.guild_id, f"{_hold_key(motion.number)}:over", person=person, actor=by.code
        )
        orders: list[str] = []
        async with self.database.transaction() as tx:
            await lock(tx, vote.guild_id)
            known = await cases.cause(tx, vote.guild_id, _hold_key(motion.number))
            held = await sanctions.of_case(tx, vote.guild_id, motion.case) if known else []
            for sanction in (each for each in held if known and each.decision == known[1]):
                plan = await lifting.release(tx, cause, sanction, "", "undone")
                if plan is None:
                    await sanctions.annul(tx, vote.guild_id, sanction.id, by.code)
                else:
                    orders += await plan.write(tx, cause.now)
        await self.enforcement.drain(vote.guild_id, *dict.fromkeys(orders))

    async def _tell(self, tx: Tx, cause: Cause, motion: Motion, verb: str) -> None:
        number = CaseNumber(motion.case)
        data: dict[str, Json] = {"motion": motion.number, "kind": motion.kind.value}
        await cases.add_note(
            tx, cause.guild_id, number, at=cause.now, actor=cause.actor, kind=verb, data=data
        )
        await cases.add_cause(tx, cause.guild_id, cause.key, number, None, cause.now)
        await write_journal(tx, cause, verb.replace("_", "."), f"motion:{motion.number}", data)
        plan = Plan(guild_id=cause.guild_id, cause=cause.key, person=cause.person.code, case=number)
        plan.post_item("motion", motion.number)
        plan.post_case()
        plan.log(verb)
        await plan.write(tx, cause.now)


def _hold_key(number: int) -> str:
    return f"motion:{number}:hold"


def _source(motion: Motion) -> MessageRef | None:
    if motion.channel_id is None or motion.message_id is None:
        return None
    return MessageRef(channel_id=ChannelId(motion.channel_id), message_id=MessageId(motion.message_id))
