//! Opens a database: makes a new one, or makes sure that an old one is ours and whole.

use std::path::Path;
use std::time::Duration;

use ip_app::port::{Head, StoreError};
use ip_core::record::Hash;
use rusqlite::{Connection, OpenFlags, params};

use super::error::translate;
use super::row;

/// The number of the schema this program writes.
const SCHEMA: i64 = 1;

/// Marks a database file as ours: `IPPS`.
const APPLICATION: i64 = 0x4950_5053;

/// How long a connection waits for another process before it says busy.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The connection that writes; the database is made when there is none.
pub fn writer(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(path, flags)
        .map_err(translate)
        .map_err(|error| at(path, error))?;
    prepare(&mut db).map_err(|error| at(path, error))?;
    Ok(db)
}

/// A connection that only reads.
pub fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(translate)?;
    db.busy_timeout(PATIENCE).map_err(translate)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

/// The same error with the path of the database.
fn at(path: &Path, error: StoreError) -> StoreError {
    let with = |text: String| format!("{}: {text}", path.display());
    match error {
        StoreError::Busy(text) => StoreError::Busy(with(text)),
        StoreError::Full(text) => StoreError::Full(with(text)),
        StoreError::Io(text) => StoreError::Io(with(text)),
        StoreError::Damaged(text) => StoreError::Damaged(with(text)),
        StoreError::Foreign(text) => StoreError::Foreign(with(text)),
        other => other,
    }
}

fn prepare(db: &mut Connection) -> Result<(), StoreError> {
    db.busy_timeout(PATIENCE).map_err(translate)?;
    db.set_prepared_statement_cache_capacity(64);
    let number = |sql: &str| {
        db.query_row(sql, [], |row| row.get::<_, i64>(0))
            .map_err(translate)
    };
    let application = number("PRAGMA application_id")?;
    let tables = number("SELECT COUNT(*) FROM sqlite_schema")?;
    if application != APPLICATION && (application != 0 || tables != 0) {
        return Err(StoreError::Foreign("made by another program".into()));
    }
    // Before the first page is written: afterwards it would need the whole file written again.
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;",
    )
    .map_err(translate)?;
    if application == 0 {
        create(db).map_err(translate)?;
    }
    inspect(db)
}

fn create(db: &mut Connection) -> rusqlite::Result<()> {
    let step = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let made: i64 = step.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    // Another process may have been quicker.
    if made == 0 {
        step.execute_batch(include_str!("schema.sql"))?;
        step.execute(
            "INSERT INTO store (one, \"schema\", projector, position, hash) VALUES (1, $1, 0, 0, $2)",
            params![SCHEMA, Hash::ORIGIN.as_bytes()],
        )?;
        step.execute_batch(&format!("PRAGMA application_id = {APPLICATION}"))?;
    }
    step.commit()
}

/// Cheap enough for every start: the version, and whether the log ends where it was noted.
fn inspect(db: &Connection) -> Result<(), StoreError> {
    let about = row::about(db)?;
    if about.schema != SCHEMA {
        return Err(StoreError::Foreign(format!(
            "its schema is {}, this program writes {SCHEMA}",
            about.schema
        )));
    }
    let last = row::last(db)?;
    let head = last.as_ref().map_or(Head::ORIGIN, Head::of);
    if head != about.head {
        return Err(StoreError::Damaged(format!(
            "the log ends at {}, noted was {}",
            head.position, about.head.position
        )));
    }
    if last.is_some_and(|record| !record.follows(&record.previous)) {
        return Err(StoreError::Damaged(format!(
            "record {} was changed",
            head.position
        )));
    }
    Ok(())
}
