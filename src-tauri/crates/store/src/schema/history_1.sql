-- Times are whole microseconds since 1970, UTC. Prices are decimal text, never sums of floats: an hour of EMR on a
-- small node has more digits than micro-dollars hold.

CREATE TABLE cluster (
    key         INTEGER PRIMARY KEY,
    realm       TEXT NOT NULL,
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    id          TEXT NOT NULL,
    state       TEXT NOT NULL,
    name        TEXT NOT NULL,
    created_at  INTEGER,
    -- NULL while it may be alive.
    ended_at    INTEGER,
    -- All that is known of it, as JSON, but for the two times in cluster_seen.
    record      TEXT NOT NULL,
    UNIQUE (realm, account, region, id)
) STRICT;
CREATE INDEX cluster_by_end ON cluster (realm, account, ended_at);

-- What moves with every look stands apart, so that a look that finds nothing new writes a few bytes.
CREATE TABLE cluster_seen (
    cluster      INTEGER PRIMARY KEY REFERENCES cluster (key),
    seen_at      INTEGER NOT NULL,
    nodes_as_of  INTEGER
) STRICT;

-- One row for everything that changed, when it was seen: rows are only ever added.
CREATE TABLE cluster_change (
    number   INTEGER PRIMARY KEY,
    cluster  INTEGER NOT NULL REFERENCES cluster (key),
    at       INTEGER NOT NULL,
    -- state, nodes, protected or auto_termination
    what     TEXT NOT NULL,
    value    TEXT NOT NULL
) STRICT;
CREATE INDEX cluster_change_by_cluster ON cluster_change (cluster, at);
CREATE TRIGGER cluster_change_is_never_rewritten BEFORE UPDATE ON cluster_change
BEGIN SELECT RAISE (ABORT, 'what happened to a cluster is never rewritten'); END;

CREATE TABLE node (
    cluster        INTEGER NOT NULL REFERENCES cluster (key),
    instance_id    TEXT NOT NULL,
    role           TEXT,
    instance_type  TEXT NOT NULL,
    market         TEXT NOT NULL,
    zone           TEXT,
    launched_at    INTEGER NOT NULL,
    ended_at       INTEGER,
    PRIMARY KEY (cluster, instance_id)
) STRICT, WITHOUT ROWID;

-- A new row when the price list's answer changed; as_of is when it was last confirmed.
CREATE TABLE price (
    number  INTEGER PRIMARY KEY,
    realm   TEXT NOT NULL,
    region  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    name    TEXT NOT NULL,
    -- NULL: the price list was asked and knows no such item.
    usd     TEXT,
    since   INTEGER NOT NULL,
    as_of   INTEGER NOT NULL
) STRICT;
CREATE INDEX price_by_item ON price (realm, region, kind, name, number);

CREATE TABLE spot (
    realm          TEXT NOT NULL,
    account        TEXT NOT NULL,
    region         TEXT NOT NULL,
    instance_type  TEXT NOT NULL,
    zone           TEXT NOT NULL,
    at             INTEGER NOT NULL,
    usd            TEXT NOT NULL,
    PRIMARY KEY (realm, account, region, instance_type, zone, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    realm    TEXT NOT NULL,
    account  TEXT NOT NULL,
    region   TEXT NOT NULL,
    as_of    INTEGER NOT NULL,
    PRIMARY KEY (realm, account, region)
) STRICT, WITHOUT ROWID;

CREATE TABLE profile (
    realm    TEXT NOT NULL,
    profile  TEXT NOT NULL,
    account  TEXT NOT NULL,
    known    TEXT NOT NULL,
    PRIMARY KEY (realm, profile)
) STRICT, WITHOUT ROWID;
