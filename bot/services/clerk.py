"""Finds the words of what waits beside cases: appeals, and the answers to them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.i18n import Catalogue
from bot.policy.actions import ActionKind
from bot.policy.card import Letter
from bot.policy.conduct import Conduct
from bot.policy.ids import GuildId
from bot.policy.records import Case, CaseRoute, StoredAction
from bot.policy.server import ServerSettings
from bot.policy.unsealing import UnsealingState
from bot.services.casebook import Casebook
from bot.services.enforcement import Unneeded
from bot.services.hearing import Hearing
from bot.services.herald import Herald
from bot.services.motions import Motions
from bot.services.people import People
from bot.services.servers import Servers
from bot.services.talks import Talks
from bot.services.unsealings import NOTICE_ASK
from bot.services.words_appeals import AppealWords, number_in
from bot.services.words_help import HelpWords
from bot.services.words_motions import MotionWords
from bot.services.words_questions import QuestionWords
from bot.services.words_unsealings import UnsealingWords


@dataclass(slots=True)
class Clerk:
    """Composes the letters that are about more than a case."""

    people: People
    servers: Servers
    catalogue: Catalogue
    hearing: Hearing
    motions: Motions
    talks: Talks
    casebook: Casebook
    conduct: Conduct
    server_name: Callable[[GuildId], str]
    herald: Herald

    async def notice(self, action: StoredAction) -> Letter | Unneeded:
        """Return what somebody is told about an appeal or asked, from what is recorded about it now."""
        if "question" in action.payload:
            return await self._question(action)
        if "unsealing" in action.payload:
            return await self._unsealing(action)
        if "help" in action.payload:
            return await self._help(action)
        file = await self.hearing.look(action.guild_id, number_in(action.payload, "appeal"))
        if file is None or action.payload.get("notice") != f"appeal_{file.appeal.state.value}":
            return Unneeded("gone")
        return Letter(card=self._appeal_words(action.guild_id).outcome(file))

    async def item(self, action: StoredAction) -> Letter | Unneeded:
        """Return the moderators' message about an appeal, a motion or an answer."""
        if "question" in action.payload:
            return await self._answer(action)
        if self.herald.tells(action):
            return await self.herald.item(action)
        if "unsealing" in action.payload:
            return await self._unsealing_item(action)
        if "help" in action.payload:
            return await self._help(action)
        if "motion" in action.payload:
            return await self._motion(action)
        file = await self.hearing.look(action.guild_id, number_in(action.payload, "appeal"))
        if file is None:
            return Unneeded("gone")
        settings = self.servers.of(action.guild_id)
        channel = desk_channel(settings, file.case)
        if channel is None:
            return Unneeded("no_channel")
        card = await self._appeal_words(action.guild_id).card(file)
        edit = file.appeal.post_message if file.appeal.post_channel == channel else None
        return Letter(card=card, channel_id=channel, edit_id=edit)

    async def _motion(self, action: StoredAction) -> Letter | Unneeded:
        motion = await self.motions.look(action.guild_id, number_in(action.payload, "motion"))
        # Expulsions are the queue's business, whichever team the case came from.
        settings = self.servers.of(action.guild_id)
        file = None if motion is None else await self.casebook.file(action.guild_id, motion.case)
        if motion is None or file is None:
            return Unneeded("gone")
        outside = settings.panel_channel if file.case.panel_at is not None else None
        channel = outside or settings.queue_channel
        if channel is None:
            return Unneeded("no_channel")
        side = await self.talks.questions.side(action.guild_id, motion.case)
        words = MotionWords(
            catalogue=self.catalogue, conduct=self.conduct, people=self.people, locale=settings.locale
        )
        edit = motion.post_message if motion.post_channel == channel else None
        return Letter(card=await words.card(motion, side), channel_id=channel, edit_id=edit)

    async def _question(self, action: StoredAction) -> Letter | Unneeded:
        question = await self.talks.questions.look(action.guild_id, number_in(action.payload, "question"))
        file = None if question is None else await self.casebook.file(action.guild_id, question.case)
        if question is None or file is None or not question.is_open:
            return Unneeded("gone")
        return Letter(card=self._question_words(action.guild_id).to_whom(question, file.case))

    async def _answer(self, action: StoredAction) -> Letter | Unneeded:
        question = await self.talks.questions.look(action.guild_id, number_in(action.payload, "question"))
        file = None if question is None else await self.casebook.file(action.guild_id, question.case)
        if question is None or file is None:
            return Unneeded("gone")
        channel = desk_channel(self.servers.of(action.guild_id), file.case)
        given = await self.talks.questions.answers(question)
        nth = number_in(action.payload, "nth")
        if channel is None or not 0 < nth <= len(given):
            return Unneeded("no_channel" if channel is None else "gone")
        case = file.case.merged_into or file.case.number
        card = self._question_words(action.guild_id).answered(question, case, given[nth - 1])
        return Letter(card=card, channel_id=channel)

    async def _help(self, action: StoredAction) -> Letter | Unneeded:
        talk = await self.talks.help_threads.look(action.guild_id, number_in(action.payload, "help"))
        if talk is None:
            return Unneeded("gone")
        settings = self.servers.of(action.guild_id)
        server = self.server_name(action.guild_id)
        words = HelpWords(catalogue=self.catalogue, server=server, locale=settings.locale)
        member = await self.people.user_id(talk.person)
        if action.kind is ActionKind.SEND_NOTICE:
            return Letter(card=words.invitation(talk, member))
        if settings.queue_channel is None:
            return Unneeded("no_channel")
        edit = talk.post_message if talk.post_channel == settings.queue_channel else None
        return Letter(card=words.item(talk, member), channel_id=settings.queue_channel, edit_id=edit)

    async def _unsealing(self, action: StoredAction) -> Letter | Unneeded:
        wish = await self.talks.unsealings.look(action.guild_id, number_in(action.payload, "unsealing"))
        asks = action.payload.get("notice") == NOTICE_ASK
        due = UnsealingState.OPEN if asks else UnsealingState.APPROVED
        if wish is None or wish.state is not due:
            return Unneeded("gone")
        words = self._unsealing_words(action.guild_id)
        return Letter(card=words.ask(wish) if asks else words.done(wish))

    async def _unsealing_item(self, action: StoredAction) -> Letter | Unneeded:
        wish = await self.talks.unsealings.look(action.guild_id, number_in(action.payload, "unsealing"))
        file = None if wish is None else await self.casebook.file(action.guild_id, wish.case)
        if wish is None or file is None:
            return Unneeded("gone")
        channel = desk_channel(self.servers.of(action.guild_id), file.case)
        if channel is None:
            return Unneeded("no_channel")
        card = await self._unsealing_words(action.guild_id).card(wish)
        edit = wish.post_message if wish.post_channel == channel else None
        return Letter(card=card, channel_id=channel, edit_id=edit)

    def _unsealing_words(self, guild_id: GuildId) -> UnsealingWords:
        return UnsealingWords(
            catalogue=self.catalogue,
            people=self.people,
            server=self.server_name(guild_id),
            locale=self.servers.of(guild_id).locale,
        )

    def _question_words(self, guild_id: GuildId) -> QuestionWords:
        return QuestionWords(
            catalogue=self.catalogue,
            conduct=self.conduct,
            server=self.server_name(guild_id),
            locale=self.servers.of(guild_id).locale,
        )

    def _appeal_words(self, guild_id: GuildId) -> AppealWords:
        return AppealWords(
            catalogue=self.catalogue,
            people=self.people,
            server=self.server_name(guild_id),
            locale=self.servers.of(guild_id).locale,
        )


def desk_channel(settings: ServerSettings, case: Case) -> int | None:
    """Return where a case is worked on: with the team for its route, or with the outside panel."""
    if case.panel_at is not None and settings.panel_channel is not None:
        return settings.panel_channel
    if case.route is CaseRoute.FACULTY:
        return settings.faculty_channel or settings.queue_channel
    return settings.queue_channel
