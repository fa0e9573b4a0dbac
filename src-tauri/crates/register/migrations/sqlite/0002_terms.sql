-- Version 2: the cache of terms. `due` is the earliest day on which something of the demand ends, never the source;
-- `terms_key` is the digest of the rule packs and the calendar it was computed by ('' = not computed).
ALTER TABLE demands ADD COLUMN due TEXT NOT NULL DEFAULT '9999-12-31';
ALTER TABLE demands ADD COLUMN terms_key TEXT NOT NULL DEFAULT '';
CREATE INDEX demands_due ON demands (due, id) WHERE state = 'open';
CREATE INDEX demands_terms_key ON demands (terms_key) WHERE state = 'open';
