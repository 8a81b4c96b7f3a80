"""Measures about a channel as a whole: lockdown and slow-mode with a timed return, and purges.

What was there before is stored in the same transaction as the intent, before anything is changed, so that it
can be given back exactly after any crash. Like a sanction, a measure is over only when Discord agreed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from bot.clock import Clock, to_ms
from bot.policy.actions import ActionKind, ActionState, Json, Priority
from bot.policy.authority import Permission, Refusal, Standing
from bot.policy.ids import ChannelId, GuildId, PersonId
from bot.policy.overwrites import LOCKED
from bot.policy.records import MACHINE, StoredAction
from bot.services.enforcement import Enforcement
from bot.services.identifiers import action_id, opaque
from bot.services.orders import Unmoved
from bot.services.people import People, Person
from bot.storage import actions as outbox
from bot.storage import channel_measures as store
from bot.storage import journal, servers
from bot.storage.channel_measures import Measure, MeasureKind
from bot.storage.port import Database, Tx
from bot.storage.servers import lock

__all__ = ["AT_ONCE", "ChannelMeasures", "MeasureKind", "MeasureOrder", "PurgeOrder"]

AT_ONCE: Final = 100
"""Messages in one request:
https://discord.com/developers/docs/resources/message#bulk-delete-messages"""
_RIGHTS: Final = {
    ActionKind.CLOSE_CHANNEL: Permission.MANAGE_ROLES,
    ActionKind.SET_SLOWMODE: Permission.MANAGE_CHANNELS,
    ActionKind.DELETE_MESSAGES: Permission.MANAGE_MESSAGES,
}
"""What Discord asks of the bot for each."""

Place: TypeAlias = tuple[GuildId, ChannelId]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureOrder:
    """Somebody wants something to hold for a channel."""

    key: str
    guild_id: GuildId
    channel_id: ChannelId
    actor: Standing
    me: Standing
    kind: MeasureKind
    ends_at: datetime | None = None
    seconds: int = 0
    before: dict[str, Json]
    """As the channel is now; see ``Measure.before``."""
    reason: str = ""
    """For the moderators' log alone."""
    quiet: bool = False
    """Writes nothing to the log, as another line there tells of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeOrder:
    """Somebody wants messages of a channel removed."""

    key: str
    guild_id: GuildId
    channel_id: ChannelId
    actor: Standing
    me: Standing
    messages: Sequence[int]
    reason: str = ""
    """For the moderators' log alone."""


