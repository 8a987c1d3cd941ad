-- How often each operation was asked of AWS, one row a day of UTC, by which AWS bills.
CREATE TABLE calls (
    realm      TEXT NOT NULL,
    day        TEXT NOT NULL,
    account    TEXT NOT NULL,
    region     TEXT NOT NULL,
    service    TEXT NOT NULL,
    operation  TEXT NOT NULL,
    sent       INTEGER NOT NULL,
    throttled  INTEGER NOT NULL,
    failed     INTEGER NOT NULL,
    PRIMARY KEY (realm, day, account, region, service, operation)
) STRICT, WITHOUT ROWID;
