-- The time zone in which somebody writes “until Friday 18:00”, sealed under their own key.
CREATE TABLE timezones (
    part BIGINT NOT NULL,
    person TEXT NOT NULL,
    zone BYTEA NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (part, person)
);
