"""Wishes to learn who a reporter is; the reason is sealed by the caller, and the name stands elsewhere."""

from datetime import datetime
from typing import Final

from bot.clock import from_ms, to_ms
from bot.policy.ids import CaseNumber, GuildId, PersonId, ReportCode
from bot.policy.unsealing import Consent, Ground, Unsealing, UnsealingState
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import optional_time, place

_GET = "SELECT * FROM unsealings WHERE part = :part AND guild_id = :guild AND number = :number"
_OPEN_OF = """
SELECT * FROM unsealings WHERE part = :part AND guild_id = :guild AND report = :report AND state = 'open'
"""
_TO_CONSENT = """
SELECT u.* FROM unsealings u JOIN reporter_seals s
    ON s.part = u.part AND s.guild_id = u.guild_id AND s.code = u.report
WHERE u.part = :part AND u.guild_id = :guild AND u.state = 'open' AND u.ground = 'consent'
    AND s.reporter = :reporter
ORDER BY u.number
"""
_INSERT = """
INSERT INTO unsealings (part, guild_id, number, case_number, person, report, reporter_number, ground, reason,
    consent, state, asked_by, asked_at)
VALUES (:part, :guild, :number, :case_number, :person, :report, :reporter_number, :ground, :reason,
    :consent, 'open', :by, :at)
"""
_CONSENT = """
UPDATE unsealings SET consent = :consent, state = :state, decided_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open' AND ground = 'consent'
"""
_SETTLE = """
UPDATE unsealings SET state = :state, decided_by = :by, decided_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'open'
"""
_SEEN: Final = {
    seat: f"""
UPDATE unsealings SET {seat}_saw_at = :at
WHERE part = :part AND guild_id = :guild AND number = :number AND state = 'approved' AND {seat}_saw_at IS NULL
"""  # noqa: S608 - made of our own constants
    for seat in ("asker", "approver")
}
_POSTED = """
UPDATE unsealings SET post_channel = :channel, post_message = :message
WHERE part = :part AND guild_id = :guild AND number = :number
"""


def opened(row: Row, reason: str) -> Unsealing:
    """Return the wish of a raw row with its opened reason."""
    return Unsealing(
        guild_id=GuildId(row["guild_id"]),
        number=row["number"],
        case=CaseNumber(row["case_number"]),
        person=PersonId(row["person"]),
        report=ReportCode(row["report"]),
        reporter_number=row["reporter_number"],
        ground=Ground(row["ground"]),
        reason=reason,
        consent=Consent(row["consent"]),
        state=UnsealingState(row["state"]),
        asked_by=PersonId(row["asked_by"]),
        asked_at=from_ms(row["asked_at"]),
        decided_by=row["decided_by"],
        decided_at=optional_time(row["decided_at"]),
        asker_saw_at=optional_time(row["asker_saw_at"]),
        approver_saw_at=optional_time(row["approver_saw_at"]),
        post_channel=row["post_channel"],
        post_message=row["post_message"],
    )


async def get(reader: Reader, guild_id: GuildId, number: int) -> Row | None:
    """Return a wish as a raw row, its reason still sealed."""
    return await reader.fetch_one(_GET, **place(guild_id), number=number)


async def open_of(reader: Reader, guild_id: GuildId, report: ReportCode) -> Row | None:
    """Return the open wish about this report; there is at most one."""
    return await reader.fetch_one(_OPEN_OF, **place(guild_id), report=report)


async def to_consent(reader: Reader, guild_id: GuildId, reporter: str) -> list[Row]:
    """Return what the holder of this reporter digest may say yes or no to."""
    return await reader.fetch(_TO_CONSENT, **place(guild_id), reporter=reporter)


async def add(tx: Tx, new: Unsealing, reason: bytes | None) -> None:
    """Add an open wish with its reason sealed."""
    await tx.execute(
        _INSERT,
        **place(new.guild_id),
        number=new.number,
        case_number=new.case,
        person=new.person,
        report=new.report,
        reporter_number=new.reporter_number,
        ground=new.ground.value,
        reason=reason,
        consent=new.consent.value,
        by=new.asked_by,
        at=to_ms(new.asked_at),
    )


async def consent(tx: Tx, guild_id: GuildId, number: int, *, given: bool, at: datetime) -> bool:
    """Write down what the reporter says; a no ends the wish. False when it is over already."""
    answer, state = (Consent.YES, UnsealingState.OPEN) if given else (Consent.NO, UnsealingState.NO_CONSENT)
    when = None if given else to_ms(at)
    values = {"consent": answer.value, "state": state.value, "at": when}
    return await tx.execute(_CONSENT, **place(guild_id), number=number, **values) > 0


async def settle(
    tx: Tx, guild_id: GuildId, number: int, state: UnsealingState, by: PersonId, at: datetime
) -> bool:
    """Approve, decline or withdraw; False when it was settled already.

    Raises `ConstraintViolated` when one person asks and approves, or without the consent that it rests on.
    """
    return (
        await tx.execute(_SETTLE, **place(guild_id), number=number, state=state.value, by=by, at=to_ms(at))
        > 0
    )


async def seen(tx: Tx, guild_id: GuildId, number: int, seat: str, at: datetime) -> bool:
    """Use up the one look of the ``asker`` or the ``approver``; False when it is used."""
    return await tx.execute(_SEEN[seat], **place(guild_id), number=number, at=to_ms(at)) > 0


async def set_post(tx: Tx, guild_id: GuildId, number: int, channel: int, message: int) -> None:
    """Remember where the moderators' message of a wish stands."""
    await tx.execute(_POSTED, **place(guild_id), number=number, channel=channel, message=message)
