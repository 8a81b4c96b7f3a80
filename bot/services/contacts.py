"""Sustained hostility, and contact after a report: told once an hour, and in the same words (M7, M14).

Who was reported, and turns to whoever reported them, is noticed through keyed digests in memory. That must
tell nobody who reported: such a contact is written down without the other's code, a quarter of all other
members is treated just like a reporter, and what people are told names days and conduct only.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import orjson

from bot.clock import Clock
from bot.policy.actions import Json
from bot.policy.aim import Target
from bot.policy.contacts import KEPT_DAYS, NOBODY, day_of, explain, to_tell
from bot.policy.detectors.hostility import Hostility
from bot.policy.ids import GuildId, PersonId, UserId
from bot.policy.phrase import stored
from bot.policy.records import MACHINE, Origin
from bot.policy.rules import CompiledRule
from bot.policy.verdict import Hit, Mode, Verdict
from bot.services import deciding
from bot.services.deciding import Cause, Matter
from bot.services.enforcement import Enforcement
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.rules import Rules
from bot.services.servers import Servers
from bot.services.vault import Vault
from bot.storage import cases
from bot.storage import contacts as store
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

HOSTILE: Final = frozenset(
    {
        "harassment", "belittling", "identity-attack", "misgendering", "threats", "sexual-attention",
        "dangerous-speech", "incitement", "retaliation", "doxxing", "profanity",
    }
)  # fmt: skip
"""The clauses whose hits, aimed at a person, are hostile contact; the mild ones too, also in shadow."""
_HOUR: Final = timedelta(hours=1)
_MOST: Final = 20_000
_AT_ONCE: Final = 200
_DECOYS: Final = "0123"
"""First figures of a digest that make somebody count like a reporter: 4 of 16, a quarter of all members."""
_NO_DIGESTS: Final[frozenset[str]] = frozenset()


@dataclass(slots=True)
class Contacts:
    """Counts contacts, and tells people once they add up."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    enforcement: Enforcement
    vault: Vault
    rules: Rules
    alarm: Callable[[datetime], None]
    _watched: OrderedDict[tuple[int, int], frozenset[str]] = field(default_factory=OrderedDict)
    """The digests of those who reported somebody, by server and reported account."""
    _told_at: datetime | None = None

    async def load(self) -> None:
        """Read whom open and recent reports are about."""
        since = self.clock.now() - timedelta(days=KEPT_DAYS)
        async with self.database.reading() as reader:
            found = await store.watched(reader, since, _MOST)
        for guild_id, person, reporter in reversed(found):
            user_id = await self.people.user_id(person)
            if user_id is not None:
                self.reported(guild_id, user_id, reporter)

    def reported(self, guild_id: GuildId, user_id: UserId, reporter: str) -> None:
        """Remember in memory, by digest, who reported somebody."""
        key = (guild_id, user_id)
        self._watched[key] = self._watched.pop(key, _NO_DIGESTS) | {reporter}
        if len(self._watched) > _MOST:
            self._watched.popitem(last=False)

    def cleared(self, guild_id: GuildId, user_id: UserId, reporter: str) -> None:
        """Forget that somebody reported somebody, as it was somebody else whom they meant."""
        key = (guild_id, user_id)
        if left := self._watched.pop(key, _NO_DIGESTS) - {reporter}:
            self._watched[key] = left

    @property
    def any(self) -> bool:
        """Return whether anybody is reported at all."""
        return bool(self._watched)

    def concerns(self, guild_id: int, user_id: int) -> bool:
        """Return whether somebody's contacts matter because of a report; a dictionary hit."""
        return (guild_id, user_id) in self._watched

    async def turned(self, guild_id: GuildId, author: UserId, to: Iterable[UserId], at: datetime) -> None:
        """Note that somebody who was reported turned to others, if one of them counts."""
        digests = self._watched.get((guild_id, author), _NO_DIGESTS)
        if any(self.counts(guild_id, author, other, digests) for other in to):
            await self._note(guild_id, author, NOBODY, at)

    async def again(self, guild_id: GuildId, author: UserId, reporter: str) -> None:
        """Note that a reporter told of a further contact, such as a private message."""
        if reporter in self._watched.get((guild_id, author), _NO_DIGESTS):
            await self._note(guild_id, author, NOBODY, self.clock.now())

    def counts(self, guild_id: GuildId, author: UserId, other: UserId, digests: Set[str]) -> bool:
        """Say whether turning to ``other`` counts: a reporter, or one of those treated like one."""
        if self.vault.digest("reporter", guild_id, other) in digests:
            return True
        return self.vault.digest("decoy", guild_id, author, other)[0] in _DECOYS

    async def hostile(self, guild_id: GuildId, author: UserId, verdict: Verdict, at: datetime) -> None:
        """Count a message as a hostile contact with each person that its hits are aimed at."""
        for whom in aimed_at(verdict):
            other = await self.people.ensure(whom)
            await self._note(guild_id, author, other.code, at)

    async def _note(self, guild_id: GuildId, author: UserId, other: str, at: datetime) -> None:
        person = await self.people.ensure(author)
        async with self.database.transaction() as tx:
            await store.note(tx, guild_id, person.code, other, day_of(at), at)
        # Not at once: the hour must not tell which message it was.
        self.alarm(_next_hour(self.clock.now()))

    async def chore(self) -> None:
        """Once an hour, tell people of all contacts that have added up."""
        now = self.clock.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self._told_at == hour:
            return
        if self._told_at is None:
            # After a start the hour that runs is not over yet.
            self._told_at = hour
            self.alarm(_next_hour(now))
            return
        self._told_at = hour
        async with self.database.reading() as reader:
            waiting = await store.untold(reader, _AT_ONCE)
        for guild_id, person in waiting:
            await self._tell(guild_id, person, now)

    async def _tell(self, guild_id: GuildId, code: PersonId, now: datetime) -> None:
        found = _rule(self.rules.for_channel(guild_id, (guild_id,)).rules)
        person = await self.people.get(code)
        if found is None or person is None:
            return
        rule, limits = found
        today = day_of(now)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            days = to_tell(await store.of_person(tx, guild_id, code), today, limits.config)
            if not days:
                return
            await store.mark_told(tx, guild_id, code, today)
            spec = rule.spec
            hit = Hit(
                rule_id=spec.id,
                clause=spec.clause,
                severity=spec.severity,
                mode=spec.mode,
                route=spec.route,
                findings=(),
            )
            self.rules.count(guild_id, (hit,))
            if spec.mode.rank < Mode.FLAG.rank:
                return
            cause = Cause(
                guild_id=guild_id,
                key=f"contacts:{code}:{today}",
                person=person,
                actor=MACHINE,
                now=now,
                settings=self.servers.of(guild_id),
            )
            orders = await _open(tx, cause, hit, days)
        await self.enforcement.drain(guild_id, *orders)


