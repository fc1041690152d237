-- A second factor of sign-in: codes of an app (TOTP, RFC 6238), and recovery codes; known devices.
-- sealed: the app's secret under the service's key, which the database doesn't have; last_step: the 30
-- seconds of the last code that was taken, for none is taken twice.

CREATE TABLE second_factor (
    institution_id uuid NOT NULL,
    person_id uuid NOT NULL,
    sealed bytea NOT NULL,
    started_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL,
    CONSTRAINT second_factor_pk PRIMARY KEY (institution_id, person_id),
    CONSTRAINT second_factor_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id)
);
SELECT protect('second_factor', 'SELECT, INSERT, UPDATE, DELETE');

-- Each is good once, and is gone then.
CREATE TABLE recovery_code (
    institution_id uuid NOT NULL,
    person_id uuid NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT recovery_code_pk PRIMARY KEY (institution_id, person_id, digest),
    CONSTRAINT recovery_code_of_factor
        FOREIGN KEY (institution_id, person_id) REFERENCES second_factor (institution_id, person_id),
    CONSTRAINT recovery_code_sha256 CHECK (octet_length(digest) = 32)
);
SELECT protect('recovery_code', 'SELECT, INSERT, DELETE');

-- A sign-in whose password was right, and which waits for the second factor.
CREATE TABLE sign_in_challenge (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT sign_in_challenge_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT sign_in_challenge_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT sign_in_challenge_digest_once UNIQUE (institution_id, digest),
    CONSTRAINT sign_in_challenge_digest_sha256 CHECK (octet_length(digest) = 32),
    CONSTRAINT sign_in_challenge_ends CHECK (expires_at > created_at)
);
SELECT protect('sign_in_challenge', 'SELECT, INSERT, DELETE');
CREATE INDEX sign_in_challenge_of_person ON sign_in_challenge (institution_id, person_id);

-- Browsers in which someone has signed in before, by the digest of a cookie: whoever guesses at their
-- name from elsewhere doesn't keep them out there.
CREATE TABLE known_device (
    institution_id uuid NOT NULL,
    person_id uuid NOT NULL,
    digest bytea NOT NULL,
    last_used_at timestamptz NOT NULL,
    CONSTRAINT known_device_pk PRIMARY KEY (institution_id, person_id, digest),
    CONSTRAINT known_device_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT known_device_digest_sha256 CHECK (octet_length(digest) = 32)
);
SELECT protect('known_device', 'SELECT, INSERT, UPDATE, DELETE');

-- An erasure ends them.
GRANT SELECT, DELETE ON second_factor, recovery_code, sign_in_challenge, known_device
TO peerspective_steward;
