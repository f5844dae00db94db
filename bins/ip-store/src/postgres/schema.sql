-- The same tables as on SQLite. Texts are compared byte by byte, whatever the server's language.
-- The end of the log is noted here too; whoever writes locks this row first.
CREATE TABLE store (
    one       BIGINT PRIMARY KEY CHECK (one = 1),
    "schema"  BIGINT NOT NULL,
    projector BIGINT NOT NULL,
    position  BIGINT NOT NULL,
    hash      BYTEA  NOT NULL
);

CREATE TABLE record (
    position BIGINT PRIMARY KEY,
    stream   TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    at       TEXT   NOT NULL,
    actor    TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    previous BYTEA  NOT NULL,
    hash     BYTEA  NOT NULL,
    UNIQUE (stream, sequence)
);

CREATE TABLE doc (
    view   TEXT COLLATE "C" NOT NULL,
    key    TEXT COLLATE "C" NOT NULL,
    sort   TEXT COLLATE "C" NOT NULL,
    facets TEXT NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (view, key)
);

CREATE INDEX doc_in_order ON doc (view, sort, key);

CREATE TABLE facet (
    view  TEXT COLLATE "C" NOT NULL,
    name  TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    sort  TEXT COLLATE "C" NOT NULL,
    key   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (view, name, value, sort, key)
);

CREATE TABLE vault (
    key  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);
