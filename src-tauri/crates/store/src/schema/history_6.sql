-- Which spans of a type's spot prices were read to the end: a price that did not change leaves no row, so the rows
-- alone do not tell. The spans of a type lie apart.
CREATE TABLE spot_read (
    realm          TEXT NOT NULL,
    account        TEXT NOT NULL,
    region         TEXT NOT NULL,
    instance_type  TEXT NOT NULL,
    since          INTEGER NOT NULL,
    until          INTEGER NOT NULL,
    PRIMARY KEY (realm, account, region, instance_type, since)
) STRICT, WITHOUT ROWID;
