"""Settings of servers: read once at start, then a dictionary hit; written through one door."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.clock import Clock, to_ms
from bot.policy.actions import Json
from bot.policy.clocks import Step
from bot.policy.ids import GuildId, PersonId
from bot.policy.records import MACHINE
from bot.policy.server import ServerSettings, settings_from_json
from bot.services.planning import Plan
from bot.storage import case_clocks, journal
from bot.storage import servers as store
from bot.storage.port import Database

_DEFAULT = ServerSettings()
_TERMS = frozenset({"acknowledge_hours", "decide_hours", "tell_days"})
"""What every open case was given a day by."""


@dataclass(slots=True)
class Servers:
    """The settings of every server."""

    database: Database
    clock: Clock
    on_change: list[Callable[[GuildId], None]] = field(default_factory=list)
    """Told of a server whose settings have changed, so that what was made from them can be made anew."""
    _one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _settings: dict[GuildId, ServerSettings] = field(default_factory=dict)

    async def load(self) -> None:
        """Read all settings; called once at start."""
        async with self.database.reading() as reader:
            stored = await store.all_settings(reader)
        self._settings = {guild_id: settings_from_json(document) for guild_id, document in stored.items()}

    def of(self, guild_id: GuildId) -> ServerSettings:
        """Return a server's settings, the defaults when it chose nothing yet."""
        return self._settings.get(guild_id, _DEFAULT)

    def all(self) -> tuple[GuildId, ...]:
        """Return every server that chose something."""
        return tuple(self._settings)

    def known(self, guild_id: GuildId) -> bool:
        """Return whether this server was set up."""
        return guild_id in self._settings

    async def change(self, guild_id: GuildId, actor: PersonId, **changes: Any) -> ServerSettings:  # noqa: ANN401
        """Change some settings, journal it, and return all of them."""
        # One after the other, so that two changes of different settings at once both last.
        async with self._one_by_one:
            changed = replace(self.of(guild_id), **changes)
            await self._store(guild_id, actor, changed, sorted(changes))
            self._settings[guild_id] = changed
        for tell in self.on_change:
            tell(guild_id)
        return changed

    async def adopt(self, guild_id: GuildId, found: Mapping[str, int]) -> bool:
        """Take guessed channels for what nobody has set, and plan to tell the log; False when nothing is new.

        Once a person has set the server up, nothing is guessed any more.
        """
        async with self._one_by_one:
            settings = self.of(guild_id)
            fresh = {key: channel for key, channel in found.items() if getattr(settings, key) is None}
            if settings.by_hand or not fresh:
                return False
            changed = replace(settings, **fresh)  # type: ignore[arg-type]  # all of them are channels
            cause = f"adopted:{','.join(sorted(fresh))}"
            plan = Plan(guild_id=guild_id, cause=cause, person=MACHINE, case=None)
            if changed.log_channel is not None:
                plan.log_server("set_up")
            await self._store(guild_id, MACHINE, changed, sorted(fresh), plan)
            self._settings[guild_id] = changed
        return True

    async def _store(
        self,
        guild_id: GuildId,
        actor: PersonId,
        changed: ServerSettings,
        keys: list[str],
        plan: Plan | None = None,
    ) -> None:
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await store.lock(tx, guild_id)
            version = await store.put_settings(tx, guild_id, changed.to_json(), to_ms(now))
            about = f"settings:{version}"
            data: dict[str, Json] = {"keys": list(keys)}
            await journal.append(
                tx, guild_id, at=now, actor=actor, verb="settings.changed", about=about, data=data
            )
            if _TERMS.intersection(keys):
                await case_clocks.look_again(tx, guild_id, Step.PANEL.value)
            if plan is not None:
                await plan.write(tx, now)
