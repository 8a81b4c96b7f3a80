"""Finds what opens a door: tokens, private keys, passwords. Whoever posts one needs to know at once."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors.personal_data_span import Span

# Forms as their issuers document them; each is long and regular enough to need no context.
_TOKENS: Final = {
    "discord": r"[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,45}",
    "discord_webhook": r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{15,21}/[A-Za-z0-9_-]{40,90}",
    "github": r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}",
    "gitlab": r"glpat-[A-Za-z0-9_-]{20,64}",
    "aws": r"(?:AKIA|ASIA)[A-Z2-7]{16}|(?:AKIA|ASIA)[A-Z0-9]{9}EXAMPLE",
    "slack": r"xox[abeoprs]-[A-Za-z0-9-]{10,250}",
    "stripe": r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,128}",
    "openai": r"sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,200}",
    "google": r"AIza[A-Za-z0-9_-]{35}",
    "npm": r"npm_[A-Za-z0-9]{36}",
    "pypi": r"pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,250}",
    "telegram": r"\d{8,10}:AA[A-Za-z0-9_-]{33}",
    "huggingface": r"hf_[A-Za-z0-9]{30,64}",
    "sendgrid": r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
    "digitalocean": r"do[opr]_v1_[a-f0-9]{64}",
    "slack_webhook": r"hooks\.slack\.com/services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24}",
    "shopify": r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    "docker": r"dckr_pat_[A-Za-z0-9_-]{27}",
    "atlassian": r"ATATT3x[A-Za-z0-9_=-]{100,250}",
    "grafana": r"glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}",
    "linear": r"lin_api_[A-Za-z0-9]{40}",
    "jwt": r"eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{16,1000}",
}
_TOKEN: Final = re.compile(
    r"(?<![A-Za-z0-9_-])(?:"
    + "|".join(f"(?P<{name}>{shape})" for name, shape in _TOKENS.items())
    + r")(?![A-Za-z0-9_-])",
    re.ASCII,
)
_LONG: Final = re.compile(r"[A-Za-z0-9_+/.~-]{16}")
_PRIVATE_KEY: Final = re.compile(
    r"-----BEGIN (?:[A-Z]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:[^-]{0,10000}(?:-----END [A-Z ]{0,40}-----)?)"
)
_ASSIGNED: Final = re.compile(
    r"""(?ix)(?<![a-z]) (?: authorization:\sbearer\s
        | (?:api|access|secret|client|auth|bearer|private|account|encryption|signing)?[ _-]?
          (?:key|token|secret|credentials?)["']? \s{0,3} (?:[:=]|\bis\b|:=)\s{0,3} ["'`]{0,2} (?:bearer\s)? )
        (?P<value>[A-Za-z0-9_+/.~-]{16,200}={0,2})(?![A-Za-z0-9_(\[])""",
)
_ENTROPY: Final = 3.2
"""Bits a character; words and names_like_this stay below, random text of 16 characters is above."""

_PASSWORD: Final = re.compile(
    r"""(?ix)(?<![a-z0-9]) (?:my\s|the\s|wifi\s|wi-fi\s|login\s|account\s|new\s|root\s|user\s)?
        (?:pass(?:word|wort|code|phrase|wd)?|pwd|pw|passwort|kennwort|contraseñ?n?a|mot\sde\spasse|mdp|senha
          |wachtwoord|hasło|haslo|парол[ья]|密码|パスワード|lösenord)["'*`]{0,2}
        (?: \s?[:=：]\s? | \s-\s | \s(?:is|ist|es|est|é|è|jest|to)\s?:?\s | (?<=password)(?P<bare>\s) )
        [|"'`*]{0,3} (?P<value>[^\s"'`|<>{}\[\]]{4,64})""",
)
# A pattern of so many words is dear; these cover them all.
_WORDS: Final = """pass pwd pw kennwort contrase mdp senha wachtwoord hasło haslo парол 密码
    パスワード lösenord"""
PASSWORD_WORDS: Final = tuple(_WORDS.split())
# Right after the word "password", without a sign between, only what mixes letters and digits is one.
_BARE: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])\S{6,64}")
_NOT_A_PASSWORD: Final = re.compile(
    r"""(?ix) [*•.x_#?-]+ | [$%(].* | .*\(.* | (?:none|null|true|false|required|optional|string|text|str
        |hidden|secret|password|reset|empty|incorrect|wrong|invalid|expired|correct|changed|forgotten|here|your
        |redacted|removed|example|placeholder|hash(?:ed)?|manager|protected|must|should|minimum|at|too|not|the
        |that|this|it|weak|strong|safe|same|please|lol|field|input|unknown|varchar.*|nothing|same|private
        |process\.env.*|os\.environ.*|config\..*|settings\..*|self\..*|https?:.*|your[_-].*|my[_-]?password|.*_here
        |policy|length|case-sensitive|sha-?\d+|md5|base64|oauth2?|2fa|bcrypt\d*)[.,;:!?)]*"""
)


def find_tokens(text: str) -> Iterator[Span]:
    """Yield access tokens of known services, and long random values given to something called a key."""
    if not _LONG.search(text):
        return
    for found in _TOKEN.finditer(text):
        yield Span(f"token:{found.lastgroup}", found.start(), found.end())
    for found in _ASSIGNED.finditer(text):
        if _is_random(found["value"]):
            yield Span("token:generic", *found.span("value"))


def find_private_keys(text: str) -> Iterator[Span]:
    """Yield private key blocks, up to their end line where there is one."""
    if "-----BEGIN" not in text:
        return
    for found in _PRIVATE_KEY.finditer(text):
        yield Span("private_key", found.start(), found.end())


def find_passwords(text: str) -> Iterator[Span]:
    """Yield what is given as a password; advice about passwords is none."""
    lower = text.lower()
    if not any(hint in lower for hint in PASSWORD_WORDS):
        return
    for found in _PASSWORD.finditer(text):
        value = found["value"]
        if _NOT_A_PASSWORD.fullmatch(value) or (found["bare"] and not _BARE.fullmatch(value)):
            continue
        start, end = found.span("value")
        # A plain word is a password only where the line says nothing else after it.
        last = not text[end : end + 40].partition("\n")[0].strip(" .!\"'`*|)")
        if _is_odd(value.rstrip(".,;!?")) or last:
            yield Span("password", start, end)


def _is_odd(value: str) -> bool:
    """Tell whether no ordinary word looks like this: digits or signs among letters, or capitals inside."""
    if value.isalpha():
        return not (value.islower() or value.isupper() or value.istitle())
    return any(char.isdigit() for char in value) or not all(
        char.isalpha() or char in "'’-/" for char in value
    )


def _is_random(value: str) -> bool:
    """Tell whether the characters are too evenly spread for words (Shannon entropy)."""
    if not any(char.isdigit() for char in value) or not any(char.isalpha() for char in value):
        return False
    size = len(value)
    entropy = -sum(count / size * math.log2(count / size) for count in Counter(value).values())
    return entropy >= _ENTROPY
