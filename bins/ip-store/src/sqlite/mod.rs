//! The engine SQLite: a folder with the database `store.db` and the files beside it.

mod error;
mod session;

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ip_app::port::{Projector, StoreError};
use ip_core::record::Hash;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

use crate::database::Database;
use crate::session::Engine;
use crate::{files, row};
use error::translate;
use session::SqliteSession;

/// The number of the schema this program writes.
const SCHEMA: i64 = 1;

/// Marks a database file as ours: `IPPS`.
const APPLICATION: i64 = 0x4950_5053;

/// A store in a folder of its own.
pub type Sqlite = Database<SqliteFile>;

impl Sqlite {
    /// Opens the store in a folder, making what is missing; views made with another version of the
    /// projector are rebuilt first.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] for the database of another program or a newer version of this one,
    /// [`StoreError::Damaged`] when the log does not end where it was noted, [`StoreError::Io`]
    /// for a folder that cannot be written, [`StoreError::Busy`] when another process holds it.
    pub fn open(folder: &Path, projector: Arc<dyn Projector>) -> Result<Self, StoreError> {
        files::make(folder).map_err(|error| files::translate(folder, &error))?;
        let engine = SqliteFile(folder.join("store.db"));
        Self::on(engine, &folder.join("files"), projector)
    }
}

/// The engine: the path of the database file.
pub struct SqliteFile(PathBuf);

impl Engine for SqliteFile {
    type Session = SqliteSession;

    fn writer(&self) -> Result<SqliteSession, StoreError> {
        own(&self.0)?;
        self.session(OpenFlags::SQLITE_OPEN_READ_WRITE, prepare)
    }

    fn reader(&self) -> Result<SqliteSession, StoreError> {
        self.session(OpenFlags::SQLITE_OPEN_READ_ONLY, |_| Ok(()))
    }
}

impl SqliteFile {
    /// Opens a session; an error names the path.
    fn session(
        &self,
        mode: OpenFlags,
        prepare: fn(&mut SqliteSession) -> Result<(), StoreError>,
    ) -> Result<SqliteSession, StoreError> {
        Connection::open_with_flags(&self.0, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(translate)
            .and_then(SqliteSession::new)
            .and_then(|mut session| prepare(&mut session).map(|()| session))
            .map_err(|error| error.within(self.0.display()))
    }
}

/// Makes the file when there is none, for its owner only: it holds personal data. What SQLite puts
/// beside it takes over its permissions.
fn own(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map_err(|error| files::translate(path, &error))?;
    Ok(())
}

fn prepare(session: &mut SqliteSession) -> Result<(), StoreError> {
    let db = session.connection();
    let number = |sql: &str| {
        db.query_row(sql, [], |row| row.get::<_, i64>(0))
            .map_err(translate)
    };
    let application = number("PRAGMA application_id")?;
    let tables = number("SELECT COUNT(*) FROM sqlite_schema")?;
    if application != APPLICATION && (application != 0 || tables != 0) {
        return Err(StoreError::Foreign("made by another program".into()));
    }
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;",
    )
    .map_err(translate)?;
    if application == 0 {
        create(db).map_err(translate)?;
    }
    row::inspect(session, SCHEMA)
}

fn create(db: &mut Connection) -> rusqlite::Result<()> {
    let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
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

#[cfg(test)]
mod tests;
