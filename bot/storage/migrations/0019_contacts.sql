-- Hostile or unwelcome contact of one person with another, by day (days since 1970, UTC). Fed only by messages
-- with a finding, and kept a month at most. `other` is the code of the person it was aimed at, or empty where
-- none is named; `told` is the day on which moderators were told of it, 0 until then.
CREATE TABLE contacts (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    person TEXT NOT NULL,
    other TEXT NOT NULL DEFAULT '',
    day BIGINT NOT NULL,
    contacts BIGINT NOT NULL DEFAULT 1,
    last_at BIGINT NOT NULL,
    told BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (part, guild_id, person, other, day)
);
CREATE INDEX contacts_untold ON contacts (part, guild_id, person) WHERE told = 0;
CREATE INDEX contacts_day ON contacts (day);
