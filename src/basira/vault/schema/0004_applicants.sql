-- Applicants: kept as persons from the moment that they apply, under a reference of their own, before there is a panel ref.
-- `applicant_ref` is forgotten when their call ends, so that nothing leads from an application to a shopper any more.
ALTER TABLE person ALTER COLUMN panel_ref DROP NOT NULL;
ALTER TABLE person ADD COLUMN applicant_ref text UNIQUE CHECK (length(applicant_ref) = 26);
ALTER TABLE person ADD CONSTRAINT person_is_somebody CHECK (panel_ref IS NOT NULL OR applicant_ref IS NOT NULL);
-- Whether somebody with the right to it saw the papers, and they fit what was typed.
ALTER TABLE person ADD COLUMN papers_fit_at timestamptz;

-- Who lives together, by a keyed digest of the home: never a name of it.
CREATE TABLE household_mark (
    person_id uuid PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    digest bytea NOT NULL
);
CREATE INDEX household_mark_digest ON household_mark (digest);
