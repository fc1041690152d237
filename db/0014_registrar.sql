-- What a registrar wants, and what becomes of what was sent.

-- Graduating learners' grades are due earlier.
ALTER TABLE section ADD COLUMN graduating_due_on date;

-- The registrar's file of a section: columns, order, names, delimiter, encoding, letters.
CREATE TABLE registrar_template (
    institution_id uuid NOT NULL,
    section_id uuid NOT NULL,
    number integer NOT NULL,
    template jsonb NOT NULL,
    set_by uuid,
    set_at timestamptz NOT NULL,
    CONSTRAINT registrar_template_pk PRIMARY KEY (institution_id, section_id, number),
    CONSTRAINT registrar_template_section
        FOREIGN KEY (institution_id, section_id) REFERENCES section (institution_id, id),
    CONSTRAINT registrar_template_author FOREIGN KEY (institution_id, set_by) REFERENCES person (institution_id, id),
    CONSTRAINT registrar_template_numbered CHECK (number > 0)
);
SELECT protect('registrar_template', 'SELECT, INSERT');

ALTER TABLE export
    ADD COLUMN encoding text NOT NULL DEFAULT 'utf-8',
    DROP CONSTRAINT export_format,
    ADD CONSTRAINT export_format CHECK (format IN ('csv', 'json', 'registrar')),
    ADD CONSTRAINT export_registrar_has_section CHECK (format <> 'registrar' OR section_id IS NOT NULL);

-- As the registrar knows the learner on that line, whatever is changed later.
ALTER TABLE export_line ADD COLUMN registrar_id text;

-- A grade is approved for a section: a move to another one asks again.
ALTER TABLE approval
    ADD COLUMN section_id uuid,
    ADD CONSTRAINT approval_section FOREIGN KEY (institution_id, section_id) REFERENCES section (institution_id, id);

-- Lines that the registrar did not take, with what the registrar said. The others were taken.
CREATE TABLE export_rejection (
    institution_id uuid NOT NULL,
    export_id uuid NOT NULL,
    enrollment_id uuid NOT NULL,
    said text NOT NULL,
    CONSTRAINT export_rejection_pk PRIMARY KEY (institution_id, export_id, enrollment_id),
    CONSTRAINT export_rejection_line
        FOREIGN KEY (institution_id, export_id, enrollment_id)
        REFERENCES export_line (institution_id, export_id, enrollment_id),
    CONSTRAINT export_rejection_bounded CHECK (char_length(said) <= 1000)
);
SELECT protect('export_rejection', 'SELECT, INSERT');

-- What a change-of-grade form says: a grade that the registrar has, and the approved one that
-- holds in its place.
CREATE TABLE change_of_grade (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    enrollment_id uuid NOT NULL,
    export_id uuid NOT NULL,
    exported_seq bigint NOT NULL,
    approved_seq bigint NOT NULL,
    reason text NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT change_of_grade_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT change_of_grade_line
        FOREIGN KEY (institution_id, export_id, enrollment_id)
        REFERENCES export_line (institution_id, export_id, enrollment_id),
    CONSTRAINT change_of_grade_exported
        FOREIGN KEY (institution_id, offering_id, exported_seq)
        REFERENCES grade_entry (institution_id, offering_id, seq),
    CONSTRAINT change_of_grade_approved
        FOREIGN KEY (institution_id, offering_id, approved_seq)
        REFERENCES grade_entry (institution_id, offering_id, seq),
    CONSTRAINT change_of_grade_once UNIQUE (institution_id, export_id, enrollment_id, approved_seq)
);
SELECT protect('change_of_grade', 'SELECT, INSERT');
CREATE INDEX change_of_grade_of_offering ON change_of_grade (institution_id, offering_id, made_at, id);
