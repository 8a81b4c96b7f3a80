"""Which clause a decision cites when whoever decides names none: that of what it is about.

A case may hold several things, and its own clause is that of the gravest. Who was warned for one of them
already must not read it again as the reason why they are warned for another.
"""

from collections.abc import Container
from datetime import datetime
from typing import Final

from bot.clock import from_ms
from bot.policy.conduct import Conduct
from bot.policy.records import Case
from bot.policy.verdict import Mode
from bot.services import pieces
from bot.services.orders import MessageRef
from bot.services.pieces import Piece
from bot.storage import case_links, decisions, hits
from bot.storage.port import Reader

ANSWERED_BY_WARNING: Final = 3
"""Up to this severity the machine's warning is what the ladder proposes; beyond it people have to answer."""


async def cited(reader: Reader, case: Case, conduct: Conduct, message: MessageRef | None) -> str:
    """Return the clause of a message that is acted on, else of the gravest piece that nobody answered yet.

    Where neither is known it is the clause of the case.
    """
    guild_id, found, answered = case.guild_id, list[Piece](), list[datetime]()
    joined = await case_links.children(reader, guild_id, case.number)
    for number in (case.number, *(each.number for each in joined)):
        wrong = {each.rule for each in await hits.of_case(reader, guild_id, number) if each.wrong}
        of_case = await pieces.of_case(reader, guild_id, number, conduct)
        found += [each for each in of_case if each.row.get("data", {}).get("rule") not in wrong]
        made = await decisions.of_case(reader, guild_id, number)
        answered += [from_ms(row["decided_at"]) for row in made if row["machine_decided"]]
    known = [each for each in found if conduct.clause(each.clause) is not None]
    here = [each for each in known if message is not None and each.message == str(message.message_id)]
    waiting = [each for each in known if not _answered(each, answered)]
    return _gravest(here) or _gravest(waiting) or case.clause


def _answered(piece: Piece, answered: Container[datetime]) -> bool:
    """Return whether the machine warned for it: in the same moment, and not for more of the same later."""
    enforced = not piece.reporter and piece.row["data"].get("mode") == Mode.ENFORCE.value
    return enforced and piece.severity <= ANSWERED_BY_WARNING and piece.kept_at in answered


def _gravest(found: list[Piece]) -> str:
    """Return the clause of the gravest, and among equals of the latest; empty for none."""
    worst = max(found, key=lambda piece: (piece.severity, piece.came_at), default=None)
    return "" if worst is None else worst.clause
