"""Finds the words of every message the bot sends by itself, at the moment it is sent.

Nothing that was said about people is kept in the outbox: a row names a case, a decision or a report, and the
words are made from what is recorded. So a case's message always shows how the case stands now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.i18n import Catalogue
from bot.policy.actions import ActionKind
from bot.policy.card import Button, Card, Letter
from bot.policy.conduct import Conduct
from bot.policy.desired import desired
from bot.policy.ids import GuildId, PersonId, UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.records import CaseState, Decision, Evidence, StoredAction
from bot.policy.restrictions import restricted, taken_down
from bot.policy.sanctions import Sanction, SanctionKind, SanctionState
from bot.policy.server import ServerSettings
from bot.services.basis import basis_of, removes
from bot.services.casebook import Casebook
from bot.services.clerk import Clerk, desk_channel
from bot.services.covering import Cover
from bot.services.enforcement import Unneeded
from bot.services.moderation import QUIET
from bot.services.noticing_letters import NoticingLetters
from bot.services.people import People, Person
from bot.services.servers import Servers
from bot.services.telling import FAILED, last_word, not_done, why_untold
from bot.services.words_cases import CaseWords
from bot.services.words_log import channel_card, log_card
from bot.services.words_notices import NoticeWords
from bot.services.words_public import PublicWords, event_form
from bot.services.words_returned import ReturnedWords
from bot.services.words_settings import about_server
from bot.storage import actions as outbox
from bot.storage import decisions, evidence, sanctions
from bot.storage.port import Database, Reader, Row

_CLERKS: Final = frozenset({"question", "unsealing", "help"})
"""What notices of the clerk's name in their payload."""


