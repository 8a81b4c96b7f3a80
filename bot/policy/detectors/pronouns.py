"""Speaking of somebody with other pronouns than those they set for themselves. Only ever brought to people.

Mistakes happen, and whom a "he" means is never quite sure; so this flags and never acts, whatever its rule
says (``evaluate``). Quotes, several people talked about, plural and code are left alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.policy.aim import Aim, Target, Way
from bot.policy.content import Content, PartKind
from bot.policy.detectors import options
from bot.policy.detectors.protocol import Matcher, Needs, Problem, Scan
from bot.policy.ids import UserId
from bot.policy.mention import unquoted
from bot.policy.phrase import Phrase, phrase
from bot.policy.pronouns import misspoken
from bot.policy.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """There is nothing to set: people set their own pronouns."""


@dataclass(frozen=True, slots=True)
class Pronouns:
    """The compiled detector."""

    @property
    def needs(self) -> Needs:
        """Return that it is asked only where the message turns to somebody who set theirs."""
        return Needs(pronouns=True)

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return a finding when the one person that a message turns to is spoken of with other pronouns."""
        content, known = scan.content, scan.facts.pronouns
        who, way = _only_one(content) if known else (None, Way.NONE)
        own = None if who is None else known.get(who)
        if own is None:
            return ()
        for index, part in enumerate(content.parts):
            if part.kind is not PartKind.BODY:
                continue
            if any(
                each.id != who and each.name.casefold() in part.text.casefold()
                for each in scan.facts.speakers
            ):
                # Somebody else is talked about as well.
                continue
            found = misspoken(unquoted(part.text), own, mentioned=way is Way.MENTION)
            if found is not None:
                return (_finding(index, found, own, Aim(at=Target.PERSON, who=who, way=way)),)
        return ()


def _only_one(content: Content) -> tuple[UserId | None, Way]:
    """Return the one person a message turns to, and how; nobody when there are several."""
    people = {*content.mentioned_users, content.reply_to} - {None, content.author.id}
    if len(people) != 1:
        return None, Way.NONE
    who = people.pop()
    return who, Way.MENTION if who in content.mentioned_users else Way.REPLY


def _finding(index: int, found: tuple[int, int, str], own: str, aimed: Aim) -> Finding:
    start, end, family = found
    return Finding(
        detector="pronouns",
        part_index=index,
        start=start,
        end=end,
        score=0.8 if aimed.way is Way.MENTION else 0.5,
        matched=family,
        explanation=phrase("detector.pronouns.own", own=own, other=family),
        aim=aimed,
    )


class PronounsDetector:
    """The detector ``pronouns``."""

    name = "pronouns"

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Return the matcher, or say what is wrong with a rule's table."""
        config = options.read(Config, table)
        return config if isinstance(config, tuple) else Pronouns()

    def explain(self, finding: Finding) -> Phrase:
        """Say what was found."""
        return phrase("detector.pronouns.other", other=finding.matched)


DETECTOR: Final = PronounsDetector()
