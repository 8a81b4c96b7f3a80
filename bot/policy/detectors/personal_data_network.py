"""Finds public IP addresses: with one, a member's home line can be attacked or roughly located."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors.personal_data_span import Span, announced

_V4: Final = re.compile(r"(?<![\w.])(?<![-/]\d)(?:\d{1,3}\.){3}\d{1,3}(?![\w/])(?!\.\d)(?!-\w)", re.ASCII)
_V6: Final = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}(?![\w:/.])", re.ASCII)
_ANNOUNCED: Final = re.compile(r"(?i)\bips?\b|\baddress(?:es)?\b|\bserver\b|\bhost\b|\bping(?:ed)?\b")
# "v1.2.3.4", "section 4.3.2.1": numbered things that only look like addresses.
_NUMBERED: Final = re.compile(
    r"(?i)\b(?:v|ver|versions?|release|build|update|patch|firmware|section|chapter|exercise|clause|figure)\b"
)
# Shown to stand for a public address in documentation (RFC 5737, RFC 3849), so they count as one.
_DOCUMENTATION: Final = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
# Resolvers that everybody names when talking about networks.
_RESOLVERS: Final = """1.1.1.1 1.0.0.1 8.8.8.8 8.8.4.4 9.9.9.9 208.67.222.222 208.67.220.220
    2606:4700:4700::1111 2001:4860:4860::8888 2001:4860:4860::8844 2620:fe::fe"""
_WELL_KNOWN: Final = frozenset(_RESOLVERS.split())


def find_ips(text: str) -> Iterator[Span]:
    """Yield public IPv4 and IPv6 addresses; local, reserved and well-known ones are nobody's."""
    for found in _V4.finditer(text):
        # Four numbers below ten are far more often a version than an address.
        small = max(map(int, found[0].split("."))) < 10
        named = announced(_ANNOUNCED, text, found.start())
        numbered = announced(_NUMBERED, text, found.start(), near=20)
        if (named or not (small or numbered)) and _is_public(found[0]):
            yield Span("ip_address", found.start(), found.end())
    for found in _V6.finditer(text):
        # Times such as 10:20:30 have colons too; an address is either long or shortened by "::".
        if ("::" in found[0] or found[0].count(":") == 7) and _is_public(found[0]):
            yield Span("ip_address", found.start(), found.end())


def _is_public(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if any(address in network for network in _DOCUMENTATION):
        return True
    return address.is_global and not address.is_multicast and str(address) not in _WELL_KNOWN
