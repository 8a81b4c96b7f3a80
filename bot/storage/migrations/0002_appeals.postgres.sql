-- Who took part in a decision does not decide the appeal against it, and what was decided on it stands.
CREATE FUNCTION steward_appeal_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' AND (OLD.state, OLD.decided_by, OLD.decided_at, OLD.decision, OLD.person)
        IS DISTINCT FROM (NEW.state, NEW.decided_by, NEW.decided_at, NEW.decision, NEW.person) THEN
        RAISE EXCEPTION 'a decided appeal stays as it is' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.decided_by IS NOT NULL AND (
        EXISTS (SELECT 1 FROM decisions d WHERE d.part = NEW.part AND d.guild_id = NEW.guild_id
            AND d.id = NEW.decision AND d.actor = NEW.decided_by)
        OR EXISTS (SELECT 1 FROM decision_people p WHERE p.part = NEW.part AND p.guild_id = NEW.guild_id
            AND p.decision = NEW.decision AND p.person = NEW.decided_by)
    ) THEN
        RAISE EXCEPTION 'an appeal is decided by somebody who did not decide before'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER appeals_decided BEFORE UPDATE ON appeals
    FOR EACH ROW EXECUTE FUNCTION steward_appeal_decided();
-- An appeal begins open, is the member's own, in time, and not sooner again than was said.
CREATE FUNCTION steward_appeal_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'open' OR NOT EXISTS (
        SELECT 1 FROM decisions d WHERE d.part = NEW.part AND d.guild_id = NEW.guild_id AND d.id = NEW.decision
            AND d.person = NEW.person AND (d.appeal_until IS NULL OR d.appeal_until >= NEW.opened_at)
    ) OR EXISTS (
        SELECT 1 FROM appeals a WHERE a.part = NEW.part AND a.guild_id = NEW.guild_id
            AND a.decision = NEW.decision AND a.again_at > NEW.opened_at
    ) THEN
        RAISE EXCEPTION 'this appeal can not be made now' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER appeals_admitted BEFORE INSERT ON appeals
    FOR EACH ROW EXECUTE FUNCTION steward_appeal_admitted();
