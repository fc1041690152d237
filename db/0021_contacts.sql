-- Whom somebody in distress may turn to, as the institution lists them, and the version of the list.
CREATE TABLE contact_list (
    institution_id uuid NOT NULL,
    version bigint NOT NULL,
    replaced_at timestamptz NOT NULL,
    CONSTRAINT contact_list_pk PRIMARY KEY (institution_id),
    CONSTRAINT contact_list_institution FOREIGN KEY (institution_id) REFERENCES institution (id),
    CONSTRAINT contact_list_versioned CHECK (version > 0)
);
SELECT protect('contact_list', 'SELECT, INSERT, UPDATE');

CREATE TABLE contact (
    institution_id uuid NOT NULL,
    position integer NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    reach text NOT NULL,
    hours text NOT NULL,
    note text NOT NULL,
    CONSTRAINT contact_pk PRIMARY KEY (institution_id, position),
    CONSTRAINT contact_of_list FOREIGN KEY (institution_id) REFERENCES contact_list (institution_id),
    CONSTRAINT contact_position CHECK (position BETWEEN 1 AND 12),
    CONSTRAINT contact_kind CHECK (kind IN ('counseling', 'crisis_line', 'instructor', 'other')),
    CONSTRAINT contact_said CHECK (btrim(name) <> '' AND btrim(reach) <> ''),
    CONSTRAINT contact_bounded CHECK (char_length(name) <= 200 AND char_length(reach) <= 300
        AND char_length(hours) <= 200 AND char_length(note) <= 300)
);
SELECT protect('contact', 'SELECT, INSERT, DELETE');
