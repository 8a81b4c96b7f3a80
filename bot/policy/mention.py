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
    """Quoted or reported, and perhaps agreed with."""
    RETOLD = "retold"
    """Told as somebody else's words, without a word of agreement."""
    FRAMED = "framed"
    """A sentence in quotation marks amid words of the writer's own, without a word of agreement."""
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
_SAYING: Final = (
    r"sa(?:y|ys|ying|id)|call(?:s|ed|ing)?|wr(?:ite|ites|iting|ote|itten)|post(?:s|ed|ing)?|typ(?:e|es|ed|ing)"
    r"|tweet(?:s|ed)?|comment(?:s|ed)?|sent|tell(?:s|ing)?|told|text(?:s|ed)|shout(?:s|ed|ing)?|yell(?:s|ed|ing)?|us(?:e|es|ed|ing)"
    r"|dm(?:'?e?d)?|messag(?:e|ed|es)|nam(?:e|ed)|quot(?:e|ed|es|ing)|report(?:s|ed|ing)?|hear(?:d|s|ing)?|read"
    r"|means?|meant|meaning|chant(?:s|ed|ing)?|scream(?:s|ed|ing)?|spray(?:s|ed|ing)?|paint(?:s|ed|ing)?"
    r"|print(?:s|ed|ing)?|repeat(?:s|ed|ing)?|mutter(?:s|ed|ing)?|whisper(?:s|ed|ing)?"
)
_SPEAKING: Final = (
    rf"{_SAYING}|spread(?:s|ing)?|claim(?:s|ed|ing)?|insist(?:s|ed|ing)?|suggest(?:s|ed|ing)?|argu(?:e|es|ed|ing)"
    r"|think(?:s|ing)?|thought|believ(?:e|es|ed|ing)|preach(?:es|ed|ing)?|teach(?:es|ing)?|taught"
    r"|jok(?:e|es|ed|ing)|answer(?:s|ed|ing)?|repl(?:y|ies|ied|ying)"
)
_ABOUT: Final = (
    r"words?|terms?|slurs?|phrases?|insults?|expressions?|lyrics?|titles?|definition|offensive|derogatory|etymology"
    r"|racist|sexist|homophobic|transphobic|hurtful|inappropriate|profanity|swear(?:ing)?|language|translat\w*"
    r"|sentences?|lines?|arguments?|opinions?|remarks?|statements?|headlines?|slogans?|propaganda|graffiti"
    r"|stickers?|posters?|rhetoric|stereotypes?|trope|myths?|ideology|prejudices?"
)
_CUE: Final = re.compile(rf"\b(?:{_SPEAKING}|{_ABOUT})\b", re.IGNORECASE)
_OTHERS: Final = (
    r"(?:he|she|they|someone|somebody|people|everyone|everybody|who"
    r"|(?:this|that|a|an|the|some|my|our) \w+(?:['’]s \w+)?|<@!?\d+>|@\w+)"
)
_ANYBODY: Final = "people|others|someone|somebody|anyone|anybody|kids|strangers"
_SOMEBODY: Final = (
    rf"(?:me|us|him|her|them|{_ANYBODY}"
    r"|(?:my|our|his|her|their|an?|the|some|another) \w+(?: in \w+ \w+)?)"
)
_TO: Final = r"(?: that| to)?(?: all| just| go| and)*"
_REPORTED: Final = re.compile(
    r"\b(?:call(?:s|ed|ing)?|nam(?:ed|ing)) (?:me|us|my \w+)(?: an?| the| names like)?\W{0,3}$"
    # Not "I call them …": whoever calls others so uses the words.
    rf"|{_OTHERS} (?:\w+ ){{0,2}}call(?:s|ed|ing) (?:you|him|her|them|\w+)(?: an?| the)?\W{{0,3}}$"
    rf"|{_OTHERS} (?:\w+ ){{0,4}}(?:said|says|wrote|posted|typed|sent|shouted|yelled|tweeted|spam(?:s|med)"
    r"|put|scrawled|scribbled|carved)(?: \w+){0,2}\W{0,3}$"
    r"|\b(?:people|they|kids|players|some|others) (?:\w+ ){0,2}(?:say|write|type|post|shout|yell|spam)"
    r"(?: \w+){0,2}\W{0,3}$"
    rf"|{_OTHERS} (?:\w+ ){{0,2}}(?:told|tells|telling|(?:(?<=who )|(?<=people )|(?<=they ))tell)"
    rf" {_SOMEBODY}(?: (?:he|she|they|i|we) (?:should|must|could|can|ought|had))?{_TO}\W{{0,3}}$"
    rf"|\b(?:was|were|am|is|are|be|been|being|got|gets?|getting) told{_TO}\W{{0,3}}$"
    rf"|\b(?:tell|tells|telling) (?:{_ANYBODY}|each other|one another|an? \w+){_TO}\W{{0,3}}$"
    r"|\b(?:if|when(?:ever)?|(?:every|each) time) (?:any|some)(?:one|body) (?:\w+ )?"
    r"(?:(?:tells?|asks?) (?:you|me|us|him|her|them|anyone)(?: to)?"
    r"|says?|writes?|types?|sends?|posts?)\W{0,3}$"
    r"|\bused to (?:say|write|type|spam)(?: \w+){0,2}\W{0,3}$"
    r"|\b(?:what (?:does|do)|jokes? (?:about|with|like)|filters? (?:catch(?:es)?|blocks?)"
    r"|ban(?:s|ned)? (?:\w+ )?for) (?:the |a )?\W{0,3}$"
    rf"|{_OTHERS} (?:\w+ ){{0,2}}(?:claims?|claimed|insists?|insisted|thinks?|thought|believes?|believed)"
    r"(?: that)?\W{0,3}$"
    r"|\b(?:saying|claiming|writing|posting|suggesting|thinking|pretending|the (?:claim|idea|lie|myth))"
    r"(?: that)?\W{0,3}$"
    rf"|\b(?:{_SPEAKING})(?: \w+){{0,3}} that(?: (?:all|the|every|these|those|most))?\W{{0,3}}$"
    r"|\bthe (?:\w+ )?(?:word|term|slur|phrase|insult|expression)\W{1,4}$"
    r"|\b(?:do ?n['o]?t|never|stop|quit|please avoid|avoid|not ok(?:ay)? to|shouldn'?t|can'?t)"
    r" (?:ever |just |be )?(?:say|use|call|saying|using|calling|writing|typing|posting|spamming|sending)"
    r"(?: \w+){0,2}\W{0,3}$"
    r"|\b(?:it|that|this|which) (?:means?|meant)(?: to)?\W{0,3}$",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"^\W{0,3} (?:(?:is|was|isn'?t) (?:\w+ ){0,2}"
    r"(?:bannable|banned here|against the rules|forbidden|filtered|blocked"
    r"|(?:on|in) (?:the|our|a) (?:\w+ )?(?:filter|block ?list|ban ?list|list))"
    r"|(?:isn'?t|is not|is never) (?:an? )?(?:banter|joke|funny|ok(?:ay)?|friendly|harmless|compliment)"
    r"|(?:is|was) what (?:i|he|she|they|we|people)|(?:covered|allowed|banned|forbidden) (?:by|under|here)"
    r"|gets? (?:you|people|one) (?:(?:\w+ )?(?:banned|kicked|removed)|an? (?:\w+ )?ban)"
    r"|energy|pride|power|to another|means?(?! it)|jokes?|spam|comments?|messages?|stuff"
    r"|out of \w+(?: \w+)? (?:chat|channel))\b",
    re.IGNORECASE,
)
"""What stands right behind a word that is talked about …"""
_DETERMINED: Final = re.compile(
    r"\b(?:an?|that|this|these|those|such|any|every|all|you|your)\W{0,2}$", re.IGNORECASE
)
"""… unless this stands before it: then it is said of somebody."""
_BEFORE: Final = 60
"""How many characters before the words a report may begin."""

