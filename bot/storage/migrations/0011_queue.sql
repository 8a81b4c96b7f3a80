-- The queue in the order in which it is to be worked: what came in last, how long a case may wait, who was told
-- that it waits too long, which other case it was joined to, and whether the outside panel decides it.
ALTER TABLE cases ADD COLUMN hit_at BIGINT;
ALTER TABLE cases ADD COLUMN acknowledged_at BIGINT;
ALTER TABLE cases ADD COLUMN due_at BIGINT;
ALTER TABLE cases ADD COLUMN escalated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN escalate_at BIGINT;
ALTER TABLE cases ADD COLUMN merged_into BIGINT CHECK (merged_into IS NULL OR state = 'void');
ALTER TABLE cases ADD COLUMN panel_at BIGINT;
ALTER TABLE appeals ADD COLUMN escalated BIGINT NOT NULL DEFAULT 0;

-- Cases from before get the usual three days; the next sweep looks at them.
UPDATE cases SET due_at = created_at + 259200000, escalate_at = created_at + 259200000 WHERE state = 'open';

-- Everything that orders and filters the open cases, so that none of the closed ones is ever read for it.
DROP INDEX cases_queue;
CREATE INDEX cases_waiting ON cases (part, guild_id, severity, route, hit_at, due_at, created_at, number, person,
    claimed_by, claimed_until) WHERE state = 'open';
CREATE INDEX cases_escalate ON cases (escalate_at, part) WHERE state = 'open' AND escalate_at IS NOT NULL;
CREATE INDEX cases_merged ON cases (part, guild_id, merged_into) WHERE merged_into IS NOT NULL;
