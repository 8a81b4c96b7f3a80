CREATE TRIGGER unsealings_final BEFORE UPDATE ON unsealings
WHEN NEW.asked_by <> OLD.asked_by OR NEW.ground <> OLD.ground OR NEW.report <> OLD.report
    OR (OLD.state <> 'open' AND (NEW.state <> OLD.state OR NEW.decided_by IS NOT OLD.decided_by
        OR NEW.consent <> OLD.consent))
    OR (OLD.asker_saw_at IS NOT NULL AND NEW.asker_saw_at IS NOT OLD.asker_saw_at)
    OR (OLD.approver_saw_at IS NOT NULL AND NEW.approver_saw_at IS NOT OLD.approver_saw_at)
BEGIN
    SELECT RAISE(ABORT, 'what was decided and seen about a name stays as it is');
END;
