-- Times are whole microseconds since 1970, UTC.

CREATE TABLE settings (
    only      INTEGER PRIMARY KEY CHECK (only = 1),
    settings  TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    realm       TEXT NOT NULL,
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    cluster     TEXT NOT NULL,
    action      TEXT NOT NULL,
    owner       TEXT NOT NULL,
    -- What was confirmed, and how far it has come, as JSON.
    request     TEXT NOT NULL,
    phase       TEXT NOT NULL,
    -- When its process was last heard of.
    touched_at  INTEGER NOT NULL,
    sent_at     INTEGER,
    -- NULL while something can still come of it.
    ended_at    INTEGER
) STRICT;
-- However many windows, terminals and clicks there are, one request is under way.
CREATE UNIQUE INDEX journal_under_way ON journal (realm, account, region, cluster, action) WHERE ended_at IS NULL;
CREATE TRIGGER journal_keeps_every_entry BEFORE DELETE ON journal
BEGIN SELECT RAISE (ABORT, 'the journal keeps every entry'); END;

CREATE TABLE audit (
    number    INTEGER PRIMARY KEY,
    entry     INTEGER NOT NULL REFERENCES journal (number),
    at        INTEGER NOT NULL,
    -- The entry after the step, as JSON.
    after     TEXT NOT NULL,
    -- SHA-256 over the hash before and this row.
    hash      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_entry ON audit (entry, number);
CREATE TRIGGER audit_is_never_rewritten BEFORE UPDATE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit is never rewritten'); END;
CREATE TRIGGER audit_keeps_every_row BEFORE DELETE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit keeps every row'); END;
