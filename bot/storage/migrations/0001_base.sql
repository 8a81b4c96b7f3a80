-- The first tables. Portable between SQLite and PostgreSQL: BIGINT, TEXT, BYTEA, CHECK, partial indexes.
-- `part` (0 … 1023) begins every key: a server's rows carry the part of its guild id, a person's those of
-- the user id. People stand as codes (`person`, `actor`); their Discord ids are sealed in `people`.
-- Times are milliseconds since 1970, UTC. Words of members are sealed (BYTEA) under their own key.

CREATE TABLE people (
    part BIGINT NOT NULL,
    person TEXT NOT NULL,
    digest TEXT NOT NULL,
    key BYTEA,
    identity BYTEA,
    created_at BIGINT NOT NULL,
    erased_at BIGINT,
    PRIMARY KEY (part, person),
    UNIQUE (part, digest),
    CHECK (erased_at IS NULL OR (key IS NULL AND identity IS NULL))
);

CREATE INDEX people_code ON people (person);

CREATE TABLE servers (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    settings TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id)
);

CREATE TABLE counters (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id, name)
);

-- A cause is what made a case or a decision: an interaction, a message under a rule. A second delivery
-- of the same cause finds its row here and changes nothing.
CREATE TABLE causes (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    case_number BIGINT NOT NULL,
    decision TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id, key)
);

CREATE TABLE cases (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    person TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'decided', 'no_violation', 'void')),
    route TEXT NOT NULL CHECK (route IN ('queue', 'faculty', 'care')),
    origin TEXT NOT NULL CHECK (origin IN ('command', 'automatic', 'report')),
    clause TEXT NOT NULL,
    severity BIGINT NOT NULL CHECK (severity BETWEEN 1 AND 5),
    hits BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1,
    channel_id BIGINT,
    message_id BIGINT,
    post_channel BIGINT,
    post_message BIGINT,
    claimed_by TEXT,
    claimed_until BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    PRIMARY KEY (part, guild_id, number)
);
CREATE UNIQUE INDEX cases_one_open ON cases (part, guild_id, person, route) WHERE state = 'open';
CREATE INDEX cases_queue ON cases (part, guild_id, severity DESC, created_at) WHERE state = 'open';
CREATE INDEX cases_person ON cases (part, guild_id, person, number);

CREATE TABLE case_notes (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL DEFAULT '{}',
    body BYTEA,
    PRIMARY KEY (part, guild_id, case_number, seq),
    FOREIGN KEY (part, guild_id, case_number) REFERENCES cases (part, guild_id, number)
);

-- A decision carries its statement of reasons; `facts` and `why` are sealed.
CREATE TABLE decisions (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    id TEXT NOT NULL,
    case_number BIGINT NOT NULL,
    person TEXT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    trigger_kind TEXT NOT NULL CHECK (trigger_kind IN ('own_initiative', 'automatic', 'report')),
    machine_found BIGINT NOT NULL CHECK (machine_found IN (0, 1)),
    machine_decided BIGINT NOT NULL CHECK (machine_decided IN (0, 1)),
    clause TEXT NOT NULL,
    conduct_version TEXT NOT NULL,
    reason BYTEA,
    facts BYTEA,
    relied_on TEXT NOT NULL DEFAULT '[]',
    deviation BYTEA,
    decided_at BIGINT NOT NULL,
    appeal_until BIGINT,
    delivery TEXT NOT NULL DEFAULT 'pending'
        CHECK (delivery IN ('pending', 'delivered', 'not_delivered', 'not_needed')),
    delivery_detail TEXT NOT NULL DEFAULT '',
    delivered_at BIGINT,
    PRIMARY KEY (part, guild_id, id),
    FOREIGN KEY (part, guild_id, case_number) REFERENCES cases (part, guild_id, number)
);
CREATE INDEX decisions_case ON decisions (part, guild_id, case_number);

