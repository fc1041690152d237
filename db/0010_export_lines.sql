-- Whose grade an export holds, and at which place of the ledger: what a later change is told from.

CREATE TABLE export_line (
    institution_id uuid NOT NULL,
    export_id uuid NOT NULL,
    enrollment_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    ledger_seq bigint NOT NULL,
    CONSTRAINT export_line_pk PRIMARY KEY (institution_id, export_id, enrollment_id),
    CONSTRAINT export_line_export FOREIGN KEY (institution_id, export_id) REFERENCES export (institution_id, id),
    CONSTRAINT export_line_enrollment FOREIGN KEY (institution_id, enrollment_id) REFERENCES enrollment (institution_id, id),
    CONSTRAINT export_line_entry
        FOREIGN KEY (institution_id, offering_id, ledger_seq)
        REFERENCES grade_entry (institution_id, offering_id, seq)
);
SELECT protect('export_line', 'SELECT, INSERT');
