-- What the closing job looks for, without a walk through every assignment that the school ever had.
CREATE INDEX assignment_to_close ON assignment (institution_id, closes_at, id)
    WHERE state IN ('assigned', 'exploring');
