-- Unmasking: who may take part, by what key they sign, what was asked, and who approved it. All of it lies here, so that
-- nobody outside the vault can open an identity without two signatures that the vault itself has checked.

-- People who sign: named by somebody else, with the body and the unit that they work for.
CREATE TABLE signatory (
    account_ref text PRIMARY KEY CHECK (length(account_ref) = 26),
    body text NOT NULL CHECK (body <> ''),
    unit text NOT NULL CHECK (unit <> ''),
    named_by text NOT NULL CHECK (named_by <> '' AND named_by <> account_ref),
    named_at timestamptz NOT NULL,
    dismissed_at timestamptz
);

-- Their passkeys: public keys alone. One key is one person's.
CREATE TABLE signatory_key (
    credential_id bytea PRIMARY KEY,
    account_ref text NOT NULL REFERENCES signatory,
    public_key bytea NOT NULL UNIQUE,
    rp_id text NOT NULL CHECK (rp_id <> ''),
    sign_count bigint NOT NULL CHECK (sign_count >= 0),
    known_at timestamptz NOT NULL
);

CREATE TABLE unmasking (
    request_ref text PRIMARY KEY CHECK (length(request_ref) = 26),
    number_ref text NOT NULL REFERENCES cycle_number (number_ref),
    why text NOT NULL CHECK (why <> ''),
    ground text NOT NULL CHECK (ground IN ('court-order', 'prosecution', 'danger-to-life', 'own-wish')),
    ground_words text NOT NULL CHECK (ground_words <> ''),
    apart text NOT NULL CHECK (apart IN ('bodies', 'units')),
    forbids_notice boolean NOT NULL CHECK (NOT forbids_notice OR ground IN ('court-order', 'prosecution')),
    asked_by text NOT NULL REFERENCES signatory,
    asked_at timestamptz NOT NULL,
    lapses_at timestamptz NOT NULL CHECK (lapses_at > asked_at),
    state text NOT NULL CHECK (state IN (
        'unmasking-asked', 'approved-once', 'cooling', 'opened', 'refused', 'withdrawn', 'lapsed')),
    cooled_at timestamptz,
    opened_at timestamptz,
    ended_at timestamptz,
    ended_by text,
    notice text CHECK (notice IN ('laid', 'forbidden', 'no-address')),
    notice_ref text UNIQUE CHECK (length(notice_ref) = 26), -- the message; its row goes with the person
    told_at timestamptz, -- when it went out
    UNIQUE (request_ref, asked_by),
    CHECK (state <> 'cooling' OR cooled_at IS NOT NULL),
    CHECK ((state = 'opened') = (opened_at IS NOT NULL)),
    CHECK (opened_at IS NULL OR (cooled_at IS NOT NULL AND cooled_at <= opened_at AND opened_at < lapses_at)),
    CHECK ((opened_at IS NULL) = (notice IS NULL)),
    CHECK ((coalesce(notice, '') = 'laid') = (notice_ref IS NOT NULL)),
    CHECK (told_at IS NULL OR (notice_ref IS NOT NULL AND told_at >= opened_at)),
    CHECK ((state IN ('refused', 'withdrawn')) = (ended_at IS NOT NULL AND ended_by IS NOT NULL))
);

CREATE TABLE unmasking_approval (
    request_ref text NOT NULL,
    asked_by text NOT NULL,
    place smallint NOT NULL CHECK (place IN (1, 2)),
    account_ref text NOT NULL REFERENCES signatory CHECK (account_ref <> asked_by),
    side text NOT NULL CHECK (side <> ''),
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL CHECK (length(public_key) > 0), -- so that the signature can be checked when she signs no more
    nonce bytea NOT NULL CHECK (length(nonce) = 32),
    client_data bytea NOT NULL,
    authenticator_data bytea NOT NULL,
    signature bytea NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (request_ref, place),
    UNIQUE (request_ref, account_ref),
    UNIQUE (request_ref, side),
    FOREIGN KEY (request_ref, asked_by) REFERENCES unmasking (request_ref, asked_by)
);

-- Questions that a passkey has not answered yet; one of a kind a person, gone with its answer.
CREATE TABLE unmasking_question (
    request_ref text NOT NULL REFERENCES unmasking,
    account_ref text NOT NULL REFERENCES signatory,
    consent text NOT NULL CHECK (consent IN ('approve', 'open')),
    nonce bytea NOT NULL CHECK (length(nonce) = 32),
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (request_ref, account_ref, consent)
);

CREATE FUNCTION refuse_change_of_unmasking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked and approved of an unmasking stands';
END $$;
CREATE TRIGGER unmasking_stands BEFORE DELETE OR UPDATE OF request_ref, number_ref, why, ground, ground_words, apart,
    forbids_notice, asked_by, asked_at ON unmasking FOR EACH ROW EXECUTE FUNCTION refuse_change_of_unmasking();
CREATE TRIGGER unmasking_ended_stands BEFORE UPDATE OF state, lapses_at, cooled_at, opened_at, ended_at, ended_by, notice,
    notice_ref ON unmasking FOR EACH ROW
    WHEN (OLD.state IN ('opened', 'refused', 'withdrawn', 'lapsed')) EXECUTE FUNCTION refuse_change_of_unmasking();
CREATE TRIGGER unmasking_told_stands BEFORE UPDATE OF told_at ON unmasking FOR EACH ROW
    WHEN (OLD.told_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_unmasking();
CREATE TRIGGER unmasking_approval_stands BEFORE UPDATE OR DELETE ON unmasking_approval
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_unmasking();
CREATE TRIGGER unmasking_no_truncate BEFORE TRUNCATE ON unmasking EXECUTE FUNCTION refuse_change_of_unmasking();
CREATE TRIGGER unmasking_approval_no_truncate BEFORE TRUNCATE ON unmasking_approval
    EXECUTE FUNCTION refuse_change_of_unmasking();
