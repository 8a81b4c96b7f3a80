DROP TRIGGER case_notes_no_update;
CREATE TRIGGER case_notes_no_update BEFORE UPDATE ON case_notes
WHEN NEW.body IS NOT NULL OR NEW.part <> OLD.part OR NEW.guild_id <> OLD.guild_id
    OR NEW.case_number <> OLD.case_number OR NEW.seq <> OLD.seq OR NEW.at <> OLD.at OR NEW.actor <> OLD.actor
    OR NEW.kind <> OLD.kind OR NEW.data <> OLD.data
BEGIN
    SELECT RAISE(ABORT, 'case notes are append-only');
END;
