"""Cases that were joined to another: each keeps its own rows, and the one it was joined to reads them too."""

from typing import Final

FAMILY: Final = """(
    SELECT CAST(:number AS BIGINT) UNION ALL
    SELECT m.number FROM cases m WHERE m.part = :part AND m.guild_id = :guild AND m.merged_into = :number)
"""
"""The numbers of a case and of those that were joined to it, for ``case_number IN``."""
