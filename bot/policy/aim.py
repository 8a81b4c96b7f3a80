"""Whom words are aimed at: a person, somebody's work, or nobody; and how that shows.

"You are garbage" is an insult, "this function is garbage" is harsh criticism, and the code of conduct
treats the two apart (mission rows M7, M17). Decided from grammar close to the words, then from whom the
message turns to. Asked only for what a detector found, never for a clean message.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.policy.content import Content
from bot.policy.ids import UserId
from bot.policy.phrase import Phrase, phrase
from bot.policy.speakers import Speaker


class Target(StrEnum):
    """What words are aimed at."""

    NOBODY = ""
    PERSON = "person"
    WORK = "work"


class Way(StrEnum):
    """How it shows whom they are aimed at."""

    NONE = ""
    MENTION = "mention"
    REPLY = "reply"
    NAME = "name"
    EXCHANGE = "exchange"
    """“You”, said to the one other person in the talk."""
    UNNAMED = "unnamed"
    """“You” or “he” without a sign of who that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Whom words are aimed at, as far as can be told."""

    at: Target = Target.NOBODY
    who: UserId | None = None
    """The person; of WORK the one it was said to, if anybody."""
    way: Way = Way.NONE

    @property
    def weight(self) -> int:
        """Return how much it tells, 0 (nobody) … 3 (a person who is known)."""
        if self.at is Target.PERSON:
            return 2 if self.who is None else 3
        return 1 if self.at is Target.WORK else 0


NOWHERE: Final = Aim()
EXCHANGE: Final = 300.0
"""Seconds in which an answer is expected: “you” then means the other one who speaks."""

_REACH: Final = 160
"""How many characters before and after the words are looked at; no sentence of an insult is longer."""
_SHORTEST_NAME: Final = 3
_NEAR: Final = 40
_WORKS: Final = (
    r"(?:code|codebase|functions?|methods?|class(?:es)?|modules?|librar(?:y|ies)|frameworks?|packages?|repos?"
    r"|repository|commits?|prs?|pull requests?|patch(?:es)?|fix(?:es)?|scripts?|programs?|apps?|websites?"
    r"|sites?|pages?|designs?|layouts?|uis?|apis?|docs?|documentation|essays?|papers?|thesis|homework"
    r"|assignments?|readme|answers?|solutions?|explanations?|arguments?|ideas?|plans?|proposals?|approach(?:es)?|questions?|talks?"
    r"|slides?|presentations?|lectures?|courses?|exams?|tests?|quiz(?:zes)?|videos?|articles?|posts?|books?|games?"
    r"|builds?|compilers?|languages?|tools?|bugs?|errors?|logic|algorithms?|variables?|names?|naming|style|grammar"
    r"|work|drafts?|reviews?|drawings?|songs?|models?|queries|query|comments?|tutorials?|opinions?"
    r"|funktion(?:en)?|aufsatz|lösung(?:en)?|idee(?:n)?|arbeit(?:en)?|entwurf|vortrag|frage(?:n)?|antwort(?:en)?)"
)
_PEOPLE: Final = (
    r"(?:guys?|girls?|dudes?|m[ae]n|wom[ae]n|boys?|kids?|persons?|people|users?|members?|mods?|moderators?|admins?"
    r"|teachers?|students?|professors?|losers?|idiots?|bitch(?:es)?|bots? account|ones? who)"
)
_BE: Final = (
    r"(?:is|are|was|were|be|being|looks?|looked|seems?|sounds?|feels?|reads?|smells?|remains?|ist|sind|war)"
)
_FILL: Final = r"(?:[\w'’*-]+ )"
_SOFT: Final = (
    r"(?:an? |the |such |so |just |really |all |very |too |truly |clearly |obviously |literally |honestly "
    r"|total |complete |absolute |utter |fucking |damn |little |big |real |bloody |still |always |being "
    r"|both |ein |eine |so ein )"
)
_YOU: Final = r"(?:you(?:'|’)?re|you are|you were|you|u r|u|ur|ya|y'all|du bist|du|ihr seid|ihr)"
_SECOND: Final = re.compile(rf"\b{_YOU}\b(?! (?:know|see|can|could|need)\b)", re.IGNORECASE)
_DIRECT: Final = re.compile(rf"\b{_YOU}[,:]? ?{_SOFT}{{0,5}}[\"“'*_]*$", re.IGNORECASE)
_NAMED: Final = re.compile(
    rf"<@!?\d+>[,:]? ?(?:{_BE} |you(?:'|’)?re |you are )?{_SOFT}{{0,5}}$", re.IGNORECASE
)
_SELF: Final = re.compile(rf"\b(?:i|i(?:'|’)?m|i am|i was|me|myself|ich bin) ?{_SOFT}{{0,5}}$", re.IGNORECASE)
_OF_WORK_BEFORE: Final = re.compile(
    rf"(?:\b{_WORKS}\b)(?:'s|’s)? (?:[^,;:]{{0,40}} )?(?:{_BE}|'s|sucks?|of) ?{_FILL}{{0,4}}$", re.IGNORECASE
)
_OF_WORK_AFTER: Final = re.compile(
    rf"^(?:\w*)[\"”'*_]* (?:piece of |of an? |of )?(?:[\w-]+ )?{_WORKS}\b(?! (?:monkey|er\b|writer))",
    re.IGNORECASE,
)
_THING: Final = re.compile(
    rf"\b(?:this|that|it|these|those|the|my|our|its|what|there|everything|das|es|der|die)(?:'s|’s)?"
    rf"(?: (?!{_PEOPLE}\b)[\w'’-]+){{0,3}}? ?(?:{_BE} |'s |’s )?{_SOFT}{{0,5}}$",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    rf"\b(?:he|she|they|him|her|them|(?:this|that|the|these|those) (?:\w+ )?{_PEOPLE})\b", re.IGNORECASE
)
_INSIDE_WORK: Final = re.compile(
    rf"\b(?:your|ur|his|her|their|this|that|the) (?:[\w-]+ ){{0,2}}{_WORKS}\b|^{_WORKS}\b|\b{_WORKS}$",
    re.IGNORECASE,
)
# “Jonas, you …”, “… you, Jonas.”, “hey Jonas, …”, “@jonas”: somebody is called by a name.
_CALLED: Final = re.compile(
    r"^[\W_]*(?:(?:hey|hi|hello|ok|okay|oh|yo|and|but|so|hallo|na|du) )?"
    r"(?P<first>[^\W\d_][\w'’-]{2,}),(?= ?\w)"
    r"|,[ ]?(?P<last>[^\W\d_][\w'’-]{2,})[\W_]*$|(?<![\w<])@(?P<at>[^\W\d_]\w{2,})",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(
    r"(?:absolutely|actually|again|also|alter|always|anyway|arschloch|basically|bitch|bitte|bro|bruh|btw"
    r"|buddy|clearly|come|congrats|cool|damn|danke|dann|dear|digga|doch|dude|ehrlich|eigentlich|einfach"
    r"|ever|everybody|everyone|finally|fine|fool|frankly|friend|fuck|garbage|girl|god|good|great|guys"
    r"|haha|halt|hello|here|hey|honestly|hopefully|idiot|immer|indeed|ja|jetzt|just|kid|lady|later|leider"
    r"|listen|literally|lol|look|loser|man|mann|mate|maybe|meanwhile|mensch|moron|naja|nein|never|nice"
    r"|nie|nobody|nochmal|none|now|nun|obviously|okay|please|plus|really|right|sadly|schade|seriously"
    r"|shame|sir|sorry|still|stupid|sure|thanks|then|though|tja|today|tomorrow|too|trash|trottel|truly"
    r"|ugh|ultimately|unfortunately|well|what|whatever|why|wirklich|wow|yeah|yep|yes|yet|you|übrigens)",
    re.IGNORECASE,
)
"""Words that stand where a name would; not knowing one makes the answer vaguer, never wrong."""
_STOP: Final = re.compile(r"[.!?\n;]+(?=\s|$)|\n")
_MENTION: Final = re.compile(r"<@!?(\d{15,20})>")


def aim(content: Content, index: int, start: int, end: int, speakers: Sequence[Speaker] = ()) -> Aim:
    """Return whom the words from ``start`` to ``end`` of part ``index`` are aimed at.

    An empty span stands for the whole text. ``speakers`` are the others in the talk, the latest first.
    """
    text = content.parts[index].text
    whole = start == end
    if whole:
        start, end = 0, min(len(text), 2 * _REACH)
    before, words, after = _sentence(text, start, end)
    who, way = _addressee(content, text, before + words + after, speakers)
    # In a whole text a course may be named in passing, as in “nobody wants you in this course”.
    if not (whole and _SECOND.search(words)) and _is_of_work(before, words, after):
        return Aim(at=Target.WORK, who=who, way=way)
    if _SELF.search(before) and not _SECOND.search(words):
        return NOWHERE
    if _DIRECT.search(before) or _SECOND.search(words) or _NAMED.search(before):
        return _at_you(who, way, before + words + after, speakers)
    if way is not Way.NAME and _THING.search(before):
        return NOWHERE
    if _OTHER.search(before) or _OTHER.search(words):
        named = way in (Way.NAME, Way.MENTION)
        return Aim(at=Target.PERSON, who=who if named else None, way=way if named else Way.UNNAMED)
    if way is not Way.NONE:
        return Aim(at=Target.PERSON, who=who, way=way)
    if not _SECOND.search(before[-_NEAR:]):
        return NOWHERE
    return _at_you(None, Way.NONE, before + words + after, speakers)


def told(aimed: Aim) -> Phrase | None:
    """Say whom the words are aimed at; nothing when they are aimed at nobody."""
    if aimed.at is Target.WORK:
        return phrase("aimed.work")
    if aimed.at is Target.NOBODY:
        return None
    if aimed.who is None:
        return phrase("aimed.unnamed")
    return phrase("aimed.person", who=f"<@{aimed.who}>", way=phrase(f"aimed.by.{aimed.way.value}"))


def turned_to(content: Content, speakers: Sequence[Speaker]) -> frozenset[UserId]:
    """Return everybody a message turns to, whatever it says: by mention, by reply, by name."""
    found = set(content.mentioned_users)
    if content.reply_to is not None:
        found.add(content.reply_to)
    for part in content.parts:
        found |= {each.id for each in speakers if _is_named(each.name, part.text)}
    return frozenset(found - {content.author.id})


def _sentence(text: str, start: int, end: int) -> tuple[str, str, str]:
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    for stop in _STOP.finditer(before):
        cut = stop.end()
        before = " " * cut + before[cut:]
    last = _STOP.search(after)
    # Text that follows at once belongs to the word itself ("garbage" in "garbage-tier").
    return before.lstrip(), text[start:end], after[: last.start()] if last else after


def _is_of_work(before: str, words: str, after: str) -> bool:
    if _OF_WORK_AFTER.search(after):
        return True
    if _DIRECT.search(before):
        return False
    if _INSIDE_WORK.search(words):
        return True
    return not _SECOND.search(words) and _OF_WORK_BEFORE.search(before) is not None


def _at_you(who: UserId | None, way: Way, said: str, speakers: Sequence[Speaker]) -> Aim:
    if who is not None:
        return Aim(at=Target.PERSON, who=who, way=way)
    near = [each for each in speakers if each.ago <= EXCHANGE]
    # With one other in the talk “you” is clear; with several, or with a name of somebody else, it is not.
    if len(near) == 1 and not _calls(said):
        return Aim(at=Target.PERSON, who=near[0].id, way=Way.EXCHANGE)
    return Aim(at=Target.PERSON, way=Way.UNNAMED)


def _calls(said: str) -> bool:
    """Return whether a sentence calls somebody by a name; the speakers' own names are looked for before."""
    found = (next(filter(None, match.groups())) for match in _CALLED.finditer(said.strip()))
    return any(_NO_NAME.fullmatch(each) is None for each in found)


def _addressee(
    content: Content, text: str, near: str, speakers: Sequence[Speaker]
) -> tuple[UserId | None, Way]:
    """Return whom the message turns to: in the sentence first, then in all of it, then by reply or name."""
    own = content.author.id
    for place in (near, text):
        for found in _MENTION.finditer(place):
            mentioned = UserId(int(found[1]))
            if mentioned != own:
                return mentioned, Way.MENTION
    named = next((each for each in speakers if _is_named(each.name, near)), None)
    if named is not None:
        return named.id, Way.NAME
    if content.reply_to is not None and content.reply_to != own:
        return content.reply_to, Way.REPLY
    return None, Way.NONE


def _is_named(name: str, text: str) -> bool:
    """Return whether a name stands in a text as a word of its own, in any case."""
    wanted = name.casefold().strip()
    if len(wanted) < _SHORTEST_NAME:
        return False
    folded = text.casefold()
    at = folded.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not folded[at - 1 : at].isalnum() and not folded[end : end + 1].isalnum():
            return True
        at = folded.find(wanted, at + 1)
    return False
