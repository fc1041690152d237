-- One-time links by which someone sets a password: the first one, or another for a forgotten one.
CREATE TABLE invitation (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    digest bytea NOT NULL,
    made_by uuid,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT invitation_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT invitation_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT invitation_author FOREIGN KEY (institution_id, made_by) REFERENCES person (institution_id, id),
    CONSTRAINT invitation_digest_once UNIQUE (institution_id, digest),
    CONSTRAINT invitation_digest_sha256 CHECK (octet_length(digest) = 32),
    CONSTRAINT invitation_ends CHECK (expires_at > made_at),
    CONSTRAINT invitation_used_or_revoked CHECK (used_at IS NULL OR revoked_at IS NULL)
);
SELECT protect('invitation', 'SELECT, INSERT, UPDATE');
CREATE INDEX invitation_of_person ON invitation (institution_id, person_id);

-- An operator of the admin tool grants as well: the audit names who.
ALTER TABLE extension ALTER COLUMN granted_by DROP NOT NULL;
ALTER TABLE excuse ALTER COLUMN granted_by DROP NOT NULL;
