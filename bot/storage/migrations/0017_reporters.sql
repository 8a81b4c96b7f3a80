-- How a reporter's reports ended, for weighing them, and a pause after manifestly unfounded ones. `reporter` is
-- the keyed digest of `reporter_seals`; no account stands here. `pause_case` and `pause_by` tell who may not
-- decide on the request to end the pause.
CREATE TABLE reporters (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    reporter TEXT NOT NULL,
    agreed BIGINT NOT NULL DEFAULT 0,
    disagreed BIGINT NOT NULL DEFAULT 0,
    warned_at BIGINT,
    paused_until BIGINT,
    pause_case BIGINT,
    pause_by TEXT,
    asked_at BIGINT,
    answered_at BIGINT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id, reporter),
    CHECK (paused_until IS NULL OR (pause_case IS NOT NULL AND pause_by IS NOT NULL)),
    CHECK (asked_at IS NULL OR pause_case IS NOT NULL)
);
CREATE INDEX reporters_case ON reporters (part, guild_id, pause_case) WHERE pause_case IS NOT NULL;
