-- Which rule brought up which case, once for each pair, and whether a moderator found the rule wrong there.
-- How often a rule is right is counted from this and from how the cases ended.
CREATE TABLE rule_hits (
    part BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    rule_id TEXT NOT NULL,
    case_number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    wrong_by TEXT,
    wrong_at BIGINT,
    PRIMARY KEY (part, guild_id, rule_id, case_number),
    FOREIGN KEY (part, guild_id, case_number) REFERENCES cases (part, guild_id, number),
    CHECK ((wrong_by IS NULL) = (wrong_at IS NULL))
);
CREATE INDEX rule_hits_case ON rule_hits (part, guild_id, case_number);
