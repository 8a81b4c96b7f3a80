-- Appeals, and who else took part in a decision. What an appeal must never be is refused here, not only in
-- the program: see the triggers in the files of each engine.

-- Who took part in a decision besides its actor, such as the one who proposed what a second person approved.
CREATE TABLE decision_people (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    decision TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('proposer', 'approver')),
    PRIMARY KEY (part, guild_id, decision, person),
    FOREIGN KEY (part, guild_id, decision) REFERENCES decisions (part, guild_id, id)
);

-- `words` holds the answers and `reason` what the member is told; both are sealed under the member's key.
CREATE TABLE appeals (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    decision TEXT NOT NULL,
    case_number BIGINT NOT NULL,
    person TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'granted', 'partly', 'denied', 'withdrawn')),
    words BYTEA,
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    post_channel BIGINT,
    post_message BIGINT,
    decided_by TEXT,
    decided_at BIGINT,
    reason BYTEA,
    new_end BIGINT,
    again_at BIGINT,
    PRIMARY KEY (part, guild_id, number),
    FOREIGN KEY (part, guild_id, decision) REFERENCES decisions (part, guild_id, id),
    FOREIGN KEY (part, guild_id, case_number) REFERENCES cases (part, guild_id, number),
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK ((state IN ('granted', 'partly', 'denied')) = (decided_by IS NOT NULL)),
    CHECK (decided_by IS NULL OR decided_by <> person)
);
CREATE UNIQUE INDEX appeals_one_open ON appeals (part, guild_id, decision) WHERE state = 'open';
CREATE INDEX appeals_decision ON appeals (part, guild_id, decision, number);
CREATE INDEX appeals_waiting ON appeals (part, guild_id, due_at) WHERE state = 'open';
