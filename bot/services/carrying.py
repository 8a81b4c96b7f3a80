"""Carrying a piece of a case into one about somebody else, as when a report named the wrong person.

Words and evidence are sealed under the key of whom a case is about. So all that came with the piece is opened
and sealed anew under the other person's key, in one transaction, and nothing of it can be read with the first
one any more: erasing either of the two forgets exactly what is about them (M43).

Who made a report is not looked at. If a report could not be about the one who made it, a moderator would find
out who that is by trying one member after the other (M21).
"""

from dataclasses import dataclass

from bot.clock import Clock, to_ms
from bot.policy.actions import Json
from bot.policy.authority import Standing
from bot.policy.conduct import Conduct
from bot.policy.ids import GuildId, UserId
from bot.policy.records import Case, CaseState, Origin
from bot.services import deciding, pieces, resealing
from bot.services.bystanders import pass_on
from bot.services.causes import cause_now
from bot.services.contacts import Contacts
from bot.services.deciding import Cause, write_journal
from bot.services.enforcement import Enforcement
from bot.services.escalation import rearm
from bot.services.orders import Unmoved
from bot.services.people import People, Person
from bot.services.pieces import Piece
from bot.services.planning import case_orders
from bot.services.recusal import Recusal
from bot.services.resealing import Load
from bot.services.servers import Servers
from bot.services.splitting import Moved, matter_of, not_here, note_split, show
from bot.storage import carrying as store
from bot.storage import case_links, cases, decisions, questions
from bot.storage.port import Database, Reader, Tx
from bot.storage.servers import lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What would become of it."""

    piece: Piece
    others: list[Piece]
    """What stays."""
    there: Case | None
    """The open case of the other person that it would join; None for a new one."""
    closes: bool
    """Whether nothing would be left in the case that it leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """Moves pieces between people; the caller has asked whether who acts may decide the case."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    recusal: Recusal
    conduct: Conduct
    contacts: Contacts

    async def foresee(
        self, guild_id: GuildId, number: int, piece: str, to: Standing, by: UserId
    ) -> Prospect | Unmoved:
        """Return what would become of moving a piece to a case about ``to``, or why it can't be moved."""
        if refusal := _unfit(to, by):
            return refusal
        person = await self.people.find(to.user_id)
        async with self.database.reading() as reader:
            found = await self._look(reader, guild_id, number, piece, person)
        if isinstance(found, Unmoved):
            return found
        return await self._recused(found, by) or found

    async def carry(
        self, guild_id: GuildId, number: int, piece: str, to: Standing, by: UserId, key: str
    ) -> Moved | Unmoved:
        """Move a piece, ``report:<code>`` or ``hit:<place>``, to the case about ``to`` with the same team."""
        prospect = await self.foresee(guild_id, number, piece, to, by)
        actor, person = await self.people.ensure(by), await self.people.ensure(to.user_id)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case = await cases.get(tx, guild_id, number)
            known = await cases.cause(tx, guild_id, key)
            there = None if known is None else await cases.get(tx, guild_id, known[0])
            if there is not None:
                # The same press, delivered twice (F22).
                return Moved(case=there, opened=False)
            if isinstance(prospect, Unmoved):
                return prospect
            found = await self._look(tx, guild_id, number, piece, person)
            if isinstance(found, Unmoved):
                return found
            if (found.there and found.there.number) != (prospect.there and prospect.there.number):
                # Whether they are involved in that one was not asked.
                return Unmoved(key="carry_again")
            before = None if case is None else await self.people.get(case.person)
            if case is None or before is None or before.key is None or person.key is None:
                return not_here(number)
            cause = cause_now(self, guild_id, key, person=person, actor=actor.code)
            moved = await self._carry(tx, cause, case, before, found, about_team=to.moderates)
        await self._watch(guild_id, before, to, found.piece.reporter)
        await self.enforcement.drain(guild_id, *case_orders(number), *case_orders(moved.case.number))
        return moved

    async def _look(
        self, reader: Reader, guild_id: GuildId, number: int, name: str, to: Person | None
    ) -> Prospect | Unmoved:
        case = await cases.get(reader, guild_id, number)
        standing = await pieces.of_case(reader, guild_id, number, self.conduct) if case else []
        piece = next((each for each in standing if each.name == name), None)
        if case is None or piece is None or case.state is not CaseState.OPEN:
            return not_here(number)
        if to is not None and to.code == case.person:
            return Unmoved(key="carry_same", values={"number": str(number)})
        if busy := await resealing.busy(reader, case, piece, self.clock.now(), to):
            return Unmoved(key=f"carry_{busy}")
        there = None if to is None else await cases.open_of(reader, guild_id, to.code, case.route)
        others = [each for each in standing if each is not piece]
        closes = not others and await _nothing_else(reader, case)
        return Prospect(piece=piece, others=others, there=there, closes=closes)

    async def _recused(self, prospect: Prospect, by: UserId) -> Unmoved | None:
        if prospect.there is not None and await self.recusal.involved(prospect.there, by):
            return Unmoved(key="carry_recused")
        return None

    async def _carry(
        self, tx: Tx, cause: Cause, case: Case, before: Person, found: Prospect, *, about_team: bool
    ) -> Moved:
        guild_id, piece = cause.guild_id, found.piece
        there = await deciding.open_or_join(tx, cause, matter_of(piece, case.route, about_team=about_team))
        await pass_on(tx, cause, case, there)
        load = Load(tx=tx, cause=cause, case=case, there=there, before=before, piece=piece)
        await load.carry(found.others)
        data: dict[str, Json] = {"piece": piece.name, "case": there.number, "other_person": True}
        told: dict[str, Json] = {"to": there.number, "person": there.person}
        await note_split(tx, cause, case, there, data, told)
        await self._leave(tx, cause, case, piece, closes=found.closes)
        for number in (case.number, there.number):
            now = await cases.get(tx, guild_id, number)
            if now is not None and now.state is CaseState.OPEN:
                await rearm(tx, now, cause.settings, cause.now)
        await show(tx, cause, case, there)
        return Moved(case=there, opened=found.there is None)

    async def _leave(self, tx: Tx, cause: Cause, case: Case, piece: Piece, *, closes: bool) -> None:
        """Let the case go by what is left in it; where nothing is, it is void, as if it had not been."""
        guild_id, number = cause.guild_id, case.number
        left = await pieces.of_case(tx, guild_id, number, self.conduct)
        led = piece.clause == case.clause or piece.severity == case.severity
        worst = max(left, key=lambda each: each.severity) if left and led else None
        source = (case.channel_id, case.message_id)
        if piece.message == str(case.message_id or ""):
            first = next((each.source for each in left if each.source is not None), None)
            source = (None, None) if first is None else (first.channel_id, first.message_id)
        later = [each.came_at for each in sorted(left, key=lambda each: each.came_at)[1:]]
        await store.left(
            tx,
            guild_id,
            number,
            clause=worst.clause if worst else case.clause,
            severity=worst.severity if worst else case.severity,
            source=source,
            hit_at=to_ms(max(later)) if later else None,
            at=to_ms(cause.now),
        )
        if closes:
            await cases.settle(tx, guild_id, number, CaseState.VOID, cause.actor, cause.now)
            await questions.close(tx, guild_id, number)
            await write_journal(tx, cause, "case.emptied", f"case:{number}", {})

    async def _watch(self, guild_id: GuildId, before: Person, to: Standing, reporter: str) -> None:
        """Watch the contacts of whom the report is about now, and no longer those of the first one."""
        if not reporter or before.user_id is None:
            return
        async with self.database.reading() as reader:
            still = await case_links.reported_by(reader, guild_id, before.code, reporter)
        if not still:
            self.contacts.cleared(guild_id, before.user_id, reporter)
        self.contacts.reported(guild_id, to.user_id, reporter)


def _unfit(to: Standing, by: UserId) -> Unmoved | None:
    if to.is_me:
        return Unmoved(key="report_me")
    return Unmoved(key="carry_self") if to.user_id == by else None


async def _nothing_else(reader: Reader, case: Case) -> bool:
    """Return whether a case has nothing but its pieces: no command began it, nothing was decided in it."""
    if case.origin is Origin.COMMAND or await decisions.of_case(reader, case.guild_id, case.number):
        return False
    return not await case_links.children(reader, case.guild_id, case.number)
