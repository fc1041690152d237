-- A database for Peerspective in a PostgreSQL 15 or later that exists already. By a superuser:
--
--     sudo -u postgres psql -v ON_ERROR_STOP=1 -f database.sql
--
-- Run it twice, before the first migration and after it: the first migration asks for the two other roles to
-- be made, even where they are, and only for that the owner may make roles in between.
--
-- Three roles, each with no more than it needs: the owner migrates the schema, the service reads and writes
-- rows of one school at a time, the steward alone may take a text out. None is a superuser, none may pass
-- by row-level security. Then each gets a password (\password in psql, which doesn't log it), and systemd
-- its URL: see operations.md.

\if :{?name} \else \set name peerspective \endif

SELECT format('CREATE ROLE %I LOGIN NOINHERIT', role)
FROM unnest(ARRAY['peerspective_owner', 'peerspective_service', 'peerspective_steward']) AS role
WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role) \gexec

SELECT format('CREATE DATABASE %I OWNER peerspective_owner ENCODING ''UTF8'' TEMPLATE template0 '
              'LC_COLLATE ''C.UTF-8'' LC_CTYPE ''C.UTF-8''', :'name')
WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = :'name') \gexec

REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO peerspective_service, peerspective_steward;
ALTER ROLE peerspective_service CONNECTION LIMIT 200;
\connect :"name"
ALTER SCHEMA public OWNER TO peerspective_owner;
SELECT to_regclass('public.migration') IS NULL AS is_new \gset
\if :is_new
    ALTER ROLE peerspective_owner CREATEROLE;
\else
    ALTER ROLE peerspective_owner NOCREATEROLE;
\endif
