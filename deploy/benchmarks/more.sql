-- Fills the table of assignments up to :assignments, in schools of 10,000 learners with ten
-- explorations each, as a country would have them. Each table is analyzed before others refer to it:
-- else a foreign key is looked up by an index that has the whole school under one value.
BEGIN;
SET LOCAL synchronous_commit = off;
CREATE TEMPORARY TABLE school ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, gen_random_uuid() AS course, gen_random_uuid() AS offering,
    gen_random_uuid() AS section, gen_random_uuid() AS author
FROM generate_series(1, ceil(greatest(0,
    :assignments - (SELECT count(*) FROM assignment)) / 100000.0)::integer);
CREATE TEMPORARY TABLE learner ON COMMIT DROP AS
SELECT school.id AS school, number, gen_random_uuid() AS id, gen_random_uuid() AS enrollment
FROM school, generate_series(1, 10000) AS number;
CREATE TEMPORARY TABLE task ON COMMIT DROP AS
SELECT school.id AS school, number, gen_random_uuid() AS id
FROM school, generate_series(1, 10) AS number;
ANALYZE school, learner, task;

INSERT INTO institution (id, name, zone, created_at)
SELECT id, 'Grown', 'America/New_York', now() FROM school;
INSERT INTO person (institution_id, id, legal_given_name, legal_family_name, chosen_name, email,
    created_at)
SELECT id, author, 'An', 'Author', 'An Author', 'author@example.edu', now() FROM school
UNION ALL
SELECT school, id, 'Learner', number::text, 'Learner ' || number, number || '@example.edu', now()
FROM learner;
ANALYZE institution, person;
INSERT INTO course (institution_id, id, code, title, created_at)
SELECT id, course, 'ELEC 742', 'Voices Online', now() FROM school;
INSERT INTO offering (institution_id, id, course_id, title, starts_on, ends_on, zone, created_at)
SELECT id, offering, course, 'Voices Online', current_date - 7, current_date + 49,
    'America/New_York', now()
FROM school;
INSERT INTO section (institution_id, id, offering_id, term_code, class_number, grading_basis,
    grades_due_on)
SELECT id, section, offering, '1', '1', 'pass_fail', current_date + 70 FROM school;
ANALYZE offering, section;
INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id, role, state,
    starts_on, created_at)
SELECT school.id, enrollment, offering, section, learner.id, 'learner', 'enrolled',
    current_date - 7, now()
FROM school JOIN learner ON learner.school = school.id;
INSERT INTO exploration (institution_id, id, offering_id, position, title, prompt, opens_at,
    due_at, state, published_at, created_by, created_at)
SELECT school.id, task.id, offering, number, 'Grown ' || number, 'Read for an hour, then write.',
    now() - interval '1 day', now() + interval '7 days', 'published', now(), author, now()
FROM school JOIN task ON task.school = school.id;
INSERT INTO late_policy (institution_id, exploration_id, number, kind, set_by, set_at)
SELECT school.id, task.id, 1, 'flag', author, now()
FROM school JOIN task ON task.school = school.id;
ANALYZE enrollment, exploration;
INSERT INTO assignment (institution_id, id, offering_id, exploration_id, enrollment_id, learner_id,
    due_at, assigned_at, changed_at)
SELECT school.id, gen_random_uuid(), offering, task.id, enrollment, learner.id,
    now() + interval '7 days', now(), now()
FROM school JOIN learner ON learner.school = school.id JOIN task ON task.school = school.id
LIMIT greatest(0, :assignments - (SELECT count(*) FROM assignment));
COMMIT;
ANALYZE;
