"""Rules of servers, categories and channels: compiled on change, a dictionary hit when a message comes.

A server starts from a pack and may change it as it likes; a category, a channel or a thread may only add and
tighten. Every change is a new version with its author, and any version can be brought back. What can't be
compiled is refused before it is stored, so the old rules stay live (F42).
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

import orjson

from bot.clock import Clock, to_ms
from bot.policy.detectors.protocol import NO_FACTS, Facts
from bot.policy.evaluate import evaluate
from bot.policy.ids import GuildId, UserId
from bot.policy.rule_parsing import example_content, rule_from_mapping
from bot.policy.rule_writing import rule_to_mapping
from bot.policy.rules import (
    NO_RULES,
    Layer,
    Pack,
    Refusal,
    RuleProblem,
    RuleSet,
    RuleSpec,
    compile_rules,
    may_set_mode,
    merge,
)
from bot.policy.verdict import Hit, Mode, Verdict
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.rule_scopes import NOTHING, ScopeRules, load_packs, over, read_scope, undone_by
from bot.services.servers import Servers
from bot.storage import journal
from bot.storage import rules as store
from bot.storage.port import Database
from bot.storage.rules import RuleVersion
from bot.storage.servers import lock

__all__ = ["MOST_RULES", "Changed", "RuleVersion", "Rules", "Standing", "load_packs"]

MOST_RULES: Final = 100
"""Rules that one place may have of its own; each may hold thousands of words."""
_HISTORY: Final = 200
_SHARED: Final = 500
"""Compiled sets kept for sharing between servers with equal rules; one of a pack takes about a megabyte."""
Changed: TypeAlias = RuleVersion | Refusal | Unmoved | tuple[RuleProblem, ...]
"""A new version, or why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A rule as it holds in a place, and where it comes from."""

    spec: RuleSpec
    origin: str
    """``pack``, ``server`` or ``place`` (a category, channel or thread)."""


@dataclass(slots=True)
class _Server:
    scopes: dict[int, ScopeRules] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    compiled: dict[tuple[int, ...], RuleSet] = field(default_factory=dict)

    def scope(self, scope_id: int) -> ScopeRules:
        return self.scopes.get(scope_id, NOTHING)


@dataclass(slots=True)
class Rules:
    """Every server's rules, compiled."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    packs: Mapping[str, Pack]
    _servers: dict[GuildId, _Server] = field(default_factory=dict)
    _shared: OrderedDict[bytes, RuleSet] = field(default_factory=OrderedDict)
    _plain: dict[str, RuleSet] = field(default_factory=dict)
    _counts: Counter[tuple[GuildId, str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        # A server that chooses another pack is judged by it from the next message on.
        self.servers.on_change.append(self._forget)

    async def load(self) -> None:
        """Read and compile everything; a stored rule that can't be read is left out, not the rest."""
        self._plain = {name: self._compile(pack.rules) for name, pack in self.packs.items()}
        async with self.database.reading() as reader:
            stored = await store.latest(reader)
        self._servers.clear()
        for version in stored:
            server = self._servers.setdefault(version.guild_id, _Server())
            server.scopes[version.scope_id] = read_scope(version.rules)
            server.versions[version.scope_id] = version.version

    def for_channel(self, guild_id: GuildId, places: Sequence[int]) -> RuleSet:
        """Return the rules that hold in a place; ``places`` are ids, itself first, then those above it."""
        server = self._servers.get(guild_id)
        if server is None:
            return self._plain.get(self.servers.of(guild_id).pack, NO_RULES)
        chain = tuple(place for place in reversed(places) if place in server.scopes)
        known = server.compiled.get(chain)
        if known is None:
            known = server.compiled[chain] = self._compile(self._merged(guild_id, server.scopes, chain))
        return known

    def standing(self, guild_id: GuildId, places: Sequence[int]) -> list[Standing]:
        """Return the rules of a place with where each comes from, in the order of their ids."""
        server = self._servers.get(guild_id, _Server())
        pack = {rule.id for rule in self._pack(guild_id)}
        found = []
        for spec in sorted(self._merged(guild_id, server.scopes, places[::-1]), key=lambda spec: spec.id):
            own = server.scope(guild_id).holds(spec.id)
            origin = "server" if own else "pack" if spec.id in pack else "place"
            found.append(Standing(spec=spec, origin=origin))
        return found

    def trial(
        self, guild_id: GuildId, places: Sequence[int], text: str, *, academic: bool, facts: Facts = NO_FACTS
    ) -> Verdict:
        """Return what a member's message with this text would meet there; writes and counts nothing (F41)."""
        content = replace(example_content(text), academic=academic)
        found = evaluate(self.for_channel(guild_id, places), content, facts, now=self.clock.now(), trace=True)
        return found or Verdict(hits=())

    async def add(
        self, guild_id: GuildId, places: Sequence[int], rule: Mapping[str, Any], actor: UserId
    ) -> Changed:
        """Add a rule to a place (``places[0]``), or replace the one of the same id there."""
        spec = rule_from_mapping(rule, f"rule {rule.get('id', '')}")
        if not isinstance(spec, RuleSpec):
            return spec
        scope = self._scope(guild_id, places[0])
        if places[0] != guild_id and not scope.holds(spec.id) and self._inherits(guild_id, places, spec.id):
            return Unmoved(key="rule_exists", values={"rule": spec.id})
        if len(scope.rules) >= MOST_RULES and not scope.holds(spec.id):
            return Unmoved(key="too_many_rules", values={"most": str(MOST_RULES)})
        return await self._store(guild_id, places[0], scope.with_rule(spec), f"add {spec.id}", actor)

    async def remove(self, guild_id: GuildId, places: Sequence[int], rule_id: str, actor: UserId) -> Changed:
        """Take a place's own rule away; what it inherits can only be switched, and only by the server."""
        scope = self._scope(guild_id, places[0])
        if not scope.holds(rule_id):
            known = any(each.spec.id == rule_id for each in self.standing(guild_id, places))
            return Unmoved(key="rule_not_here" if known else "no_such_rule", values={"rule": rule_id})
        return await self._store(guild_id, places[0], scope.without(rule_id), f"remove {rule_id}", actor)

    async def set_mode(
        self, guild_id: GuildId, places: Sequence[int], rule_id: str, mode: Mode, actor: UserId
    ) -> Changed:
        """Switch a rule in a place (``places[0]``); below the server only towards stronger."""
        scope = self._scope(guild_id, places[0])
        inherited = {each.spec.id: each.spec.mode for each in self.standing(guild_id, places[1:])}
        if rule_id not in inherited and not scope.holds(rule_id):
            return Unmoved(key="no_such_rule", values={"rule": rule_id})
        if places[0] != guild_id and (refusal := may_set_mode(inherited.get(rule_id), mode, rule_id)):
            return refusal
        if scope.holds(rule_id):
            own = next(rule for rule in scope.rules if rule.id == rule_id)
            changed = scope.with_rule(replace(own, mode=mode))
        else:
            changed = scope.with_mode(rule_id, mode)
        return await self._store(guild_id, places[0], changed, f"mode {rule_id} {mode.value}", actor)

    async def undo(
        self, guild_id: GuildId, scope_id: int, actor: UserId, *, version: int | None = None
    ) -> Changed:
        """Take the last change back, or bring ``version`` back (0 for how it began); as a new version."""
        past = {each.version: each for each in await self.history(guild_id, scope_id)}
        newest = sorted(past.values(), key=lambda each: -each.version)
        target = undone_by(newest) - 1 if version is None else version
        if target < 0:
            return Unmoved(key="nothing_to_undo")
        if target and target not in past:
            return Unmoved(key="no_such_version", values={"version": str(target)})
        before = read_scope(past[target].rules) if target else NOTHING
        change = f"undo {target + 1}" if version is None else f"restore {target}"
        seen = newest[0].version if newest else 0
        return await self._store(guild_id, scope_id, before, change, actor, seen=seen)

    async def history(self, guild_id: GuildId, scope_id: int) -> list[RuleVersion]:
        """Return a place's versions, newest first."""
        async with self.database.reading() as reader:
            return await store.history(reader, guild_id, scope_id, _HISTORY)

    async def counts(self, guild_id: GuildId, since_ms: int) -> dict[str, dict[str, int]]:
        """Return how often each rule hit, by mode, since an instant."""
        await self.flush()
        async with self.database.reading() as reader:
            return await store.counts(reader, guild_id, since_ms)

    def count(self, guild_id: GuildId, hits: Iterable[Hit]) -> None:
        """Count hits in memory; they are written down with the next sweep."""
        for hit in hits:
            self._counts[guild_id, hit.rule_id, hit.mode.value] += 1

    async def flush(self) -> None:
        """Write the counts down."""
        if not self._counts:
            return
        counted, self._counts = self._counts, Counter()
        async with self.database.transaction() as tx:
            await store.count(tx, counted, to_ms(self.clock.now()))

    def _scope(self, guild_id: GuildId, scope_id: int) -> ScopeRules:
        return self._servers.get(guild_id, _Server()).scope(scope_id)

    def _inherits(self, guild_id: GuildId, places: Sequence[int], rule_id: str) -> bool:
        return any(each.spec.id == rule_id for each in self.standing(guild_id, places[1:]))

    def _pack(self, guild_id: GuildId) -> tuple[RuleSpec, ...]:
        pack = self.packs.get(self.servers.of(guild_id).pack)
        return pack.rules if pack else ()

    def _merged(
        self, guild_id: GuildId, scopes: Mapping[int, ScopeRules], chain: Iterable[int]
    ) -> tuple[RuleSpec, ...]:
        """Merge a server's rules with those of the places in ``chain``, the widest first."""
        base = over(self._pack(guild_id), scopes.get(guild_id, NOTHING))
        deeper = [
            Layer(name=str(place), rules=scopes[place].rules, modes=scopes[place].modes)
            for place in chain
            if place != guild_id and place in scopes
        ]
        return merge([Layer(name="server", rules=base), *deeper])

    def _compile(self, specs: Sequence[RuleSpec]) -> RuleSet:
        key = orjson.dumps([rule_to_mapping(spec) for spec in specs])
        if key not in self._shared:
            found = compile_rules(specs)
            self._shared[key] = NO_RULES if isinstance(found, tuple) else found
            if len(self._shared) > _SHARED:
                self._shared.popitem(last=False)
        return self._shared[key]

    def _forget(self, guild_id: GuildId) -> None:
        if server := self._servers.get(guild_id):
            server.compiled.clear()

    def _would_fail(self, guild_id: GuildId, scope_id: int, scope: ScopeRules) -> tuple[RuleProblem, ...]:
        """Return what the change would break; what was broken before holds no change up."""
        scopes = {**self._servers[guild_id].scopes, scope_id: scope}
        after = self._compile(self._merged(guild_id, scopes, (scope_id,)))
        present = self.for_channel(guild_id, (scope_id,))
        return tuple(problem for problem in after.failed if problem not in present.failed)

    async def _store(
        self,
        guild_id: GuildId,
        scope_id: int,
        scope: ScopeRules,
        change: str,
        actor: UserId,
        *,
        seen: int | None = None,
    ) -> Changed:
        server = self._servers.setdefault(guild_id, _Server())
        before = server.versions.get(scope_id, 0) if seen is None else seen
        if failed := self._would_fail(guild_id, scope_id, scope):
            return failed
        by, now = await self.people.ensure(actor), self.clock.now()
        version = RuleVersion(
            guild_id=guild_id,
            scope_id=scope_id,
            version=before + 1,
            rules=scope.to_json(),
            change=change,
            actor=by.code,
            at=to_ms(now),
        )
        data: dict[str, Any] = {"version": version.version, "change": change}
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            # What was changed must be what is stored: somebody may have been faster since it was read.
            latest = await store.history(tx, guild_id, scope_id, 1)
            if (latest[0].version if latest else 0) != before:
                return Unmoved(key="rules_changed_meanwhile")
            await store.add_version(tx, version)
            await journal.append(
                tx,
                guild_id,
                at=now,
                actor=by.code,
                verb="rules.changed",
                about=f"rules:{scope_id}",
                data=data,
            )
        server.scopes[scope_id], server.versions[scope_id] = scope, version.version
        server.compiled.clear()
        return version
