CREATE FUNCTION steward_note_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.body IS NOT NULL OR (NEW.part, NEW.guild_id, NEW.case_number, NEW.seq, NEW.at, NEW.actor, NEW.kind,
        NEW.data) IS DISTINCT FROM (OLD.part, OLD.guild_id, OLD.case_number, OLD.seq, OLD.at, OLD.actor, OLD.kind,
        OLD.data)
    THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
DROP TRIGGER case_notes_append_only ON case_notes;
CREATE TRIGGER case_notes_stay BEFORE UPDATE ON case_notes
    FOR EACH ROW EXECUTE FUNCTION steward_note_stays();
CREATE TRIGGER case_notes_append_only BEFORE DELETE ON case_notes
    FOR EACH ROW EXECUTE FUNCTION steward_append_only();
