-- Feedback while it is written, and what was released of it: a copy that nothing changes.

CREATE TABLE feedback (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    author_id uuid NOT NULL,
    rubric_version_id uuid,
    state text NOT NULL DEFAULT 'draft',
    outcome text,
    points_thousandths integer,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT feedback_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT feedback_submission
        FOREIGN KEY (institution_id, assignment_id, submission_id)
        REFERENCES submission (institution_id, assignment_id, id),
    CONSTRAINT feedback_author FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id),
    CONSTRAINT feedback_rubric FOREIGN KEY (institution_id, rubric_version_id) REFERENCES rubric_version (institution_id, id),
    CONSTRAINT feedback_rubric_bound UNIQUE (institution_id, id, rubric_version_id),
    CONSTRAINT feedback_once_per_author UNIQUE (institution_id, submission_id, author_id),
    CONSTRAINT feedback_state CHECK (state IN ('draft', 'ready', 'released')),
    CONSTRAINT feedback_outcome CHECK (outcome IN ('complete', 'returned')),
    CONSTRAINT feedback_ready_has_outcome CHECK (state = 'draft' OR outcome IS NOT NULL),
    CONSTRAINT feedback_points CHECK (points_thousandths >= 0)
);
SELECT protect('feedback', 'SELECT, INSERT, UPDATE');
CREATE INDEX feedback_of_assignment ON feedback (institution_id, assignment_id);

