-- When the vault destroys somebody's data key by itself: set when she ends. Her row stays, so that the journal can be read.
ALTER TABLE person ADD COLUMN keep_until timestamptz;
ALTER TABLE person ADD COLUMN shredded_at timestamptz;
ALTER TABLE person ALTER COLUMN wrapped_key DROP NOT NULL;
ALTER TABLE person ADD CONSTRAINT person_shredded_has_no_key CHECK ((wrapped_key IS NULL) = (shredded_at IS NOT NULL));
CREATE INDEX person_due ON person (keep_until) WHERE keep_until IS NOT NULL AND shredded_at IS NULL;
-- How many are still wrapped under an older key is asked at each step of a rotation.
CREATE INDEX person_by_key_version ON person (key_version) WHERE wrapped_key IS NOT NULL;

-- Nothing of somebody whose key is destroyed is written, or written anew.
CREATE FUNCTION refuse_what_is_of_the_shredded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM person WHERE person_id = NEW.person_id AND shredded_at IS NOT NULL) THEN
        RAISE EXCEPTION 'nothing is kept of a person whose key was destroyed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_field_of_the_living BEFORE INSERT OR UPDATE ON person_field
    FOR EACH ROW EXECUTE FUNCTION refuse_what_is_of_the_shredded();
CREATE TRIGGER person_mark_of_the_living BEFORE INSERT OR UPDATE ON person_mark
    FOR EACH ROW EXECUTE FUNCTION refuse_what_is_of_the_shredded();
