"""What is said between people beside decisions: questions, a reporter's name, private talks."""

from dataclasses import dataclass

from bot.services.help_threads import HelpThreads
from bot.services.moderation import Moderation
from bot.services.questions import Questions
from bot.services.recusal import Recusal
from bot.services.unsealings import Unsealings


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """The services with which the bot stands between people."""

    questions: Questions
    unsealings: Unsealings
    help_threads: HelpThreads

    @classmethod
    def beside(cls, moderation: Moderation, recusal: Recusal) -> "Talks":
        """Make them on the same database."""
        database, clock, enforcement = moderation.database, moderation.clock, moderation.enforcement
        people, servers = moderation.people, moderation.servers
        return cls(
            questions=Questions(database, clock, people, servers, enforcement, recusal.vault),
            unsealings=Unsealings(database, clock, people, servers, enforcement, recusal),
            help_threads=HelpThreads(database, clock, people, servers, enforcement),
        )
