-- What a shopper has earned or signed, beyond the cycle in which she did: certificates with a last day, pledges without one.
-- `proof_ref` is the programme's reference of what it is a proof of; nothing here says which of them is which.
CREATE TABLE proof (
    panel_ref text NOT NULL CHECK (length(panel_ref) = 26),
    proof_ref text NOT NULL CHECK (length(proof_ref) = 26),
    until date,
    PRIMARY KEY (panel_ref, proof_ref)
);
