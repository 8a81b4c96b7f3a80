"""Appeals from the team's side: who may decide one, and what each answer does (mission row M40).

Whoever decided first does not decide again. That is asked here, for a clear sentence, and refused once more
by the database (F32).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.policy import authority
from bot.policy.appeals import Appeal, AppealState, shortened
from bot.policy.authority import Act, Circumstances, Refusal, Standing
from bot.policy.desired import desired, diff, in_force
from bot.policy.hooks import HookEvent
from bot.policy.ids import GuildId, UserId
from bot.policy.records import Case
from bot.policy.sanctions import LASTING, Sanction, SanctionState
from bot.services import lifting
from bot.services.appeals import Appealable, load, open_row
from bot.services.causes import cause_now
from bot.services.deciding import Cause, write_journal
from bot.services.enforcement import Enforcement
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.recusal import Recusal
from bot.services.servers import Servers
from bot.services.undoing import undo
from bot.storage import appeals, cases, sanctions
from bot.storage.port import Database, Tx
from bot.storage.servers import lock


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRuling:
    """What somebody wants to answer to an appeal."""

    key: str
    guild_id: GuildId
    number: int
    actor: Standing
    me: Standing
    state: AppealState
    """``granted``, ``partly`` or ``denied``."""
    reason: str
    length: timedelta | None = None
    """For ``partly``: how long it should have been, counted from the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFile:
    """An appeal with the decision that it is about, for those who may decide it."""

    appeal: Appeal
    matter: Appealable
    case: Case


@dataclass(slots=True)
class Hearing:
    """Shows appeals to those who may decide them, and carries their answers out."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    recusal: Recusal
    alarm: Callable[[datetime], None] = lambda at: None
    """Told when a shortened sanction ends."""

    async def file(
        self, guild_id: GuildId, number: int, actor: Standing, me: Standing
    ) -> AppealFile | Refusal | Unmoved:
        """Return an open appeal, or why this person can't decide it."""
        nothing = Unmoved(key="no_such_appeal", values={"number": str(number)})
        file = await self.look(guild_id, number)
        if file is None:
            return nothing
        refusal = await self._refusal(file, actor, me)
        if refusal is Refusal.RECUSED and await self._own(file, actor.user_id):
            # That a team reads one's own appeal is known; what it writes there is not shown.
            return nothing
        return refusal or await self._settled(file.appeal) or file

    async def look(self, guild_id: GuildId, number: int) -> AppealFile | None:
        """Return an appeal as it stands, asking nobody's right; for what the bot itself writes."""
        async with self.database.reading() as reader:
            row = await appeals.get(reader, guild_id, number)
        person = None if row is None else await self.people.get(row["person"])
        if row is None or person is None:
            return None
        async with self.database.reading() as reader:
            case = await cases.get(reader, guild_id, row["case_number"])
            matter = await load(reader, guild_id, row["decision"], person, self.clock.now())
        if case is None or matter is None:
            return None
        return AppealFile(appeal=open_row(row, person), matter=matter, case=case)

    async def decide(self, ruling: AppealRuling) -> AppealFile | Refusal | Unmoved:
        """Answer an appeal; every other answer than the file means that nothing was changed."""
        file = await self.file(ruling.guild_id, ruling.number, ruling.actor, ruling.me)
        if not isinstance(file, AppealFile):
            return await self._repeated(ruling) or file
        person = await self.people.get(file.appeal.person)
        by = await self.people.ensure(ruling.actor.user_id)
        if person is None:
            return Unmoved(key="no_such_appeal", values={"number": str(ruling.number)})
        cause = cause_now(self, ruling.guild_id, ruling.key, person=person, actor=by.code)
        async with self.database.transaction() as tx:
            await lock(tx, ruling.guild_id)
            orders = await self._decide(tx, cause, file.appeal, ruling)
        if isinstance(orders, Unmoved):
            return orders
        await self.enforcement.drain(ruling.guild_id, *orders)
        after = await self.look(ruling.guild_id, ruling.number) or file
        if after.appeal.new_end is not None and after.appeal.new_end > cause.now:
            self.alarm(after.appeal.new_end)
        return after

    async def _decide(
        self, tx: Tx, cause: Cause, appeal: Appeal, ruling: AppealRuling
    ) -> tuple[str, ...] | Unmoved:
        # Read again: what was decided meanwhile by somebody else counts.
        imposed = await sanctions.of_case(tx, cause.guild_id, appeal.case)
        ours = [each for each in imposed if each.decision == appeal.decision]
        new_end = _new_end(ours, ruling) if ruling.state is AppealState.PARTLY else None
        if isinstance(new_end, Unmoved):
            return new_end
        wait = timedelta(days=cause.settings.appeal_wait_days)
        settled = await appeals.settle(
            tx,
            cause.guild_id,
            appeal.number,
            ruling.state,
            cause.now,
            by=cause.actor,
            reason=cause.person.seal(ruling.reason),
            new_end=new_end,
            again_at=None if ruling.state is AppealState.GRANTED else cause.now + wait,
        )
        if not settled:
            return Unmoved(key="appeal_settled")
        orders: list[str] = []
        if ruling.state is AppealState.GRANTED:
            orders += await undo(tx, cause, appeal.case, appeal.decision, ours, ruling.reason)
        elif new_end is not None:
            orders += await _shorten(tx, cause, ours[0], new_end)
        orders += await _announce(tx, cause, appeal, ruling)
        return tuple(dict.fromkeys(orders))

    async def _refusal(self, file: AppealFile, actor: Standing, me: Standing) -> Refusal | None:
        subject = await self.people.user_id(file.appeal.person)
        by = await self.people.find(actor.user_id)
        async with self.database.reading() as reader:
            took_part = await appeals.took_part(reader, file.case.guild_id, file.appeal.decision)
        circumstances = Circumstances(
            recused=await self.recusal.involved(file.case, actor.user_id),
            decided_before=by is not None and by.code in took_part,
        )
        target = Standing(user_id=subject or UserId(0), present=False)
        return authority.may(actor, Act.DECIDE_APPEAL, target, me, circumstances)

    async def _own(self, file: AppealFile, who: UserId) -> bool:
        return await self.people.user_id(file.appeal.person) == who

    async def _settled(self, appeal: Appeal) -> Unmoved | None:
        if appeal.state is AppealState.OPEN:
            return None
        if appeal.state is AppealState.WITHDRAWN:
            return Unmoved(key="appeal_withdrawn", values={"number": str(appeal.number)})
        by = await self.people.user_id(appeal.decided_by)
        values = {"number": str(appeal.number), "by": f"<@{by}>" if by else "Steward"}
        return Unmoved(key="appeal_answered", values=values)

    async def _repeated(self, ruling: AppealRuling) -> AppealFile | None:
        """Return the answered appeal if this very cause answered it (F22)."""
        async with self.database.reading() as reader:
            known = await cases.cause(reader, ruling.guild_id, ruling.key)
        return None if known is None else await self.look(ruling.guild_id, ruling.number)


