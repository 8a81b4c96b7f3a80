"""Mention or use: whether words are meant, or only quoted, reported, objected to, taken for oneself, or code.

A person who quotes a slur to report it must not be treated like the one who used it (fault F39), nor may one
who speaks up against it, or wears it with pride.
"""

import re
from enum import StrEnum
from typing import Final


class Usage(StrEnum):
    """How words stand in a text."""

    USED = ""
    QUOTE = "quote"
    CODE = "code"
    COUNTER = "counter"
    """Quoted or reported, and objected to in the same breath."""
    OWN = "own"
    """Said of oneself or of the own group, as reclaimed words are."""
    SENSE = "sense"
    """The words have another meaning here (``policy.senses``)."""


_CODE: Final = re.compile(r"```[\s\S]*?(?:```|\Z)|``[^`\n](?:[^\n]*?[^`\n])?``|`[^`\n]+`")
_QUOTED_LINE: Final = re.compile(r"^ *>(?:>> [\s\S]*|[^\n]*)", re.MULTILINE)
_MARKS: Final = re.compile(
    r"“[^”\n]{1,300}”|\"[^\"\n]{1,300}\"|«[^»\n]{1,300}»"
    r"|„[^“”\n]{1,300}[“”]|‘[^’\n]{1,200}’"
)
_SINGLE: Final = re.compile(r"(?<!\w)'[^\n']{1,200}'(?!\w)")
_SPEAKING: Final = (
    r"sa(?:y|ys|ying|id)|call(?:s|ed|ing)?|wr(?:ite|ites|iting|ote|itten)|post(?:s|ed|ing)?|typ(?:e|es|ed|ing)"
    r"|tweet(?:s|ed)?|comment(?:s|ed)?|sent|tells?|told|shout(?:s|ed)?|yell(?:s|ed)?|us(?:e|es|ed|ing)|dm(?:'?e?d)?"
    r"|messag(?:e|ed|es)|nam(?:e|ed)|quot(?:e|ed|es|ing)|report(?:s|ed|ing)?|hear(?:d|s)?|read|means?|meant|meaning"
)
_ABOUT: Final = (
    r"words?|terms?|slurs?|phrases?|insults?|expressions?|lyrics?|titles?|definition|offensive|derogatory|etymology"
    r"|racist|sexist|homophobic|transphobic|hurtful|inappropriate|profanity|swear(?:ing)?|language|translat\w*"
)
_CUE: Final = re.compile(rf"\b(?:{_SPEAKING}|{_ABOUT})\b", re.IGNORECASE)
_OTHERS: Final = (
    r"(?:he|she|they|someone|somebody|people|everyone|everybody|who|(?:this|that|a|an|the|some|my|our) \w+"
    r"|<@!?\d+>|@\w+)"
)
_REPORTED: Final = re.compile(
    r"\b(?:call(?:s|ed|ing)?|nam(?:ed|ing)) (?:me|us|my \w+)(?: an?| the| names like)?\W{0,3}$"
    # Not "I call them …": whoever calls others so uses the words.
    rf"|{_OTHERS} (?:\w+ ){{0,2}}call(?:s|ed|ing) (?:you|him|her|them|\w+)(?: an?| the)?\W{{0,3}}$"
    rf"|{_OTHERS} (?:\w+ ){{0,2}}(?:said|says|wrote|posted|typed|sent|shouted|yelled|tweeted)"
    r"(?: \w+){0,2}\W{0,3}$"
    rf"|{_OTHERS} (?:\w+ ){{0,2}}(?:told|tells) (?:me|us|him|her|them|my \w+)(?: that)?(?: all)?\W{{0,3}}$"
    rf"|{_OTHERS} (?:\w+ ){{0,2}}(?:claims?|claimed|insists?|insisted|thinks?|thought|believes?|believed)"
    r"(?: that)?\W{0,3}$"
    r"|\b(?:saying|claiming|writing|posting|suggesting|thinking|pretending|the (?:claim|idea|lie|myth))"
    r"(?: that)?\W{0,3}$"
    r"|\bthe (?:\w+ )?(?:word|term|slur|phrase|insult|expression)\W{1,4}$"
    r"|\b(?:do ?n['o]?t|never|stop|quit|please avoid|avoid|not ok(?:ay)? to|shouldn'?t|can'?t)"
    r" (?:ever |just |be )?(?:say|use|call|saying|using|calling)(?: \w+){0,2}\W{0,3}$",
    re.IGNORECASE,
)
_BEFORE: Final = 60
"""How many characters before the words a report may begin."""

