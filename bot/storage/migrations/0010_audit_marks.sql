-- The last entry read of each server's audit log, so that what people did by hand while the bot was away can be
-- read later (F5, F47).
CREATE TABLE audit_marks (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id)
);
