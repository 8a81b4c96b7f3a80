-- What is written once stays: notes, journal and rule versions refuse change and removal.
CREATE FUNCTION steward_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
CREATE TRIGGER case_notes_append_only BEFORE UPDATE OR DELETE ON case_notes
    FOR EACH ROW EXECUTE FUNCTION steward_append_only();
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION steward_append_only();
CREATE TRIGGER rule_versions_append_only BEFORE UPDATE ON rule_versions
    FOR EACH ROW EXECUTE FUNCTION steward_append_only();
