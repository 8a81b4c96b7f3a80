-- Whether the accused was heard before a grave decision, and why not; the words are sealed.
ALTER TABLE decisions ADD COLUMN heard TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN unheard BYTEA;
ALTER TABLE motions ADD COLUMN unheard BYTEA;
