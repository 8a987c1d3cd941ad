-- What an account burned per hour, in whole micro-dollars, from one moment until another. Between two stretches nothing
-- was recorded.
CREATE TABLE burn (
    realm     TEXT NOT NULL,
    account   TEXT NOT NULL,
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    micros    INTEGER NOT NULL,
    -- 0: at least so much, for some part was not known.
    complete  INTEGER NOT NULL,
    PRIMARY KEY (realm, account, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX burn_by_end ON burn (realm, until);
