-- A school, :slug, whose :learners learners each have an assignment of one exploration and a token.
-- Answers a line for each learner: the token and the assignment's id.
BEGIN;
CREATE TEMPORARY TABLE school AS
SELECT gen_random_uuid() AS id, gen_random_uuid() AS course, gen_random_uuid() AS offering,
    gen_random_uuid() AS section, gen_random_uuid() AS author, gen_random_uuid() AS exploration;
CREATE TEMPORARY TABLE learner AS
SELECT number, gen_random_uuid() AS id, gen_random_uuid() AS enrollment,
    gen_random_uuid() AS assignment, gen_random_uuid() AS token,
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS bits
FROM generate_series(1, :learners) AS number;

INSERT INTO institution (id, name, zone, created_at)
SELECT id, 'Measured', 'America/New_York', now() FROM school;
INSERT INTO institution_slug (slug, institution_id) SELECT :'slug', id FROM school;
INSERT INTO person (institution_id, id, legal_given_name, legal_family_name, chosen_name, email,
    created_at)
SELECT school.id, author, 'An', 'Author', 'An Author', 'author@example.edu', now() FROM school
UNION ALL
SELECT school.id, learner.id, 'Learner', number::text, 'Learner ' || number,
    number || '@example.edu', now()
FROM school, learner;
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
FROM school, learner;
INSERT INTO exploration (institution_id, id, offering_id, position, title, prompt, opens_at,
    due_at, state, published_at, created_by, created_at)
SELECT id, exploration, offering, 1, 'Measured', 'Read for an hour, then write.',
    now() - interval '1 day', now() + interval '7 days', 'published', now(), author, now()
FROM school;
INSERT INTO late_policy (institution_id, exploration_id, number, kind, set_by, set_at)
SELECT id, exploration, 1, 'flag', author, now() FROM school;
INSERT INTO assignment (institution_id, id, offering_id, exploration_id, enrollment_id, learner_id,
    due_at, assigned_at, changed_at)
SELECT school.id, assignment, offering, exploration, enrollment, learner.id,
    now() + interval '7 days', now(), now()
FROM school, learner;
INSERT INTO api_token (institution_id, id, person_id, name, digest, scopes, created_at, expires_at)
SELECT school.id, token, learner.id, 'measuring', sha256(bits), '{read,write}', now(),
    now() + interval '1 day'
FROM school, learner;
SELECT 'pp_' || replace(school.id::text, '-', '') || '_'
    || rtrim(translate(encode(bits, 'base64'), '+/', '-_'), '=') || '|' || assignment
FROM school, learner;
COMMIT;
ANALYZE;
