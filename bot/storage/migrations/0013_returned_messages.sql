-- Messages that were removed for personal data in them, as their authors may post them again: masked, for a
-- day, once. `words` is sealed under the author's key and already masked; what was masked is nowhere here.
CREATE TABLE returned_messages (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    person TEXT NOT NULL,
    decision TEXT,
    words BYTEA,
    removed_at BIGINT NOT NULL,
    posted_at BIGINT,
    PRIMARY KEY (part, guild_id, message_id)
);
CREATE INDEX returned_messages_person ON returned_messages (part, guild_id, person, removed_at);
