-- The grade ledger, approvals, and exports. All of it is only ever added to, but for the head.

CREATE TABLE ledger_head (
    institution_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    seq bigint NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT ledger_head_pk PRIMARY KEY (institution_id, offering_id),
    CONSTRAINT ledger_head_offering FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT ledger_head_sequence CHECK (seq >= 0),
    CONSTRAINT ledger_head_sha256 CHECK (octet_length(digest) = 32 AND octet_length(previous) = 32)
);
SELECT protect('ledger_head', 'SELECT, INSERT, UPDATE');

-- entry: the canonical bytes that the digest covers; the columns beside it are there to be searched.
CREATE TABLE grade_entry (
    institution_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    seq bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    enrollment_id uuid NOT NULL,
    assignment_id uuid,
    entry bytea NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT grade_entry_pk PRIMARY KEY (institution_id, offering_id, seq),
    CONSTRAINT grade_entry_head
        FOREIGN KEY (institution_id, offering_id) REFERENCES ledger_head (institution_id, offering_id),
    CONSTRAINT grade_entry_enrollment FOREIGN KEY (institution_id, enrollment_id) REFERENCES enrollment (institution_id, id),
    CONSTRAINT grade_entry_assignment FOREIGN KEY (institution_id, assignment_id) REFERENCES assignment (institution_id, id),
    CONSTRAINT grade_entry_digest_once UNIQUE (institution_id, offering_id, digest),
    CONSTRAINT grade_entry_sequence CHECK (seq > 0),
    CONSTRAINT grade_entry_sha256 CHECK (octet_length(digest) = 32 AND octet_length(previous) = 32)
);
SELECT protect('grade_entry', 'SELECT, INSERT');
CREATE INDEX grade_entry_of_enrollment ON grade_entry (institution_id, enrollment_id, seq);

-- The instructor of record stands behind a course grade, as it was at a point of the ledger.
CREATE TABLE approval (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    ledger_seq bigint NOT NULL,
    enrollment_id uuid NOT NULL,
    grade text NOT NULL,
    grade_rule_number integer NOT NULL,
    approved_by uuid NOT NULL,
    approved_at timestamptz NOT NULL,
    CONSTRAINT approval_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT approval_enrollment FOREIGN KEY (institution_id, enrollment_id) REFERENCES enrollment (institution_id, id),
    CONSTRAINT approval_entry
        FOREIGN KEY (institution_id, offering_id, ledger_seq)
        REFERENCES grade_entry (institution_id, offering_id, seq),
    CONSTRAINT approval_author FOREIGN KEY (institution_id, approved_by) REFERENCES person (institution_id, id),
    CONSTRAINT approval_once_per_entry UNIQUE (institution_id, offering_id, ledger_seq)
);
SELECT protect('approval', 'SELECT, INSERT');
CREATE INDEX approval_of_enrollment ON approval (institution_id, enrollment_id, approved_at);

-- A frozen, hashed copy of grades in a named format.
CREATE TABLE export (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    offering_id uuid NOT NULL,
    section_id uuid,
    format text NOT NULL,
    lines integer NOT NULL,
    ledger_seq bigint NOT NULL,
    digest bytea NOT NULL,
    made_by uuid,
    made_at timestamptz NOT NULL,
    CONSTRAINT export_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT export_offering FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT export_section
        FOREIGN KEY (institution_id, offering_id, section_id) REFERENCES section (institution_id, offering_id, id),
    CONSTRAINT export_format CHECK (format IN ('csv', 'json')),
    CONSTRAINT export_sha256 CHECK (octet_length(digest) = 32)
);
SELECT protect('export', 'SELECT, INSERT');
CREATE INDEX export_of_offering ON export (institution_id, offering_id, made_at, id);

CREATE TABLE export_content (
    institution_id uuid NOT NULL,
    export_id uuid NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT export_content_pk PRIMARY KEY (institution_id, export_id),
    CONSTRAINT export_content_export FOREIGN KEY (institution_id, export_id) REFERENCES export (institution_id, id)
);
SELECT protect('export_content', 'SELECT, INSERT');

-- The life of an export: made, sent, accepted or rejected.
CREATE TABLE export_event (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    export_id uuid NOT NULL,
    state text NOT NULL,
    recorded_by uuid,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT export_event_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT export_event_export FOREIGN KEY (institution_id, export_id) REFERENCES export (institution_id, id),
    CONSTRAINT export_event_once UNIQUE (institution_id, export_id, state),
    CONSTRAINT export_event_state CHECK (state IN ('made', 'sent', 'accepted', 'rejected'))
);
SELECT protect('export_event', 'SELECT, INSERT');
