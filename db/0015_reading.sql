-- Who reads what at this moment, and releases that wait for their time.

-- One reader at a time. A lock that nobody renews ends by itself.
CREATE TABLE reading_lock (
    institution_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    taken_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    CONSTRAINT reading_lock_pk PRIMARY KEY (institution_id, assignment_id),
    CONSTRAINT reading_lock_assignment
        FOREIGN KEY (institution_id, assignment_id) REFERENCES assignment (institution_id, id),
    CONSTRAINT reading_lock_reader FOREIGN KEY (institution_id, reader_id) REFERENCES person (institution_id, id),
    CONSTRAINT reading_lock_ends CHECK (until > taken_at)
);
SELECT protect('reading_lock', 'SELECT, INSERT, UPDATE, DELETE');

-- ended_at: when it was done or called off; release_id: what it became.
CREATE TABLE scheduled_release (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    release_at timestamptz NOT NULL,
    scheduled_by uuid NOT NULL,
    scheduled_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    ended_at timestamptz,
    release_id uuid,
    CONSTRAINT scheduled_release_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT scheduled_release_offering
        FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT scheduled_release_author
        FOREIGN KEY (institution_id, scheduled_by) REFERENCES person (institution_id, id),
    CONSTRAINT scheduled_release_release
        FOREIGN KEY (institution_id, release_id) REFERENCES release (institution_id, id),
    CONSTRAINT scheduled_release_ahead CHECK (release_at > scheduled_at),
    CONSTRAINT scheduled_release_state CHECK (state IN ('waiting', 'done', 'cancelled')),
    CONSTRAINT scheduled_release_ended CHECK ((state = 'waiting') = (ended_at IS NULL))
);
SELECT protect('scheduled_release', 'SELECT, INSERT, UPDATE');
CREATE INDEX scheduled_release_of_offering
    ON scheduled_release (institution_id, offering_id, release_at, id);
CREATE INDEX scheduled_release_waiting ON scheduled_release (institution_id, release_at, id)
    WHERE state = 'waiting';

-- left_for: why a piece was not released at its time.
CREATE TABLE scheduled_release_item (
    institution_id uuid NOT NULL,
    scheduled_release_id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    feedback_version bigint NOT NULL,
    left_for text,
    CONSTRAINT scheduled_release_item_pk PRIMARY KEY (institution_id, scheduled_release_id, feedback_id),
    CONSTRAINT scheduled_release_item_schedule
        FOREIGN KEY (institution_id, scheduled_release_id)
        REFERENCES scheduled_release (institution_id, id),
    CONSTRAINT scheduled_release_item_feedback
        FOREIGN KEY (institution_id, feedback_id) REFERENCES feedback (institution_id, id)
);
SELECT protect('scheduled_release_item', 'SELECT, INSERT, UPDATE');

-- An incomplete whose day has come: what the lapsing job looks for.
CREATE TABLE incomplete (
    institution_id uuid NOT NULL,
    enrollment_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    ledger_seq bigint NOT NULL,
    lapses_on date NOT NULL,
    CONSTRAINT incomplete_pk PRIMARY KEY (institution_id, enrollment_id),
    CONSTRAINT incomplete_entry
        FOREIGN KEY (institution_id, offering_id, ledger_seq)
        REFERENCES grade_entry (institution_id, offering_id, seq),
    CONSTRAINT incomplete_enrollment
        FOREIGN KEY (institution_id, enrollment_id) REFERENCES enrollment (institution_id, id)
);
SELECT protect('incomplete', 'SELECT, INSERT, UPDATE, DELETE');
CREATE INDEX incomplete_by_day ON incomplete (institution_id, lapses_on, enrollment_id);
