-- Explorations, their published late policies, and the assignments of each learner.

CREATE TABLE exploration (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    position integer NOT NULL,
    title text NOT NULL,
    prompt text NOT NULL,
    counts_as text NOT NULL DEFAULT 'completion',
    points_thousandths integer,
    is_blind boolean NOT NULL DEFAULT false,
    rubric_version_id uuid,
    opens_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    words_least integer,
    words_most integer,
    state text NOT NULL DEFAULT 'draft',
    published_at timestamptz,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT exploration_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT exploration_offering FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT exploration_within_offering UNIQUE (institution_id, offering_id, id),
    CONSTRAINT exploration_rubric
        FOREIGN KEY (institution_id, rubric_version_id) REFERENCES rubric_version (institution_id, id),
    CONSTRAINT exploration_author FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id),
    CONSTRAINT exploration_title_said CHECK (btrim(title) <> ''),
    CONSTRAINT exploration_counts_as CHECK (counts_as IN ('completion', 'points', 'not_counted')),
    CONSTRAINT exploration_points_said CHECK ((counts_as = 'points') = (points_thousandths IS NOT NULL)),
    CONSTRAINT exploration_points_positive CHECK (points_thousandths > 0),
    CONSTRAINT exploration_due_after_opening CHECK (due_at > opens_at),
    CONSTRAINT exploration_words CHECK (words_least >= 0 AND words_most >= greatest(words_least, 1)),
    CONSTRAINT exploration_state CHECK (state IN ('draft', 'published', 'withdrawn')),
    CONSTRAINT exploration_publication_known CHECK ((state = 'draft') = (published_at IS NULL))
);
SELECT protect('exploration', 'SELECT, INSERT, UPDATE');
CREATE INDEX exploration_of_offering ON exploration (institution_id, offering_id, position, id);

CREATE TABLE exploration_community (
    institution_id uuid NOT NULL,
    exploration_id uuid NOT NULL,
    community_id uuid NOT NULL,
    CONSTRAINT exploration_community_pk PRIMARY KEY (institution_id, exploration_id, community_id),
    CONSTRAINT exploration_community_exploration
        FOREIGN KEY (institution_id, exploration_id) REFERENCES exploration (institution_id, id),
    CONSTRAINT exploration_community_community
        FOREIGN KEY (institution_id, community_id) REFERENCES community (institution_id, id)
);
SELECT protect('exploration_community', 'SELECT, INSERT, DELETE');

-- What was published binds; a later number may only favor the learner and is recorded as a waiver.
-- Shares are thousandths of the points that the exploration is worth.
CREATE TABLE late_policy (
    institution_id uuid NOT NULL,
    exploration_id uuid NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    grace_minutes integer NOT NULL DEFAULT 0,
    deduction_thousandths integer NOT NULL DEFAULT 0,
    floor_thousandths integer NOT NULL DEFAULT 0,
    closes_after_minutes integer,
    takes_last_draft boolean NOT NULL DEFAULT false,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    CONSTRAINT late_policy_pk PRIMARY KEY (institution_id, exploration_id, number),
    CONSTRAINT late_policy_exploration
        FOREIGN KEY (institution_id, exploration_id) REFERENCES exploration (institution_id, id),
    CONSTRAINT late_policy_author FOREIGN KEY (institution_id, set_by) REFERENCES person (institution_id, id),
    CONSTRAINT late_policy_numbered CHECK (number > 0),
    CONSTRAINT late_policy_kind CHECK (kind IN ('flag', 'per_hour', 'per_day')),
    CONSTRAINT late_policy_flag_costs_nothing CHECK ((kind = 'flag') = (deduction_thousandths = 0)),
    CONSTRAINT late_policy_ranges CHECK (
        grace_minutes >= 0 AND deduction_thousandths BETWEEN 0 AND 1000
        AND floor_thousandths BETWEEN 0 AND 1000 AND closes_after_minutes >= 0),
    CONSTRAINT late_policy_last_draft_needs_close CHECK (NOT takes_last_draft OR closes_after_minutes IS NOT NULL)
);
SELECT protect('late_policy', 'SELECT, INSERT');

