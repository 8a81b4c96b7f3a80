-- The last message seen in each channel, so that messages sent while the bot was away can be read later (F47).
CREATE TABLE watermarks (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id, channel_id)
);
