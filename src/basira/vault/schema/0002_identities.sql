-- Identities as the vault keeps them: each person's fields under a key of her own, wrapped by the vault's key file.
ALTER TABLE person ADD COLUMN wrapped_key bytea NOT NULL;
ALTER TABLE person ADD COLUMN key_version int NOT NULL;
-- Whether the panel said that it knows her: an enrolment whose answer was lost must not bar the next try.
ALTER TABLE person ADD COLUMN confirmed boolean NOT NULL DEFAULT false;

CREATE TABLE person_field (
    person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    sealed bytea NOT NULL,
    PRIMARY KEY (person_id, name)
);

-- Keyed digests of what makes a person one: the same person cannot come in twice, and nobody can read who it was.
CREATE TABLE person_mark (
    kind text NOT NULL,
    digest bytea NOT NULL,
    person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    PRIMARY KEY (kind, digest)
);

-- The one place that knows which shopper stands under which number. Panel refs of rehearsals have no person.
CREATE TABLE cycle_number (
    number_ref text PRIMARY KEY CHECK (length(number_ref) = 26),
    cycle text NOT NULL CHECK (length(cycle) = 26),
    number text NOT NULL,
    panel_ref text NOT NULL CHECK (length(panel_ref) = 26),
    UNIQUE (cycle, number),
    UNIQUE (cycle, panel_ref)
);

-- Messages to shoppers: sealed while they wait, empty once they are sent or given up.
CREATE TABLE message (
    message_ref text PRIMARY KEY CHECK (length(message_ref) = 26),
    person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    sealed bytea,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    tries int NOT NULL DEFAULT 0,
    at timestamptz NOT NULL,
    next_at timestamptz NOT NULL DEFAULT '-infinity',
    CHECK ((state = 'waiting') = (sealed IS NOT NULL))
);
CREATE INDEX message_waiting ON message (next_at) WHERE state = 'waiting';

CREATE TRIGGER vault_entry_no_truncate BEFORE TRUNCATE ON vault_entry EXECUTE FUNCTION refuse_change();
