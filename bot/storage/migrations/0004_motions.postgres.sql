CREATE FUNCTION steward_motion_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.proposed_by <> OLD.proposed_by OR (OLD.state <> 'open' AND (OLD.state, OLD.decided_by, OLD.decision)
        IS DISTINCT FROM (NEW.state, NEW.decided_by, NEW.decision)) THEN
        RAISE EXCEPTION 'a decided motion stays as it is' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER motions_final BEFORE UPDATE ON motions
    FOR EACH ROW EXECUTE FUNCTION steward_motion_final();
-- That a notice did not arrive is recorded with its reason.
CREATE FUNCTION steward_delivery_reason() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.delivery = 'not_delivered' AND NEW.delivery_detail = '' THEN
        RAISE EXCEPTION 'say why the notice was not delivered' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER decisions_delivery_reason BEFORE UPDATE ON decisions
    FOR EACH ROW EXECUTE FUNCTION steward_delivery_reason();
