-- What is taken out of stored texts, by two people, and what a restore must take out again.
-- digest: SHA-256 of salt and of the words that are to go, which the second person says again; the
-- words themselves are stored nowhere.

CREATE TABLE redaction (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    offering_id uuid,
    person_id uuid,
    reason text NOT NULL,
    salt bytea NOT NULL,
    digest bytea NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'requested',
    decided_by text,
    decided_at timestamptz,
    CONSTRAINT redaction_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT redaction_offering FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id),
    CONSTRAINT redaction_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT redaction_kind CHECK (kind IN ('words', 'person')),
    CONSTRAINT redaction_scope CHECK (
        (kind = 'words') = (offering_id IS NOT NULL) AND (kind = 'person') = (person_id IS NOT NULL)),
    CONSTRAINT redaction_reason CHECK (reason IN (
        'patient_identified', 'minor_identified', 'learner_identified', 'learner_request', 'court_order')),
    CONSTRAINT redaction_state CHECK (state IN ('requested', 'done', 'cancelled')),
    CONSTRAINT redaction_decided CHECK ((state = 'requested') = (decided_by IS NULL)
        AND (state = 'requested') = (decided_at IS NULL)),
    CONSTRAINT redaction_by_two CHECK (state <> 'done' OR decided_by <> requested_by),
    CONSTRAINT redaction_salted CHECK (octet_length(salt) = 16),
    CONSTRAINT redaction_digest_sha256 CHECK (octet_length(digest) = 32)
);
SELECT protect('redaction', 'SELECT, INSERT, UPDATE');
GRANT SELECT, INSERT, UPDATE ON redaction TO peerspective_steward;

-- Unicode scalars of a text that were covered; digest: SHA-256 of the redaction's salt and the text
-- as it was, by which a restored one is known again.
CREATE TABLE redaction_place (
    institution_id uuid NOT NULL,
    redaction_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    starts_at integer[] NOT NULL,
    ends_at integer[] NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT redaction_place_pk PRIMARY KEY (institution_id, redaction_id, kind, subject_id),
    CONSTRAINT redaction_place_redaction
        FOREIGN KEY (institution_id, redaction_id) REFERENCES redaction (institution_id, id),
    CONSTRAINT redaction_place_kind CHECK (kind IN (
        'submission', 'ai_use', 'draft', 'summary', 'comment', 'released_summary', 'released_comments')),
    CONSTRAINT redaction_place_spans CHECK (cardinality(starts_at) = cardinality(ends_at)),
    CONSTRAINT redaction_place_digest_sha256 CHECK (octet_length(digest) = 32)
);
SELECT protect('redaction_place', 'SELECT');
GRANT SELECT, INSERT ON redaction_place TO peerspective_steward;

-- What the steward must know to find the texts, and what an erasure ends.
GRANT SELECT ON
    migration, institution, institution_slug, offering, exploration, enrollment, assignment, submission,
    draft, feedback, feedback_comment, released_feedback
TO peerspective_steward;
GRANT SELECT, INSERT ON audit TO peerspective_steward;
GRANT SELECT, DELETE ON credential, session, appointment TO peerspective_steward;
GRANT SELECT, UPDATE ON api_token, invitation TO peerspective_steward;
GRANT DELETE ON idempotency_key TO peerspective_steward;
-- What is frozen stays: an export is the registrar's record, and its digest stands in the chain.
REVOKE UPDATE ON export_content FROM peerspective_steward;
