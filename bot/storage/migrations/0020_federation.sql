-- Servers that tell each other of decisions. Each row belongs to one server; no transaction joins two.
CREATE TABLE federation_seats (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    federation TEXT NOT NULL,
    name TEXT NOT NULL,
    taken_by TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id)
);
CREATE INDEX federation_seats_of ON federation_seats (federation);

-- `digest` is a keyed digest of the code that was given out.
CREATE TABLE federation_invitations (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    digest TEXT NOT NULL,
    federation TEXT NOT NULL,
    name TEXT NOT NULL,
    made_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (part, guild_id, digest)
);
CREATE INDEX federation_invitations_code ON federation_invitations (digest);

-- A decision offered to one other server; a row of the server that offers. `summary` is sealed under the key
-- of the person it is about.
CREATE TABLE federation_offers (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    id TEXT NOT NULL,
    target_guild BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    decision TEXT NOT NULL,
    person TEXT NOT NULL,
    summary BYTEA,
    offered_by TEXT NOT NULL,
    offered_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('todo', 'delivered', 'undone', 'withdrawn')),
    PRIMARY KEY (part, guild_id, id),
    UNIQUE (part, guild_id, decision, target_guild),
    FOREIGN KEY (part, guild_id, decision) REFERENCES decisions (part, guild_id, id)
);
CREATE INDEX federation_offers_open ON federation_offers (state, offered_at) WHERE state IN ('todo', 'delivered');