async def _open(tx: Tx, cause: Cause, hit: Hit, days: tuple[int, ...]) -> tuple[str, ...]:
    matter = Matter(clause=hit.clause, severity=hit.severity, origin=Origin.AUTOMATIC)
    case = await deciding.open_or_join(tx, cause, matter)
    data: dict[str, Json] = {
        "rule": hit.rule_id,
        "clause": hit.clause,
        "mode": Mode.FLAG.value,
        "weakened": "",
        "severity": hit.severity,
        "days": list(days),
        "findings": [],
    }
    told = orjson.dumps({"why": stored(explain(days)), "excerpt": None}).decode()
    await cases.add_note(
        tx,
        cause.guild_id,
        case.number,
        at=cause.now,
        actor=MACHINE,
        kind="hit",
        data=data,
        body=cause.person.seal(told),
    )
    plan = Plan(guild_id=cause.guild_id, cause=cause.key, person=cause.person.code, case=case.number)
    plan.post_case()
    return await plan.write(tx, cause.now)


def aimed_at(verdict: Verdict) -> frozenset[UserId]:
    """Return the people at whom the hits of hostile clauses are aimed; nearly always nobody."""
    return frozenset(
        aimed.who
        for hit in verdict.hits
        if hit.clause in HOSTILE and (aimed := hit.aim).at is Target.PERSON and aimed.who is not None
    )


def _rule(rules: Iterable[CompiledRule]) -> tuple[CompiledRule, Hostility] | None:
    return next(((rule, rule.matcher) for rule in rules if isinstance(rule.matcher, Hostility)), None)


def _next_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + _HOUR
