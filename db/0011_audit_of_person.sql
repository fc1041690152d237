-- What one person did, newest first, without a walk through everybody's.
CREATE INDEX audit_of_person ON audit (institution_id, person_id, id);
