-- The end of the log is noted here too, so that a log cut off at its end is noticed.
CREATE TABLE store (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    "schema"  INTEGER NOT NULL,
    projector INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    hash      BLOB    NOT NULL
) STRICT;

CREATE TABLE record (
    position INTEGER PRIMARY KEY,
    stream   TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    at       TEXT    NOT NULL,
    actor    TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    previous BLOB    NOT NULL,
    hash     BLOB    NOT NULL,
    UNIQUE (stream, sequence)
) STRICT;

CREATE TABLE doc (
    view   TEXT NOT NULL,
    key    TEXT NOT NULL,
    sort   TEXT NOT NULL,
    facets TEXT NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (view, key)
) STRICT;

CREATE INDEX doc_in_order ON doc (view, sort, key);

CREATE TABLE facet (
    view  TEXT NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    sort  TEXT NOT NULL,
    key   TEXT NOT NULL,
    PRIMARY KEY (view, name, value, sort, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE vault (
    key  TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;
