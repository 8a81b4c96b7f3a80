"""What an order would do, told before it is given; nothing is written down."""

from dataclasses import dataclass
from datetime import timedelta

from bot.policy.authority import Refusal
from bot.policy.deeds import imposing
from bot.policy.desired import Step
from bot.policy.gravity import deviates
from bot.policy.ids import CaseNumber, PersonId, SanctionId, UserId
from bot.policy.ladder import Proposal
from bot.policy.sanctions import Sanction, SanctionKind
from bot.services.casebook import Casebook, Record
from bot.services.moderation import Moderation
from bot.services.orders import Order, Unmoved
from bot.services.pending import Pending
from bot.services.preconditions import unmet, withheld_already
from bot.storage import sanctions


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What would come of an order, and what speaks for or against it."""

    steps: tuple[Step, ...]
    """What would be changed in Discord."""
    record: Record
    proposal: Proposal
    """What the ladder proposes instead, or just this."""
    deviates: bool
    """Whether a reason is due, as it is another step than the proposed one."""
    needs_second: bool
    """Whether it would only be proposed, and a second person has to agree."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """Looks ahead, and keeps what was shown until somebody says yes or no."""

    casebook: Casebook
    moderation: Moderation
    pending: Pending

    @classmethod
    def of(cls, casebook: Casebook, moderation: Moderation) -> "Foresight":
        """Return one with which nothing waits yet."""
        return cls(casebook, moderation, Pending(moderation.clock))

    async def look(self, order: Order) -> Foreseen | Refusal | Unmoved:
        """Return what would come of an order, or why it would change nothing."""
        if refusal := await self.moderation.refusal(order):
            return refusal
        settings = self.moderation.servers.of(order.guild_id)
        now = self.moderation.clock.now()
        lacking = unmet(order, settings, now, self.moderation.conduct)
        needs_second = lacking is not None and lacking.key == "needs_second"
        if lacking is not None and not needs_second:
            return lacking
        user_id = order.target.user_id
        person = await self.moderation.people.find(user_id)
        before: list[Sanction] = []
        if person is not None:
            async with self.moderation.database.reading() as reader:
                everything = await sanctions.of_person(reader, order.guild_id, person.code)
                before = [each for each in everything if each.id not in order.replaces]
                if twice := await withheld_already(reader, order, person.code, now):
                    return twice
        proposal = await self.casebook.proposal_about(order.guild_id, user_id, order.clause)
        return Foreseen(
            steps=self._steps(order, before),
            record=await self._record(order, user_id),
            proposal=proposal,
            deviates=deviates(proposal, order.kind, self._length(order)),
            needs_second=needs_second,
        )

    async def _record(self, order: Order, user_id: UserId) -> Record:
        """Return the member's record without the cases that the actor is involved in."""
        record, recusal = await self.casebook.record(order.guild_id, user_id), self.moderation.recusal
        return record if recusal is None else await recusal.visible(record, order.actor.user_id)

    def _length(self, order: Order) -> timedelta | None:
        return None if order.ends_at is None else order.ends_at - self.moderation.clock.now()

    def _steps(self, order: Order, before: list[Sanction]) -> tuple[Step, ...]:
        settings = self.moderation.servers.of(order.guild_id)
        now = self.moderation.clock.now()
        wanted = Sanction(
            id=SanctionId(""),
            guild_id=order.guild_id,
            case=CaseNumber(0),
            person=PersonId(""),
            kind=order.kind,
            scope=order.scope,
            starts_at=now,
            ends_at=order.ends_at,
            method=settings.suspension_method if order.kind is SanctionKind.SUSPENSION else "",
        )
        return imposing(wanted, [*before, wanted], now, suspended_role=settings.suspended_role)
