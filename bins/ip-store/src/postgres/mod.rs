//! The engine PostgreSQL: a database of a server, and the files in a folder.
//!
//! The tables stand in a schema of their own, `ip_services`. The connection is not encrypted: use a
//! socket, the same machine, or a tunnel. What is erased is deleted from the table; when its bytes
//! leave the server's files and its own logs is up to the server's vacuum and its archive.

mod error;
mod session;

use std::path::Path;
use std::sync::Arc;
use std::thread;

use ip_app::port::{Projector, StoreError};
use ip_core::record::Hash;
use tokio_postgres::Config;

use crate::database::Database;
use crate::row;
use crate::session::{Engine, Session, Value, collect};
use error::translate;
use session::PostgresSession;

/// The number of the schema this program writes.
const SCHEMA: i64 = 1;

/// A store on a PostgreSQL server.
pub type Postgres = Database<PostgresServer>;

impl Postgres {
    /// Opens the store on a server, making its tables when they are missing; views made with
    /// another version of the projector are rebuilt first. `url` is a connection string, such as
    /// `postgresql://portal@/portal?host=/run/postgresql`; files are kept in the folder `files`.
    ///
    /// Waits for the server, as [`crate::Sqlite::open`] waits for the disk.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the server cannot be reached or refuses, [`StoreError::Foreign`]
    /// for tables of a newer version, [`StoreError::Damaged`] when the log does not end where it
    /// was noted.
    pub fn connect(
        url: &str,
        files: &Path,
        projector: Arc<dyn Projector>,
    ) -> Result<Self, StoreError> {
        let server = PostgresServer(url.parse().map_err(translate)?);
        // On a thread of its own: a session may not wait where a runtime already works.
        thread::scope(|scope| {
            scope
                .spawn(|| Self::on(server, files, projector))
                .join()
                .map_err(|_| StoreError::Closed)?
        })
    }
}

/// The engine: where the server is.
pub struct PostgresServer(Config);

impl Engine for PostgresServer {
    type Session = PostgresSession;

    fn writer(&self) -> Result<PostgresSession, StoreError> {
        let mut session = PostgresSession::connect(&self.0)?;
        // Like SQLite: a commit is on the disk, and another process is not waited for without end.
        session.batch("SET synchronous_commit = on; SET lock_timeout = '5s'")?;
        create(&mut session)?;
        row::inspect(&mut session, SCHEMA)?;
        Ok(session)
    }

    fn reader(&self) -> Result<PostgresSession, StoreError> {
        let mut session = PostgresSession::connect(&self.0)?;
        session.batch("SET search_path = ip_services")?;
        Ok(session)
    }
}

/// Makes the tables when they are not there; one process at a time.
fn create(session: &mut PostgresSession) -> Result<(), StoreError> {
    session.batch(
        "BEGIN; SELECT pg_advisory_xact_lock(1229999187); \
         CREATE SCHEMA IF NOT EXISTS ip_services; SET search_path = ip_services",
    )?;
    let there = collect(
        session,
        "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'ip_services' AND tablename = 'store'",
        &[],
        |row| row.int(0),
    )?;
    if there == [0] {
        session.batch(include_str!("schema.sql"))?;
        session.run(
            "INSERT INTO store (one, \"schema\", projector, position, hash) VALUES (1, $1, 0, 0, $2)",
            &[Value::Int(SCHEMA), Value::Hash(&Hash::ORIGIN)],
        )?;
    }
    session.batch("COMMIT")
}
