-- A sealed map goes with its key when its days are over: its row stays empty, so that the cycle stays one in which nobody is numbered.
ALTER TABLE sealed_map ADD COLUMN destroyed_at timestamptz;
ALTER TABLE sealed_map ALTER COLUMN sealed DROP NOT NULL;
ALTER TABLE sealed_map ALTER COLUMN wrapped_key DROP NOT NULL;
ALTER TABLE sealed_map ADD CONSTRAINT sealed_map_destroyed_whole
    CHECK ((destroyed_at IS NULL) = (sealed IS NOT NULL) AND (destroyed_at IS NULL) = (wrapped_key IS NOT NULL));

DROP TRIGGER sealed_map_stands ON sealed_map;
CREATE TRIGGER sealed_map_is_not_removed BEFORE DELETE ON sealed_map
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed_map();
CREATE TRIGGER sealed_map_stands BEFORE UPDATE OF cycle, sealed, sealed_at, destroyed_at ON sealed_map FOR EACH ROW
    WHEN (NEW.cycle <> OLD.cycle OR NEW.sealed_at <> OLD.sealed_at OR NEW.sealed IS NOT NULL OR OLD.destroyed_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change_of_sealed_map();