def _new_end(ours: list[Sanction], ruling: AppealRuling) -> datetime | Unmoved:
    lasting = next((each for each in ours if each.kind in LASTING), None)
    if lasting is None or lasting.state not in (SanctionState.ACTIVE, SanctionState.ENDED):
        return Unmoved(key="appeal_nothing_to_shorten")
    if ruling.length is None:
        return Unmoved(key="appeal_no_length")
    new_end = shortened(lasting.starts_at, lasting.ends_at, ruling.length)
    return Unmoved(key="appeal_not_shorter") if new_end is None else new_end


async def _shorten(tx: Tx, cause: Cause, sanction: Sanction, new_end: datetime) -> list[str]:
    before = await sanctions.of_person(tx, cause.guild_id, cause.person.code)
    await sanctions.shorten(tx, cause.guild_id, sanction.id, new_end)
    after = await sanctions.of_person(tx, cause.guild_id, cause.person.code)
    current = next(each for each in after if each.id == sanction.id)
    if current.state is not SanctionState.ACTIVE:
        return []
    if not in_force(current, cause.now):
        plan = await lifting.release(tx, cause, current, "", "shortened")
    else:
        plan = Plan.of(current, f"{cause.key}:{sanction.id}")
        role = cause.settings.suspended_role
        wanted, had = (desired(each, cause.now, suspended_role=role) for each in (after, before))
        plan.act(diff(wanted, had), current.id)
    return [] if plan is None else list(await plan.write(tx, cause.now))


async def _announce(tx: Tx, cause: Cause, appeal: Appeal, ruling: AppealRuling) -> tuple[str, ...]:
    verb = f"appeal_{ruling.state.value}"
    await cases.add_note(
        tx,
        cause.guild_id,
        appeal.case,
        at=cause.now,
        actor=cause.actor,
        kind=verb,
        data={"appeal": appeal.number, "decision": appeal.decision},
        body=cause.person.seal(ruling.reason),
    )
    await cases.add_cause(tx, cause.guild_id, cause.key, appeal.case, None, cause.now)
    about = f"appeal:{appeal.number}"
    await write_journal(tx, cause, f"appeal.{ruling.state.value}", about, {"case": appeal.case})
    plan = Plan(guild_id=cause.guild_id, cause=cause.key, person=cause.person.code, case=appeal.case)
    plan.notice(verb, appeal=appeal.number)
    plan.post_item("appeal", appeal.number)
    plan.post_case()
    plan.log(verb)
    plan.tell(HookEvent.APPEAL_DECIDED, appeal=appeal.number)
    return await plan.write(tx, cause.now)
