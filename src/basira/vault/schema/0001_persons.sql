-- A person is known by name only here. `panel_ref` is the lasting shopper that the programme knows.
CREATE TABLE person (
    person_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    panel_ref text NOT NULL UNIQUE CHECK (length(panel_ref) = 26),
    enrolled_at timestamptz NOT NULL
);

-- The vault's own journal: what was asked of it, written in the same transaction.
CREATE TABLE vault_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    act text NOT NULL CHECK (act <> ''),
    panel_ref text NOT NULL,
    by_ref text NOT NULL CHECK (by_ref <> '')
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal of the vault is append-only';
END $$;

CREATE TRIGGER vault_entry_append_only BEFORE UPDATE OR DELETE ON vault_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
