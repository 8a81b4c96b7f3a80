-- Who took part in a decision does not decide the appeal against it.
CREATE TRIGGER appeals_other_decider BEFORE UPDATE OF decided_by ON appeals
WHEN NEW.decided_by IS NOT NULL AND (
    EXISTS (SELECT 1 FROM decisions d WHERE d.part = NEW.part AND d.guild_id = NEW.guild_id
        AND d.id = NEW.decision AND d.actor = NEW.decided_by)
    OR EXISTS (SELECT 1 FROM decision_people p WHERE p.part = NEW.part AND p.guild_id = NEW.guild_id
        AND p.decision = NEW.decision AND p.person = NEW.decided_by)
)
BEGIN
    SELECT RAISE(ABORT, 'an appeal is decided by somebody who did not decide before');
END;
-- An appeal begins open, is the member's own, in time, and not sooner again than was said.
CREATE TRIGGER appeals_admitted BEFORE INSERT ON appeals
WHEN NEW.state <> 'open' OR NOT EXISTS (
    SELECT 1 FROM decisions d WHERE d.part = NEW.part AND d.guild_id = NEW.guild_id AND d.id = NEW.decision
        AND d.person = NEW.person AND (d.appeal_until IS NULL OR d.appeal_until >= NEW.opened_at)
) OR EXISTS (
    SELECT 1 FROM appeals a WHERE a.part = NEW.part AND a.guild_id = NEW.guild_id
        AND a.decision = NEW.decision AND a.again_at > NEW.opened_at
)
BEGIN
    SELECT RAISE(ABORT, 'this appeal can not be made now');
END;
-- What was decided on an appeal stands.
CREATE TRIGGER appeals_final BEFORE UPDATE OF state, decided_by, decided_at, decision, person ON appeals
WHEN OLD.state <> 'open'
BEGIN
    SELECT RAISE(ABORT, 'a decided appeal stays as it is');
END;
