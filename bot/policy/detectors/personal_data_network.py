"""Finds public IP addresses: with one, a member's home line can be attacked or roughly located."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from bot.policy.detectors.personal_data_span import Span, announced

_V4: Final = re.compile(r"(?<![\w.])(?<![-/]\d)(?:\d{1,3}\.){3}\d{1,3}(?![\w/])(?!\.\d)(?!-\w)", re.ASCII)
_V6: Final = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}(?![\w:/.])", re.ASCII)
_SMALL: Final = 64
_V6_DIGITS: Final = 6
_AROUND: Final = 40
_ANNOUNCED: Final = re.compile(r"(?i)\bips?\b|\baddress(?:es)?\b|\bserver\b|\bhost\b|\bping(?:ed)?\b")
# "v1.2.3.4", "section 4.3.2.1": numbered things that only look like addresses.
_NUMBERED: Final = re.compile(
    r"(?i)\b(?:v|ver|versions?|release|build|update|patch|firmware|section|chapter|exercise|clause|figure|drivers?|cuda|sdk|api"
    r"|kernel|bios|os|python|node|java|chrome|firefox|safari|edge|ios|android|windows|app|package|plugin|mod)\b"
)
# Documentation names these (RFC 5737, RFC 3849) as it does the resolvers: somebody's only if said to be.
_DOCUMENTATION: Final = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
# Resolvers that everybody names when talking about networks.
_RESOLVERS: Final = """1.1.1.1 1.0.0.1 8.8.8.8 8.8.4.4 9.9.9.9 208.67.222.222 208.67.220.220
    2606:4700:4700::1111 2001:4860:4860::8888 2001:4860:4860::8844 2620:fe::fe"""
_WELL_KNOWN: Final = frozenset(_RESOLVERS.split())
_SOMEBODYS: Final = re.compile(
    r"(?i)\b(?:my|his|her|their|home|(?!(?:it|that|what|server|host|router|machine|vm|gateway|client|node)['’])"
    r"\w{1,32}['’]s)\s(?:(?!dns|server|lab|test)\w{1,20}\s)?ips?\b"
    r"|\b(?:your|ur) (?:\w{1,20} )?ip(?: address)?(?: is|:|=)"
    r"|\bips? of (?:this|that|him|her)\b|\b(?:boot|ddos|doxx?|grabbed|leaked)\b"
)
_SHOWN: Final = re.compile(r"(?i)\b(?:rfc|documentation|examples?|reserved|test-net|exercise|placeholder)\b")


def find_ips(text: str) -> Iterator[Span]:
    """Yield public IPv4 and IPv6 addresses; local, reserved and well-known ones are nobody's."""
    for found in _V4.finditer(text):
        # Four small numbers are far more often a version than an address.
        small = sum(map(int, found[0].split("."))) < _SMALL
        named = announced(_ANNOUNCED, text, found.start())
        numbered = announced(_NUMBERED, text, found.start(), near=20)
        if (named or not (small or numbered)) and _is_public(found[0], text, found.start(), found.end()):
            yield Span("ip_address", found.start(), found.end())
    for found in _V6.finditer(text):
        # Times such as 10:20:30 have colons too; an address is either long or shortened by "::".
        # Slices such as a[1::2] have colons as well; an address of somebody is longer.
        short = len(found[0]) - found[0].count(":") < _V6_DIGITS
        long = found[0].count(":") == 7 or ("::" in found[0] and not short)
        if long and _is_public(found[0], text, found.start(), found.end()):
            yield Span("ip_address", found.start(), found.end())


def _is_public(written: str, text: str, start: int, end: int) -> bool:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    if str(address) in _WELL_KNOWN or any(address in network for network in _DOCUMENTATION):
        around = text[max(0, start - _AROUND) : end + _AROUND]
        return _SOMEBODYS.search(around) is not None and _SHOWN.search(around) is None
    return address.is_global and not address.is_multicast
