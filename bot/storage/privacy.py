"""Where people stand in the tables, in one list; and what is removed when its time is over (M43, F28)."""

from typing import Final

from bot.policy.ids import GuildId
from bot.storage.port import Reader, Row, Tx
from bot.storage.rows import place

NAMED_BY: Final = {
    ("people", "digest"): "a keyed digest of the account; stays, so that an expulsion stays enforceable",
    ("people", "identity"): "the account, sealed under the person's key; destroyed by erasure",
    ("people", "person"): "the code",
    ("cases", "person"): "the code of whom it is about",
    ("cases", "claimed_by"): "the code of a moderator",
    ("cases", "decided_by"): "the code of a moderator",
    ("case_notes", "actor"): "the code of who did it",
    ("decisions", "person"): "the code of whom it is about",
    ("decisions", "actor"): "the code of who decided",
    ("sanctions", "person"): "the code of whom it binds",
    ("sanctions", "ended_by"): "the code of who ended it",
    ("sanctions", "scope"): "for a no-contact order the code of the protected person",
    ("actions", "person"): "the code of whom it is about; never a reporter's",
    ("contacts", "person"): "the code of whose conduct it is",
    ("contacts", "other"): "the code of whom it was aimed at",
    ("pronouns", "person"): "the code of whose they are",
    ("timezones", "person"): "the code of whose it is",
    ("reports", "person"): "the code of whom it is about",
    ("reporter_seals", "reporter"): "a keyed digest of the reporter's account",
    ("reporter_seals", "identity"): "the reporter's account, sealed under the master key",
    ("reporters", "reporter"): "as for reporter_seals",
    ("reporters", "pause_by"): "the code of a moderator",
    ("evidence", "person"): "the code of whom it is about",
    ("returned_messages", "person"): "the code of who wrote it",
    ("raids", "closed_by"): "the code of a moderator",
    ("raid_joins", "person"): "the code of who came",
    ("raid_acts", "actor"): "the code of a moderator",
    ("official_messages", "marked_by"): "the code of who marked it",
    ("rule_hits", "wrong_by"): "the code of a moderator",
    ("rule_versions", "actor"): "the code of who changed the rules",
    ("journal", "actor"): "the code of who did it",
    ("decision_people", "person"): "the code of a moderator",
    ("motions", "person"): "the code of whom it is about",
    ("motions", "proposed_by"): "the code of a moderator",
    ("motions", "decided_by"): "the code of a moderator",
    ("motions", "scope"): "as for sanctions",
    ("appeals", "person"): "the code of who appeals",
    ("questions", "person"): "the code of whom the case is about; never a reporter's",
    ("questions", "asked_by"): "the code of a moderator",
    ("unsealings", "person"): "the code of whom the case is about; never a reporter's",
    ("unsealings", "asked_by"): "the code of a moderator",
    ("unsealings", "decided_by"): "the code of a moderator",
    ("help_threads", "person"): "the code of who asked for a talk; the row goes 30 days after its end",
    ("help_threads", "partner_person"): "the code of whom they would like to talk with",
    ("channel_measures", "actor"): "the code of a moderator",
    ("appeals", "decided_by"): "the code of who decided",
    ("federation_seats", "taken_by"): "the code of an administrator",
    ("federation_invitations", "made_by"): "the code of an administrator",
    ("federation_offers", "person"): "the code of whom it is about",
    ("federation_offers", "offered_by"): "the code of an administrator",
    ("hooks", "made_by"): "the code of an administrator",
    ("acceptances", "reader"): "a keyed digest of the account; destroyed by erasure",
}
"""Every column that names a person, with how; a test compares it with the tables as they are."""

