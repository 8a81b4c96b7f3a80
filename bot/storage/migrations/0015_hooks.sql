-- Outside systems that are told of decisions. `sealed` holds address and secret under the master key.
CREATE TABLE hooks (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    events TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused')),
    failures BIGINT NOT NULL DEFAULT 0,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    heard_at BIGINT,
    PRIMARY KEY (part, guild_id, id)
);
