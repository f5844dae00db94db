//! The statements, in the SQL that SQLite and PostgreSQL share.
//!
//! Parameters are numbered in the order in which they first occur, which is how both count them.

/// What a record is read from.
macro_rules! record {
    ($rest:literal) => {
        concat!(
            "SELECT position, stream, sequence, at, actor, kind, body, previous, hash FROM record ",
            $rest
        )
    };
}

/// What a document is read from.
macro_rules! doc {
    ($rest:literal) => {
        concat!(
            "SELECT d.view, d.key, d.sort, d.facets, d.body FROM ",
            $rest
        )
    };
}

pub const LOG: &str = record!("WHERE position > $1 ORDER BY position LIMIT $2");
pub const STREAM: &str = record!("WHERE stream = $1 AND sequence > $2 ORDER BY sequence");
pub const LAST: &str = record!("ORDER BY position DESC LIMIT 1");
pub const SEQUENCE: &str = "SELECT COALESCE(MAX(sequence), 0) FROM record WHERE stream = $1";
pub const APPEND: &str = "INSERT INTO record \
    (position, stream, sequence, at, actor, kind, body, previous, hash) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Schema, projector's version, and the end of the log as it was last noted.
pub const ABOUT: &str = "SELECT \"schema\", projector, position, hash FROM store";
pub const NOTE_HEAD: &str = "UPDATE store SET position = $1, hash = $2";
pub const NOTE_PROJECTOR: &str = "UPDATE store SET projector = $1";

pub const DOC: &str = doc!("doc d WHERE d.view = $1 AND d.key = $2");
pub const ALL_DOCS: &str = doc!("doc d");
pub const PUT_DOC: &str = "INSERT INTO doc (view, key, sort, facets, body) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (view, key) DO UPDATE \
    SET sort = excluded.sort, facets = excluded.facets, body = excluded.body";
pub const DELETE_DOC: &str = "DELETE FROM doc WHERE view = $1 AND key = $2";
pub const ALL_FACETS: &str = "SELECT view, key, sort, name, value FROM facet";
pub const PUT_FACET: &str =
    "INSERT INTO facet (view, name, value, sort, key) VALUES ($1, $2, $3, $4, $5)";
pub const DELETE_FACET: &str = "DELETE FROM facet \
    WHERE view = $1 AND name = $2 AND value = $3 AND sort = $4 AND key = $5";
pub const EMPTY_VIEWS: [&str; 2] = ["DELETE FROM facet", "DELETE FROM doc"];

pub const VAULT: &str = "SELECT body FROM vault WHERE key = $1";
pub const KEEP: &str = "INSERT INTO vault (key, body) VALUES ($1, $2) \
    ON CONFLICT (key) DO UPDATE SET body = excluded.body";
pub const FORGET: &str = "DELETE FROM vault WHERE key = $1";

/// The statement of a list: by facet or not, from a cursor or not, either way round.
pub const fn list(facet: bool, after: bool, newest_first: bool) -> &'static str {
    match (facet, after, newest_first) {
        (false, false, false) => doc!("doc d WHERE d.view = $1 ORDER BY d.sort, d.key LIMIT $2"),
        (false, false, true) => {
            doc!("doc d WHERE d.view = $1 ORDER BY d.sort DESC, d.key DESC LIMIT $2")
        }
        (false, true, false) => doc!(
            "doc d WHERE d.view = $1 AND (d.sort, d.key) > ($2, $3) \
             ORDER BY d.sort, d.key LIMIT $4"
        ),
        (false, true, true) => doc!(
            "doc d WHERE d.view = $1 AND (d.sort, d.key) < ($2, $3) \
             ORDER BY d.sort DESC, d.key DESC LIMIT $4"
        ),
        (true, false, false) => doc!(
            "facet f JOIN doc d ON d.view = f.view AND d.key = f.key \
             WHERE f.view = $1 AND f.name = $2 AND f.value = $3 \
             ORDER BY f.sort, f.key LIMIT $4"
        ),
        (true, false, true) => doc!(
            "facet f JOIN doc d ON d.view = f.view AND d.key = f.key \
             WHERE f.view = $1 AND f.name = $2 AND f.value = $3 \
             ORDER BY f.sort DESC, f.key DESC LIMIT $4"
        ),
        (true, true, false) => doc!(
            "facet f JOIN doc d ON d.view = f.view AND d.key = f.key \
             WHERE f.view = $1 AND f.name = $2 AND f.value = $3 \
             AND (f.sort, f.key) > ($4, $5) ORDER BY f.sort, f.key LIMIT $6"
        ),
        (true, true, true) => doc!(
            "facet f JOIN doc d ON d.view = f.view AND d.key = f.key \
             WHERE f.view = $1 AND f.name = $2 AND f.value = $3 \
             AND (f.sort, f.key) < ($4, $5) ORDER BY f.sort DESC, f.key DESC LIMIT $6"
        ),
    }
}
