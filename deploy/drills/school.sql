-- A school, :slug, with :lanes learners, an instructor and a coordinator, and three explorations that
-- everyone has. Answers a line of JSON for each learner: ids, and a token of each of the three people
-- for this learner's clients alone, so that none empties another's bucket of requests.
BEGIN;
CREATE TEMPORARY TABLE school AS
SELECT gen_random_uuid() AS id, gen_random_uuid() AS course, gen_random_uuid() AS offering,
    gen_random_uuid() AS section, gen_random_uuid() AS instructor, gen_random_uuid() AS coordinator;
CREATE TEMPORARY TABLE learner AS
SELECT number, gen_random_uuid() AS id, gen_random_uuid() AS enrollment
FROM generate_series(1, :lanes) AS number;
CREATE TEMPORARY TABLE task AS
SELECT number, gen_random_uuid() AS id FROM generate_series(1, 3) AS number;
CREATE TEMPORARY TABLE given AS
SELECT learner.number, task.number AS position, task.id AS exploration, gen_random_uuid() AS id
FROM learner, task;

INSERT INTO institution (id, name, zone, created_at)
SELECT id, 'Drilled', 'America/New_York', now() FROM school;
INSERT INTO institution_slug (slug, institution_id) SELECT :'slug', id FROM school;
INSERT INTO person (institution_id, id, legal_given_name, legal_family_name, chosen_name, email,
    registrar_id, created_at)
SELECT id, instructor, 'An', 'Instructor', 'An Instructor', 'instructor@example.edu', NULL, now()
FROM school
UNION ALL
SELECT id, coordinator, 'A', 'Coordinator', 'A Coordinator', 'coordinator@example.edu', NULL, now()
FROM school
UNION ALL
SELECT school.id, learner.id, 'Learner', number::text, 'Learner ' || number,
    number || '@example.edu', number::text, now()
FROM school, learner;
INSERT INTO appointment (institution_id, person_id, role, appointed_at)
SELECT id, instructor, 'instructor', now() FROM school
UNION ALL SELECT id, coordinator, 'coordinator', now() FROM school;
INSERT INTO course (institution_id, id, code, title, created_at)
SELECT id, course, 'ELEC 742', 'Voices Online', now() FROM school;
INSERT INTO offering (institution_id, id, course_id, title, starts_on, ends_on, zone, created_at)
SELECT id, offering, course, 'Voices Online', current_date - 7, current_date + 49,
    'America/New_York', now()
FROM school;
INSERT INTO section (institution_id, id, offering_id, term_code, class_number, grading_basis,
    grades_due_on)
SELECT id, section, offering, '1', '1', 'pass_fail', current_date + 70 FROM school;
INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id, role, state,
    starts_on, created_at)
SELECT school.id, enrollment, offering, section, learner.id, 'learner', 'enrolled',
    current_date - 7, now()
FROM school, learner
UNION ALL
SELECT id, gen_random_uuid(), offering, NULL, instructor, 'instructor', 'enrolled',
    current_date - 7, now()
FROM school
UNION ALL
SELECT id, gen_random_uuid(), offering, NULL, coordinator, 'coordinator', 'enrolled',
    current_date - 7, now()
FROM school;
INSERT INTO exploration (institution_id, id, offering_id, position, title, prompt, opens_at,
    due_at, state, published_at, created_by, created_at)
SELECT school.id, task.id, offering, number, 'Drilled ' || number, 'Read for an hour, then write.',
    now() - interval '1 day', now() + interval '7 days', 'published', now(), instructor, now()
FROM school, task;
INSERT INTO late_policy (institution_id, exploration_id, number, kind, set_by, set_at)
SELECT school.id, task.id, 1, 'flag', instructor, now() FROM school, task;
INSERT INTO assignment (institution_id, id, offering_id, exploration_id, enrollment_id, learner_id,
    due_at, assigned_at, changed_at)
SELECT school.id, given.id, offering, given.exploration, learner.enrollment, learner.id,
    now() + interval '7 days', now(), now()
FROM school, given JOIN learner USING (number);

CREATE TEMPORARY TABLE token AS
SELECT learner.number, owner.role, owner.person, gen_random_uuid() AS id,
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS bits
FROM school, learner, LATERAL (VALUES ('learner', learner.id), ('instructor', instructor),
    ('coordinator', coordinator)) AS owner (role, person);
INSERT INTO api_token (institution_id, id, person_id, name, digest, scopes, created_at, expires_at)
SELECT school.id, token.id, person, 'drilling', sha256(bits), '{read,write,grade,export}', now(),
    now() + interval '1 day'
FROM school, token;
SELECT json_build_object('institution', school.id, 'offering', offering, 'section', section,
    'enrollment', learner.enrollment, 'person', learner.id,
    'assignments', (SELECT json_agg(given.id ORDER BY position) FROM given
        WHERE given.number = learner.number),
    'tokens', (SELECT json_object_agg(role, 'pp_' || replace(school.id::text, '-', '') || '_'
            || rtrim(translate(encode(bits, 'base64'), '+/', '-_'), '='))
        FROM token WHERE token.number = learner.number))
FROM school, learner ORDER BY number;
COMMIT;
