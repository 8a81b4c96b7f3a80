-- Messages that the team has marked as its own word; `words_hash` tells whether the words are still the same.
CREATE TABLE official_messages (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    words_hash TEXT NOT NULL,
    marked_by TEXT NOT NULL,
    marked_at BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id, message_id)
);
