-- Bodies that a shopper may not visit any more, because she was found out there: they outlast the cycle and its numbers.
CREATE TABLE bar (
    panel_ref text NOT NULL CHECK (length(panel_ref) = 26),
    entity_ref text NOT NULL CHECK (length(entity_ref) = 26),
    PRIMARY KEY (panel_ref, entity_ref)
);
