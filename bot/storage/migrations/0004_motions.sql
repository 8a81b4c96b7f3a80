-- Grave steps that one person proposes and a second has to approve; that they are two is seen to here.
-- `reason`, `facts` and `answer` are sealed under the member's key; `length` is in ms, null until lifted.
CREATE TABLE motions (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    length BIGINT,
    scope TEXT NOT NULL DEFAULT '',
    clause TEXT NOT NULL,
    reason BYTEA,
    facts BYTEA,
    channel_id BIGINT,
    message_id BIGINT,
    state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'declined', 'withdrawn')),
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    answer BYTEA,
    decision TEXT,
    post_channel BIGINT,
    post_message BIGINT,
    PRIMARY KEY (part, guild_id, number),
    FOREIGN KEY (part, guild_id, case_number) REFERENCES cases (part, guild_id, number),
    CHECK ((state = 'open') = (decided_by IS NULL)),
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK ((state = 'approved') = (decision IS NOT NULL)),
    CHECK (proposed_by <> person AND (decided_by IS NULL OR decided_by <> person)),
    CHECK (state NOT IN ('approved', 'declined') OR decided_by <> proposed_by),
    CHECK (state <> 'withdrawn' OR decided_by = proposed_by)
);
CREATE UNIQUE INDEX motions_one_open ON motions (part, guild_id, person, kind) WHERE state = 'open';
-- A member looks up their own decisions without naming a server, from a private message.
CREATE INDEX decisions_person ON decisions (person, decided_at);