@dataclass(slots=True)
class ChannelMeasures:
    """Sets measures and takes them back."""

    database: Database
    clock: Clock
    people: People
    enforcement: Enforcement
    alarm: Callable[[datetime], None] = lambda at: None

    async def set(self, order: MeasureOrder) -> list[StoredAction] | Refusal:
        """Let a measure hold, in place of an earlier one; return what became of its acts."""
        close = order.kind is MeasureKind.LOCKDOWN
        act = ActionKind.CLOSE_CHANNEL if close else ActionKind.SET_SLOWMODE
        if refusal := _refusal(order.actor, order.me, act):
            return refusal
        actor = await self.people.ensure(order.actor.user_id)
        async with self.database.transaction() as tx:
            await lock(tx, order.guild_id)
            earlier = await store.standing(tx, order.guild_id, order.channel_id, order.kind)
            measure = Measure(
                id=opaque("m"),
                guild_id=order.guild_id,
                channel_id=order.channel_id,
                kind=order.kind,
                actor=actor.code,
                seconds=order.seconds,
                # What was there before the first of them is what is given back in the end.
                before=earlier.before if earlier else order.before,
                starts_at=self.clock.now(),
                ends_at=order.ends_at,
            )
            if earlier is not None:
                await store.move(tx, earlier, "ended")
            await store.add(tx, measure)
            await self._plan(tx, measure, order.key, back=False)
            place, name = (order.guild_id, order.channel_id), order.kind.value
            await self._journal(tx, place, actor.code, f"channel.{name}", seconds=order.seconds)
            if not order.quiet:
                until = None if order.ends_at is None else to_ms(order.ends_at)
                more: dict[str, Json] = {"seconds": order.seconds, "until": until}
                await self._log(tx, place, actor, order.key, name, order.reason, **more)
        if order.ends_at is not None:
            self.alarm(order.ends_at)
        return await self._drain(order.guild_id, order.channel_id, order.key)

    async def lift(
        self, guild_id: GuildId, channel_id: ChannelId, kind: MeasureKind, actor: Standing, reason: str
    ) -> list[StoredAction] | Refusal | Unmoved:
        """Take a measure back before its time; the ``reason`` is for the moderators' log."""
        if not actor.can(Permission.MANAGE_CHANNELS | Permission.MODERATE) and not actor.is_staff:
            return Refusal.ACTOR_LACKS_PERMISSION
        async with self.database.reading() as reader:
            measure = await store.standing(reader, guild_id, channel_id, kind)
        if measure is None:
            return Unmoved(key="no_measure")
        return await self._take_back(measure, await self.people.ensure(actor.user_id), reason)

    async def tend(self) -> None:
        """Take back what is over, and call over what Discord agreed to; a chore of the sweep."""
        async with self.database.reading() as reader:
            over = await store.due(reader, self.clock.now())
            under_way = await store.lifting(reader)
        for measure in over:
            await self._take_back(measure)
        for measure in under_way:
            await self._confirm(measure)
        async with self.database.reading() as reader:
            following = await store.next_end(reader)
        if following is not None:
            self.alarm(following)

    async def purge(self, order: PurgeOrder) -> list[StoredAction] | Refusal:
        """Delete messages, a hundred at a time; return what became of it."""
        if refusal := _refusal(order.actor, order.me, ActionKind.DELETE_MESSAGES):
            return refusal
        person = await self.people.ensure(order.actor.user_id)
        place, messages = (order.guild_id, order.channel_id), order.messages
        async with self.database.transaction() as tx:
            await lock(tx, order.guild_id)
            for start in range(0, len(messages), AT_ONCE):
                ids: list[Json] = [str(each) for each in messages[start : start + AT_ONCE]]
                payload: dict[str, Json] = {"channel": str(order.channel_id), "messages": ids}
                await self._add(tx, *place, ActionKind.DELETE_MESSAGES, payload, f"{order.key}:{start}")
            await self._journal(tx, place, person.code, "channel.purged", messages=len(messages))
            await self._log(tx, place, person, order.key, "purged", order.reason, count=len(messages))
        return await self._drain(*place, order.key)

    async def _take_back(
        self, measure: Measure, by: Person | None = None, reason: str = ""
    ) -> list[StoredAction]:
        # The measure is in the key, so that a deadline and a person at once take it back only once.
        cause = f"measure:{measure.id}:back"
        place = measure.guild_id, measure.channel_id
        async with self.database.transaction() as tx:
            await lock(tx, measure.guild_id)
            current = await store.standing(tx, measure.guild_id, measure.channel_id, measure.kind)
            if current is not None and current.id == measure.id and current.state == "active":
                await store.move(tx, measure, "lifting")
                await self._plan(tx, measure, cause, back=True)
                actor, verb = MACHINE if by is None else by.code, f"channel.{measure.kind.value}.ended"
                await self._journal(tx, place, actor, verb, seconds=measure.seconds)
                if by is not None:
                    await self._log(tx, place, by, cause, "unlocked", reason)
        done = await self._drain(*place, cause)
        await self._confirm(measure)
        return done

    async def _confirm(self, measure: Measure) -> None:
        async with self.database.transaction() as tx:
            await lock(tx, measure.guild_id)
            acts = await outbox.of_cause(tx, measure.guild_id, f"measure:{measure.id}:back")
            if acts and all(act.state is ActionState.DONE for act in acts):
                await store.move(tx, measure, "ended")

    async def _plan(self, tx: Tx, measure: Measure, key: str, *, back: bool) -> None:
        for name, kind, payload in _steps(measure, back=back):
            await self._add(tx, measure.guild_id, measure.channel_id, kind, payload, f"{key}:{name}")

    async def _log(
        self, tx: Tx, place: Place, by: Person, cause: str, name: str, reason: str, **more: Json
    ) -> None:
        # In the channel's own order, so that it is written when all was tried, and tells what became of it.
        # What somebody wrote stands in no row in the open.
        sealed = by.seal(reason)
        payload: dict[str, Json] = {
            "log": name,
            "channel": str(place[1]),
            "by": by.code,
            "why": sealed.hex() if sealed else "",
            "cause": cause,
            **more,
        }
        await self._add(tx, *place, ActionKind.POST_LOG, payload, f"log:{cause}")

    async def _add(
        self,
        tx: Tx,
        guild_id: GuildId,
        channel_id: ChannelId,
        kind: ActionKind,
        payload: dict[str, Json],
        key: str,
    ) -> None:
        is_act = kind is not ActionKind.POST_LOG
        row = outbox.NewAction(
            id=action_id(),
            guild_id=guild_id,
            seq=await servers.count_up(tx, guild_id, "action"),
            order_key=f"ch:{channel_id}",
            dedupe_key=key,
            kind=kind,
            priority=(Priority.ACT if is_act else Priority.LOG).value,
            blocking=is_act,
            payload=payload,
        )
        await outbox.add(tx, [row], self.clock.now())

    async def _drain(self, guild_id: GuildId, channel_id: ChannelId, cause: str) -> list[StoredAction]:
        await self.enforcement.drain(guild_id, f"ch:{channel_id}")
        async with self.database.reading() as reader:
            return await outbox.of_cause(reader, guild_id, cause)

    async def _journal(self, tx: Tx, place: Place, actor: PersonId, verb: str, **data: Json) -> None:
        guild_id, channel_id = place
        await journal.append(
            tx,
            guild_id,
            at=self.clock.now(),
            actor=actor,
            verb=verb,
            about=f"channel:{channel_id}",
            data=data,
        )


def _refusal(actor: Standing, me: Standing, act: ActionKind) -> Refusal | None:
    needed = _RIGHTS[act]
    if not actor.can(needed | Permission.MODERATE | Permission.MANAGE_CHANNELS) and not actor.is_staff:
        return Refusal.ACTOR_LACKS_PERMISSION
    return None if me.holds(needed) else Refusal.ME_LACKS_PERMISSION


def _steps(measure: Measure, *, back: bool) -> list[tuple[str, ActionKind, dict[str, Json]]]:
    place: dict[str, Json] = {"channel": str(measure.channel_id)}
    if measure.kind is MeasureKind.SLOWMODE:
        seconds = measure.before["seconds"] if back else measure.seconds
        only_if: dict[str, Json] = {"only_if": measure.seconds} if back else {}
        return [("slowmode", ActionKind.SET_SLOWMODE, {**place, "seconds": seconds, **only_if})]
    kind = ActionKind.REOPEN_CHANNEL if back else ActionKind.CLOSE_CHANNEL
    steps: list[tuple[str, ActionKind, dict[str, Json]]] = []
    for role, held in measure.before.items():
        payload: dict[str, Json] = {**place, "role": role, "bits": str(LOCKED)}
        if back and isinstance(held, list):
            payload |= {"allow": str(held[0]), "deny": str(held[1]), "stays": bool(held[2])}
        steps.append((role, kind, payload))
    return steps
