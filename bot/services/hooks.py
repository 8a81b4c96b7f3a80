"""Tells outside systems of decisions: who wants to hear, what they are told, and what became of it (M36).

A message is an act of the outbox like any other, so it is stored with the decision, tried again, and sent
once for each cause. Its body is made when it is sent, from what is recorded then: ids, kinds and times, never
words, reasons or reporters.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from bot.clock import Clock
from bot.policy.actions import ActionState, Done, Json, Outcome, Refused
from bot.policy.hooks import (
    MOST_HOOKS,
    PAUSED_AFTER,
    SECRET_BYTES,
    SUBSCRIBABLE,
    Hook,
    HookEvent,
    HookState,
    new_secret,
    unusable,
)
from bot.policy.ids import GuildId, PersonId, SanctionId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.records import MACHINE, StoredAction
from bot.policy.sanctions import Sanction
from bot.services.enforcement import Enforcement
from bot.services.identifiers import opaque
from bot.services.people import People
from bot.services.planning import Plan
from bot.services.vault import Vault
from bot.storage import actions as outbox
from bot.storage import appeals, decisions, journal, sanctions
from bot.storage import hooks as store
from bot.storage.port import Database, Reader, Row, Tx
from bot.storage.servers import lock

GONE: Final = "hook_gone"
"""The receiver said that it is not there any more (410), or an administrator removed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookMessage:
    """What is sent."""

    hook: Hook
    body: bytes


@dataclass(slots=True)
class HookMessages:
    """Makes the messages of acts that are about to be sent."""

    database: Database
    people: People
    vault: Vault
    clock: Clock

    async def of(self, guild_id: GuildId, payload: dict[str, Json]) -> HookMessage | str:
        """Return the message of an act, or the reason why there is none any more."""
        async with self.database.reading() as reader:
            row = await store.get(reader, guild_id, str(payload["hook"]))
        if row is None:
            return GONE
        hook, event = store.opened(row, self.vault.open), HookEvent(str(payload["event"]))
        if hook.state is HookState.PAUSED and event is not HookEvent.PING:
            return "hook_paused"
        data = await self._data(guild_id, event, payload)
        if isinstance(data, str):
            return data
        body = {"type": event.value, "timestamp": self.clock.now().isoformat(), "data": data}
        return HookMessage(hook=hook, body=orjson.dumps(body))

    async def _data(
        self, guild_id: GuildId, event: HookEvent, payload: dict[str, Json]
    ) -> dict[str, Json] | str:
        server: dict[str, Json] = {"server": str(guild_id)}
        if event is HookEvent.PING:
            return server
        async with self.database.reading() as reader:
            found = await _records(reader, guild_id, event, payload)
        if found is None:
            return "gone"
        decision, imposed, more = found
        member = await self.people.user_id(PersonId(decision["person"]))
        if member is None:
            return "erased"
        return {
            **server,
            "case": decision["case_number"],
            "decision": decision["id"],
            "member": str(member),
            "kind": decision["kind"],
            "clause": decision["clause"],
            "conduct_version": decision["conduct_version"],
            "sanctions": [_sanction(each) for each in imposed],
            **more,
        }


async def _records(
    reader: Reader, guild_id: GuildId, event: HookEvent, payload: dict[str, Json]
) -> tuple[Row, list[Sanction], dict[str, Json]] | None:
    """Return the decision, what it imposed, and what the event adds to that."""
    more: dict[str, Json] = {}
    named = str(payload.get("decision", ""))
    if event is HookEvent.SANCTION_ENDED:
        ended = await sanctions.get(reader, guild_id, SanctionId(str(payload["sanction"])))
        if ended is not None:
            named, more["sanction"] = ended.decision, ended.id
    if event is HookEvent.APPEAL_DECIDED:
        appeal = await appeals.get(reader, guild_id, int(str(payload["appeal"])))
        if appeal is not None:
            named, more["appeal"] = appeal["decision"], appeal["state"]
    decision = await decisions.get(reader, guild_id, named)
    if decision is None:
        return None
    imposed = await sanctions.of_case(reader, guild_id, decision["case_number"])
    return decision, [each for each in imposed if each.decision == decision["id"]], more


def _sanction(sanction: Sanction) -> dict[str, Json]:
    return {
        "id": sanction.id,
        "kind": sanction.kind.value,
        "state": sanction.state.value,
        "starts_at": sanction.starts_at.isoformat(),
        "ends_at": None if sanction.ends_at is None else sanction.ends_at.isoformat(),
    }


