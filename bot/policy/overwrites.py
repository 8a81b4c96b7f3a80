"""Rights in a channel as bits, and how what was there before is given back exactly (F9)."""

from typing import Final

VIEW, SEND, REACT = 1 << 10, 1 << 11, 1 << 6
CONNECT, SPEAK = 1 << 20, 1 << 21
PUBLIC_THREADS, PRIVATE_THREADS, SEND_IN_THREADS = 1 << 35, 1 << 36, 1 << 38

BANNED: Final = VIEW | SEND | REACT | CONNECT | SPEAK | PUBLIC_THREADS | PRIVATE_THREADS | SEND_IN_THREADS
"""What a channel ban takes away (mission row M29).
https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags"""
LOCKED: Final = SEND | REACT | SPEAK | PUBLIC_THREADS | PRIVATE_THREADS | SEND_IN_THREADS
"""What a lockdown takes away: all can still read and listen."""


def closed(allow: int, deny: int, bits: int) -> tuple[int, int]:
    """Return an overwrite with some rights taken away."""
    return allow & ~bits, deny | bits


def still_ours(deny: int, bits: int) -> bool:
    """Return whether all that we took away is still denied; else somebody else chose since."""
    return deny & bits == bits


def given_back(present: tuple[int, int], before: tuple[int, int], bits: int) -> tuple[int, int]:
    """Return what was there before for the rights we took, and for all others what is there now."""
    return (
        (present[0] & ~bits) | (before[0] & bits),
        (present[1] & ~bits) | (before[1] & bits),
    )
