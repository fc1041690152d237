-- The institution's own copies of communities and rubrics.

CREATE TABLE community (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    kind text NOT NULL,
    audiences text[] NOT NULL,
    conditions text[] NOT NULL,
    languages text[] NOT NULL DEFAULT '{}',
    access text NOT NULL,
    status text NOT NULL,
    moderation text NOT NULL DEFAULT '',
    funding text NOT NULL DEFAULT '',
    subject_is_minor boolean NOT NULL,
    session_rrule text,
    session_starts text,
    session_zone text,
    session_minutes integer,
    successor_id uuid,
    owner_contact text,
    last_checked date,
    source_url text,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT community_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT community_institution FOREIGN KEY (institution_id) REFERENCES institution (id),
    CONSTRAINT community_successor FOREIGN KEY (institution_id, successor_id) REFERENCES community (institution_id, id),
    CONSTRAINT community_slug_once UNIQUE (institution_id, slug),
    CONSTRAINT community_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    CONSTRAINT community_name_said CHECK (btrim(name) <> ''),
    CONSTRAINT community_url_web CHECK (url ~ '^https?://'),
    CONSTRAINT community_kind CHECK (kind IN (
        'blog', 'forum', 'tweetchat', 'organization', 'network', 'social_group', 'event', 'directory')),
    CONSTRAINT community_access CHECK (access IN ('public', 'account', 'members', 'closed')),
    CONSTRAINT community_status CHECK (status IN (
        'proposed', 'active', 'dormant', 'moved', 'archived', 'declined', 'retired')),
    CONSTRAINT community_session_whole CHECK (
        num_nonnulls(session_rrule, session_starts, session_zone, session_minutes) IN (0, 4)),
    CONSTRAINT community_session_starts_form CHECK (session_starts ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    CONSTRAINT community_session_lasts CHECK (session_minutes > 0),
    CONSTRAINT community_not_its_own_successor CHECK (successor_id <> id)
);
SELECT protect('community', 'SELECT, INSERT, UPDATE');
CREATE INDEX community_by_name ON community (institution_id, name, id);

CREATE TABLE rubric (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT rubric_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT rubric_institution FOREIGN KEY (institution_id) REFERENCES institution (id),
    CONSTRAINT rubric_slug_once UNIQUE (institution_id, slug)
);
SELECT protect('rubric', 'SELECT, INSERT, UPDATE');

-- A version is never changed: an edit makes the next one, and old feedback stays bound to the old.
CREATE TABLE rubric_version (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    rubric_id uuid NOT NULL,
    number integer NOT NULL,
    source text NOT NULL DEFAULT '',
    published_at timestamptz NOT NULL,
    CONSTRAINT rubric_version_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT rubric_version_rubric FOREIGN KEY (institution_id, rubric_id) REFERENCES rubric (institution_id, id),
    CONSTRAINT rubric_version_once UNIQUE (institution_id, rubric_id, number),
    CONSTRAINT rubric_version_numbered CHECK (number > 0)
);
SELECT protect('rubric_version', 'SELECT, INSERT');

CREATE TABLE rubric_level (
    institution_id uuid NOT NULL,
    rubric_version_id uuid NOT NULL,
    level integer NOT NULL,
    name text NOT NULL,
    CONSTRAINT rubric_level_pk PRIMARY KEY (institution_id, rubric_version_id, level),
    CONSTRAINT rubric_level_version
        FOREIGN KEY (institution_id, rubric_version_id) REFERENCES rubric_version (institution_id, id),
    CONSTRAINT rubric_level_ordinal CHECK (level BETWEEN 1 AND 10)
);
SELECT protect('rubric_level', 'SELECT, INSERT');

CREATE TABLE rubric_criterion (
    institution_id uuid NOT NULL,
    rubric_version_id uuid NOT NULL,
    code text NOT NULL,
    position integer NOT NULL,
    title text NOT NULL,
    is_optional boolean NOT NULL,
    CONSTRAINT rubric_criterion_pk PRIMARY KEY (institution_id, rubric_version_id, code),
    CONSTRAINT rubric_criterion_version
        FOREIGN KEY (institution_id, rubric_version_id) REFERENCES rubric_version (institution_id, id),
    CONSTRAINT rubric_criterion_position_once UNIQUE (institution_id, rubric_version_id, position)
);
SELECT protect('rubric_criterion', 'SELECT, INSERT');

-- What a level looks like in a criterion: this, never the bare name of level 1, is what learners see.
CREATE TABLE rubric_descriptor (
    institution_id uuid NOT NULL,
    rubric_version_id uuid NOT NULL,
    criterion text NOT NULL,
    level integer NOT NULL,
    descriptor text NOT NULL,
    CONSTRAINT rubric_descriptor_pk PRIMARY KEY (institution_id, rubric_version_id, criterion, level),
    CONSTRAINT rubric_descriptor_criterion
        FOREIGN KEY (institution_id, rubric_version_id, criterion)
        REFERENCES rubric_criterion (institution_id, rubric_version_id, code),
    CONSTRAINT rubric_descriptor_level
        FOREIGN KEY (institution_id, rubric_version_id, level)
        REFERENCES rubric_level (institution_id, rubric_version_id, level)
);
SELECT protect('rubric_descriptor', 'SELECT, INSERT');

-- Outcomes that mean something from a level on (REFLECT: transformative, confirmatory, at level 4).
CREATE TABLE rubric_flag (
    institution_id uuid NOT NULL,
    rubric_version_id uuid NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    from_level integer NOT NULL,
    CONSTRAINT rubric_flag_pk PRIMARY KEY (institution_id, rubric_version_id, code),
    CONSTRAINT rubric_flag_level
        FOREIGN KEY (institution_id, rubric_version_id, from_level)
        REFERENCES rubric_level (institution_id, rubric_version_id, level)
);
SELECT protect('rubric_flag', 'SELECT, INSERT');