async def settle(tx: Tx, action: StoredAction, outcome: Outcome, now: datetime) -> None:
    """Write what became of a message: heard, or one more that was in vain, and who must know of it."""
    guild_id, hook = action.guild_id, str(action.payload["hook"])
    if isinstance(outcome, Done):
        await store.heard(tx, guild_id, hook, now)
        return
    if isinstance(outcome, Refused) and outcome.reason not in (GONE, "hook_private", "attempts"):
        return
    count = await store.failed(tx, guild_id, hook)
    stop = count >= PAUSED_AFTER or (isinstance(outcome, Refused) and outcome.reason != "attempts")
    said = "hook_paused" if stop and await store.pause(tx, guild_id, hook) else "hook_failing"
    if count and (said == "hook_paused" or count == 1):
        plan = Plan(guild_id=guild_id, cause=f"after:{action.id}", person=MACHINE, case=None)
        plan.log_server(said, hook=hook)
        await plan.write(tx, now)


@dataclass(slots=True)
class Hooks:
    """What administrators do with a server's hooks."""

    database: Database
    clock: Clock
    people: People
    vault: Vault
    enforcement: Enforcement
    private: bool
    """Whether addresses in our own network, and without encryption, may be told; the operator says."""

    async def of(self, guild_id: GuildId) -> tuple[Hook, ...]:
        """Return a server's hooks, oldest first."""
        async with self.database.reading() as reader:
            return tuple(store.opened(row, self.vault.open) for row in await store.of_guild(reader, guild_id))

    async def add(
        self, guild_id: GuildId, actor: UserId, address: str, events: tuple[HookEvent, ...] = SUBSCRIBABLE
    ) -> Hook | Phrase:
        """Add a hook, or say what is wrong with its address. Its secret is told this once."""
        if problem := unusable(address, private=self.private):
            return problem
        by = await self.people.ensure(actor)
        hook = Hook(
            guild_id=guild_id,
            id=opaque("h"),
            address=address,
            secret=new_secret(secrets.token_bytes(SECRET_BYTES)),
            events=events,
        )
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            present = [store.opened(row, self.vault.open) for row in await store.of_guild(tx, guild_id)]
            if any(each.address == address for each in present):
                return phrase("hook.bad.twice")
            if len(present) >= MOST_HOOKS:
                return phrase("hook.bad.many", most=MOST_HOOKS)
            await store.add(tx, hook, self.vault.seal, by.code, self.clock.now())
            await self._note(tx, by.code, "hook.added", hook)
        return hook

    async def remove(self, guild_id: GuildId, actor: UserId, hook: str) -> bool:
        """Forget a hook and its secret; False when there was none."""
        by = await self.people.ensure(actor)
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            row = await store.get(tx, guild_id, hook)
            if row is None:
                return False
            await store.remove(tx, guild_id, hook)
            await self._note(tx, by.code, "hook.removed", store.opened(row, self.vault.open))
        return True

    async def ping(self, guild_id: GuildId, hook: str, key: str) -> tuple[Hook, str | None] | None:
        """Send a message that means nothing and wait for it; None when there is no such hook.

        Returns the hook as it stands then, and the reason (a key under ``refused.``) if it did not arrive.
        """
        plan = Plan(guild_id=guild_id, cause=key, person=MACHINE, case=None)
        plan.call_hook(hook, HookEvent.PING)
        now = self.clock.now()
        async with self.database.transaction() as tx:
            await lock(tx, guild_id)
            if await store.get(tx, guild_id, hook) is None:
                return None
            orders = await plan.write(tx, now)
        await self.enforcement.work(guild_id, *orders)
        async with self.database.reading() as reader:
            sent = await outbox.of_cause(reader, guild_id, key)
        now_there = next((each for each in await self.of(guild_id) if each.id == hook), None)
        if now_there is None or not sent:
            return None
        arrived = sent[0].state is ActionState.DONE
        return now_there, None if arrived else str(sent[0].result.get("reason", "timeout"))

    async def _note(self, tx: Tx, actor: PersonId, verb: str, hook: Hook) -> None:
        await journal.append(
            tx,
            hook.guild_id,
            at=self.clock.now(),
            actor=actor,
            verb=verb,
            about=f"hook:{hook.id}",
            data={"events": [each.value for each in hook.events]},
        )