CREATE TABLE sanctions (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    id TEXT NOT NULL,
    case_number BIGINT NOT NULL,
    decision TEXT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT '',
    starts_at BIGINT NOT NULL,
    ends_at BIGINT,
    state TEXT NOT NULL CHECK (state IN ('active', 'lifting', 'ended', 'void')),
    memory TEXT NOT NULL DEFAULT '{}',
    check_at BIGINT,
    lifted_at BIGINT,
    ended_at BIGINT,
    ended_by TEXT,
    end_reason TEXT,
    PRIMARY KEY (part, guild_id, id),
    FOREIGN KEY (part, guild_id, case_number) REFERENCES cases (part, guild_id, number),
    CHECK (ends_at IS NULL OR ends_at >= starts_at)
);
CREATE INDEX sanctions_person ON sanctions (part, guild_id, person, starts_at);
CREATE INDEX sanctions_due ON sanctions (ends_at, part) WHERE state = 'active' AND ends_at IS NOT NULL;

CREATE INDEX sanctions_check ON sanctions (check_at, part) WHERE state = 'active' AND check_at IS NOT NULL;

CREATE TABLE actions (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    order_key TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    priority TEXT NOT NULL,
    blocking BIGINT NOT NULL CHECK (blocking IN (0, 1)),
    person TEXT,
    case_number BIGINT,
    decision TEXT,
    sanction TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('todo', 'doing', 'done', 'refused', 'blocked', 'dead')),
    attempts BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL,
    lease_until BIGINT,
    owner TEXT,
    fence BIGINT,
    result TEXT NOT NULL DEFAULT '{}',
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (part, guild_id, id),
    UNIQUE (part, guild_id, dedupe_key)
);
CREATE UNIQUE INDEX actions_one_doing ON actions (part, guild_id, order_key) WHERE state = 'doing';
CREATE INDEX actions_open ON actions (part, guild_id, order_key, seq) WHERE state IN ('todo', 'doing', 'blocked');
CREATE INDEX actions_due ON actions (next_at, part) WHERE state IN ('todo', 'doing', 'blocked');
CREATE INDEX actions_case ON actions (part, guild_id, case_number);

CREATE TABLE reports (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    case_number BIGINT NOT NULL,
    person TEXT NOT NULL,
    reporter_number BIGINT NOT NULL,
    category TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'action_taken', 'no_violation', 'other')),
    verified BIGINT NOT NULL CHECK (verified IN (0, 1)),
    channel_id BIGINT,
    message_id BIGINT,
    words BYTEA,
    created_at BIGINT NOT NULL,
    told_at BIGINT,
    PRIMARY KEY (part, guild_id, code),
    FOREIGN KEY (part, guild_id, case_number) REFERENCES cases (part, guild_id, number)
);
CREATE INDEX reports_case ON reports (part, guild_id, case_number);

-- Who reported. `reporter` is a keyed digest (to find one's own reports), `identity` is sealed.
CREATE TABLE reporter_seals (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    reporter TEXT NOT NULL,
    identity BYTEA,
    PRIMARY KEY (part, guild_id, code)
);
CREATE INDEX reporter_seals_own ON reporter_seals (part, guild_id, reporter);

CREATE TABLE evidence (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    id TEXT NOT NULL,
    case_number BIGINT NOT NULL,
    report TEXT,
    person TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('message', 'context', 'attachment', 'screenshot')),
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    body BYTEA,
    problem TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id, id),
    FOREIGN KEY (part, guild_id, case_number) REFERENCES cases (part, guild_id, number)
);
CREATE INDEX evidence_case ON evidence (part, guild_id, case_number);

CREATE TABLE rule_versions (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    scope_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    rules TEXT NOT NULL,
    change TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id, scope_id, version)
);

CREATE TABLE rule_counts (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    rule_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    mode TEXT NOT NULL,
    hits BIGINT NOT NULL,
    PRIMARY KEY (part, guild_id, rule_id, day, mode)
);

CREATE TABLE journal (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    object TEXT NOT NULL,
    data TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (part, guild_id, seq)
);

CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    fence BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
