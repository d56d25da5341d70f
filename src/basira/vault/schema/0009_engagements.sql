-- What somebody is to the programme, and the provider that sends her. Who has no row is a volunteer.
CREATE TABLE engagement (
    panel_ref text PRIMARY KEY CHECK (length(panel_ref) = 26),
    class text NOT NULL CHECK (class IN ('volunteer', 'observer', 'contracted', 'employee', 'official')),
    provider_ref text NOT NULL DEFAULT '' CHECK (length(provider_ref) IN (0, 26)),
    CHECK ((class = 'contracted') = (provider_ref <> ''))
);
CREATE INDEX engagement_provider ON engagement (provider_ref) WHERE provider_ref <> '';

-- Who goes about with whom: where one of them was, the other does not go soon either. Each pair stands both ways.
CREATE TABLE companion (
    panel_ref text NOT NULL CHECK (length(panel_ref) = 26),
    other_ref text NOT NULL CHECK (length(other_ref) = 26),
    PRIMARY KEY (panel_ref, other_ref),
    CHECK (panel_ref <> other_ref)
);
