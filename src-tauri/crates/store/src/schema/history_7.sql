-- Until when history was forgotten on request: what stays of before then is no record of that time. One row at most.
CREATE TABLE forgotten (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    before  INTEGER NOT NULL
) STRICT;
