-- A learner's record of one visit to a community, for one assignment. What it says lies in a table of
-- its own, as every text does; page_address is seen by the learner and who may read their submissions.
CREATE TABLE field_note (
    institution_id uuid NOT NULL,
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    visited_on date NOT NULL,
    written_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT field_note_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT field_note_assignment
        FOREIGN KEY (institution_id, assignment_id) REFERENCES assignment (institution_id, id),
    CONSTRAINT field_note_changed_after CHECK (changed_at >= written_at)
);
SELECT protect('field_note', 'SELECT, INSERT, UPDATE, DELETE');
CREATE INDEX field_note_of_assignment ON field_note (institution_id, assignment_id, visited_on, id);

CREATE TABLE field_note_text (
    institution_id uuid NOT NULL,
    field_note_id uuid NOT NULL,
    observed text NOT NULL,
    thought text NOT NULL,
    page_address text,
    CONSTRAINT field_note_text_pk PRIMARY KEY (institution_id, field_note_id),
    CONSTRAINT field_note_text_note
        FOREIGN KEY (institution_id, field_note_id) REFERENCES field_note (institution_id, id),
    CONSTRAINT field_note_text_bounded CHECK (octet_length(observed) <= 65536
        AND octet_length(thought) <= 65536 AND octet_length(page_address) <= 8000)
);
SELECT protect('field_note_text', 'SELECT, INSERT, UPDATE, DELETE');

GRANT SELECT ON field_note TO peerspective_steward;
GRANT SELECT, UPDATE ON field_note_text TO peerspective_steward;
ALTER TABLE redaction_place
    DROP CONSTRAINT redaction_place_kind,
    ADD CONSTRAINT redaction_place_kind CHECK (kind IN (
        'submission', 'ai_use', 'draft', 'summary', 'comment', 'released_summary', 'released_comments',
        'field_note_observed', 'field_note_thought', 'page_address'));
