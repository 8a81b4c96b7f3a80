"""Links that lead where they should not, and the many honest ones that must stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.detectors.link_text import is_within, links_in, registered, split_host, tidy_domain
from bot.policy.detectors.links import DETECTOR
from bot.policy.skeleton import is_one_slip_apart, skeleton
from tests.policy.factories import found, said


def reasons(text: str, **table: object) -> list[str]:
    """Return why the links of a text count."""
    return [finding.matched for finding in found(DETECTOR, text, table)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("http://203.0.113.9/login", "ip_host"),
        ("http://3405803785/", "ip_host"),
        ("http://[2001:db8::1]:8080/x", "ip_host"),
        ("https://paypal.com@evil.example/", "credentials"),
        ("see https://bit.ly/abc123", "shortener"),
        ("bit.ly/abc123 is fun", "shortener"),
        ("free nitro https://dіscord.com/gift", "lookalike:discord.com"),
        ("https://disc0rd.com/nitro", "lookalike:discord.com"),
        ("https://discrod.com/nitro", "lookalike:discord.com"),
        ("https://stearncommunity.com/trade", "lookalike:steamcommunity.com"),
        ("https://xn--dscord-pvf.com/x", "lookalike:discord.com"),
        ("https://dіscord.gift/x", "lookalike:discord.com"),
        ("https://discord-gift.ru/claim", "lookalike:discord.com"),
        ("https://free-nitro-disc0rd.example", "lookalike:discord.com"),
        ("https://steamcommunitylogin.com/x", "lookalike:steamcommunity.com"),
        ("https://paypal.com.session.example/login", "lookalike:paypal.com"),
        ("[github.com](https://evil.example/x)", "disguised:evil.example"),
        ("https://files.example/essay.pdf.exe?dl=1", "program"),
    ],
)
def test_bad_links_are_found(text: str, reason: str) -> None:
    assert reason in reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/python/cpython",
        "https://docs.google.com/document/d/1",
        "www.google.de and google.co.uk",
        "I use node.js, main.py and e.g. discord.py",
        "end of sentence.Then another...and more",
        "[the docs](https://docs.python.org/3/)",
        "[python.org](https://www.python.org/downloads)",
        "mail ada@example.org about v1.2.3.4 or 10.5",
        "https://example.org/a.b.c/file.tar.gz",
        "https://user.example.org:8443/path?q=1#x",
        "1.1.1.1 and :// and http:// and //",
        "https://discord.com/channels/1/2/3",
        "https://discordpy.readthedocs.io and https://discord.js.org",
        "https://github-wiki-see.page/m/x",
        "https://scholar.google.com.ezproxy.university.example/x",
        "https://support.example/github",
    ],
)
def test_honest_links_stay(text: str) -> None:
    assert reasons(text) == []


def test_a_blocked_domain_holds_for_everything_below_it() -> None:
    table = {"block": ["https://www.Evil.example/path"]}
    for text in (
        "https://evil.example",
        "hxxps://a.evil.example/x",
        "evil[.]example/x",
        "EVIL.EXAMPLE.",
        "(evil.example)",
    ):
        assert reasons(text, **table) == ["blocked:evil.example"]
    assert reasons("https://notevil.example https://evil.example.org", **table) == []


def test_what_is_allowed_never_counts_and_is_protected() -> None:
    assert reasons("https://bit.ly/x", allow="bit.ly") == []
    assert reasons("https://mycampus.example", only_allowed=True, allow="mycampus.example") == []
    assert reasons("https://mycarnpus.example", allow="mycampus.example") == ["lookalike:mycampus.example"]


def test_only_listed_places_may_be_asked_for() -> None:
    table = {"only_allowed": True, "allow": ["example.org"]}
    assert reasons("https://other.example/x and a.example.org/y and main.py", **table) == [
        "not_allowed:other.example"
    ]


def test_each_reason_can_be_switched_off() -> None:
    off = dict.fromkeys(
        ("shorteners", "lookalikes", "ip_hosts", "credentials", "disguised", "programs"), False
    )
    text = "https://bit.ly/x https://discrod.com http://203.0.113.9/ https://a@b.example/e.pdf.exe [a.example](https://b.example)"
    assert reasons(text, **off) == []
    assert reasons("hxxp://a.example") == []
    assert reasons("hxxp://a.example", defanged=True) == ["defanged"]


def test_a_finding_says_where_and_why() -> None:
    (finding,) = found(DETECTOR, "go to https://bit.ly/abc, now")
    assert (finding.start, finding.end) == (6, 24)
    assert finding.explanation == DETECTOR.explain(finding)
    assert said(finding.explanation) == "This is a short link: nobody can see where it leads."


def test_hosts_are_read_as_a_browser_does() -> None:
    assert split_host("a@B.Example:80/x") == ("b.example", "/x", True)
    assert split_host("evil.example\\@good.example") == ("evil.example", "\\@good.example", False)
    assert registered("a.b.example.co.uk") == "example.co.uk"
    assert registered("a.b.example.org") == "example.org"
    assert is_within("a.example.org", ["example.org"])
    assert tidy_domain("*.Example.org") == "example.org"


def test_skeletons_and_slips() -> None:
    assert skeleton("PayPaI.com") == skeleton("paypal.com")
    assert is_one_slip_apart("discord", "discrod")
    assert is_one_slip_apart("discord", "discords")
    assert is_one_slip_apart("discord", "disord")
    assert is_one_slip_apart("discord", "discard")
    assert not is_one_slip_apart("discord", "discord")
    assert not is_one_slip_apart("discord", "dsicrod")
    assert not is_one_slip_apart("", "ab")


SIGNS = "http:// hxxp[:]// a . [.] (.) [ ]( ) @ / xn-- xn--ü \ud800 \u200b 1 : exe < > é"
PIECES = st.sampled_from(SIGNS.split(" "))


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_is_judged(text: str) -> None:
    for link in links_in(text):
        assert 0 <= link.start <= link.end <= len(text)
    for finding in found(DETECTOR, text, {"only_allowed": True, "defanged": True}):
        assert 0 <= finding.start <= finding.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["a.", "http://", "[a](", "a", "a@", "x[.]", "https://a.b/c ", "[", "-", ".", "xn--"]
)
def test_a_hundred_thousand_characters_end(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(DETECTOR, text))