-- An exploration as given to one learner. The state here is the staff's: what the learner sees
-- doesn't move between submission and release. Due and close are those that hold for this learner.
CREATE TABLE assignment (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    exploration_id uuid NOT NULL,
    enrollment_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    community_id uuid,
    reader_id uuid,
    blind_code text,
    state text NOT NULL DEFAULT 'assigned',
    due_at timestamptz NOT NULL,
    closes_at timestamptz,
    submissions integer NOT NULL DEFAULT 0,
    assigned_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT assignment_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT assignment_exploration
        FOREIGN KEY (institution_id, offering_id, exploration_id)
        REFERENCES exploration (institution_id, offering_id, id),
    CONSTRAINT assignment_enrollment
        FOREIGN KEY (institution_id, offering_id, enrollment_id, learner_id)
        REFERENCES enrollment (institution_id, offering_id, id, person_id),
    CONSTRAINT assignment_community FOREIGN KEY (institution_id, community_id) REFERENCES community (institution_id, id),
    CONSTRAINT assignment_reader
        FOREIGN KEY (institution_id, offering_id, reader_id)
        REFERENCES enrollment (institution_id, offering_id, person_id),
    CONSTRAINT assignment_once_per_learner UNIQUE (institution_id, exploration_id, enrollment_id),
    CONSTRAINT assignment_blind_code_once UNIQUE (institution_id, exploration_id, blind_code),
    CONSTRAINT assignment_within_exploration UNIQUE (institution_id, exploration_id, id),
    CONSTRAINT assignment_reader_is_another CHECK (reader_id <> learner_id),
    CONSTRAINT assignment_state CHECK (state IN (
        'assigned', 'exploring', 'submitted', 'in_review', 'returned', 'complete', 'excused', 'missing')),
    CONSTRAINT assignment_read_after_submission CHECK (
        state NOT IN ('submitted', 'in_review', 'returned') OR submissions > 0),
    CONSTRAINT assignment_closes_after_due CHECK (closes_at >= due_at)
);
SELECT protect('assignment', 'SELECT, INSERT, UPDATE');
CREATE INDEX assignment_of_learner ON assignment (institution_id, learner_id, due_at, id);
CREATE INDEX assignment_of_offering ON assignment (institution_id, offering_id, state, changed_at, id);

-- A reason is a code: no medical text. An extension is never edited; the latest one holds.
CREATE TABLE extension (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    closes_at timestamptz,
    reason_code text NOT NULL,
    granted_by uuid NOT NULL,
    granted_at timestamptz NOT NULL,
    CONSTRAINT extension_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT extension_assignment FOREIGN KEY (institution_id, assignment_id) REFERENCES assignment (institution_id, id),
    CONSTRAINT extension_author FOREIGN KEY (institution_id, granted_by) REFERENCES person (institution_id, id),
    CONSTRAINT extension_closes_after_due CHECK (closes_at >= due_at),
    CONSTRAINT extension_reason CHECK (reason_code ~ '^[a-z]+(_[a-z]+)*$')
);
SELECT protect('extension', 'SELECT, INSERT');
CREATE INDEX extension_of_assignment ON extension (institution_id, assignment_id, id);

CREATE TABLE excuse (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    reason_code text NOT NULL,
    granted_by uuid NOT NULL,
    granted_at timestamptz NOT NULL,
    CONSTRAINT excuse_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT excuse_assignment FOREIGN KEY (institution_id, assignment_id) REFERENCES assignment (institution_id, id),
    CONSTRAINT excuse_author FOREIGN KEY (institution_id, granted_by) REFERENCES person (institution_id, id),
    CONSTRAINT excuse_reason CHECK (reason_code ~ '^[a-z]+(_[a-z]+)*$')
);
SELECT protect('excuse', 'SELECT, INSERT');
CREATE INDEX excuse_of_assignment ON excuse (institution_id, assignment_id, id);
