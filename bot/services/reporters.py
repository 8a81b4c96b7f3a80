"""What becomes of reporters: how their reports ended counts, and reports without ground have an end (M14).

All of it goes by the keyed digest; moderators read "Reporter 1 was told", never who that is.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.clock import Clock, to_ms
from bot.policy.actions import Json
from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode, UserId
from bot.policy.records import Case
from bot.policy.reputation import pause_after
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.vault import Vault
from bot.storage import cases, journal, reporters
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

if TYPE_CHECKING:
    from bot.services.deciding import Cause
    from bot.services.enforcement import Enforcement

_ASKER: Final = PersonId("reporter")
_COUNTED: Final = {"action_taken": (1, 0), "no_violation": (0, 1)}
"""How an outcome counts: agreed with, not agreed with. Any other says nothing about the report."""


async def tell(tx: Tx, cause: "Cause", case: Case, codes: list[ReportCode], plan: Plan, outcome: str) -> None:
    """Count how the reports of a case ended, and tell each reporter; ``unfounded`` is an outcome too."""
    unfounded = outcome == "unfounded"
    counted = "no_violation" if unfounded else outcome
    agreed, disagreed = _COUNTED.get(counted, (0, 0))
    for row in await reporters.of_case(tx, cause.guild_id, case.number) if codes else ():
        reporter = row["reporter"]
        await reporters.count(tx, cause.guild_id, reporter, agreed=agreed, disagreed=disagreed, at=cause.now)
        if unfounded:
            await _answer_unfounded(tx, cause, case, plan, reporter, row["reporter_number"], row["code"])
    if not unfounded:
        for first, *more in (await _by_reporter(tx, case, codes)).values():
            # Who made several reports gets one letter about all of them.
            plan.tell_reporter(first, f"outcome_{outcome}", **({"more": [*more]} if more else {}))


async def _by_reporter(tx: Tx, case: Case, codes: list[ReportCode]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in await reporters.reports_of(tx, case.guild_id, case.number):
        if row["code"] in codes:
            found.setdefault(row["reporter"], []).append(row["code"])
    return found


async def _answer_unfounded(
    tx: Tx, cause: "Cause", case: Case, plan: Plan, reporter: str, number: int, code: str
) -> None:
    """Tell a reporter kindly the first time, and pause them the next."""
    known = await reporters.get(tx, cause.guild_id, reporter)
    until = pause_after(known.warned_at, cause.now, cause.settings.reporter_pause_days)
    data: dict[str, Json] = {"reporter": number}
    if until is None:
        await reporters.warn(tx, cause.guild_id, reporter, cause.now)
        plan.tell_reporter(code, "reporter_warned")
        kind = "reporter_warned"
    else:
        await reporters.pause(tx, cause.guild_id, reporter, until, case.number, cause.actor, cause.now)
        plan.tell_reporter(
            code, "reporter_paused", until=to_ms(until), guild=str(cause.guild_id), number=case.number
        )
        kind, data = "reporter_paused", {**data, "until": to_ms(until)}
    await cases.add_note(
        tx, cause.guild_id, case.number, at=cause.now, actor=cause.actor, kind=kind, data=data
    )
    await journal.append(
        tx,
        cause.guild_id,
        at=cause.now,
        actor=cause.actor,
        verb=kind.replace("_", "."),
        about=f"case:{case.number}",
        data={"reporter": number},
    )


@dataclass(slots=True)
class Reporters:
    """A second look at a pause: asked for by the reporter, given by somebody who did not impose it."""

    database: Database
    clock: Clock
    people: People
    vault: Vault
    enforcement: "Enforcement"

    def digest(self, guild_id: GuildId, user_id: UserId) -> str:
        """Return the keyed digest by which a member's own reports are found."""
        return self.vault.digest("reporter", guild_id, user_id)

    async def ask(self, guild_id: GuildId, user_id: UserId, number: CaseNumber) -> Unmoved | None:
        """Bring a pause before the other moderators; None when that is done."""
        reporter, now = self.digest(guild_id, user_id), self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            rows = [r for r in await reporters.of_case(tx, guild_id, number) if r["reporter"] == reporter]
            case = await cases.get(tx, guild_id, number)
            if not rows or case is None or not await reporters.ask(tx, guild_id, reporter, now):
                return Unmoved(key="pause_nothing")
            data: dict[str, Json] = {"reporter": rows[0]["reporter_number"]}
            await cases.add_note(tx, guild_id, number, at=now, actor=_ASKER, kind="pause_asked", data=data)
            key = f"pause:{number}:{rows[0]['reporter_number']}:{to_ms(now)}"
            plan = Plan(guild_id=guild_id, cause=key, person=case.person, case=case.number)
            plan.post_case()
            plan.log("pause_asked")
            orders = await plan.write(tx, now)
        await self.enforcement.drain(guild_id, *orders)
        return None

    async def answer(
        self, guild_id: GuildId, number: int, by: UserId, key: str, *, end: bool
    ) -> Unmoved | None:
        """End the pause of who asked in a case, or let it stand; refused to who imposed it."""
        moderator, now = await self.people.ensure(by), self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            case = await cases.get(tx, guild_id, number)
            if case is None or not await reporters.asking(tx, guild_id, number):
                return Unmoved(key="pause_answered", values={"number": str(number)})
            numbers = {row["reporter"]: row for row in await reporters.of_case(tx, guild_id, number)}
            answered = await reporters.answer(tx, guild_id, number, moderator.code, now, end=end)
            if not answered:
                return Unmoved(key="pause_own", values={"number": str(number)})
            kind = "pause_ended" if end else "pause_kept"
            plan = Plan(guild_id=guild_id, cause=key, person=case.person, case=case.number)
            for row in (numbers[reporter] for reporter in answered if reporter in numbers):
                data: dict[str, Json] = {"reporter": row["reporter_number"]}
                await cases.add_note(tx, guild_id, number, at=now, actor=moderator.code, kind=kind, data=data)
                await journal.append(
                    tx, guild_id, at=now, actor=moderator.code, verb=kind.replace("_", "."),
                    about=f"case:{number}", data=data,
                )  # fmt: skip
                plan.tell_reporter(row["code"], kind)
            plan.post_case()
            orders = await plan.write(tx, now)
        await self.enforcement.drain(guild_id, *orders)
        return None
