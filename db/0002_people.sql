-- People, how they sign in, and what the institution appoints them to.

CREATE TABLE person (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    legal_given_name text NOT NULL,
    legal_family_name text NOT NULL,
    chosen_name text NOT NULL,
    email text NOT NULL,
    registrar_id text,
    home_program text NOT NULL DEFAULT '',
    discipline text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    deactivated_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT person_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT person_institution FOREIGN KEY (institution_id) REFERENCES institution (id),
    CONSTRAINT person_name_said CHECK (btrim(chosen_name) <> '' AND btrim(legal_family_name) <> ''),
    CONSTRAINT person_email_form CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND email = lower(email)),
    CONSTRAINT person_email_once UNIQUE (institution_id, email),
    CONSTRAINT person_registrar_id_once UNIQUE (institution_id, registrar_id)
);
SELECT protect('person', 'SELECT, INSERT, UPDATE');
CREATE INDEX person_by_name ON person (institution_id, chosen_name, id);

-- What someone may do in the whole institution, beside their enrollments.
CREATE TABLE appointment (
    institution_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    appointed_at timestamptz NOT NULL,
    CONSTRAINT appointment_pk PRIMARY KEY (institution_id, person_id, role),
    CONSTRAINT appointment_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT appointment_role CHECK (role IN ('coordinator', 'instructor'))
);
SELECT protect('appointment', 'SELECT, INSERT, DELETE');

-- The password's PHC string holds its own parameters.
CREATE TABLE credential (
    institution_id uuid NOT NULL,
    person_id uuid NOT NULL,
    phc text NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT credential_pk PRIMARY KEY (institution_id, person_id),
    CONSTRAINT credential_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT credential_form CHECK (phc LIKE '$scrypt$%')
);
SELECT protect('credential', 'SELECT, INSERT, UPDATE');

-- Failed sign-ins, per digest of what was typed: also for names that nobody has.
CREATE TABLE sign_in_throttle (
    institution_id uuid NOT NULL,
    subject bytea NOT NULL,
    failures integer NOT NULL,
    last_failed_at timestamptz NOT NULL,
    CONSTRAINT sign_in_throttle_pk PRIMARY KEY (institution_id, subject),
    CONSTRAINT sign_in_throttle_counts CHECK (failures > 0)
);
SELECT protect('sign_in_throttle', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE session (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT session_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT session_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT session_digest_once UNIQUE (institution_id, digest),
    CONSTRAINT session_digest_sha256 CHECK (octet_length(digest) = 32),
    CONSTRAINT session_ends CHECK (expires_at > created_at)
);
SELECT protect('session', 'SELECT, INSERT, UPDATE, DELETE');
CREATE INDEX session_of_person ON session (institution_id, person_id);

CREATE TABLE api_token (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    digest bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT api_token_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT api_token_person FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT api_token_digest_once UNIQUE (institution_id, digest),
    CONSTRAINT api_token_digest_sha256 CHECK (octet_length(digest) = 32),
    CONSTRAINT api_token_named CHECK (btrim(name) <> ''),
    CONSTRAINT api_token_ends CHECK (expires_at > created_at),
    CONSTRAINT api_token_scoped CHECK (cardinality(scopes) > 0)
);
SELECT protect('api_token', 'SELECT, INSERT, UPDATE');
CREATE INDEX api_token_of_person ON api_token (institution_id, person_id);

-- The observer's code, versioned, and who accepted which version when.
CREATE TABLE observer_code (
    institution_id uuid NOT NULL,
    number integer NOT NULL,
    body text NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT observer_code_pk PRIMARY KEY (institution_id, number),
    CONSTRAINT observer_code_institution FOREIGN KEY (institution_id) REFERENCES institution (id),
    CONSTRAINT observer_code_numbered CHECK (number > 0)
);
SELECT protect('observer_code', 'SELECT, INSERT');

CREATE TABLE observer_code_acceptance (
    institution_id uuid NOT NULL,
    person_id uuid NOT NULL,
    number integer NOT NULL,
    accepted_at timestamptz NOT NULL,
    CONSTRAINT observer_code_acceptance_pk PRIMARY KEY (institution_id, person_id, number),
    CONSTRAINT observer_code_acceptance_person
        FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT observer_code_acceptance_code
        FOREIGN KEY (institution_id, number) REFERENCES observer_code (institution_id, number)
);
SELECT protect('observer_code_acceptance', 'SELECT, INSERT');
