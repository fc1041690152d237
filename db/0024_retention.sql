-- For how many days the staff can tell who stands behind an alias, counted from the offering's last day
-- or from its final grades, whichever is later. Without a number nothing is forgotten.
ALTER TABLE institution
    ADD COLUMN alias_days integer,
    ADD CONSTRAINT institution_alias_days CHECK (alias_days BETWEEN 30 AND 36500);

-- A forgotten alias keeps its name, for what was written under it stays and no alias is given twice.
-- Its time goes too: who came late got theirs alone.
ALTER TABLE alias
    ALTER COLUMN person_id DROP NOT NULL,
    ALTER COLUMN assigned_at DROP NOT NULL,
    ADD CONSTRAINT alias_forgotten_whole CHECK ((person_id IS NULL) = (assigned_at IS NULL));
-- The service may take a person away, and put none in their place.
GRANT UPDATE (person_id, assigned_at) ON alias TO peerspective_service;
CREATE POLICY alias_only_forgotten ON alias AS RESTRICTIVE FOR UPDATE WITH CHECK (person_id IS NULL);
