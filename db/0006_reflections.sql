-- Drafts and submissions. What people wrote lies in tables of its own, beside a salt, so that it can
-- be redacted while the fact and its digest stay.

CREATE TABLE draft (
    institution_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    words integer NOT NULL,
    saved_at timestamptz NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT draft_pk PRIMARY KEY (institution_id, assignment_id),
    CONSTRAINT draft_assignment FOREIGN KEY (institution_id, assignment_id) REFERENCES assignment (institution_id, id),
    CONSTRAINT draft_words CHECK (words >= 0)
);
SELECT protect('draft', 'SELECT, INSERT, UPDATE');

CREATE TABLE draft_text (
    institution_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    body text NOT NULL,
    CONSTRAINT draft_text_pk PRIMARY KEY (institution_id, assignment_id),
    CONSTRAINT draft_text_draft FOREIGN KEY (institution_id, assignment_id) REFERENCES draft (institution_id, assignment_id),
    CONSTRAINT draft_text_bounded CHECK (octet_length(body) <= 1048576)
);
SELECT protect('draft_text', 'SELECT, INSERT, UPDATE');

-- Append-only. The digest is SHA-256 of salt and text; due time and policy are those that held.
CREATE TABLE submission (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    exploration_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    number integer NOT NULL,
    digest bytea NOT NULL,
    words integer NOT NULL,
    submitted_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    late_policy_number integer NOT NULL,
    taken_from_draft boolean NOT NULL DEFAULT false,
    CONSTRAINT submission_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT submission_assignment
        FOREIGN KEY (institution_id, exploration_id, assignment_id)
        REFERENCES assignment (institution_id, exploration_id, id),
    CONSTRAINT submission_late_policy
        FOREIGN KEY (institution_id, exploration_id, late_policy_number)
        REFERENCES late_policy (institution_id, exploration_id, number),
    CONSTRAINT submission_once_per_number UNIQUE (institution_id, assignment_id, number),
    CONSTRAINT submission_within_assignment UNIQUE (institution_id, assignment_id, id),
    CONSTRAINT submission_numbered CHECK (number > 0),
    CONSTRAINT submission_digest_sha256 CHECK (octet_length(digest) = 32)
);
SELECT protect('submission', 'SELECT, INSERT');

CREATE TABLE submission_text (
    institution_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    salt bytea NOT NULL,
    body text NOT NULL,
    ai_use text NOT NULL,
    redacted_at timestamptz,
    CONSTRAINT submission_text_pk PRIMARY KEY (institution_id, submission_id),
    CONSTRAINT submission_text_submission
        FOREIGN KEY (institution_id, submission_id) REFERENCES submission (institution_id, id),
    CONSTRAINT submission_text_salted CHECK (octet_length(salt) = 16),
    CONSTRAINT submission_text_bounded CHECK (octet_length(body) <= 1048576)
);
SELECT protect('submission_text', 'SELECT, INSERT');
