-- The state stands in the index, too: only then does SQLite read nothing but the index, and prefer it to the
-- primary key, which goes through all closed cases.
DROP INDEX cases_waiting;
CREATE INDEX cases_waiting ON cases (part, guild_id, state, severity, route, hit_at, due_at, created_at, number,
    person, claimed_by, claimed_until) WHERE state = 'open';
