-- Roles, the tenant, and the functions that later migrations and units use.
-- The owner runs this file. The service and the steward log in with what the operator sets.

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['peerspective_service', 'peerspective_steward'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', role);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- roles belong to the cluster: another database of it has made them
        END;
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO peerspective_service, peerspective_steward;

-- Which files of this folder this database has: kept by the migrator, read by the readiness check.
CREATE TABLE migration (
    number integer NOT NULL,
    file text NOT NULL,
    digest bytea NOT NULL,
    applied_at timestamptz NOT NULL,
    CONSTRAINT migration_pk PRIMARY KEY (number)
);
GRANT SELECT ON migration TO peerspective_service;

-- A unit can't branch, it can only refuse: the code is what the service answers with.
CREATE FUNCTION refuse(code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PS001', MESSAGE = code;
END
$$;
COMMENT ON FUNCTION refuse(text) IS 'Ends a unit with SQLSTATE PS001 and the code as its message.';

-- Puts a table under row-level security and grants the service what the table's nature allows.
-- Enabled, not forced: FORCE blocks online shard moves on Citus.
CREATE FUNCTION protect(relation regclass, service_may text, tenant_column text DEFAULT 'institution_id')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
    EXECUTE format(
        'CREATE POLICY tenant ON %s '
        'USING (%I = nullif(current_setting(''peerspective.institution'', true), '''')::uuid)',
        relation, tenant_column);
    EXECUTE format('GRANT %s ON %s TO peerspective_service', service_may, relation);
END
$$;
REVOKE ALL ON FUNCTION protect(regclass, text, text) FROM PUBLIC;

CREATE TABLE institution (
    id uuid NOT NULL,
    name text NOT NULL,
    zone text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT institution_pk PRIMARY KEY (id),
    CONSTRAINT institution_name_said CHECK (btrim(name) <> '')
);
SELECT protect('institution', 'SELECT, INSERT, UPDATE', 'id');

-- Sign-in names the institution before a tenant is set. A reference table: slugs and ids, no more.
CREATE TABLE institution_slug (
    slug text NOT NULL,
    institution_id uuid NOT NULL,
    CONSTRAINT institution_slug_pk PRIMARY KEY (slug),
    CONSTRAINT institution_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);
GRANT SELECT, INSERT ON institution_slug TO peerspective_service;
