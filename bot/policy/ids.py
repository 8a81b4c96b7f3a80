"""Identifiers, as types of their own so that a channel id can't be passed for a member's."""

from typing import Final, NewType

GuildId = NewType("GuildId", int)
ChannelId = NewType("ChannelId", int)
MessageId = NewType("MessageId", int)
UserId = NewType("UserId", int)
RoleId = NewType("RoleId", int)
PersonId = NewType("PersonId", str)
"""A random code for a person (``p-`` and 16 hex digits); the Discord id stands only in ``people``."""
CaseNumber = NewType("CaseNumber", int)
"""Counts up from 1 within a server."""
SanctionId = NewType("SanctionId", str)
ActionId = NewType("ActionId", str)
ReportCode = NewType("ReportCode", str)
"""What a reporter is given to follow a report, like ``R-7K3F``."""

PARTS: Final = 1024
"""Into how many parts the tables can spread; fixed for ever, as it stands in every key."""


def part_of(snowflake: int) -> int:
    """Return the partition (0 … 1023) of a guild id or, for people, of a user id.

    The shift by 22 leaves the creation time in milliseconds of a Discord snowflake, which is also what
    Discord's own shard formula uses: https://discord.com/developers/docs/events/gateway#sharding
    """
    return (snowflake >> 22) % PARTS
