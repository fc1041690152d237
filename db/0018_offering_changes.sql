-- In which offering the thing lies that a line of the record speaks of, found by the job that seals
-- the line. The places of the chain are an order that never changes behind a reader, which neither
-- ids nor times are: both are taken before the commit. Lines sealed before have none.
ALTER TABLE audit_seal
    ADD COLUMN offering_id uuid,
    ADD CONSTRAINT audit_seal_offering
        FOREIGN KEY (institution_id, offering_id) REFERENCES offering (institution_id, id);
CREATE INDEX audit_seal_of_offering ON audit_seal (institution_id, offering_id, seq)
    WHERE offering_id IS NOT NULL;
