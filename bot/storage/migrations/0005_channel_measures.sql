-- What holds for a channel for a time, such as a lockdown or a slow-mode. `before` is what was there, kept so
-- that it can be given back exactly; it is stored with the intent, before anything is changed.
CREATE TABLE channel_measures (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    id TEXT NOT NULL,
    channel_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('lockdown', 'slowmode')),
    actor TEXT NOT NULL,
    seconds BIGINT NOT NULL DEFAULT 0,
    before TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT,
    state TEXT NOT NULL CHECK (state IN ('active', 'lifting', 'ended')),
    PRIMARY KEY (part, guild_id, id),
    CHECK (ends_at IS NULL OR ends_at >= starts_at)
);
CREATE UNIQUE INDEX channel_measures_one ON channel_measures (part, guild_id, channel_id, kind)
    WHERE state <> 'ended';
CREATE INDEX channel_measures_due ON channel_measures (ends_at, part)
    WHERE state = 'active' AND ends_at IS NOT NULL;
CREATE INDEX channel_measures_lifting ON channel_measures (part, guild_id) WHERE state = 'lifting';

-- Who is kept from a channel or from another person, which is asked when a channel changes and at start.
CREATE INDEX sanctions_kind ON sanctions (part, guild_id, kind) WHERE state = 'active';