CREATE TABLE feedback_level (
    institution_id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    rubric_version_id uuid NOT NULL,
    criterion text NOT NULL,
    level integer NOT NULL,
    CONSTRAINT feedback_level_pk PRIMARY KEY (institution_id, feedback_id, criterion),
    CONSTRAINT feedback_level_feedback
        FOREIGN KEY (institution_id, feedback_id, rubric_version_id)
        REFERENCES feedback (institution_id, id, rubric_version_id),
    CONSTRAINT feedback_level_descriptor
        FOREIGN KEY (institution_id, rubric_version_id, criterion, level)
        REFERENCES rubric_descriptor (institution_id, rubric_version_id, criterion, level)
);
SELECT protect('feedback_level', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE feedback_flag (
    institution_id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    rubric_version_id uuid NOT NULL,
    flag text NOT NULL,
    CONSTRAINT feedback_flag_pk PRIMARY KEY (institution_id, feedback_id, flag),
    CONSTRAINT feedback_flag_feedback
        FOREIGN KEY (institution_id, feedback_id, rubric_version_id)
        REFERENCES feedback (institution_id, id, rubric_version_id),
    CONSTRAINT feedback_flag_flag
        FOREIGN KEY (institution_id, rubric_version_id, flag)
        REFERENCES rubric_flag (institution_id, rubric_version_id, code)
);
SELECT protect('feedback_flag', 'SELECT, INSERT, DELETE');

CREATE TABLE feedback_text (
    institution_id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    summary text NOT NULL,
    CONSTRAINT feedback_text_pk PRIMARY KEY (institution_id, feedback_id),
    CONSTRAINT feedback_text_feedback FOREIGN KEY (institution_id, feedback_id) REFERENCES feedback (institution_id, id),
    CONSTRAINT feedback_text_bounded CHECK (octet_length(summary) <= 262144)
);
SELECT protect('feedback_text', 'SELECT, INSERT, UPDATE');

-- An anchor counts Unicode scalars of the submission's text, from 0, its end not included.
CREATE TABLE feedback_comment (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    starts_at integer NOT NULL,
    ends_at integer NOT NULL,
    CONSTRAINT feedback_comment_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT feedback_comment_feedback
        FOREIGN KEY (institution_id, feedback_id) REFERENCES feedback (institution_id, id),
    CONSTRAINT feedback_comment_span CHECK (starts_at >= 0 AND ends_at > starts_at)
);
SELECT protect('feedback_comment', 'SELECT, INSERT, UPDATE, DELETE');
CREATE INDEX feedback_comment_of_feedback ON feedback_comment (institution_id, feedback_id, starts_at);

CREATE TABLE feedback_comment_text (
    institution_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    body text NOT NULL,
    CONSTRAINT feedback_comment_text_pk PRIMARY KEY (institution_id, comment_id),
    CONSTRAINT feedback_comment_text_comment
        FOREIGN KEY (institution_id, comment_id) REFERENCES feedback_comment (institution_id, id),
    CONSTRAINT feedback_comment_text_bounded CHECK (btrim(body) <> '' AND octet_length(body) <= 65536)
);
SELECT protect('feedback_comment_text', 'SELECT, INSERT, UPDATE, DELETE');

-- One act, for one learner, some, or all.
CREATE TABLE release (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    released_by uuid NOT NULL,
    released_at timestamptz NOT NULL,
    CONSTRAINT release_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT release_offering FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT release_author FOREIGN KEY (institution_id, released_by) REFERENCES person (institution_id, id)
);
SELECT protect('release', 'SELECT, INSERT');

CREATE TABLE released_feedback (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    release_id uuid NOT NULL,
    feedback_id uuid NOT NULL,
    feedback_version bigint NOT NULL,
    assignment_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    author_id uuid NOT NULL,
    rubric_version_id uuid,
    outcome text NOT NULL,
    points_thousandths integer,
    levels jsonb NOT NULL,
    flags text[] NOT NULL,
    digest bytea NOT NULL,
    released_at timestamptz NOT NULL,
    CONSTRAINT released_feedback_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT released_feedback_release FOREIGN KEY (institution_id, release_id) REFERENCES release (institution_id, id),
    CONSTRAINT released_feedback_feedback FOREIGN KEY (institution_id, feedback_id) REFERENCES feedback (institution_id, id),
    CONSTRAINT released_feedback_submission
        FOREIGN KEY (institution_id, assignment_id, submission_id)
        REFERENCES submission (institution_id, assignment_id, id),
    CONSTRAINT released_feedback_once UNIQUE (institution_id, release_id, feedback_id),
    CONSTRAINT released_feedback_outcome CHECK (outcome IN ('complete', 'returned')),
    CONSTRAINT released_feedback_digest_sha256 CHECK (octet_length(digest) = 32)
);
SELECT protect('released_feedback', 'SELECT, INSERT');
CREATE INDEX released_feedback_of_assignment ON released_feedback (institution_id, assignment_id, released_at);

CREATE TABLE released_feedback_text (
    institution_id uuid NOT NULL,
    released_feedback_id uuid NOT NULL,
    salt bytea NOT NULL,
    summary text NOT NULL,
    comments jsonb NOT NULL,
    redacted_at timestamptz,
    CONSTRAINT released_feedback_text_pk PRIMARY KEY (institution_id, released_feedback_id),
    CONSTRAINT released_feedback_text_released
        FOREIGN KEY (institution_id, released_feedback_id) REFERENCES released_feedback (institution_id, id),
    CONSTRAINT released_feedback_text_salted CHECK (octet_length(salt) = 16)
);
SELECT protect('released_feedback_text', 'SELECT, INSERT');

-- A release made in error is taken back; who had opened it is known from feedback_opening.
CREATE TABLE release_withdrawal (
    institution_id uuid NOT NULL,
    released_feedback_id uuid NOT NULL,
    withdrawn_by uuid NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    CONSTRAINT release_withdrawal_pk PRIMARY KEY (institution_id, released_feedback_id),
    CONSTRAINT release_withdrawal_released
        FOREIGN KEY (institution_id, released_feedback_id) REFERENCES released_feedback (institution_id, id),
    CONSTRAINT release_withdrawal_author FOREIGN KEY (institution_id, withdrawn_by) REFERENCES person (institution_id, id)
);
SELECT protect('release_withdrawal', 'SELECT, INSERT');

CREATE TABLE feedback_opening (
    institution_id uuid NOT NULL,
    released_feedback_id uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    CONSTRAINT feedback_opening_pk PRIMARY KEY (institution_id, released_feedback_id),
    CONSTRAINT feedback_opening_released
        FOREIGN KEY (institution_id, released_feedback_id) REFERENCES released_feedback (institution_id, id)
);
SELECT protect('feedback_opening', 'SELECT, INSERT');
