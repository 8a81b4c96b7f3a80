"""Invitations to other servers, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.detectors.invites import DETECTOR
from tests.policy.factories import found


@pytest.mark.parametrize(
    "text",
    [
        "https://discord.gg/AbCdEf",
        "discord.com/invite/AbCdEf join",
        "https://discordapp.com/invite/AbCdEf",
        "dsc.gg/cool-server",
        "discord . gg / AbCdEf",
        "discord[.]gg/AbCdEf",
        "discord dot gg/AbCdEf",
        "DISCORD.GG/AbCdEf",
        "discord.gg/​AbCdEf",
        "**discord**.gg/AbCdEf",
        "join .gg/AbCdEf now",
        "<https://discord.gg/AbCdEf>",
        "https://www.discord.gg/AbCdEf",
    ],
)
def test_invitations_are_found(text: str) -> None:
    (finding,) = found(DETECTOR, text)
    assert finding.matched == "invite"
    assert text[finding.start : finding.end].endswith(("AbCdEf", "cool-server"))
    assert finding.explanation == DETECTOR.explain(finding)


@pytest.mark.parametrize(
    "text",
    [
        "https://discord.com/channels/1/2/3",
        "discord.py and discord.js are libraries",
        "I like discord. gg everyone / well played",
        "https://discord.com/developers/docs",
        "mydiscord-gg/abc",
        "top.gg/bot/1234",
        "and/or, either/neither",
    ],
)
def test_other_places_are_not(text: str) -> None:
    assert found(DETECTOR, text) == ()


def test_own_codes_may_stand() -> None:
    table = {"allow": ["AbCdEf", "https://discord.gg/friends/"]}
    assert found(DETECTOR, "discord.gg/AbCdEf discord.gg/friends", table) == ()
    assert len(found(DETECTOR, "discord.gg/abcdef", table)) == 1


@given(st.text(st.sampled_from("discord.g/ inveappcm[]()*_\u200b\ud800x-"), max_size=80))
def test_any_text_is_judged(text: str) -> None:
    assert all(finding.end <= len(text) for finding in found(DETECTOR, text))


def test_a_hundred_thousand_characters_end() -> None:
    for piece in ("discord", "discord ", "discord.gg ", "/.gg", " / ", "discord.gg/ab "):
        text = piece * (100_000 // len(piece)) + "/"
        assert all(0 <= finding.start < finding.end <= len(text) for finding in found(DETECTOR, text))
