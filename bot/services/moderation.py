"""The one door to sanctions: command, button and automaton come in here with an explicit actor (F25).

Each call is: may it be done → one transaction that writes case, statement, sanction, intents → the intents
are carried out → what is returned is read back from the recorded outcomes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.policy import authority
from bot.policy.authority import Act, Circumstances, Refusal, Standing
from bot.policy.conduct import FALLBACK_CLAUSE, Conduct
from bot.policy.desired import in_force
from bot.policy.ids import GuildId, PersonId, UserId
from bot.policy.reasons import Trigger
from bot.policy.records import Case, CaseRoute, CaseState
from bot.policy.sanctions import Sanction
from bot.services import deciding, lifting, seconding
from bot.services.casebook import why_closed
from bot.services.causes import cause_now
from bot.services.deciding import TRIGGERS, Cause, Matter
from bot.services.enforcement import Enforcement
from bot.services.orders import Decided, LiftOrder, Order, Unmoved
from bot.services.people import People
from bot.services.planning import Plan, case_orders, member_order
from bot.services.preconditions import unmet, withheld_already
from bot.services.recusal import Recusal
from bot.services.ruling import Ruling, new_decision, rule
from bot.services.servers import Servers
from bot.storage import case_files, cases, decisions, sanctions
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

QUIET: Final = "quiet"
"""The kind of the note by which a case is known that another message tells of."""


@dataclass(slots=True)
class Moderation:
    """Imposes and lifts sanctions, and closes cases without one."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    conduct: Conduct
    alarm: Callable[[datetime], None] = lambda at: None
    """Told when a sanction will end, so that the sweep comes in time."""
    recusal: Recusal | None = None
    """Tells who is involved in a case; always set, but for tests of something else."""

    async def impose(self, order: Order) -> Decided | Refusal | Unmoved:
        """Impose a sanction on a member; every answer but ``Decided`` means that nothing was changed."""
        refusal = await self.refusal(order)
        if refusal is not None:
            return refusal
        cause = await self._cause(order.guild_id, order.key, order.actor.user_id, order.target.user_id)
        if lacking := unmet(order, cause.settings, cause.now, self.conduct):
            return lacking
        hidden = await self._hidden(cause, order.actor) if order.replaces else frozenset()

        async def imposed(tx: Tx) -> tuple[bool, tuple[str, ...] | Unmoved | Case]:
            await lock(tx, order.guild_id)
            if await cases.cause(tx, order.guild_id, order.key):
                return True, (member_order(cause.person.code),)
            return False, await self._impose(tx, cause, order, hidden)

        repeated, written = await self.database.write(imposed)
        if isinstance(written, Case):
            return await why_closed(self.people, written)
        if isinstance(written, Unmoved):
            return written
        if order.ends_at is not None:
            self.alarm(order.ends_at)
        await self._drain(order.guild_id, written)
        return await self.outcome(order.guild_id, order.key, repeated=repeated)

    async def refusal(self, order: Order) -> Refusal | None:
        """Return why this actor may not do this, or None: rank, rights, and being involved in the case."""
        refused = authority.may(
            order.actor, Act.impose(order.kind), order.target, order.me, self._circumstances(order)
        )
        if order.replaces:
            refused = refused or authority.may(order.actor, Act.LIFT, order.target, order.me)
        return refused or (Refusal.RECUSED if await self._recused(order) else None)

    async def _recused(self, order: Order) -> bool:
        """Return whether the actor is involved in the case that this order decides or joins."""
        person = await self.people.find(order.target.user_id)
        if self.recusal is None or person is None or order.actor.is_me:
            return False
        async with self.database.reading() as reader:
            if order.case is not None:
                case = await cases.get(reader, order.guild_id, order.case)
            else:
                case = await cases.open_of(reader, order.guild_id, person.code, CaseRoute.QUEUE)
        return case is not None and await self.recusal.involved(case, order.actor.user_id)

    async def _impose(
        self, tx: Tx, cause: Cause, order: Order, hidden: frozenset[int]
    ) -> tuple[str, ...] | Unmoved | Case:
        """Write what is decided; return the orders to carry out, or why not: that may be a closed case."""
        if twice := await withheld_already(tx, order, cause.person.code, cause.now):
            return twice
        case = await self._case(tx, cause, order)
        if isinstance(case, Unmoved) or case.state is not CaseState.OPEN:
            return case
        plan = Plan(guild_id=order.guild_id, cause=order.key, person=cause.person.code, case=case.number)
        await deciding.keep_evidence(tx, cause, case, order.evidence)
        plan.decision = new_decision()
        if order.source is not None:
            plan.remove(order.source.channel_id, order.source.message_id)
        ruling = await self._ruling(tx, cause, order, order.trigger or TRIGGERS[case.origin], hidden)
        await rule(tx, cause, case, ruling, plan)
        if order.say_in is not None:
            plan.say(order.say_in, "warning")
        if order.together is not None:
            await deciding.note_together(tx, cause, case, order.together)
        await cases.add_cause(tx, order.guild_id, order.key, case.number, plan.decision, cause.now)
        if order.motion is not None:
            await seconding.approve(tx, cause, order.motion, plan)
        if not order.hold:
            await deciding.settle_case(tx, cause, case, CaseState.DECIDED, plan, "action_taken")
        if order.quiet:
            await cases.add_note(tx, order.guild_id, case.number, at=cause.now, actor=cause.actor, kind=QUIET)
        else:
            plan.post_case()
            plan.log("decision")
        orders = await plan.write(tx, cause.now)
        # After the new one is planned, so that they are at no time without either.
        return (*orders, *await lifting.make_room(tx, cause, ruling.replaces, order.reason))

    async def _case(self, tx: Tx, cause: Cause, order: Order) -> Case | Unmoved:
        """Return the case that the order decides; nothing is opened for what can't be done."""
        if order.motion is not None and (stopped := await seconding.unready(tx, cause, order)):
            return stopped
        if order.case is None:
            into = deciding.open_apart if order.apart else deciding.open_or_join
            return await into(tx, cause, self._matter(order))
        case = await cases.get(tx, order.guild_id, order.case)
        if case is None or case.person != cause.person.code:
            return Unmoved(key="no_such_case", values={"number": str(order.case)})
        return case

    async def lift(self, order: LiftOrder) -> tuple[Sanction, ...] | Refusal | Unmoved:
        """End a member's sanctions early; returns them as they stand afterwards.

        One whose lifting Discord refused before is tried again.
        """
        refusal = authority.may(order.actor, Act.LIFT, order.target, order.me)
        if refusal is not None:
            return refusal
        cause = await self._cause(order.guild_id, order.key, order.actor.user_id, order.target.user_id)
        hidden = await self._hidden(cause, order.actor)
        async with self.database.transaction() as tx:
            await lock(tx, order.guild_id)
            known = await cases.cause(tx, order.guild_id, order.key)
            if known is not None:
                ids, orders = (known[1] or "").split(","), [member_order(cause.person.code)]
            else:
                ids, orders = await self._lift(tx, cause, order, hidden)
        if not ids:
            return Unmoved(key="nothing_to_lift")
        await self._drain(order.guild_id, tuple(dict.fromkeys(orders)))
        async with self.database.reading() as reader:
            now = await sanctions.of_person(reader, order.guild_id, cause.person.code)
        return tuple(each for each in now if each.id in ids)

    async def _lift(
        self, tx: Tx, cause: Cause, order: LiftOrder, hidden: frozenset[int]
    ) -> tuple[list[str], list[str]]:
        everything = await sanctions.of_person(tx, order.guild_id, cause.person.code)
        chosen = [
            each
            for each in everything
            if each.case not in hidden and lifting.is_meant(each, order, cause.now)
        ]
        orders: list[str] = []
        for sanction in chosen:
            plan = await lifting.release(tx, cause, sanction, order.reason, "lifted")
            if plan is None:
                plan = Plan.of(sanction, f"{order.key}:{sanction.id}")
                role = cause.settings.suspended_role
                orders += await lifting.set_again(tx, sanction, cause.now, plan, role)
            orders += await plan.write(tx, cause.now)
        if chosen:
            ids = ",".join(each.id for each in chosen)
            await cases.add_cause(tx, order.guild_id, order.key, chosen[0].case, ids, cause.now)
        return [each.id for each in chosen], orders

    async def dismiss(
        self, guild_id: GuildId, number: int, actor: UserId, key: str, *, unfounded: bool = False
    ) -> Case | Unmoved:
        """Close a case as *no violation*: no mark on the record, and the reporters are told (M25).

        The caller has asked ``authority.may`` for ``DECIDE_CASE``; that nobody closes their own case is seen
        to here as well. ``unfounded``: what was reported had no ground at all, and its reporters hear so.
        """
        outcome = "unfounded" if unfounded else "no_violation"
        by = await self.people.ensure(actor)
        async with self.database.reading() as reader:
            case = await cases.get(reader, guild_id, number)
        person = None if case is None else await self.people.get(case.person)
        if case is None or person is None or person.code == by.code:
            return Unmoved(key="no_such_case", values={"number": str(number)})
        cause = cause_now(self, guild_id, key, person=person, actor=by.code)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            known = await cases.cause(tx, guild_id, key)
            plan = Plan(guild_id=guild_id, cause=key, person=person.code, case=case.number)
            done = known is None and await deciding.settle_case(
                tx, cause, case, CaseState.NO_VIOLATION, plan, outcome
            )
            if done:
                await cases.add_cause(tx, guild_id, key, number, None, cause.now)
                await cases.add_note(tx, guild_id, number, at=cause.now, actor=by.code, kind="dismissed")
                await deciding.write_journal(tx, cause, "case.dismissed", f"case:{number}", {})
                plan.post_case()
                await plan.write(tx, cause.now)
            case = await cases.get(tx, guild_id, number) or case
        if not done and known is None:
            return await why_closed(self.people, case)
        await self._drain(guild_id, case_orders(number))
        return case

    async def outcome(self, guild_id: GuildId, key: str, *, repeated: bool = False) -> Decided | Unmoved:
        """Return what a cause led to, as it stands recorded now."""
        found = await self.database.read(lambda reader: case_files.of_cause(reader, guild_id, key))
        if found is None:
            return Unmoved(key="no_such_case", values={"number": "?"})
        if found.decision is None:
            return Unmoved(key="no_decision", values={"number": str(found.case.number)})
        person = await self.people.get(PersonId(found.decision["person"]))
        words = {
            name: person.open(found.decision[name]) if person else "" for name in decisions.SEALED_COLUMNS
        }
        return Decided(
            case=found.case,
            decision=decisions.opened(found.decision, words),
            sanctions=tuple(found.sanctions),
            actions=tuple(found.actions),
            repeated=repeated,
        )

    def _circumstances(self, order: Order) -> Circumstances:
        method = self.servers.of(order.guild_id).suspension_method
        return Circumstances(method=method, role_position=order.role_position)

    def _matter(self, order: Order) -> Matter:
        clause = self.conduct.clause(order.clause)
        return Matter(
            clause=order.clause,
            severity=clause.severity if clause else 1,
            source=order.source,
            about_team=order.target.moderates,
        )

    async def _ruling(
        self, tx: Tx, cause: Cause, order: Order, trigger: Trigger, hidden: frozenset[int]
    ) -> Ruling:
        known = self.conduct.clause(order.clause) is not None
        heard = await seconding.hearing(tx, cause, order)
        held = await sanctions.of_person(tx, order.guild_id, cause.person.code) if order.replaces else []
        return Ruling(
            kind=order.kind,
            ends_at=order.ends_at,
            scope=order.scope,
            trigger=trigger,
            machine_found=trigger is Trigger.AUTOMATIC,
            machine_decided=False,
            clause=order.clause if known else FALLBACK_CLAUSE,
            conduct_version=self.conduct.version,
            reason=order.reason,
            facts=order.facts,
            deviation=order.deviation,
            heard="" if heard is None else heard.value,
            unheard="" if heard is None or heard.enough else order.unheard,
            replaces=frozenset(
                each.id
                for each in held
                if each.id in order.replaces and each.case not in hidden and in_force(each, cause.now)
            ),
        )

    async def _hidden(self, cause: Cause, actor: Standing) -> frozenset[int]:
        """Return the cases behind what is in force that the actor is involved in, and so can't touch."""
        if self.recusal is None or actor.is_me:
            return frozenset()
        return await self.recusal.hidden(cause.guild_id, cause.person.code, actor.user_id)

    async def _cause(self, guild_id: GuildId, key: str, actor: UserId, target: UserId) -> Cause:
        by = await self.people.ensure(actor)
        return cause_now(self, guild_id, key, person=await self.people.ensure(target), actor=by.code)

    async def _drain(self, guild_id: GuildId, orders: tuple[str, ...]) -> None:
        await self.enforcement.drain(guild_id, *orders)
