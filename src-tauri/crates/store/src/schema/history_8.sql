-- The burn anew, made for years of minutes: a stretch is 19 bytes, and each day's sum is kept as it is recorded.
-- Times are whole seconds since 1970.
CREATE TABLE burn_account (
    -- It is the lower part of every stretch's key.
    id        INTEGER PRIMARY KEY CHECK (id < 65536),
    realm     TEXT NOT NULL,
    account   TEXT NOT NULL,
    -- The stretch that is still drawn out. Others are never changed, so that they fill their pages.
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    micros    INTEGER NOT NULL,
    complete  INTEGER NOT NULL,
    UNIQUE (realm, account)
) STRICT;

-- What an account burned per hour, in whole micro-dollars, from one moment until another. Between two stretches nothing
-- was recorded.
CREATE TABLE burn_stretch (
    -- until × 65536 + account: in the order in which stretches end, which is the one in which they are written.
    key       INTEGER PRIMARY KEY,
    -- Negative: it burned at least so much, for some part was not known. A column for that alone would be a twentieth.
    lasted    INTEGER NOT NULL,
    micros    INTEGER NOT NULL
) STRICT;

-- What an account burned on a day of UTC, by its number since 1970-01-01.
CREATE TABLE burn_day (
    day             INTEGER NOT NULL,
    account         INTEGER NOT NULL REFERENCES burn_account (id),
    -- Micro-dollars per hour times seconds: exact.
    micro_seconds   INTEGER NOT NULL,
    -- From when until when it was recorded, and the longest time between without a record.
    since           INTEGER NOT NULL,
    until           INTEGER NOT NULL,
    gap             INTEGER NOT NULL,
    complete        INTEGER NOT NULL,
    PRIMARY KEY (day, account)
) STRICT, WITHOUT ROWID;

-- Of each account the newest stretch is the one that is still drawn out.
INSERT INTO burn_account (realm, account, since, until, micros, complete)
SELECT realm, account, max(since) / 1000000, until / 1000000, micros, complete FROM burn GROUP BY realm, account;

INSERT OR REPLACE INTO burn_stretch (key, lasted, micros)
SELECT burn.until / 1000000 * 65536 + id,
       (burn.until / 1000000 - burn.since / 1000000) * (burn.complete * 2 - 1), burn.micros
FROM burn JOIN burn_account USING (realm, account)
WHERE burn.since / 1000000 < burn_account.since AND burn.until / 1000000 > burn.since / 1000000
ORDER BY burn.until;

INSERT INTO burn_day (day, account, micro_seconds, since, until, gap, complete)
WITH RECURSIVE piece (account, since, until, ends, micros, complete) AS (
    SELECT id, burn.since / 1000000, min(burn.until / 1000000, (burn.since / 1000000 / 86400 + 1) * 86400),
           burn.until / 1000000, burn.micros, burn.complete
    FROM burn JOIN burn_account USING (realm, account)
    WHERE burn.until / 1000000 > burn.since / 1000000
    UNION ALL
    SELECT account, until, min(ends, (until / 86400 + 1) * 86400), ends, micros, complete FROM piece WHERE until < ends
), apart AS (
    SELECT *, since / 86400 AS day,
           since - coalesce(lag(until) OVER (PARTITION BY account, since / 86400 ORDER BY since), since) AS gap
    FROM piece
)
SELECT day, account, sum(micros * (until - since)), min(since), max(until), max(gap), min(complete)
FROM apart GROUP BY day, account;

DROP TABLE burn;
