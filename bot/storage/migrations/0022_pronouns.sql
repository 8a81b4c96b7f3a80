-- The pronouns that people asked to be spoken of with, sealed under their own key; of their own will, everywhere.
CREATE TABLE pronouns (
    part BIGINT NOT NULL,
    person TEXT NOT NULL,
    words BYTEA NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (part, person)
);
