-- What changed is asked for by time.
CREATE INDEX cluster_by_start ON cluster (realm, account, created_at);
CREATE INDEX cluster_change_of_fact ON cluster_change (at) WHERE what IN ('protected', 'auto_termination');
CREATE INDEX cluster_change_before ON cluster_change (cluster, what, number)
    WHERE what IN ('protected', 'auto_termination');

-- Until when the user has looked, and until when the look before that one went.
CREATE TABLE looked (
    realm   TEXT PRIMARY KEY,
    until   INTEGER NOT NULL,
    before  INTEGER
) STRICT, WITHOUT ROWID;
