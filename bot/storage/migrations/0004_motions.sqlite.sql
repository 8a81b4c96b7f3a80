CREATE TRIGGER motions_final BEFORE UPDATE OF state, proposed_by, decided_by, decision ON motions
WHEN OLD.state <> 'open' OR NEW.proposed_by <> OLD.proposed_by
BEGIN
    SELECT RAISE(ABORT, 'a decided motion stays as it is');
END;
-- That a notice did not arrive is recorded with its reason.
CREATE TRIGGER decisions_delivery_reason BEFORE UPDATE OF delivery ON decisions
WHEN NEW.delivery = 'not_delivered' AND NEW.delivery_detail = ''
BEGIN
    SELECT RAISE(ABORT, 'say why the notice was not delivered');
END;