@dataclass(slots=True)
class Scribe:
    """Composes notices, case messages and log lines."""

    database: Database
    people: People
    servers: Servers
    conduct: Conduct
    catalogue: Catalogue
    casebook: Casebook
    server_name: Callable[[GuildId], str]
    place_name: Callable[[Sanction], str] = lambda sanction: ""
    """Names the channels or roles of a sanction, as a mention in a private message shows nothing."""
    clerk: Clerk | None = None
    """For what waits beside cases."""
    appeal_link: Callable[[Decision], str | None] = lambda decision: None
    """Makes the personal address of a page to appeal on, where there are pages."""

    pronouns: dict[UserId, str] = field(default_factory=dict)
    """What people set for themselves; filled by who looks after it (``services.pronouns``)."""

    async def compose(self, action: StoredAction) -> Letter | Unneeded | None:
        """Return the message of an action, None when it has none, or why it is not due any more."""
        match action.kind:
            case ActionKind.SEND_NOTICE:
                return await self._notice(action)
            case ActionKind.POST_CASE:
                return await self._case(action)
            case ActionKind.POST_PUBLIC:
                return await self._public(action)
            case ActionKind.POST_ITEM | ActionKind.POST_LOG if "raid" in action.payload:
                return await self._letters().raid(action)
            case ActionKind.POST_LOG:
                return await self._log(action)
            case ActionKind.CREATE_EVENT:
                return await self._event(action)
            case ActionKind.POST_ITEM:
                return await self._item(action)
            case _:
                return None

    async def audit_reason(self, action: StoredAction) -> str:
        """Return what Discord's audit log is told: the case, never a reporter and never what was written."""
        if action.case is None:
            return "Steward"
        return f"Steward, case {action.case}"

    async def _notice(self, action: StoredAction) -> Letter | Unneeded:
        words = self._notice_words(action.guild_id)
        name = str(action.payload["notice"])
        if name in ("decision", "correction"):
            return await self._about_decision(action, words, name)
        if name in ("lifted", "ended"):
            async with self.database.reading() as reader:
                sanction = await sanctions.get(reader, action.guild_id, str(action.payload.get("sanction")))
            if sanction is None or sanction.state is not SanctionState.ENDED:
                return Unneeded("gone")
            return Letter(card=words.released(sanction, early=name == "lifted"))
        if name == "returned":
            return await self._letters().returned(action)
        if name.startswith("appeal_") or not _CLERKS.isdisjoint(action.payload):
            return Unneeded("gone") if self.clerk is None else await self.clerk.notice(action)
        if name == "nudge":
            return await self._nudge(action, words)
        return Letter(card=words.simple(name, action.payload))

    async def _nudge(self, action: StoredAction, words: NoticeWords) -> Letter | Unneeded:
        cause = action.dedupe_key.removesuffix(":notice:nudge")
        acts = await self.database.read(lambda reader: outbox.of_cause(reader, action.guild_id, cause))
        removed = removes(acts)
        if action.payload.get("noted") and not removed:
            # It would say that nothing was written down, and there is a case.
            return Unneeded("gone")
        return Letter(card=words.nudge(str(action.payload["clause"]), removed=removed))

    def _notice_words(self, guild_id: GuildId) -> NoticeWords:
        return NoticeWords(
            catalogue=self.catalogue,
            conduct=self.conduct,
            server=self.server_name(guild_id),
            locale=self.servers.of(guild_id).locale,
            appeal_link=self.appeal_link,
        )

    async def statement(self, decision: Decision, *, how: str | None = "appeal") -> Card:
        """Return a decision's statement of reasons, as it is told to the person it is about.

        ``how`` is the way to object where it is read, as in ``Redress``; None when there is none left.
        """
        basis = await self.database.read(lambda reader: basis_of(reader, decision))
        imposed = [each for each in basis.sanctions if each.case == decision.case]
        sanction = next((each for each in imposed if each.decision == decision.id), None)
        scope = "" if sanction is None else await self._scope(sanction)
        words = self._notice_words(decision.guild_id)
        changed = self._changed(decision, basis.sanctions)
        if sanction is not None and sanction.kind is SanctionKind.TAKEDOWN:
            changed = (taken_down(sanction.scope),)
        if basis.removed:
            changed = (*changed, phrase("restricted.message"))
        more: tuple[Button, ...] = ()
        if basis.returned is not None:
            form = ReturnedWords(catalogue=self.catalogue, locale=words.locale)
            more = (form.button(basis.returned.guild_id, basis.returned.message_id),)
        return words.decision(
            decision, imposed, basis.prior, scope=scope, changed=changed, more=more, how=how
        )

    def _changed(self, decision: Decision, everything: Sequence[Sanction]) -> tuple[Phrase, ...]:
        """Return what the decision changed when it was made, computed from all that held at that time."""
        at, role = decision.decided_at, self.servers.of(decision.guild_id).suspended_role
        held = [replace(each, state=SanctionState.ACTIVE) for each in everything if _held(each, at)]
        others = [each for each in held if each.decision != decision.id]
        # What was lifted in the same breath made room for this decision.
        left = [each for each in held if each.lifted_at != at]
        before, after = (desired(each, at, suspended_role=role) for each in (others, left))
        return restricted(SanctionKind(decision.kind), before, after)

    async def _about_decision(self, action: StoredAction, words: NoticeWords, name: str) -> Letter | Unneeded:

        async def read(reader: Reader) -> tuple[Row | None, list[StoredAction]]:
            row = await decisions.get(reader, action.guild_id, action.decision or "")
            return row, await outbox.of_case(reader, action.guild_id, action.case or 0)

        row, acts = await self.database.read(read)
        person = None if row is None else await self.people.get(row["person"])
        if row is None or person is None:
            return Unneeded("gone")
        undone = not_done(acts, row["id"])
        failed = any(act.state in FAILED for act in undone)
        if name == "decision" and (failed or (undone and not action.payload.get("before_removal"))):
            # "You are muted" must not be said when Discord refused the mute, nor before it is set (F11).
            return Unneeded(why_untold(undone))
        told = last_word([act for act in acts if act.decision == row["id"] and act.seq < action.seq])
        if name == "correction" and (told is None or told.payload["notice"] == name or not failed):
            # They don't believe it, or it is being tried again by now.
            return Unneeded("gone")
        opened = {column: person.open(row[column]) for column in decisions.SEALED_COLUMNS}
        decision = decisions.opened(row, opened)
        if name == "correction":
            return Letter(card=words.correction(decision))
        return Letter(card=await self.statement(decision))

    def _letters(self) -> NoticingLetters:
        return NoticingLetters(self.database, self.people, self.servers, self.catalogue, self.server_name)

    async def _scope(self, sanction: Sanction) -> str:
        if sanction.kind is not SanctionKind.NO_CONTACT:
            return self.place_name(sanction)
        user_id = await self.people.user_id(PersonId(sanction.scope))
        return f"<@{user_id}>" if user_id else ""

    async def _public(self, action: StoredAction) -> Letter | Unneeded:
        if action.payload["say"] == "returned":
            return await self._letters().returned(action)
        if action.payload["say"] == "official":
            return await self._letters().badge(action)
        found = await self._ruled(action)
        if found is None:
            return Unneeded("gone")
        words = PublicWords(
            catalogue=self.catalogue,
            conduct=self.conduct,
            locale=self.servers.of(action.guild_id).locale,
        )
        return words.letter(action, *found)

    async def _event(self, action: StoredAction) -> Letter | Unneeded:
        """Return the fields of a withheld event from its copy; what is kept no more can't be made again."""
        found = await self._ruled(action)
        form = None if found is None else event_form(*found)
        return Unneeded("not_kept") if form is None else Letter(card=Card(title=""), form=form)

    async def _ruled(self, action: StoredAction) -> tuple[Decision, Person, list[Evidence]] | None:
        """Return the decision that an action is about, whom it concerns, and what the case keeps."""
        decision_id = action.decision
        async with self.database.reading() as reader:
            if action.sanction is not None:
                sanction = await sanctions.get(reader, action.guild_id, action.sanction)
                decision_id = sanction.decision if sanction else decision_id
            row = await decisions.get(reader, action.guild_id, decision_id or "")
            kept = await evidence.of_case(reader, action.guild_id, action.case or 0)
        person = None if row is None else await self.people.get(row["person"])
        if row is None or person is None:
            return None
        opened = {column: person.open(row[column]) for column in decisions.SEALED_COLUMNS}
        return decisions.opened(row, opened), person, kept

    async def _case(self, action: StoredAction) -> Letter | Unneeded:
        settings = self.servers.of(action.guild_id)
        file = await self.casebook.file(action.guild_id, action.case or 0)
        if file is None:
            return Unneeded("gone")
        channel = desk_channel(settings, file.case)
        if channel is None:
            return Unneeded("no_channel")
        if file.case.post_message is None and any(note.kind == QUIET for note in file.notes):
            return Unneeded("gone")
        is_open = file.case.state is CaseState.OPEN
        proposal = await self.casebook.proposal(file.case) if is_open else None
        words = await self._case_words(settings)
        card = await words.card(file, proposal)
        edit = file.case.post_message if file.case.post_channel == channel else None
        letter = Letter(card=card, channel_id=channel, edit_id=edit)
        return self._cover(settings).case(letter, file.case, file.notes)

    async def _item(self, action: StoredAction) -> Letter | Unneeded:
        letter = Unneeded("gone") if self.clerk is None else await self.clerk.item(action)
        if isinstance(letter, Unneeded) or action.case is None:
            return letter
        file = await self.casebook.file(action.guild_id, action.case)
        notes = () if file is None else file.notes
        return self._cover(self.servers.of(action.guild_id)).item(letter, action, notes)

    def _cover(self, settings: ServerSettings) -> Cover:
        return Cover(self.catalogue, settings.locale, settings.panel_channel)

    async def _log(self, action: StoredAction) -> Letter | Unneeded:
        settings = self.servers.of(action.guild_id)
        if action.case is None and "channel" not in action.payload:
            return about_server(self.catalogue, settings, action)
        if settings.log_channel is None:
            return Unneeded("no_channel")
        words = await self._case_words(settings)
        if action.case is None:
            cause = str(action.payload["cause"])
            acts = await self.database.read(lambda reader: outbox.of_cause(reader, action.guild_id, cause))
            return Letter(card=await channel_card(words, action, acts), channel_id=settings.log_channel)
        file = await self.casebook.file(action.guild_id, action.case)
        if file is None:
            return Unneeded("gone")
        card = await log_card(words, file, action)
        letter = Letter(card=card, channel_id=settings.log_channel)
        return self._cover(settings).log(letter, file.notes)

    async def _case_words(self, settings: ServerSettings) -> CaseWords:
        return CaseWords(
            catalogue=self.catalogue,
            conduct=self.conduct,
            people=self.people,
            locale=settings.locale,
            pronouns=self.pronouns,
            panel=bool(settings.panel_roles),
        )


def _held(sanction: Sanction, at: datetime) -> bool:
    """Return whether a sanction bound somebody at an instant, whatever became of it since."""
    over = sanction.ended_at is not None and sanction.ended_at <= at
    return sanction.starts_at <= at and not over and sanction.state is not SanctionState.VOID
