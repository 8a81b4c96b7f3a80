"""Settings: what is accepted, what is refused with which words, and that no secret is ever repeated."""

import base64
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import SettingProblem, Settings, read_environment
from tests.pins import ROOT

TOKEN = f"{base64.urlsafe_b64encode(b'123456789012345678').decode()}.GabcDE.{'aB3_-' * 7}"
KEY = base64.b64encode(bytes(range(32))).decode()


def parse(**env: str) -> Settings:
    read = Settings.from_env(env)
    assert isinstance(read, Settings), read
    return read


def problems(**env: str) -> dict[str, str]:
    read = Settings.from_env(env)
    assert not isinstance(read, Settings)
    return {problem.key: problem.clause for problem in read}


def test_nothing_set_is_a_sandbox_with_a_database_in_the_checkout() -> None:
    settings = parse()
    assert settings.discord_token is None
    assert Path(settings.database) == ROOT / "data" / "state" / "steward.sqlite3"
    assert settings.text_model


def test_everything_set_is_read() -> None:
    settings = parse(
        DISCORD_TOKEN=TOKEN,
        DATABASE="postgresql://ann:pw@db.example/steward",
        STEWARD_KEY=KEY,
        DISCORD_API_BASE="http://127.0.0.1:8080/api/v10/",
        DISCORD_GATEWAY_URL="ws://127.0.0.1:8080/gateway",
        SANDBOX_PORT="0",
        LOG_LEVEL="debug",
        LOCALE="pt-BR",
        SHARD_COUNT="4",
        SHARD_IDS="3, 1",
        SYNC_COMMANDS_TO="123456789012345678",
        TEXT_MODEL="off",
        OCR="off",
        VISION="off",
    )
    assert settings == Settings(
        discord_token=TOKEN,
        database="postgresql://ann:pw@db.example/steward",
        steward_key=bytes(range(32)),
        discord_api_base="http://127.0.0.1:8080/api/v10",
        discord_gateway_url="ws://127.0.0.1:8080/gateway",
        sandbox_port=0,
        log_level="DEBUG",
        locale="pt-BR",
        shard_count=4,
        shard_ids=(1, 3),
        sync_commands_to=123456789012345678,
        text_model=False,
        ocr=False,
        vision=False,
    )


def test_all_mistakes_are_reported_at_once() -> None:
    wrong = dict.fromkeys(Settings.names(), "?!")
    wrong["DATABASE"] = "mysql://db/steward"
    assert set(problems(**wrong)) == set(Settings.names())


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (f"Bot {TOKEN}", "write the token alone"),
        (f'"{TOKEN}"', "quotes"),
        (f"{TOKEN[:30]} {TOKEN[30:]}", "one piece"),
        ("f" * 64, "public key"),
        ("123456789012345678", "is an id"),
        ("Ab1-" * 8, "client secret"),
        (f"mfa.{'a' * 60}", "person's account"),
        (TOKEN[:40], "cut off"),
        ("a.b.c", "does not look like"),
        (f"{base64.b64encode(b'not a number at all!').decode()}.GabcDE.{'a' * 30}", "does not look like"),
    ],
)
def test_a_wrong_token_gets_the_sentence_that_helps(token: str, said: str) -> None:
    clause = problems(DISCORD_TOKEN=token)["DISCORD_TOKEN"]
    assert said in clause
    assert "page Bot" in clause


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("STEWARD_KEY", base64.b64encode(b"short").decode(), "32 random bytes"),
        ("SANDBOX_PORT", "65536", "0 to 65535"),
        ("SANDBOX_PORT", "-1", "0 to 65535"),
        ("SHARD_IDS", "0,1", "needs SHARD_COUNT"),
        ("DISCORD_API_BASE", "https://proxy.example/api/v9", "/v10"),
        ("DISCORD_API_BASE", "https://proxy.example:port/api/v10", "/v10"),
        ("DISCORD_GATEWAY_URL", "https://proxy.example", "wss://"),
        ("LOCALE", "English", "pt-BR"),
        ("LOG_LEVEL", "loud", "WARNING"),
        ("TEXT_MODEL", "maybe", "on or off"),
        ("SYNC_COMMANDS_TO", "my server", "Copy Server ID"),
        ("DATABASE", str(ROOT), "folder"),
    ],
)
def test_a_wrong_value_gets_the_sentence_that_helps(key: str, value: str, said: str) -> None:
    assert said in problems(**{key: value})[key]


def test_a_shard_outside_the_count_is_refused() -> None:
    assert "between 0 and 1" in problems(SHARD_COUNT="2", SHARD_IDS="0,2")["SHARD_IDS"]


SECRET_KEYS = ("DISCORD_TOKEN", "STEWARD_KEY", "DATABASE")


@given(secret=st.text("abcdefXYZ0123456789._-", min_size=12, max_size=80), key=st.sampled_from(SECRET_KEYS))
def test_no_secret_is_repeated(secret: str, key: str) -> None:
    value = f"mysql://ann:{secret}@db/x" if key == "DATABASE" else secret
    read = Settings.from_env({key: value})
    assert secret not in repr(read)
    assert not isinstance(read, tuple) or all(secret not in str(problem) for problem in read)


def test_a_good_secret_is_not_shown_either() -> None:
    settings = parse(
        DISCORD_TOKEN=TOKEN, STEWARD_KEY=KEY, DATABASE="postgresql://ann:hush@db.example/steward"
    )
    shown = repr(settings) + settings.database_label
    assert not any(secret in shown for secret in (TOKEN, KEY, "hush", "ann", str(bytes(range(32)))))
    assert settings.database_label == "PostgreSQL steward on db.example"


def test_the_example_file_has_exactly_the_fields() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)) == sorted(Settings.names())


def test_the_example_file_as_it_is_gives_the_defaults() -> None:
    env = read_environment({}, ROOT / ".env.example")
    assert isinstance(env, dict)
    assert Settings.from_env(env) == parse()


def test_the_environment_wins_over_the_file_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "\ufeffLOCALE=de\nLOG_LEVEL='ERROR'\nDATABASE=postgresql://a:p${x}@h/d\n", encoding="utf-8"
    )
    environ = {"LOCALE": "fr"}
    env = read_environment(environ, file)
    assert env == {"LOCALE": "fr", "LOG_LEVEL": "ERROR", "DATABASE": "postgresql://a:p${x}@h/d"}
    assert environ == {"LOCALE": "fr"}


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_environment({"LOCALE": "fr"}, tmp_path / ".env") == {"LOCALE": "fr"}


def test_an_unreadable_file_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("LOCALE=é".encode("latin-1"))
    assert read_environment({}, file) == SettingProblem(
        ".env", "is not a UTF-8 text file; save it again as UTF-8."
    )
