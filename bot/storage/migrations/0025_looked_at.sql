-- When it was last asked whether Discord still has the account: accounts that were deleted are forgotten here too.
ALTER TABLE people ADD COLUMN looked_at BIGINT NOT NULL DEFAULT 0;

CREATE INDEX people_looked ON people (looked_at, person) WHERE erased_at IS NULL;
