-- Courses, their offerings and sections, and who is enrolled.

CREATE TABLE course (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT course_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT course_institution FOREIGN KEY (institution_id) REFERENCES institution (id),
    CONSTRAINT course_code_once UNIQUE (institution_id, code),
    CONSTRAINT course_title_said CHECK (btrim(title) <> '')
);
SELECT protect('course', 'SELECT, INSERT, UPDATE');

CREATE TABLE offering (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    course_id uuid NOT NULL,
    title text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    zone text NOT NULL,
    is_example boolean NOT NULL DEFAULT false,
    finalized_at timestamptz,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT offering_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT offering_course FOREIGN KEY (institution_id, course_id) REFERENCES course (institution_id, id),
    CONSTRAINT offering_title_once UNIQUE (institution_id, course_id, title),
    CONSTRAINT offering_title_said CHECK (btrim(title) <> ''),
    CONSTRAINT offering_ends_after_start CHECK (ends_on >= starts_on)
);
SELECT protect('offering', 'SELECT, INSERT, UPDATE');

-- A registrar's view of an offering. Cross-listed and visiting learners sit in sections of their own.
CREATE TABLE section (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    term_code text NOT NULL,
    class_number text NOT NULL,
    credits_thousandths integer NOT NULL DEFAULT 0,
    grading_basis text NOT NULL,
    grades_due_on date NOT NULL,
    registrar text NOT NULL DEFAULT '',
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT section_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT section_offering FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT section_within_offering UNIQUE (institution_id, offering_id, id),
    CONSTRAINT section_class_once UNIQUE (institution_id, term_code, class_number),
    CONSTRAINT section_credits CHECK (credits_thousandths >= 0),
    CONSTRAINT section_grading_basis CHECK (
        grading_basis IN ('pass_fail', 'honors', 'credit', 'letters', 'percent'))
);
SELECT protect('section', 'SELECT, INSERT, UPDATE');

-- The rule by which a section's course grades come about: set by the instructor, readable by all.
CREATE TABLE grade_rule (
    institution_id uuid NOT NULL,
    section_id uuid NOT NULL,
    number integer NOT NULL,
    rule jsonb NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    CONSTRAINT grade_rule_pk PRIMARY KEY (institution_id, section_id, number),
    CONSTRAINT grade_rule_section FOREIGN KEY (institution_id, section_id) REFERENCES section (institution_id, id),
    CONSTRAINT grade_rule_author FOREIGN KEY (institution_id, set_by) REFERENCES person (institution_id, id),
    CONSTRAINT grade_rule_numbered CHECK (number > 0)
);
SELECT protect('grade_rule', 'SELECT, INSERT');

-- Staff may stand outside the sections; a learner never does.
CREATE TABLE enrollment (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    section_id uuid,
    person_id uuid NOT NULL,
    role text NOT NULL,
    state text NOT NULL,
    starts_on date NOT NULL,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT enrollment_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT enrollment_offering FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT enrollment_section
        FOREIGN KEY (institution_id, offering_id, section_id) REFERENCES section (institution_id, offering_id, id),
    CONSTRAINT enrollment_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT enrollment_once_per_offering UNIQUE (institution_id, offering_id, person_id),
    CONSTRAINT enrollment_within_offering UNIQUE (institution_id, offering_id, id, person_id),
    CONSTRAINT enrollment_role CHECK (role IN ('learner', 'instructor', 'coordinator')),
    CONSTRAINT enrollment_state CHECK (
        state IN ('enrolled', 'added_late', 'dropped', 'withdrawn', 'on_leave', 'auditing')),
    CONSTRAINT enrollment_learner_in_section CHECK (role <> 'learner' OR section_id IS NOT NULL)
);
SELECT protect('enrollment', 'SELECT, INSERT, UPDATE');
CREATE INDEX enrollment_of_person ON enrollment (institution_id, person_id);

-- The history of an enrollment: each change with the day from which it holds.
CREATE TABLE enrollment_change (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    enrollment_id uuid NOT NULL,
    state text NOT NULL,
    section_id uuid,
    effective_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT enrollment_change_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT enrollment_change_enrollment
        FOREIGN KEY (institution_id, enrollment_id) REFERENCES enrollment (institution_id, id),
    CONSTRAINT enrollment_change_section
        FOREIGN KEY (institution_id, section_id) REFERENCES section (institution_id, id),
    CONSTRAINT enrollment_change_author
        FOREIGN KEY (institution_id, recorded_by) REFERENCES person (institution_id, id),
    CONSTRAINT enrollment_change_state CHECK (
        state IN ('enrolled', 'added_late', 'dropped', 'withdrawn', 'on_leave', 'auditing'))
);
SELECT protect('enrollment_change', 'SELECT, INSERT');
CREATE INDEX enrollment_change_of_enrollment ON enrollment_change (institution_id, enrollment_id, id);

-- Unique in the offering and never reused: rows are never updated or deleted.
CREATE TABLE alias (
    institution_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    name text NOT NULL,
    person_id uuid NOT NULL,
    assigned_at timestamptz NOT NULL,
    CONSTRAINT alias_pk PRIMARY KEY (institution_id, offering_id, name),
    CONSTRAINT alias_once_per_person UNIQUE (institution_id, offering_id, person_id),
    CONSTRAINT alias_enrollment
        FOREIGN KEY (institution_id, offering_id, person_id)
        REFERENCES enrollment (institution_id, offering_id, person_id),
    CONSTRAINT alias_form CHECK (name = lower(btrim(name)) AND name <> '')
);
SELECT protect('alias', 'SELECT, INSERT');

-- Time factor in thousandths (1500: half as long again), until an instant or for the whole offering.
CREATE TABLE accommodation (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    enrollment_id uuid NOT NULL,
    time_factor_thousandths integer NOT NULL,
    until timestamptz,
    granted_by uuid,
    granted_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT accommodation_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT accommodation_enrollment
        FOREIGN KEY (institution_id, enrollment_id) REFERENCES enrollment (institution_id, id),
    CONSTRAINT accommodation_author
        FOREIGN KEY (institution_id, granted_by) REFERENCES person (institution_id, id),
    CONSTRAINT accommodation_factor CHECK (time_factor_thousandths BETWEEN 1001 AND 10000)
);
SELECT protect('accommodation', 'SELECT, INSERT, UPDATE');
CREATE INDEX accommodation_of_enrollment ON accommodation (institution_id, enrollment_id);

-- Reader × learner, and no reason: one who treats a learner does not assess them (LCME 12.5).
CREATE TABLE recusal (
    institution_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT recusal_pk PRIMARY KEY (institution_id, offering_id, reader_id, learner_id),
    CONSTRAINT recusal_reader
        FOREIGN KEY (institution_id, offering_id, reader_id)
        REFERENCES enrollment (institution_id, offering_id, person_id),
    CONSTRAINT recusal_learner
        FOREIGN KEY (institution_id, offering_id, learner_id)
        REFERENCES enrollment (institution_id, offering_id, person_id),
    CONSTRAINT recusal_of_two CHECK (reader_id <> learner_id)
);
SELECT protect('recusal', 'SELECT, INSERT, DELETE');
