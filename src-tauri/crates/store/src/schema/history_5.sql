-- What bills were answered, so that no closed day is paid for twice. Questions and keys are rows of their own, so that
-- a day's row is a few bytes.
CREATE TABLE bill_question (
    id       INTEGER PRIMARY KEY,
    realm    TEXT NOT NULL,
    account  TEXT NOT NULL,
    amounts  TEXT NOT NULL,
    credits  TEXT NOT NULL,
    by       TEXT NOT NULL,
    UNIQUE (realm, account, amounts, credits, by)
) STRICT;

CREATE TABLE bill_key (
    id        INTEGER PRIMARY KEY,
    question  INTEGER NOT NULL REFERENCES bill_question (id),
    key       TEXT NOT NULL,
    UNIQUE (question, key)
) STRICT;

-- A day that was answered, by its number since 1970-01-01; one without any row in bill_day cost nothing, or nothing yet.
CREATE TABLE bill_answer (
    question   INTEGER NOT NULL REFERENCES bill_question (id),
    day        INTEGER NOT NULL,
    estimated  INTEGER NOT NULL,
    asked_at   INTEGER NOT NULL,
    PRIMARY KEY (question, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE bill_day (
    question  INTEGER NOT NULL REFERENCES bill_question (id),
    day       INTEGER NOT NULL,
    key       INTEGER NOT NULL REFERENCES bill_key (id),
    micros    INTEGER NOT NULL,
    PRIMARY KEY (question, day, key)
) STRICT, WITHOUT ROWID;

-- What else an account was answered: whose bills its bill holds, Cost Explorer's own forecast.
CREATE TABLE bill_note (
    realm    TEXT NOT NULL,
    account  TEXT NOT NULL,
    about    TEXT NOT NULL,
    at       INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (realm, account, about)
) STRICT, WITHOUT ROWID;
