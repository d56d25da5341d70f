-- Whose the numbers of a cycle that is over were: one ciphertext, under a key of its own that is wrapped like a person's. In clear
-- it stands nowhere any more, so that nobody who reads this database, or a copy of it, links the numbers of two cycles.
CREATE TABLE sealed_map (
    cycle text PRIMARY KEY CHECK (length(cycle) = 26),
    sealed bytea NOT NULL,
    wrapped_key bytea NOT NULL,
    key_version int NOT NULL,
    sealed_at timestamptz NOT NULL
);
ALTER TABLE cycle_number ALTER COLUMN panel_ref DROP NOT NULL;

CREATE FUNCTION refuse_half_sealed_map() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.panel_ref IS NULL) <> EXISTS (SELECT 1 FROM sealed_map WHERE cycle = NEW.cycle) THEN
        RAISE EXCEPTION 'the map of a cycle is sealed whole or not at all';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cycle_number_sealed_whole BEFORE INSERT OR UPDATE ON cycle_number
    FOR EACH ROW EXECUTE FUNCTION refuse_half_sealed_map();

CREATE FUNCTION refuse_change_of_sealed_map() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was sealed stays sealed';
END $$;
CREATE TRIGGER sealed_map_stands BEFORE DELETE OR UPDATE OF cycle, sealed, sealed_at ON sealed_map
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed_map();
CREATE TRIGGER sealed_map_no_truncate BEFORE TRUNCATE ON sealed_map EXECUTE FUNCTION refuse_change_of_sealed_map();
