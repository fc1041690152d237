-- What makes a retry safe, what says who did what, and what the steward may redact.

-- A replay is rendered again from the stored row of the action, never from a stored text.
CREATE TABLE idempotency_key (
    institution_id uuid NOT NULL,
    person_id uuid NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    body_digest bytea NOT NULL,
    status integer NOT NULL,
    answer jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_key_once PRIMARY KEY (institution_id, person_id, route, key),
    CONSTRAINT idempotency_key_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT idempotency_key_bounded CHECK (octet_length(key) BETWEEN 1 AND 255)
);
SELECT protect('idempotency_key', 'SELECT, INSERT, DELETE');
CREATE INDEX idempotency_key_by_age ON idempotency_key (institution_id, created_at);

-- Written in the transaction of what it records. An actor is a person or a named operator;
-- a failed sign-in has neither.
CREATE TABLE audit (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    person_id uuid,
    operator text,
    action text NOT NULL,
    subject_id uuid,
    request_id text,
    detail jsonb NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT audit_action_form CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
    CONSTRAINT audit_one_actor CHECK (num_nonnulls(person_id, operator) <= 1)
);
SELECT protect('audit', 'SELECT, INSERT');
CREATE INDEX audit_of_subject ON audit (institution_id, subject_id, id);

-- The chain over the audit, sealed by a job: a chain in each transaction would halve the writes.
CREATE TABLE audit_head (
    institution_id uuid NOT NULL,
    seq bigint NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT audit_head_pk PRIMARY KEY (institution_id),
    CONSTRAINT audit_head_institution FOREIGN KEY (institution_id) REFERENCES institution (id),
    CONSTRAINT audit_head_sequence CHECK (seq >= 0),
    CONSTRAINT audit_head_sha256 CHECK (octet_length(digest) = 32)
);
SELECT protect('audit_head', 'SELECT, INSERT, UPDATE');

CREATE TABLE audit_seal (
    institution_id uuid NOT NULL,
    seq bigint NOT NULL,
    audit_id uuid NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    CONSTRAINT audit_seal_pk PRIMARY KEY (institution_id, seq),
    CONSTRAINT audit_seal_audit FOREIGN KEY (institution_id, audit_id) REFERENCES audit (institution_id, id),
    CONSTRAINT audit_seal_once UNIQUE (institution_id, audit_id),
    CONSTRAINT audit_seal_sequence CHECK (seq > 0),
    CONSTRAINT audit_seal_sha256 CHECK (octet_length(digest) = 32 AND octet_length(previous) = 32)
);
SELECT protect('audit_seal', 'SELECT, INSERT');

-- Erasure and redaction alone.
GRANT SELECT, UPDATE ON
    person, draft_text, submission_text, feedback_text, feedback_comment_text, released_feedback_text,
    export_content, idempotency_key
TO peerspective_steward;
