-- A school, :slug, with :learners learners of :explorations explorations each, every assignment with a
-- grade of the ledger, half of the course grades approved, and an instructor with a token, whose
-- digest is :digest. The chain isn't one that verifies: nothing here reads it.
-- Answers the school's id and the offering's.
BEGIN;
SET LOCAL session_replication_role = replica;
SET LOCAL synchronous_commit = off;
CREATE TEMPORARY TABLE school ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, gen_random_uuid() AS course, gen_random_uuid() AS offering,
    gen_random_uuid() AS section, gen_random_uuid() AS author;
CREATE TEMPORARY TABLE learner ON COMMIT DROP AS
SELECT number, gen_random_uuid() AS id, gen_random_uuid() AS enrollment
FROM generate_series(1, :learners) AS number;
CREATE TEMPORARY TABLE task ON COMMIT DROP AS
SELECT number, gen_random_uuid() AS id FROM generate_series(1, :explorations) AS number;
-- Released exploration by exploration, learners in any order, as work is handed in.
CREATE TEMPORARY TABLE work ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY task.number, learner.id) AS seq, gen_random_uuid() AS id,
    task.id AS task, learner.id AS learner, learner.enrollment
FROM task, learner;

INSERT INTO institution (id, name, zone, created_at)
SELECT id, 'Graded', 'America/New_York', now() FROM school;
INSERT INTO institution_slug (slug, institution_id) SELECT :'slug', id FROM school;
INSERT INTO person (institution_id, id, legal_given_name, legal_family_name, chosen_name, email,
    registrar_id, created_at)
SELECT school.id, author, 'An', 'Author', 'An Author', 'author@example.edu', NULL, now() FROM school
UNION ALL
SELECT school.id, learner.id, 'Learner', number::text, 'Learner ' || md5(number::text),
    number || '@example.edu', 'R' || lpad(number::text, 6, '0'), now()
FROM school, learner;
INSERT INTO course (institution_id, id, code, title, created_at)
SELECT id, course, 'ELEC 742', 'Voices Online', now() FROM school;
INSERT INTO offering (institution_id, id, course_id, title, starts_on, ends_on, zone, created_at)
SELECT id, offering, course, 'Voices Online', current_date - 7, current_date + 49,
    'America/New_York', now()
FROM school;
INSERT INTO section (institution_id, id, offering_id, term_code, class_number, grading_basis,
    grades_due_on)
SELECT id, section, offering, '2271', '10432', 'pass_fail', current_date + 70 FROM school;
INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id, role, state,
    starts_on, created_at)
SELECT school.id, gen_random_uuid(), offering, NULL::uuid, author, 'instructor', 'enrolled',
    current_date - 7, now()
FROM school
UNION ALL
SELECT school.id, enrollment, offering, section, learner.id, 'learner', 'enrolled',
    current_date - 7, now()
FROM school, learner;
INSERT INTO exploration (institution_id, id, offering_id, position, title, prompt, counts_as,
    points_thousandths, opens_at, due_at, state, published_at, created_by, created_at)
SELECT school.id, task.id, offering, number, 'Hearing a voice, ' || number,
    'Read for an hour, then write.', 'points', 10000, now() - interval '1 day',
    now() + interval '7 days', 'published', now(), author, now()
FROM school, task;
INSERT INTO assignment (institution_id, id, offering_id, exploration_id, enrollment_id, learner_id,
    state, submissions, due_at, assigned_at, changed_at)
SELECT school.id, work.id, offering, task, enrollment, learner, 'complete', 1,
    now() + interval '7 days', now(), now()
FROM school, work ORDER BY seq;
CREATE TEMPORARY TABLE entry ON COMMIT DROP AS
SELECT seq, enrollment, work.id AS assignment, 'points:' || seq % 10 AS grade, 'released' AS reason,
    NULL::uuid AS approver
FROM work
UNION ALL
SELECT :learners * :explorations + number, enrollment, NULL, 'course:mark:P', 'approved', author
FROM school, learner WHERE number % 2 = 0;
INSERT INTO ledger_head (institution_id, offering_id, seq, previous, digest)
SELECT school.id, offering, (SELECT max(seq) FROM entry), sha256(''), sha256('') FROM school;
INSERT INTO grade_entry (institution_id, offering_id, seq, recorded_at, enrollment_id,
    assignment_id, entry, previous, digest)
SELECT school.id, offering, seq, now(), enrollment, assignment,
    convert_to(concat_ws(E'\n', 'v=1', 'offering=' || offering, 'enrollment=' || enrollment,
        'assignment=' || coalesce(assignment::text, ''), 'grade=' || grade, 'reason=' || reason,
        'by=' || author, 'approved_by=' || coalesce(approver::text, ''),
        'at_us=' || (extract(epoch FROM now()) * 1000000)::bigint), 'UTF8'),
    sha256(''), sha256(convert_to(seq::text, 'UTF8'))
FROM school, entry ORDER BY seq;
INSERT INTO approval (institution_id, id, offering_id, ledger_seq, enrollment_id, grade,
    grade_rule_number, approved_by, approved_at, section_id)
SELECT school.id, gen_random_uuid(), offering, seq, enrollment, 'P', 1, author, now(), section
FROM school, entry WHERE approver IS NOT NULL;
INSERT INTO api_token (institution_id, id, person_id, name, digest, scopes, created_at, expires_at)
SELECT id, gen_random_uuid(), author, 'measuring', decode(:'digest', 'hex'), '{read,teach}', now(),
    now() + interval '1 day'
FROM school;
SELECT id || '|' || offering FROM school;
COMMIT;
VACUUM ANALYZE;
