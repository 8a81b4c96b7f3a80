"""The shape that all detectors share: config + match + explain, one file each.

A detector module holds a frozen ``Config`` dataclass, and a ``Detector`` object that is listed in
``bot.policy.detectors.registry``. Rules name a detector and give its table; the rule compiler calls
``parse`` and ``compile`` once, and the evaluator calls ``match`` per message. Word detectors (terms,
patterns) are compiled together instead, so that the cost does not grow with their number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from bot.policy.content import Content
from bot.policy.ids import UserId
from bot.policy.occasion import Occasion
from bot.policy.phrase import Phrase
from bot.policy.speakers import Speaker
from bot.policy.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known besides the content: recent behaviour (see ``policy.window``) and model scores."""

    recent_messages: int = 0
    """How many messages the author sent within the window, this one included."""
    window_seconds: float = 0.0
    """Over how long ``recent_messages`` were sent."""
    sent_ago: tuple[float, ...] = ()
    """How many seconds before this message each recent one was sent, itself (0.0) included, in the order
    of arrival; empty below ``window.FEW`` messages, so that ordinary talk costs nothing."""
    repeats: int = 0
    """How often the author posted (nearly) the same text recently, this one included, over all channels."""
    repeat_channels: int = 0
    repeat_authors: int = 0
    """How many accounts posted the same text recently."""
    scores: Mapping[str, float] = field(default_factory=dict)
    """Scores 0 … 1 by clause family from the text model; empty when it did not run."""
    unlikely: frozenset[str] = frozenset()
    """Clause families that the text model was asked about and finds unlikely (``policy.opinion``)."""
    pronouns: Mapping[UserId, str] = field(default_factory=dict)
    """The pronouns that people set for themselves, by account."""
    speakers: tuple[Speaker, ...] = ()
    """Who else spoke in the channel of late, the latest first; given only where something was found."""
    occasion: Occasion | None = None
    """What is judged where it is no message."""


NO_FACTS = Facts()


class Scan(Protocol):
    """One content under evaluation; the folded views are made on first use and kept."""

    content: Content
    facts: Facts
    now: datetime

    def raw(self, index: int) -> str:
        """Return the text of part ``index`` as written."""
        ...

    def strict(self, index: int) -> str:
        """Return the strictly folded text of part ``index``."""
        ...

    def origin(self, index: int, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the strict view of part ``index`` back to the original text."""
        ...


MAX_COUNT: Final = 50
"""No more repetitions are asked for in ``Needs.text``; fewer open the gate more often, which is no harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Without any of which a matcher finds nothing, so that it need not be asked (``policy.quick``)."""

    text: tuple[str, ...] = ()
    """RE2 patterns; any of them somewhere in a text. Small letters equal capitals. In what they are shown
    every digit is 0 … 9 and every blank a plain one, however it was written."""
    markup: bool = True
    """Whether they may stand in mentions and emoji of Discord too."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a pattern in ``text`` that can't be read (``policy.pattern_parts``): expressions of which one is
    found in a word of each text that it is found in."""
    signs: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Of a pattern in ``text``: an expression, and how often it is found in the words of each text in which
    the matcher finds something by that pattern."""
    names: tuple[str, ...] = ()
    """RE2 patterns for the names of files alone."""
    reads_names: bool = True
    """Whether ``text`` holds for the names of files too."""
    files: bool = False
    everyone: bool = False
    """Ringing at everyone."""
    pronouns: bool = False
    """Turning, by mention or reply, to somebody who set their pronouns."""
    recent: int = 0
    """At least so many recent messages (``Facts.recent_messages``)."""
    copies: int = 0
    """At least so many copies, by one member or by several accounts."""


class Matcher(Protocol):
    """A compiled detector; it may have an attribute ``needs: Needs``.

    One that goes by each text alone may have a method ``may_find(text) -> bool``, which says more surely than
    ``needs.text`` whether it would find anything.
    """

    def match(self, scan: Scan) -> tuple[Finding, ...]:
        """Return what was found; must be cheap (an empty tuple, no allocation) on an ordinary message."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A mistake in a rule or another data file, told so that a person can mend it."""

    message: str
    hint: str = ""
    key: str = ""
    """The key in the table that is wrong; the compiler adds file, line and column."""


class Detector(Protocol):
    """What a detector module offers."""

    name: str
    """The word rules use: ``detector = "links"``."""

    def compile(self, table: Mapping[str, object]) -> Matcher | tuple[Problem, ...]:
        """Turn a rule's table into a matcher, or say everything that is wrong with it."""
        ...

    def explain(self, finding: Finding) -> Phrase:
        """Name the plain sentence that says what was found and why it counts (``data/locales``)."""
        ...
