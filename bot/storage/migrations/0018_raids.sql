-- A raid is one alert about many joins; who came stands beside it, and what became of each.
CREATE TABLE raids (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    sign TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    planned_at BIGINT NOT NULL DEFAULT 0,
    shown BIGINT NOT NULL DEFAULT 0,
    post_channel BIGINT,
    post_message BIGINT,
    closed_by TEXT,
    PRIMARY KEY (part, guild_id, number),
    CHECK ((state = 'open') = (closed_by IS NULL))
);
CREATE INDEX raids_open ON raids (part, guild_id, last_at) WHERE state = 'open';
CREATE TABLE raid_joins (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    raid BIGINT NOT NULL,
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    held_in BIGINT,
    PRIMARY KEY (part, guild_id, raid, person)
);
