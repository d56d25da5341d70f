-- Who works for a measured body, as keyed digests alone: they bar a shopper from that body, and name nobody.
CREATE TABLE staff_list (
    entity_ref text PRIMARY KEY CHECK (length(entity_ref) = 26),
    people int NOT NULL CHECK (people > 0),
    kept_at timestamptz NOT NULL,
    kept_by text NOT NULL CHECK (kept_by <> '')
);
CREATE TABLE staff_mark (
    entity_ref text NOT NULL REFERENCES staff_list ON DELETE CASCADE,
    kind text NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (kind, digest, entity_ref)
);

-- Whose a mark is, is asked the other way round as well: for the bars of a number.
CREATE INDEX person_mark_person ON person_mark (person_id);