_GUILDS = "SELECT DISTINCT guild_id FROM cases WHERE person = :person"
_OPEN = "SELECT COUNT(*) AS open FROM cases WHERE person = :person AND state = 'open'"
_REPORT_GUILDS = "SELECT DISTINCT guild_id FROM reporter_seals"
_UNSEAL_NOTHING = """
UPDATE reporter_seals SET identity = NULL WHERE part = :part AND guild_id = :guild AND reporter = :reporter
"""
_DROP_ACTIONS = """
DELETE FROM actions WHERE state IN ('done', 'refused') AND finished_at < :before
"""
_DROP_BODIES = """
UPDATE evidence SET body = NULL, sha256 = '', received = '', reading = NULL, chunks = 0
WHERE (body IS NOT NULL OR chunks > 0) AND created_at < :before
    AND EXISTS (SELECT 1 FROM cases c WHERE c.part = evidence.part AND c.guild_id = evidence.guild_id
        AND c.number = evidence.case_number AND c.state <> 'open')
"""
_DROP_SEALS = """
UPDATE reporter_seals SET identity = NULL WHERE identity IS NOT NULL
    AND EXISTS (SELECT 1 FROM reports r WHERE r.part = reporter_seals.part
        AND r.guild_id = reporter_seals.guild_id AND r.code = reporter_seals.code
        AND r.state <> 'open' AND r.told_at < :before)
"""
_DROP_PIECES = """
DELETE FROM evidence_chunks WHERE stored_at < :before
    AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.part = evidence_chunks.part
        AND e.guild_id = evidence_chunks.guild_id AND e.id = evidence_chunks.evidence
        AND (e.chunks > 0 OR e.problem = 'pending'))
"""
_DROP_ACCEPTANCES = "DELETE FROM acceptances WHERE day < :before"
_DROP_HITS = "DELETE FROM rule_hits WHERE at < :before"
_DROP_HELP = "DELETE FROM help_threads WHERE state = 'closed' AND closed_at < :before"
_DROP_UNSEALINGS = """
UPDATE unsealings SET reason = NULL WHERE reason IS NOT NULL AND state <> 'open' AND asked_at < :before
"""
_DROP_QUESTIONS = """
UPDATE questions SET words = NULL WHERE words IS NOT NULL AND state = 'closed' AND asked_at < :before
"""
_DROP_RETURNED = "DELETE FROM returned_messages WHERE removed_at < :before"
_DROP_STANDINGS = """
DELETE FROM reporters WHERE updated_at < :before AND (paused_until IS NULL OR paused_until < :before)
"""
_DROP_RAIDS = "DELETE FROM raids WHERE last_at < :before"
_DROP_RAID_JOINS = "DELETE FROM raid_joins WHERE at < :before"
_DROP_RAID_ACTS = "DELETE FROM raid_acts WHERE at < :before"
_DROP_CONTACTS = "DELETE FROM contacts WHERE last_at < :before"
TERMS: Final = {
    "actions": _DROP_ACTIONS,
    "evidence": _DROP_BODIES,
    "files": _DROP_PIECES,
    "reporters": _DROP_SEALS,
    "standings": _DROP_STANDINGS,
    "contacts": _DROP_CONTACTS,
    "acceptances": _DROP_ACCEPTANCES,
    "rule_hits": _DROP_HITS,
    "raids": _DROP_RAIDS,
    "raid_joins": _DROP_RAID_JOINS,
    "raid_acts": _DROP_RAID_ACTS,
    "questions": _DROP_QUESTIONS,
    "returned": _DROP_RETURNED,
    "unsealings": _DROP_UNSEALINGS,
    "help_threads": _DROP_HELP,
}
"""What has a term, and the statement that ends it."""


async def guilds_of(reader: Reader, person: str) -> list[GuildId]:
    """Return the servers in which there were cases about somebody."""
    return [GuildId(row["guild_id"]) for row in await reader.fetch(_GUILDS, person=person)]


async def open_cases(reader: Reader, person: str) -> int:
    """Return how many cases about somebody are still open, in all servers."""
    row = await reader.fetch_one(_OPEN, person=person)
    return 0 if row is None else int(row["open"])


async def report_guilds(reader: Reader) -> list[GuildId]:
    """Return the servers in which anything was reported."""
    rows: list[Row] = await reader.fetch(_REPORT_GUILDS)
    return [GuildId(row["guild_id"]) for row in rows]


async def forget_reporter(tx: Tx, guild_id: GuildId, reporter: str) -> int:
    """Destroy the sealed identity behind somebody's reports; the reports stay."""
    return await tx.execute(_UNSEAL_NOTHING, **place(guild_id), reporter=reporter)


async def end_term(tx: Tx, what: str, before: int) -> int:
    """Remove what is older than an instant (epoch milliseconds); return how many rows it touched."""
    return await tx.execute(TERMS[what], before=before)
