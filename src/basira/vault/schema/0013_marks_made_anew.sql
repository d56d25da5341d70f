-- How many links of the marks' keys all marks here are made with, so that they are made anew without what they are of. Old row
-- versions hold what was: `marked_in` says when nobody can need them any more, `swept_at` that they are gone.
CREATE TABLE marking (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    links int NOT NULL DEFAULT 0 CHECK (links >= 0),
    marked_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    swept_at timestamptz DEFAULT now()
);
INSERT INTO marking DEFAULT VALUES;

CREATE FUNCTION refuse_fewer_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the marks are made anew, and never as they were';
END $$;
CREATE TRIGGER marking_goes_on BEFORE UPDATE ON marking FOR EACH ROW
    WHEN (NEW.links < OLD.links) EXECUTE FUNCTION refuse_fewer_links();
CREATE TRIGGER marking_stays BEFORE DELETE ON marking FOR EACH ROW EXECUTE FUNCTION refuse_fewer_links();
CREATE TRIGGER marking_no_truncate BEFORE TRUNCATE ON marking EXECUTE FUNCTION refuse_fewer_links();
