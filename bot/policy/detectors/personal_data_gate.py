"""What a text must hold before it is worth looking for personal data: one RE2 pattern for each family.

They are the beginnings of what the finders look for, made of the same lists. Whatever a finder would find
must open its gate, and a test compares the two on every example and on made-up texts.
"""

import re
from typing import Final

from bot.policy.detectors import personal_data_address as address
from bot.policy.detectors import personal_data_email as email
from bot.policy.detectors import personal_data_papers as papers
from bot.policy.detectors import personal_data_secrets as secrets

_S: Final = r"[\s\v\x1c-\x1f]"
"""What Python calls a blank."""

# A mention is "<@…>" and no address: the sign before or behind the "@" tells them apart.
_EMAIL: Final = (
    r"(?:^|[^<])@|<@[^!&0-9a-z_]|＠",
    r" dot ",
    rf"[(\[{{<]{_S}?(?:at|ät|arroba){_S}?[)\]}}>]",
    rf"{_S}at{_S}(?:{email.PROVIDERS})",
)
_SHAPES: Final = re.sub(r"\{(\d+),\d+\}", r"{\1}", "|".join(secrets._TOKENS.values()))
_SECRETS: Final = (
    # The shortest form of each token is enough to open; counting further is dear.
    rf"(?:^|[^a-z0-9_-])(?:{_SHAPES})",
    r"authorization:",
    rf"(?:key|token|secret|credentials?)[\"']?{_S}{{0,3}}(?:[:=]|is\b)",
    r"-----BEGIN",
    r"(?:pass(?:word|wort|code|phrase|wd)?|pwd|pw|kennwort|contrase[ñn]+a|mot.de.passe|mdp|senha|wachtwoord"
    r"|has[łl]o|парол[ья]|密码|パスワード|lösenord)[\"'*`]{0,2}"
    rf"(?:{_S}?[:=：]|{_S}-{_S}|{_S}(?:is|ist|es|est|é|è|jest|to){_S})",
    rf"password[\"'*`]{{0,2}}{_S}[|\"'`*]{{0,3}}[^\s]*[0-9]",
    rf"password[\"'*`]{{0,2}}{_S}[|\"'`*]{{0,3}}[0-9]",
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
_NUMBERS: Final = (r"[0-9](?:[^0-9\n]{0,4}[0-9]){5}",)
_NETWORK: Final = (r"(?:[0-9]{1,3}\.){3}[0-9]", r"::[0-9a-f]", r"(?:[0-9a-f]{0,4}:){7}[0-9a-f]")

# The numbers of papers may have fewer than six digits, and letters between them.
_PAPERS: Final = (rf"(?s)(?:{papers.PASSES}).*[0-9]", rf"(?s)(?:{papers.WORDS}).*[0-9]{{4}}")

GATES: Final = (*_EMAIL, *_SECRETS, *_ADDRESS, *_NUMBERS, *_NETWORK, *_PAPERS)
