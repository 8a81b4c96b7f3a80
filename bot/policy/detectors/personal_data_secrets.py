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
    "twilio": r"(?:AC|SK)[a-f0-9]{32}",
    "slack_app": r"xapp-\d-[A-Z0-9]{8,14}-\d{8,16}-[a-f0-9]{32,80}",
    "webhook_secret": r"whsec_[A-Za-z0-9+/]{24,64}",
    "google_oauth": r"ya29\.[A-Za-z0-9_-]{20,300}|GOCSPX-[A-Za-z0-9_-]{28}",
    "facebook": r"EAA[A-Za-z0-9]{60,250}",
    "mailgun": r"key-[a-f0-9]{32}",
    "mailchimp": r"[a-f0-9]{32}-us\d{1,2}",
    "square": r"sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}",
    "groq": r"gsk_[A-Za-z0-9]{40,64}",
    "xai": r"xai-[A-Za-z0-9]{40,100}",
    "replicate": r"r8_[A-Za-z0-9]{37}",
    "notion": r"ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43}",
    "airtable": r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}",
    "databricks": r"dapi[a-f0-9]{32}",
    "vault": r"hvs\.[A-Za-z0-9_-]{24,120}",
    "postman": r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}",
    "figma": r"figd_[A-Za-z0-9_-]{40,50}",
    "sentry": r"sntrys_[A-Za-z0-9_=+/-]{40,250}",
    "tailscale": r"tskey-[a-z]{2,10}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}",
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
_PUTTY: Final = re.compile(r"PuTTY-User-Key-File-\d:[^\n]{0,60}|AGE-SECRET-KEY-1[A-Z0-9]{20,80}")
# Twelve words or more that open a wallet.
_SEED: Final = re.compile(
    r"(?i)\b(?:seed|recovery|secret recovery|mnemonic|wallet)\s(?:phrase|words?|seed)\W{1,4}(?:is\s|are\s)?"
    r"(?P<value>(?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8})\b"
)
_ENTROPY: Final = 3.2
"""Bits a character; words and names_like_this stay below, random text of 16 characters is above."""

_PASSWORD: Final = re.compile(
    r"""(?ix)(?<![a-z0-9]) (?:my\s|the\s|wifi\s|wi-fi\s|login\s|account\s|new\s|root\s|user\s)?
        (?:pass(?:word|wort|code|phrase|wd)?|pwd|pw|passwort|kennwort|contraseñ?n?a|mot\sde\spasse|mdp|senha
          |wachtwoord|hasło|haslo|парол[ья]|密码|パスワード|lösenord)["'*`]{0,2}
        (?: \s?[:=：]\s? | \s-\s | \s(?:is|ist|lautet|es|est|é|è|jest|to)\s?:?\s | ['’]s\s:?\s?
          | (?:(?<=password)|(?<=\bpw)|(?<=\bpwd))(?P<bare>\s) )
        [|"'`*]{0,3} (?P<value>[^\s"'`|<>{}\[\]]{4,64})""",
)
# A pattern of so many words is dear; these cover them all.
_WORDS: Final = """pass pwd pw kennwort contrase mdp senha wachtwoord hasło haslo парол 密码
    パスワード lösenord"""
PASSWORD_WORDS: Final = tuple(_WORDS.split())
_STAND_IN: Final = re.compile(
    r"(?i)(?:pass(?:word|wd)?|pwd|pw|user(?:name)?|root|admin|postgres|test|token|x+|\.+)\d{0,3}"
)
# Right after the word "password", without a sign between, only what mixes letters and digits is one.
_BARE: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])\S{6,64}")
_NOT_A_PASSWORD: Final = re.compile(
    r"""(?ix) [*•.x_#?-]+ | [$%(].* | .*\(.* | (?:none|null|true|false|required|optional|string|text|str
        |hidden|secret|password|reset|empty|incorrect|wrong|invalid|expired|correct|changed|forgotten|here|your
        |redacted|removed|example|placeholder|hash(?:ed)?|manager|protected|must|should|minimum|at|too|not|the
        |that|this|it|weak|strong|safe|same|please|lol|field|input|unknown|varchar.*|nothing|same|private
        |process\.env.*|os\.environ.*|config\..*|settings\..*|self\..*|https?:.*|your[_-].*|my[_-]?password|.*_here
        |\d{1,3}%.*|policy|length|case-sensitive|sha-?\d+|md5|base64|oauth2?|2fa|bcrypt\d*)[.,;:!?)]*"""
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
    if "-----BEGIN" in text:
        for found in _PRIVATE_KEY.finditer(text):
            yield Span("private_key", found.start(), found.end())
    if "PuTTY-" in text or "AGE-SECRET" in text:
        for found in _PUTTY.finditer(text):
            yield Span("private_key", found.start(), found.end())
    for found in _SEED.finditer(text):
        yield Span("private_key", *found.span("value"))


# "scheme://name:word@host", "curl -u name:word", "login: name / word".
_LOGIN: Final = re.compile(
    r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,64}:(?P<value>[^\s@/:]{3,128})@(?P<host>[\w.-]{1,200})"
)
_CURL: Final = re.compile(
    r"(?i)\bcurl\b[^\n]{0,200}?\s(?:-u|--user)\s?['\"]?[\w.@+-]{1,64}:(?P<value>[^\s'\"]{3,128})"
)
_PAIR: Final = re.compile(
    r"(?i)\b(?:log ?in|creds?|credentials)\s?[:=]\s?[\w.@+-]{2,64}\s?[/|:]\s?(?P<value>[^\s/|]{5,64})"
)
_LOCAL: Final = re.compile(r"(?i)localhost|127\.[\d.]+|0\.0\.0\.0|[^.]+|host\.?.*|db|.*\.local(?:host)?")


def find_logins(text: str) -> Iterator[Span]:
    """Yield the passwords of addresses, commands and pairs that log in somewhere."""
    if "://" in text:
        for found in _LOGIN.finditer(text):
            value = found["value"]
            if not (
                _NOT_A_PASSWORD.fullmatch(value)
                or _STAND_IN.fullmatch(value)
                or _LOCAL.fullmatch(found["host"])
            ):
                yield Span("password", *found.span("value"))
    for found in (*_CURL.finditer(text), *_PAIR.finditer(text)):
        value = found["value"]
        mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
        if mixed and not _NOT_A_PASSWORD.fullmatch(value):
            yield Span("password", *found.span("value"))


def find_passwords(text: str) -> Iterator[Span]:
    """Yield what is given as a password; advice about passwords is none."""
    yield from find_logins(text)
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
