CREATE FUNCTION steward_unsealing_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.asked_by, NEW.ground, NEW.report) IS DISTINCT FROM (OLD.asked_by, OLD.ground, OLD.report)
        OR (OLD.state <> 'open' AND (NEW.state, NEW.decided_by, NEW.consent)
            IS DISTINCT FROM (OLD.state, OLD.decided_by, OLD.consent))
        OR (OLD.asker_saw_at IS NOT NULL AND NEW.asker_saw_at IS DISTINCT FROM OLD.asker_saw_at)
        OR (OLD.approver_saw_at IS NOT NULL AND NEW.approver_saw_at IS DISTINCT FROM OLD.approver_saw_at)
    THEN
        RAISE EXCEPTION 'what was decided and seen about a name stays as it is'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER unsealings_final BEFORE UPDATE ON unsealings
    FOR EACH ROW EXECUTE FUNCTION steward_unsealing_final();
