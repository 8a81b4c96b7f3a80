"""Mass mentions: a message that rings at many people at once. Discord counts them, no text is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.policy.detectors import options
from bot.policy.detectors.protocol import MAX_COUNT, Matcher, Needs, Problem, Scan
from bot.policy.phrase import Phrase, phrase
from bot.policy.verdict import Finding, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How many mentions one message may have; 0 switches a limit off."""

    users: int = field(default=6, metadata={"least": 0})
    """More distinct members than this count; the author and the person replied to are not counted."""
    roles: int = field(default=2, metadata={"least": 0})
    """More distinct roles than this count."""
    everyone: bool = True
    """Whether ringing at everyone counts."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The compiled detector."""

    config: Config

    @property
    def needs(self) -> Needs:
        """Return what must be there: more mentions than the lower limit, each written out."""
        most = min(filter(None, (self.config.users, self.config.roles)), default=0)
        least = min(most, MAX_COUNT) + 1
        written = (f"(?s)(?:<@.*){{{least}}}",) if most else ()
        return Needs(text=written, everyone=self.config.everyone, signs=dict.fromkeys(written, ("<@", least)))

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding for each limit that was passed."""
        content = scan.content
        if not (content.mentioned_users or content.mentioned_roles or content.mentions_everyone):
            return ()
        users = len(set(content.mentioned_users) - {content.author.id, content.reply_to})
        roles = len(set(content.mentioned_roles))
        kinds = []
        if self.config.users and users > self.config.users:
            kinds.append((f"users:{users}", self.config.users + 1))
        if self.config.roles and roles > self.config.roles:
            kinds.append((f"roles:{roles}", self.config.roles + 1))
        if self.config.everyone and content.mentions_everyone:
            kinds.append(("everyone", 0))
        return tuple([_finding(kind, least) for kind, least in kinds])


def _finding(kind: str, least: int) -> Finding:
    return Finding(
        detector="mentions",
        view=View.NONE,
        threshold=least,
        matched=kind,
        explanation=explain_kind(kind),
    )


def explain_kind(kind: str) -> Phrase:
    """Say in one sentence who was mentioned."""
    what, _, count = kind.partition(":")
    if what == "everyone":
        return phrase("detector.mentions.everyone")
    return phrase(f"detector.mentions.{what}", count=int(count))


class MentionsDetector:
    """The detector ``mentions``."""

    name = "mentions"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say what is wrong with it."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Mentions(config)

    def explain(self, finding: Finding) -> Phrase:
        """Say who was mentioned."""
        return explain_kind(finding.matched)


DETECTOR: Final = MentionsDetector()
