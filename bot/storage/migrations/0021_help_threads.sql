-- Private talks with the moderators, without a case; what is said in them is not kept here.
CREATE TABLE help_threads (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    person TEXT NOT NULL,
    thread_id BIGINT,
    state TEXT NOT NULL CHECK (state IN ('opening', 'open', 'closed')),
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    partner_person TEXT,
    partner TEXT NOT NULL CHECK (partner IN ('nobody', 'asked', 'yes', 'no')),
    post_channel BIGINT,
    post_message BIGINT,
    PRIMARY KEY (part, guild_id, number),
    CHECK (state <> 'open' OR thread_id IS NOT NULL),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((partner_person IS NULL) = (partner = 'nobody')),
    CHECK (partner_person IS NULL OR partner_person <> person)
);
CREATE UNIQUE INDEX help_threads_one_open ON help_threads (part, guild_id, person) WHERE state <> 'closed';
CREATE INDEX help_threads_thread ON help_threads (part, guild_id, thread_id);
