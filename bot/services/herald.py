"""Finds the words and the addressees of what is told about the queue itself: the board, and what is late."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.i18n import Catalogue
from bot.policy.appeals import AppealState
from bot.policy.card import Card, Letter
from bot.policy.clocks import Step, Term
from bot.policy.ids import GuildId, PersonId
from bot.policy.records import Case, CaseRoute, CaseState, StoredAction
from bot.policy.server import ServerSettings
from bot.services.enforcement import Unneeded
from bot.services.people import People
from bot.services.servers import Servers
from bot.services.words_appeals import number_in
from bot.services.words_queue import QueueWords
from bot.storage import appeals, cases, queue, servers
from bot.storage.port import Database


@dataclass(frozen=True, slots=True)
class Herald:
    """Composes the letters about the queue."""

    database: Database
    clock: Clock
    servers: Servers
    catalogue: Catalogue
    people: People
    admins: Callable[[GuildId], tuple[tuple[int, ...], tuple[int, ...]]]
    """The roles and, where there is no such role, the people who administer a server."""

    def tells(self, action: StoredAction) -> bool:
        """Return whether this message is one of these."""
        return not {"board", "overdue", "late_appeal", "handed", "to_panel"}.isdisjoint(action.payload)

    async def item(self, action: StoredAction) -> Letter | Unneeded:
        """Return the message as it is right now, or why it is not due any more."""
        settings = self.servers.of(action.guild_id)
        if "board" in action.payload:
            return await self._board(action.guild_id, settings)
        async with self.database.reading() as reader:
            case = await cases.get(reader, action.guild_id, action.case or 0)
        if case is None:
            return Unneeded("gone")
        if "to_panel" in action.payload:
            return self._to_panel(case, settings)
        if "handed" in action.payload:
            return await self._handed(case, settings)
        step = Step(number_in(action.payload, "step"))
        if step is Step.PANEL and not settings.panel_roles:
            return Unneeded("no_panel")
        channel = _channel(settings, case.route, step)
        if channel is None:
            return Unneeded("no_channel")
        words = QueueWords(catalogue=self.catalogue, locale=settings.locale)
        card = await self._late(action, case, step, words)
        if card is None:
            return Unneeded("gone")
        roles, people = self._called(action.guild_id, step, settings)
        return Letter(card=card, channel_id=channel, roles=roles, people=people)

    def _to_panel(self, case: Case, settings: ServerSettings) -> Letter | Unneeded:
        """Call the panel, or the administrators where there is none."""
        words = QueueWords(catalogue=self.catalogue, locale=settings.locale)
        if settings.panel_roles and settings.panel_channel is not None:
            card = words.to_panel(case, there=True)
            return Letter(card=card, channel_id=settings.panel_channel, roles=settings.panel_roles)
        channel = _channel(settings, case.route, Step.ADMINS)
        if channel is None:
            return Unneeded("no_channel")
        roles, people = self.admins(case.guild_id)
        card = words.to_panel(case, there=False)
        return Letter(card=card, channel_id=channel, roles=roles, people=people)

    async def _handed(self, case: Case, settings: ServerSettings) -> Letter | Unneeded:
        """Call who a case was handed to, unless they gave it on meanwhile."""
        async with self.database.reading() as reader:
            notes = await cases.notes(reader, case.guild_id, case.number)
        given = next((note for note in reversed(notes) if note["kind"] == "handed_over"), None)
        channel = _channel(settings, case.route, Step.MODERATORS)
        to = await self.people.user_id(case.claimed_by)
        if given is None or to is None or case.claimed_by != given["data"].get("to"):
            return Unneeded("gone")
        if channel is None:
            return Unneeded("no_channel")
        by = await self.people.user_id(PersonId(given["actor"]))
        words = QueueWords(catalogue=self.catalogue, locale=settings.locale)
        return Letter(card=words.handed(case, by, to), channel_id=channel, people=(to,))

    async def _late(self, action: StoredAction, case: Case, step: Step, words: QueueWords) -> Card | None:
        """Return what is told; None when it was done meanwhile."""
        if "overdue" in action.payload:
            term = Term(str(action.payload["term"]))
            return words.overdue(case, term, step) if case.state is CaseState.OPEN else None
        number = number_in(action.payload, "late_appeal")
        async with self.database.reading() as reader:
            appeal = await appeals.get(reader, action.guild_id, number)
        if appeal is None or appeal["state"] != AppealState.OPEN:
            return None
        return words.late_appeal(case, number, appeal["post_channel"], appeal["post_message"])

    async def _board(self, guild_id: GuildId, settings: ServerSettings) -> Letter | Unneeded:
        if settings.queue_channel is None or not settings.queue_board:
            return Unneeded("no_channel")
        async with self.database.reading() as reader:
            state = await queue.standing(reader, guild_id, self.clock.now())
            channel = await servers.mark(reader, guild_id, "board_channel")
            message = await servers.mark(reader, guild_id, "board_message")
        words = QueueWords(catalogue=self.catalogue, locale=settings.locale)
        edit = message if channel == settings.queue_channel else None
        return Letter(card=words.board(state), channel_id=settings.queue_channel, edit_id=edit)

    def _called(
        self, guild_id: GuildId, step: Step, settings: ServerSettings
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        match step:
            case Step.MODERATORS:
                return settings.moderator_roles, ()
            case Step.ADMINS:
                return self.admins(guild_id)
            case Step.PANEL:
                return settings.panel_roles, ()


def _channel(settings: ServerSettings, route: CaseRoute, step: Step) -> int | None:
    if step is Step.PANEL and settings.panel_channel is not None:
        return settings.panel_channel
    if route is CaseRoute.FACULTY and settings.faculty_channel is not None:
        return settings.faculty_channel
    return settings.queue_channel