_OBJECTION: Final = re.compile(
    r"(?<!not )(?<!n't )(?<!nothing )(?<!never )\b(?:wrong|an? lie|lies|false|untrue|nonsense|unacceptable"
    r"|hateful|hate speech|racis(?:t|m)|sexis(?:t|m)|homophobi[ac]|transphobi[ac]|antisemiti(?:c|sm)"
    r"|islamophobi[ac]|bigot\w*|prejudice\w*|ignorant|cruel\w*|vile|awful|horrible|terrible|appall\w+"
    r"|disgraceful|shameful|ashamed|outrageous|offensive|hurtful|hurts?|unkind|slander|shocked|cried|crying"
    r"|shaking|upset|disagree|despicable|disgusting to|sickening|toxic|harmful|dehumani[sz]ing|inhumane?"
    r"|unworthy|crime|criminal offen[cs]e)\b"
    r"|(?:\bnot|\bnever|n't|\bhardly) (?:\w+ )?(?:ok|okay|acceptable|true|funny|cool|fine|right|allowed"
    r"|welcome|who we are|an? (?:joke|opinion|argument|excuse|compliment|fact))\b"
    r"|\bshame on\b|\b(?:have|has|no) (?:no )?place\b|\bagainst (?:the|our) (?:rules|code)\b"
    r"|\b(?:should(?:n'?t| not| never)?|(?:wi|'|’)ll|got|gets?|was|were|is|been|being) (?:be )?(?:\w+ )?"
    r"(?:banned|kicked|fired|expelled|suspended|removed|deleted|reported|punished|thrown out)\b"
    r"|\bshould(?:n'?t| not| never)? be (?:said|allowed)\b"
    r"|\b(?:stop|quit|never|don'?t|do not|nobody (?:should|may|gets to)|you can'?t|cannot)(?: \w+){0,3}"
    r" (?:say(?:ing)?|writ(?:e|ing)|post(?:ing)?|read|us(?:e|ing)|call(?:ing)?|hear(?:ing)?|shout(?:ing)?"
    r"|yell(?:ing)?|repeat(?:ing)?|spread(?:ing)?|believ(?:e|ing))\b"
    r"|\b(?:nobody|no one|none of us|few people|never) (?:\w+ )?(?:believes?|thinks?|says?|said|thought)\b"
    r"|\b(?:told|tell|asked|ask) (?:him|her|them|you|people) (?:to (?:stop|leave|shut up|delete)|off)\b"
    r"|\bplease (?:remove|delete|act|stop|report|look)\b"
    r"|\b(?:i|we) (?:have |just )?(?:report|block|mut)(?:ed|ing)?\b",
    re.IGNORECASE,
)
_AGREEMENT: Final = re.compile(
    r"(?<!not )(?<!n't )(?<!never )(?:\b(?:he|she|they|it|that|this|and|so|you|is|was|are|were|'s|quite"
    r"|absolutely|totally) (?:right|true|correct|based|facts?)\b|\b(?:the (?:\w+ )?truth|truest|facts)\b"
    r"|\b(?:i|we|fully|totally|couldn't|can't but|must) agree\b|\bexactly[.!]"
    r"|\b(?:amen|based|common sense|finally|well said|dares? to|(?:has|had|have) a point)\b"
    r"|\b(?:(?:says?|tells? you) otherwise|change my mind|prove me wrong|deny it|deal with it|wake up)\b"
    r"|\b(?:not|never|n't|nothing) (?:wrong|a lie|false)\b"
    r"|\b(?:say it|repeat after|say after|sing it|shout it|spread the word|pass it on)\b"
    r"|\b(?:lol|lmao|haha+|hehe+)\b|[\U0001F602\U0001F923\U0001F44D\U0001F4AF\U0001F525])",
    re.IGNORECASE,
)
_OWN_SPEECH: Final = re.compile(
    r"\b(?:i|we)(?:'?(?:ve|ll|d|m|re))?(?: \w+){0,2}? (?:say(?:ing)?|said|think(?:ing)?|thought|believed?"
    r"|tell|told|wr[io]te|post(?:ed)?|repeat|claim|mean|meant|call(?:ed)?|shout(?:ed)?)\b"
    r"|\b(?:my|our) (?:\w+ )?(?:opinion|view|motto|slogan|message|point)\b",
    re.IGNORECASE,
)
"""What the writer says themselves is meant, however it is marked."""
_SHORT: Final = 3
"""A quotation of fewer words may be a mocking name: it is told only where the speaking stands beside it."""
_SPOKEN: Final = re.compile(rf"\b(?:{_SAYING})\b", re.IGNORECASE)
_NEAR: Final = 20
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
    line = _inside(_QUOTED_LINE, text, start, end) is not None
    reported = _REPORTED.search(before) is not None
    named = _is_named(before, text[end : end + _BEFORE])
    if not (quoted or line or reported or named):
        return Usage.USED
    if _OBJECTION.search(around):
        return Usage.COUNTER
    meant = _AGREEMENT.search(around) or _OWN_SPEECH.search(around)
    if line or reported or named or _CUE.search(around):
        told = reported or (quoted is not None and _is_speech(text, *quoted))
        return Usage.RETOLD if told and not meant and not line else Usage.QUOTE
    framed = quoted is not None and _is_sentence(text[slice(*quoted)]) and _is_sentence(around)
    return Usage.FRAMED if framed and not meant else Usage.USED


def _is_named(before: str, behind: str) -> bool:
    """Say whether a word is only spoken of: "… is banned here", "no more … jokes"."""
    return _NAMED.search(behind) is not None and _DETERMINED.search(before) is None


def _is_speech(text: str, start: int, end: int) -> bool:
    """Say whether a quotation is somebody's sentence, or words that stand beside the speaking of them."""
    if _is_sentence(text[start:end]):
        return True
    beside = text[max(0, start - _NEAR) : start] + " | " + text[end : end + _NEAR]
    return _SPOKEN.search(beside) is not None


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= _SHORT


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
