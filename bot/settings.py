"""What an operator can set, read once at start from the environment and from ``.env``.

All mistakes are reported together, each as a value that names the key, what is wrong and what to write; the
value of a secret is never repeated. The file ``.env.example`` lists the same keys, and a test compares them.
"""

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

import dotenv

from bot import paths
from bot.setting_forms import (
    address,
    choice,
    database,
    identifier,
    key_bytes,
    locale,
    number,
    numbers,
    switch,
    token,
)
from bot.setting_reader import SettingProblem, SettingReader

__all__ = ["SettingProblem", "Settings", "read_environment"]

ENV_FILE: Final = ".env"
LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
DEFAULT_PORT: Final = 8420
DEFAULT_PAGE_PORT: Final = 8421


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between two installations. Each field is the key of its name in capitals."""

    discord_token: str | None = field(default=None, repr=False)
    """Without one the program runs the sandbox."""
    database: str = field(repr=False)
    """The path of an SQLite file, or a ``postgresql://`` address, which may hold a password."""
    steward_key: bytes | None = field(default=None, repr=False)
    """32 bytes that seal identities; None means the key file beside the database."""
    discord_api_base: str | None = None
    """``http(s)://host[:port]/api/v10`` of a proxy or a test server; None means Discord's own."""
    discord_gateway_url: str | None = None
    sandbox_port: int = DEFAULT_PORT
    """On 127.0.0.1; 0 lets the system choose a free one."""
    log_level: str = "INFO"
    locale: str = "en"
    """The language for servers and people whose own language the bot does not speak."""
    shard_count: int | None = None
    shard_ids: tuple[int, ...] = ()
    """The shards of this process; empty means all of them."""
    sync_commands_to: int | None = None
    """A server that gets the slash commands at once, for development; None publishes them everywhere."""
    text_model: bool = True
    ocr: bool = True
    """Whether text in screenshots is read, where the extra ``ocr`` is installed."""
    vision: bool = True
    """Whether posted pictures are looked at, where the extra ``vision`` is installed."""
    webhooks_to_private: bool = False
    """Whether administrators of servers may let the bot send web hooks into its own network."""
    public_address: str | None = None
    """``https://host[/path]`` under which people reach the bot's pages; None means that there are none."""
    page_port: int = DEFAULT_PAGE_PORT
    """On 127.0.0.1, for the web server that has the public address to pass requests on to."""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self | tuple[SettingProblem, ...]:
        """Return the settings, or every problem found in them. Unknown keys and empty values are ignored."""
        read = SettingReader(env)
        settings = cls(
            discord_token=read("DISCORD_TOKEN", token, None),
            database=read("DATABASE", database, str(paths.default_database())),
            steward_key=read("STEWARD_KEY", key_bytes, None),
            discord_api_base=read("DISCORD_API_BASE", address("http", "https", ending="/v10"), None),
            discord_gateway_url=read("DISCORD_GATEWAY_URL", address("ws", "wss"), None),
            sandbox_port=read("SANDBOX_PORT", number(0, 65535), DEFAULT_PORT),
            log_level=read("LOG_LEVEL", choice(*LOG_LEVELS), "INFO"),
            locale=read("LOCALE", locale, "en"),
            shard_count=read("SHARD_COUNT", number(1, 16_384), None),
            shard_ids=read("SHARD_IDS", numbers, ()),
            sync_commands_to=read("SYNC_COMMANDS_TO", identifier, None),
            text_model=read("TEXT_MODEL", switch, True),
            ocr=read("OCR", switch, True),
            vision=read("VISION", switch, True),
            webhooks_to_private=read("WEBHOOKS_TO_PRIVATE", switch, False),
            public_address=read("PUBLIC_ADDRESS", address("http", "https"), None),
            page_port=read("PAGE_PORT", number(1, 65535), DEFAULT_PAGE_PORT),
        )
        problems = (*read.problems, *settings._contradictions())
        return problems or settings

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of all settings as they stand in the environment."""
        return tuple(setting.name.upper() for setting in dataclasses.fields(cls))

    @property
    def uses_postgres(self) -> bool:
        """Whether the database is a PostgreSQL server rather than a file."""
        return "://" in self.database

    @property
    def database_label(self) -> str:
        """The database as it may be shown: the path, or host and name without user and password."""
        if not self.uses_postgres:
            return self.database
        parts = urlsplit(self.database)
        return f"PostgreSQL {parts.path.lstrip('/') or '(default)'} on {parts.hostname or 'this machine'}"

    def _contradictions(self) -> tuple[SettingProblem, ...]:
        if not self.shard_ids:
            return ()
        if self.shard_count is None:
            return (SettingProblem("SHARD_IDS", "needs SHARD_COUNT, the number of all shards."),)
        if max(self.shard_ids) >= self.shard_count:
            last = self.shard_count - 1
            return (SettingProblem("SHARD_IDS", f"must lie between 0 and {last}, as SHARD_COUNT says."),)
        return ()


def read_environment(
    environ: Mapping[str, str] = os.environ, env_file: Path = Path(ENV_FILE)
) -> dict[str, str] | SettingProblem:
    """Return ``.env`` overlaid with the environment, which wins; a missing file is an empty one.

    The environment of the process itself stays as it is, so that no child process inherits a secret.
    """
    try:
        # No interpolation: a password may hold "${". utf-8-sig: some editors begin a file with a mark.
        stored = dotenv.dotenv_values(env_file, interpolate=False, encoding="utf-8-sig")
    except OSError as error:
        return SettingProblem(ENV_FILE, f"can't be read: {error.strerror}.")
    except UnicodeDecodeError:
        return SettingProblem(ENV_FILE, "is not a UTF-8 text file; save it again as UTF-8.")
    return {**{key: value or "" for key, value in stored.items()}, **environ}