_OBJECTION: Final = re.compile(
    r"(?<!not )(?<!n't )(?<!nothing )\b(?:wrong|an? lie|lies|false|untrue|nonsense|unacceptable|hateful"
    r"|hate speech|racis(?:t|m)|sexis(?:t|m)|homophobi[ac]|transphobi[ac]|antisemiti(?:c|sm)|islamophobi[ac]"
    r"|bigot\w*|prejudice\w*|ignorant|cruel|vile|awful|horrible|terrible|appall\w+|disgraceful|shameful|ashamed"
    r"|outrageous|offensive|hurtful|hurts?|unkind|slander|shocked|cried|upset|disagree)\b"
    r"|(?:\bnot|n't) (?:ok|okay|acceptable|true|funny|cool|fine|right|allowed|welcome|who we are)\b"
    r"|\bshame on\b|\b(?:have|has|no) (?:no )?place\b|\bagainst (?:the|our) (?:rules|code)\b"
    r"|\bshould(?:n'?t| not| never)? be (?:banned|removed|deleted|reported|punished|said|allowed)\b"
    r"|\b(?:stop|quit|never|don'?t|do not|nobody (?:should|may|gets to)|you can'?t|cannot)(?: \w+)?"
    r" (?:say(?:ing)?|writ(?:e|ing)|post(?:ing)?|read|us(?:e|ing)|call(?:ing)?)\b"
    r"|\bplease (?:remove|delete|act|stop|report|look)\b"
    r"|\b(?:i|we) (?:have )?report(?:ed|ing)?\b",
    re.IGNORECASE,
)
_SELF: Final = re.compile(
    r"(?:\b(?:i'?m|i am|we'?re|we are|myself|i|(?:my|our) (?:fellow|fabulous|beloved|favou?rite)"
    r"|(?:proud|happy|glad|lucky) to be|(?:of|for|to|from) us)|(?:^|[.,!?;:] ?)(?:us|we)"
    r"|(?:^|[.,!?;:] ?|speaking |\bjust )as)"
    r"(?: (?:an?|the|all|are|such|just|one|two|still|also|only|both|being|called|proud|happy|loud|old|tired"
    r"|little|big|fat|lazy|black|white|trans|real|local|fellow|bad|total|huge|self[- ]proclaimed|wonderful))*"
    r"\s?[\"'“]?$",
    re.IGNORECASE,
)
"""What stands right before a word that somebody gives to themselves."""


def usage(text: str, start: int, end: int) -> Usage:
    """Say how the span from ``start`` to ``end`` stands in ``text``."""
    if _inside(_CODE, text, start, end):
        return Usage.CODE
    before = text[max(0, start - _BEFORE) : start]
    if _SELF.search(before):
        return Usage.OWN
    quoted = _inside(_MARKS, text, start, end) or _inside(_SINGLE, text, start, end)
    around = text[: quoted[0]] + " " + text[quoted[1] :] if quoted else before + " " + text[end:]
    reported = _inside(_QUOTED_LINE, text, start, end) is not None or _REPORTED.search(before) is not None
    if (quoted or reported) and _OBJECTION.search(around):
        return Usage.COUNTER
    return Usage.QUOTE if reported or (quoted and _CUE.search(around)) else Usage.USED


def unquoted(text: str) -> str:
    """Return the text, as long as before, with code, quoted lines and quotations blanked."""
    for pattern in (_CODE, _QUOTED_LINE, _MARKS, _SINGLE):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _inside(pattern: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the match that covers the span, if any."""
    for match in pattern.finditer(text):
        if match.start() <= start and end <= match.end():
            return match.span()
    return None
