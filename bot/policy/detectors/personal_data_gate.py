"""What a text must hold before it is worth looking for personal data: one RE2 pattern for each family.

They are the beginnings of what the finders look for, made of the same lists. Whatever a finder would find
must open its gate, and a test compares the two on every example and on made-up texts.
"""

import re
from typing import Final

from bot.policy.detectors import personal_data_address as address
from bot.policy.detectors import personal_data_email as email
from bot.policy.detectors import personal_data_papers as papers
from bot.policy.detectors import personal_data_phone_words as phone
from bot.policy.detectors import personal_data_places as places
from bot.policy.detectors import personal_data_secrets as secrets

_S: Final = r"[\s\v\x1c-\x1f]"
"""What Python calls a blank."""

# A mention is "<@…>" and no address: the sign before or behind the "@" tells them apart.
_EMAIL: Final = (
    r"(?:^|[^<])@|<@[^!&0-9a-z_]|﹫",
    r" dot ",
    r"[-_*~|/ ]dot[-_*~|/ ]",
    rf"[(\[{{<]{_S}?at{_S}?[)\]}}>]",
    rf"{_S}at{_S}(?:{email.PROVIDERS})",
    rf"[(\[{{<\s](?:{email.AT_WORDS})[)\]}}>\s]",
    rf"{_S}at{_S}.*{_S}(?:{email._DOTS}){_S}",
)
_SHAPES: Final = re.sub(r"\{(\d+),\d+\}", r"{\1,}", "|".join(secrets._TOKENS.values()))
_SECRETS: Final = (
    # The shortest form of each token is enough to open; counting further is dear.
    rf"(?:^|[^a-z0-9_-])(?:{_SHAPES})",
    r"authorization:",
    rf"(?:key|token|secret|credentials?)[\"']?{_S}{{0,3}}(?:[:=]|is\b)",
    r"-----BEGIN|putty-user-key-file-|age-secret-key-1",
    r"(?:seed|recovery|mnemonic|wallet)[\s\v](?:phrase|words?|seed)",
    r"://[^\s:/@]{0,64}:[^\s@/:]+@|curl .*:|(?:log ?in|creds?|credentials) ?[:=]",
    r"(?:pass(?:word|wort|code|phrase|wd)?|pwd|pw|kennwort|contrase[ñn]+a|mot.de.passe|mdp|senha|wachtwoord"
    r"|has[łl]o|парол[ья]|密码|パスワード|lösenord)[\"'*`]{0,2}"
    rf"(?:{_S}?[:=：]|{_S}-{_S}|{_S}(?:is|ist|lautet|es|est|é|è|jest|to)[\s\v\x1c-\x1f:]|['’]s{_S})",
    rf"(?:password|pwd?)[\"'*`]{{0,2}}{_S}[|\"'`*]{{0,3}}[^\s]*[0-9]",
    rf"(?:password|pwd?)[\"'*`]{{0,2}}{_S}[|\"'`*]{{0,3}}[0-9]",
)


def _words(words: object) -> str:
    return "|".join(re.escape(word).replace("/", r"/") for word in sorted(map(str, words)))  # type: ignore[call-overload]


_BEHIND: Final = _words({*address._ENGLISH_WORDS.split(), *address._FRENCH_WORDS.split()})
_ADDRESS: Final = (
    # "12 Long Street", "3, rue Longue": the number stands first …
    rf"(?s)[0-9].*{_S}(?:{_BEHIND})(?:[^a-z0-9_]|$)",
    # … "Lange Straße 12", "calle Larga 12": it stands last.
    rf"(?:{_words(address._ENDS)}),*{_S}+[0-9]",
    rf"(?s)(?:^|[^a-z0-9_])(?:{_words(address._STARTS)}){_S}.*[0-9]",
)
_PLACES: Final = (
    rf"(?:^|[^a-z0-9_])(?:{places.BOX.replace(chr(92) + 's', _S)}){_S}?(?:no\.?{_S}?|#{_S}?)?[0-9]",
    # Signs of a town, ward, street or house number of East Asia beside a number.
    r"〒|[市区町村郡路街道巷弄同段][^\n]{0,24}[0-9一二三四五六七八九十][^\n]{0,6}|[시구군동]\s[^\n]{0,30}[0-9]",
    rf"[0-9]-[0-9]{{1,4}},?{_S}[a-z].*-(?:ku|shi|cho|machi|gun|ken|fu)",
    rf"(?:ул|улица|просп?|пр-т|проспект|пер|переулок|бульвар|наб|шоссе|вул)\.?{_S}.*[0-9]",
    r"(?:caddesi|cad\.|cd\.|sokak|sokağı|sk\.|bulvarı|mahallesi|mah\.).*no",
    rf"(?:flat|plot|house|h\.?{_S}?no|door|shop|villa|apartment).*[0-9]{{3}}{_S}?[0-9]{{3}}",
    rf"[0-9]{_S}?[a-z]?,{_S}(?:[a-z]{{1,2}}-)?[0-9]{{2}}",
)
_DIGIT_WORD: Final = rf"(?:^|\W)(?:{phone.DIGIT_WORDS})"
_NUMBERS: Final = (r"[0-9](?:[^0-9\n]{0,4}[0-9]){5}", rf"(?:{_DIGIT_WORD}){{3}}[\s,.–-]")
_LETTERED: Final = (r"(?:^|[^a-z0-9_])[a-z]{5}[0-9]{4}[a-z](?:[^a-z0-9_]|$)",)
_NETWORK: Final = (r"(?:[0-9]{1,3}\.){3}[0-9]", r"::[0-9a-f]", r"(?:[0-9a-f]{0,4}:){7}[0-9a-f]")

# The numbers of papers may have fewer than six digits, and letters between them.
_PAPERS: Final = (rf"(?s)(?:{papers.PASSES}).*[0-9]", rf"(?s)(?:{papers.WORDS}).*[0-9]{{4}}")

GATES: Final = (*_EMAIL, *_SECRETS, *_ADDRESS, *_PLACES, *_NUMBERS, *_LETTERED, *_NETWORK, *_PAPERS)

SIGNS: Final = {_NUMBERS[0]: ("[0-9]", 6), _NUMBERS[1]: (_DIGIT_WORD, 3)}
"""Of gates that count: what must come how often."""
