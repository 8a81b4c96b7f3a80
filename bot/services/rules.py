"""Rules of servers, categories and channels: compiled on change, a dictionary hit when a message comes.

A server starts from a pack and may change it as it likes; a category, a channel or a thread may only add and
tighten. Every change is a new version with its author, and any version can be brought back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson

from bot.clock import Clock, to_ms
from bot.errors import StewardError
from bot.policy.ids import GuildId, UserId
from bot.policy.rule_parsing import parse_pack, rule_from_mapping
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
from bot.policy.verdict import Hit, Mode
from bot.services.orders import Unmoved
from bot.services.people import People
from bot.services.servers import Servers
from bot.storage import journal
from bot.storage import rules as store
from bot.storage.port import Database
from bot.storage.servers import lock

_HISTORY: Final = 20
Changed: TypeAlias = store.RuleVersion | Refusal | Unmoved | tuple[RuleProblem, ...]
"""A new version, or why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRules:
    """What one place says: rules of its own and modes for rules that it inherits."""

    rules: tuple[RuleSpec, ...] = ()
    modes: Mapping[str, Mode] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the document that is stored."""
        return {
            "rules": [rule_to_mapping(rule) for rule in self.rules],
            "modes": {rule: mode.value for rule, mode in self.modes.items()},
        }


_NOTHING: Final = ScopeRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A rule as it holds in a place, and where it comes from."""

    spec: RuleSpec
    origin: str
    """``pack``, ``server`` or ``here``."""


@dataclass(slots=True)
class _Server:
    scopes: dict[int, ScopeRules] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    compiled: dict[tuple[int, ...], RuleSet] = field(default_factory=dict)


