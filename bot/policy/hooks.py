"""Web hooks as values: what outside systems are told, where to, and how it is signed (mission row M36).

The form is that of Standard Webhooks, version 1 (https://www.standardwebhooks.com), for which receivers find
libraries in most languages. What was written, why, and who reported is never part of it.
"""

import base64
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from bot.policy.ids import GuildId
from bot.policy.phrase import Phrase, phrase

LONGEST_ADDRESS: Final = 500
MOST_HOOKS: Final = 5
"""In one server; each decision makes a request to each of them."""
SECRET_BYTES: Final = 32
PAUSED_AFTER: Final = 5
"""Messages in a row that ran out of tries before a hook is paused; each was tried for about two hours."""
_PREFIX: Final = "whsec_"


class HookEvent(StrEnum):
    """What an outside system can be told of."""

    DECISION_MADE = "decision.made"
    SANCTION_ENDED = "sanction.ended"
    APPEAL_DECIDED = "appeal.decided"
    PING = "ping"
    """Asked for by an administrator, to see whether it arrives."""


SUBSCRIBABLE: Final = (HookEvent.DECISION_MADE, HookEvent.SANCTION_ENDED, HookEvent.APPEAL_DECIDED)


class HookState(StrEnum):
    """A paused hook is told nothing until a ping has arrived."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """An address that wants to be told."""

    guild_id: GuildId
    id: str
    address: str
    secret: str
    """As the receiver has it, beginning with ``whsec_``."""
    events: tuple[HookEvent, ...]
    state: HookState = HookState.ACTIVE
    failures: int = 0
    """How many messages in a row ran out of tries."""
    heard_at: datetime | None = None
    """When it last took a message."""

    @property
    def shown(self) -> str:
        """Return the address as it may be shown: what follows the host may be a secret."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}/…"


def new_secret(random: bytes) -> str:
    """Return a secret as the receiver's library takes it, of random bytes."""
    return _PREFIX + base64.b64encode(random).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the header ``webhook-signature``: HMAC-SHA-256 over id, seconds since 1970, and body."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def unusable(address: str, *, private: bool) -> Phrase | None:
    """Return why an address can't be told anything, or None.

    Without ``private`` it has to be encrypted and must not name a place in our own network; a name that only
    leads there is found out when it is looked up.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return phrase("hook.bad.form")
    if len(address) > LONGEST_ADDRESS or not _is_host(host) or parts.fragment or not address.isascii():
        return phrase("hook.bad.form")
    if parts.username or parts.password:
        return phrase("hook.bad.login")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        return phrase("hook.bad.scheme")
    if not private and (host == "localhost" or is_private(host)):
        return phrase("hook.bad.private")
    return None


def _is_host(host: str) -> bool:
    """Return whether this is a name, or an IP address in its usual form, not one that hides it (127.1)."""
    last = host.rstrip(".").rpartition(".")[2]
    if ":" not in host and not last.isdecimal() and not last.startswith("0x"):
        return bool(last)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_private(host: str) -> bool:
    """Return whether a host is written as an address that is not part of the public Internet."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    inner = getattr(found, "ipv4_mapped", None) or found
    return not inner.is_global or inner.is_multicast
