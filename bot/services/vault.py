"""Keys and seals: what keeps names and words unreadable without the key that is not in the database.

AES-256-GCM with a random 96-bit nonce per seal (NIST SP 800-38D, section 8.2.2). Each person has a key of
their own, wrapped by the master key; destroying it makes everything sealed under it unreadable.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import StewardError

_NONCE = 12
_KEY = 32


class KeyProblem(StewardError):
    """The master key is missing, malformed or not the one this database was sealed with."""


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's key, unwrapped; lives in memory only."""

    secret: bytes = field(repr=False)

    def seal(self, text: str | bytes) -> bytes:
        """Return the text sealed under this key."""
        return _seal(self.secret, text.encode("utf-8", "replace") if isinstance(text, str) else text)

    def open(self, sealed: bytes | None) -> bytes:
        """Return what was sealed; empty for None."""
        return b"" if sealed is None else _open(self.secret, sealed)

    def text(self, sealed: bytes | None) -> str:
        """Return sealed text; empty for None."""
        return self.open(sealed).decode()


class Vault:
    """Holds the master key; digests and seals with it."""

    def __init__(self, master: bytes) -> None:
        if len(master) != _KEY:
            raise KeyProblem(f"STEWARD_KEY must hold {_KEY} bytes in base64; this one holds {len(master)}.")
        # Different uses get different keys, so that a digest never helps to open a seal.
        self._digests = hmac.digest(master, b"steward digests 1", "sha256")
        self._seals = hmac.digest(master, b"steward seals 1", "sha256")

    def digest(self, purpose: str, *values: int | str) -> str:
        """Return a keyed digest (HMAC-SHA-256, hex) that can be compared but not reversed."""
        text = "\x1f".join([purpose, *map(str, values)])
        return hmac.digest(self._digests, text.encode(), "sha256").hex()

    def new_key(self) -> tuple[bytes, PersonKey]:
        """Return a fresh person's key, wrapped for storage and plain for use."""
        secret = secrets.token_bytes(_KEY)
        return _seal(self._seals, secret), PersonKey(secret)

    def unwrap(self, wrapped: bytes) -> PersonKey:
        """Return a stored person's key for use."""
        return PersonKey(_open(self._seals, wrapped))

    def seal(self, data: bytes) -> bytes:
        """Seal under the master key; for what belongs to nobody's own key."""
        return _seal(self._seals, data)

    def open(self, sealed: bytes) -> bytes:
        """Open what ``seal`` made."""
        return _open(self._seals, sealed)


def _seal(key: bytes, data: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def _open(key: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except InvalidTag:
        raise KeyProblem(
            "The key does not open what is in the database. Put back the STEWARD_KEY (or the key file) that "
            "this database was made with."
        ) from None


def load_master(setting: bytes | None, file: Path) -> bytes:
    """Return the master key of the settings, else of its file, which is made (mode 600) if absent.

    Raises:
        KeyProblem: the key is malformed, or its file can't be read or is open to others.
    """
    if setting is not None:
        return setting
    try:
        if file.exists():
            if os.name == "posix" and file.stat().st_mode & 0o077:
                raise KeyProblem(f"Others can read the key file {file}. Run: chmod 600 {file}")
            return _decode(file.read_text(encoding="ascii"), str(file))
        file.parent.mkdir(parents=True, exist_ok=True)
        key = secrets.token_bytes(_KEY)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(base64.b64encode(key).decode() + "\n")
            handle.flush()
            os.fsync(handle.fileno())
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it holds no text"
        raise KeyProblem(f"The key file {file} can't be used: {reason}.") from None
    return key


def _decode(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY:
        raise KeyProblem(
            f"{where} must be {_KEY} random bytes in base64. Make one with: "
            'python -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())"'
        )
    return key


def sha256(data: bytes) -> str:
    """Return the SHA-256 (hex) by which a piece of evidence is known."""
    return hashlib.sha256(data).hexdigest()
