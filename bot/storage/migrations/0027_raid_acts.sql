-- What people did about a raid, so that its alert says who held whom, and until when channels are closed.
CREATE TABLE raid_acts (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    raid BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('held', 'freed', 'locked', 'closed')),
    count BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (part, guild_id, raid, seq)
);
