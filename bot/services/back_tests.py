"""Back-tests: what rules would have done with what was written already. Nothing is written or sent (F41).

Past messages are judged as the listener judges new ones, in the order they were sent and with a memory of
their own, so that neither the live one nor any count learns of it.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.policy.content import Content, PartKind
from bot.policy.evaluate import evaluate
from bot.policy.ids import MessageId, UserId
from bot.policy.rules import NO_RULES, RuleSet, RuleSpec, compile_rules
from bot.policy.speakers import Speakers
from bot.policy.verdict import Hit, Mode, Route, Verdict
from bot.policy.window import Window
from bot.services.second_look import SecondLook

_BREATH: Final = 25
"""After so many messages everything else has its turn; they take some milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A message that was written already."""

    content: Content
    name: str
    """The author's, as shown in the server."""


@dataclass(slots=True, kw_only=True)
class Met:
    """What one rule would have done."""

    rule_id: str
    mode: Mode
    """The strongest with which it held for a message."""
    route: Route
    messages: list[MessageId] = field(default_factory=list)
    """Oldest first."""


@dataclass(slots=True)
class BackTest:
    """What came of it."""

    judged: int = 0
    modes: Counter[Mode] = field(default_factory=Counter)
    """Messages by the strongest mode that held for them; ``off`` where no rule did."""
    late: int = 0
    """For how many messages the text model did not answer in time."""
    _met: dict[str, Met] = field(default_factory=dict)

    @property
    def met(self) -> list[Met]:
        """Return the rules that held for anything, the strongest first, then those that held most often."""
        return sorted(self._met.values(), key=lambda met: (-met.mode.rank, -len(met.messages), met.rule_id))

    def add(self, message: MessageId, verdict: Verdict | None) -> None:
        """Count what a message would have met."""
        self.judged += 1
        self.modes[verdict.mode if verdict else Mode.OFF] += 1
        for hit in verdict.hits if verdict else ():
            self._count(message, hit)

    def _count(self, message: MessageId, hit: Hit) -> None:
        met = self._met.setdefault(hit.rule_id, Met(rule_id=hit.rule_id, mode=hit.mode, route=hit.route))
        met.mode = max(met.mode, hit.mode, key=lambda mode: mode.rank)
        met.messages.append(message)


def alone(spec: RuleSpec) -> RuleSet:
    """Return a set of this rule only; one that is off is tried as if it flagged."""
    compiled = compile_rules([replace(spec, mode=Mode.FLAG) if spec.mode is Mode.OFF else spec])
    return compiled if isinstance(compiled, RuleSet) else NO_RULES


async def back_test(
    rules: RuleSet, model: SecondLook | None, pronouns: Mapping[UserId, str], past: Iterable[Past]
) -> BackTest:
    """Judge past messages, oldest first, as the listener would have."""
    result, window, speakers = BackTest(), Window(), Speakers()
    for each in past:
        content, at = each.content, each.content.created_at.timestamp()
        # An edited message was sent once, like the others, which is what floods are counted by.
        facts = window.observe(replace(content, edited_at=None), content.created_at)
        speakers.heard(content.channel_id, content.author.id, each.name, at)
        others = speakers.of(content.channel_id, at, but=content.author.id)
        facts = replace(facts, speakers=others, pronouns=pronouns)
        verdict = evaluate(rules, content, facts, now=content.created_at)
        if model is not None and model.worth_asking(rules, verdict, *_texts(content)):
            opinion = await model.ask("\n".join(_texts(content)))
            if opinion is None:
                result.late += 1
            elif opinion.bears_on(verdict):
                verdict = evaluate(rules, content, opinion.with_facts(facts), now=content.created_at)
        result.add(content.message_id, verdict)
        if result.judged % _BREATH == 0:
            await asyncio.sleep(0)
    return result


def _texts(content: Content) -> tuple[str, ...]:
    """Return what the text model reads: all but the names of files."""
    return tuple(part.text for part in content.parts if part.kind is not PartKind.ATTACHMENT)
