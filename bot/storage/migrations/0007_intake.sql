-- Taking reports in. `acceptances`: who has read a notice, as a keyed digest of the account and a day, so
-- that it can't be laid beside a report. Like people it spans servers: `part` is that of the account.

CREATE TABLE acceptances (
    part BIGINT NOT NULL,
    reader TEXT NOT NULL,
    notice TEXT NOT NULL,
    version BIGINT NOT NULL,
    day BIGINT NOT NULL,
    PRIMARY KEY (part, reader, notice)
);

-- `origin`: 'seen' by the bot itself, 'shown' by who handed it in, or 'private', shown from a private
-- message. `version` counts the edits of a message that came after the first copy. `received` is the
-- SHA-256 of a picture as it came, before it was made anew without what hides in files. `chunks` is how
-- many pieces of the body stand in `evidence_chunks`; 0 when it is all in `body`. `reading` is the text read
-- in a picture, sealed, and `agreement` how it fits the message that was linked.
ALTER TABLE evidence ADD COLUMN origin TEXT NOT NULL DEFAULT 'seen'
    CHECK (origin IN ('seen', 'shown', 'private'));
ALTER TABLE evidence ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE evidence ADD COLUMN received TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN chunks BIGINT NOT NULL DEFAULT 0;
ALTER TABLE evidence ADD COLUMN reading BYTEA;
ALTER TABLE evidence ADD COLUMN agreement TEXT NOT NULL DEFAULT ''
    CHECK (agreement IN ('', 'same', 'other', 'absent'));

-- Files are too large to be held in memory whole, so they are sealed and stored piece by piece as they
-- arrive; their row in `evidence` says when they are complete.
CREATE TABLE evidence_chunks (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    evidence TEXT NOT NULL,
    seq BIGINT NOT NULL,
    body BYTEA NOT NULL,
    stored_at BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id, evidence, seq)
);
CREATE INDEX evidence_pending ON evidence (created_at, part) WHERE problem = 'pending';
CREATE INDEX reports_message ON reports (part, guild_id, message_id) WHERE message_id IS NOT NULL;
