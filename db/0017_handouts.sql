-- What learners get to read with an offering, as "Learn, Connect, Engage".
CREATE TABLE handout (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    position integer NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    url text,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT handout_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT handout_offering FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT handout_title_said CHECK (btrim(title) <> ''),
    CONSTRAINT handout_bounded CHECK (octet_length(body) <= 262144),
    CONSTRAINT handout_holds_something CHECK (btrim(body) <> '' OR url IS NOT NULL)
);
SELECT protect('handout', 'SELECT, INSERT, UPDATE, DELETE');
CREATE INDEX handout_of_offering ON handout (institution_id, offering_id, position, id);
