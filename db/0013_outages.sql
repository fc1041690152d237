-- When the service was down for an offering, recorded as evidence, and what was given for it.
CREATE TABLE outage (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    extended integer NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT outage_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT outage_offering FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT outage_author FOREIGN KEY (institution_id, recorded_by) REFERENCES person (institution_id, id),
    CONSTRAINT outage_lasted CHECK (ended_at > started_at),
    CONSTRAINT outage_extended CHECK (extended >= 0)
);
SELECT protect('outage', 'SELECT, INSERT');
CREATE INDEX outage_of_offering ON outage (institution_id, offering_id, started_at, id);
