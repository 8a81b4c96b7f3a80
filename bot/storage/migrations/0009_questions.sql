-- What moderators ask a reporter, or the accused before a grave decision. The words are sealed under the key
-- of whom the case is about; the answers stand in the case's notes. A reporter is named by the report alone.
CREATE TABLE questions (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    person TEXT NOT NULL,
    report TEXT,
    reporter_number BIGINT,
    clause TEXT NOT NULL,
    words BYTEA,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    due_at BIGINT,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    answers BIGINT NOT NULL DEFAULT 0 CHECK (answers >= 0),
    answered_at BIGINT,
    PRIMARY KEY (part, guild_id, number),
    FOREIGN KEY (part, guild_id, case_number) REFERENCES cases (part, guild_id, number),
    CHECK ((report IS NULL) = (reporter_number IS NULL)),
    CHECK ((report IS NULL) = (due_at IS NOT NULL)),
    CHECK ((answers = 0) = (answered_at IS NULL)),
    CHECK (asked_by <> person)
);
CREATE INDEX questions_case ON questions (part, guild_id, case_number);
CREATE INDEX questions_person ON questions (person) WHERE state = 'open';