@dataclass(slots=True)
class Rules:
    """Every server's rules, compiled."""

    database: Database
    clock: Clock
    people: People
    servers: Servers
    packs: Mapping[str, Pack]
    _servers: dict[GuildId, _Server] = field(default_factory=dict)
    _shared: dict[bytes, RuleSet] = field(default_factory=dict)
    _plain: dict[str, RuleSet] = field(default_factory=dict)
    _counts: Counter[tuple[GuildId, str, str]] = field(default_factory=Counter)

    async def load(self) -> None:
        """Read and compile everything; a stored rule that can't be read is left out, not the rest."""
        self._plain = {name: self._compile(pack.rules) for name, pack in self.packs.items()}
        async with self.database.reading() as reader:
            stored = await store.latest(reader)
        self._servers.clear()
        for version in stored:
            server = self._servers.setdefault(version.guild_id, _Server())
            server.scopes[version.scope_id] = _scope(version.rules)
            server.versions[version.scope_id] = version.version

    def for_channel(self, guild_id: GuildId, places: Sequence[int]) -> RuleSet:
        """Return the rules that hold in a place; ``places`` are ids, itself first, then those above it."""
        server = self._servers.get(guild_id)
        if server is None:
            return self._plain.get(self.servers.of(guild_id).pack, NO_RULES)
        chain = tuple(place for place in reversed(places) if place in server.scopes)
        known = server.compiled.get(chain)
        if known is None:
            known = server.compiled[chain] = self._compile(self._merged(guild_id, chain))
        return known

    def standing(self, guild_id: GuildId, places: Sequence[int]) -> list[Standing]:
        """Return the rules of a place with where each comes from, in the order of their ids."""
        server = self._servers.get(guild_id, _Server())
        chain = [place for place in reversed(places) if place in server.scopes]
        pack = {rule.id for rule in self.packs[self.servers.of(guild_id).pack].rules}
        own = {rule.id for rule in server.scopes.get(guild_id, _NOTHING).rules}
        return [
            Standing(
                spec=spec,
                origin="pack" if spec.id in pack else "server" if spec.id in own else "here",
            )
            for spec in sorted(self._merged(guild_id, chain), key=lambda spec: spec.id)
        ]

    async def add(self, guild_id: GuildId, scope_id: int, rule: Mapping[str, Any], actor: UserId) -> Changed:
        """Add a rule to a place, or replace the one of the same id there."""
        spec = rule_from_mapping(rule, f"rule {rule.get('id', '')}")
        if not isinstance(spec, RuleSpec):
            return spec
        compiled = compile_rules([spec])
        if isinstance(compiled, tuple):
            return compiled
        if compiled.failed:
            return compiled.failed
        scope = self._scope(guild_id, scope_id)
        others = tuple(each for each in scope.rules if each.id != spec.id)
        if scope_id != guild_id and any(
            spec.id == each.spec.id for each in self.standing(guild_id, ()) if each.origin != "here"
        ):
            return Unmoved(key="rule_exists", values={"rule": spec.id})
        changed = ScopeRules(rules=(*others, spec), modes=scope.modes)
        return await self._store(guild_id, scope_id, changed, f"add {spec.id}", actor)

    async def remove(self, guild_id: GuildId, scope_id: int, rule_id: str, actor: UserId) -> Changed:
        """Take a place's own rule away; what it inherits can only be switched, and only by the server."""
        scope = self._scope(guild_id, scope_id)
        if all(rule.id != rule_id for rule in scope.rules):
            return Unmoved(key="rule_not_here", values={"rule": rule_id})
        changed = ScopeRules(
            rules=tuple(rule for rule in scope.rules if rule.id != rule_id),
            modes={rule: mode for rule, mode in scope.modes.items() if rule != rule_id},
        )
        return await self._store(guild_id, scope_id, changed, f"remove {rule_id}", actor)

    async def set_mode(
        self, guild_id: GuildId, places: Sequence[int], rule_id: str, mode: Mode, actor: UserId
    ) -> Changed:
        """Switch a rule in a place (``places[0]``); below the server only towards stronger."""
        scope_id = places[0]
        inherited = {each.spec.id: each.spec.mode for each in self.standing(guild_id, places[1:])}
        scope = self._scope(guild_id, scope_id)
        own = {rule.id for rule in scope.rules}
        if rule_id not in inherited and rule_id not in own:
            return Unmoved(key="no_such_rule", values={"rule": rule_id})
        if scope_id != guild_id and (refusal := may_set_mode(inherited.get(rule_id), mode, rule_id)):
            return refusal
        changed = ScopeRules(rules=scope.rules, modes={**scope.modes, rule_id: mode})
        return await self._store(guild_id, scope_id, changed, f"mode {rule_id} {mode.value}", actor)

    async def undo(self, guild_id: GuildId, scope_id: int, actor: UserId) -> Changed:
        """Bring back the version before the present one, as a version of its own."""
        past = await self.history(guild_id, scope_id)
        if not past:
            return Unmoved(key="nothing_to_undo")
        before = _scope(past[1].rules) if len(past) > 1 else _NOTHING
        return await self._store(guild_id, scope_id, before, f"undo {past[0].version}", actor)

    async def history(self, guild_id: GuildId, scope_id: int) -> list[store.RuleVersion]:
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
        return self._servers.get(guild_id, _Server()).scopes.get(scope_id, _NOTHING)

    def _merged(self, guild_id: GuildId, chain: Iterable[int]) -> tuple[RuleSpec, ...]:
        server = self._servers.get(guild_id, _Server())
        base = _over(self.packs[self.servers.of(guild_id).pack].rules, server.scopes.get(guild_id, _NOTHING))
        deeper = [
            Layer(name=str(place), rules=server.scopes[place].rules, modes=server.scopes[place].modes)
            for place in chain
            if place != guild_id
        ]
        return merge([Layer(name="server", rules=base), *deeper])

    def _compile(self, specs: Sequence[RuleSpec]) -> RuleSet:
        key = orjson.dumps([rule_to_mapping(spec) for spec in specs])
        if key not in self._shared:
            found = compile_rules(specs)
            self._shared[key] = NO_RULES if isinstance(found, tuple) else found
        return self._shared[key]

    async def _store(
        self, guild_id: GuildId, scope_id: int, scope: ScopeRules, change: str, actor: UserId
    ) -> store.RuleVersion:
        by = await self.people.ensure(actor)
        server = self._servers.setdefault(guild_id, _Server())
        now = self.clock.now()
        version = store.RuleVersion(
            guild_id=guild_id,
            scope_id=scope_id,
            version=server.versions.get(scope_id, 0) + 1,
            rules=scope.to_json(),
            change=change,
            actor=by.code,
            at=to_ms(now),
        )
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            await store.add_version(tx, version)
            await journal.append(
                tx,
                guild_id,
                at=now,
                actor=by.code,
                verb="rules.changed",
                about=f"rules:{scope_id}",
                data={"version": version.version, "change": change},
            )
        server.scopes[scope_id] = scope
        server.versions[scope_id] = version.version
        server.compiled.clear()
        return version


def _over(pack: Iterable[RuleSpec], server: ScopeRules) -> tuple[RuleSpec, ...]:
    """Return a pack with a server's changes; the server owns its floor, so it may loosen too."""
    from dataclasses import replace

    rules = {rule.id: rule for rule in (*pack, *server.rules)}
    return tuple(replace(rule, mode=server.modes.get(rule_id, rule.mode)) for rule_id, rule in rules.items())


def _scope(document: Mapping[str, Any]) -> ScopeRules:
    rules = [rule_from_mapping(each, "stored rule") for each in document.get("rules", ())]
    return ScopeRules(
        rules=tuple(rule for rule in rules if isinstance(rule, RuleSpec)),
        modes={rule: Mode(mode) for rule, mode in document.get("modes", {}).items()},
    )


def load_packs(data: Path) -> dict[str, Pack]:
    """Read the packs that ship with the program.

    Raises:
        StewardError: a pack has a mistake or fails its own examples; the text says where.
    """
    lexicons = {
        path.stem: path.read_text(encoding="utf-8") for path in sorted((data / "lexicons").glob("*.txt"))
    }
    packs: dict[str, Pack] = {}
    for path in sorted((data / "packs").glob("*.toml")):
        found = parse_pack(path.read_text(encoding="utf-8"), path.name, lexicons)
        if not isinstance(found, Pack):
            raise StewardError(f"The rules in {path.name} can't be used:\n" + "\n".join(map(str, found)))
        packs[path.stem] = found
    return packs
