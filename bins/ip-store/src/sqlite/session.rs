//! A connection to SQLite.

use std::time::Duration;

use ip_app::port::StoreError;
use rusqlite::types::{ToSql, ToSqlOutput};
use rusqlite::{Connection, Row, params_from_iter};

use super::error::translate;
use crate::session::{Cells, Purpose, Session, Value};

/// How long a connection waits for another process before it says busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// Statements that are kept prepared: more than there are.
const PREPARED: usize = 64;

/// A connection to the database.
pub struct SqliteSession(Connection);

impl SqliteSession {
    /// A session on an open connection.
    pub fn new(db: Connection) -> Result<Self, StoreError> {
        db.busy_timeout(PATIENCE).map_err(translate)?;
        db.set_prepared_statement_cache_capacity(PREPARED);
        Ok(Self(db))
    }

    /// The connection itself.
    pub const fn connection(&mut self) -> &mut Connection {
        &mut self.0
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Int(number) => ToSqlOutput::from(*number),
            Self::Text(text) => ToSqlOutput::from(*text),
            Self::Hash(hash) => ToSqlOutput::from(hash.as_bytes().as_slice()),
        })
    }
}

impl Cells for Row<'_> {
    fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.get(column).map_err(translate)
    }

    fn text(&self, column: usize) -> Result<String, StoreError> {
        self.get(column).map_err(translate)
    }

    fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        self.get_ref(column)
            .map_err(translate)?
            .as_blob()
            .map_err(|error| StoreError::Damaged(error.to_string()))
    }
}

impl Session for SqliteSession {
    fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut statement = self.0.prepare_cached(sql).map_err(translate)?;
        let changed = statement
            .execute(params_from_iter(values))
            .map_err(translate)?;
        Ok(changed as u64)
    }

    fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Cells) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached(sql).map_err(translate)?;
        let mut rows = statement
            .query(params_from_iter(values))
            .map_err(translate)?;
        while let Some(row) = rows.next().map_err(translate)? {
            each(row)?;
        }
        Ok(())
    }

    fn begin(&mut self, purpose: Purpose) -> Result<(), StoreError> {
        let sql = match purpose {
            Purpose::Write => "BEGIN IMMEDIATE",
            Purpose::Snapshot => "BEGIN",
        };
        self.run(sql, &[]).map(drop)
    }

    fn undo(&mut self) {
        if !self.0.is_autocommit() {
            // When even this fails, SQLite undoes the transaction at the next opening.
            let _ = self.run("ROLLBACK", &[]);
        }
    }

    /// Moves the write-ahead log into the database, where what was freed is overwritten with
    /// zeros, and cuts it to nothing. A reader in the middle of an older state prevents that; it
    /// is not waited for.
    fn scrub(&mut self) -> bool {
        let emptied = self.0.busy_timeout(Duration::ZERO).and_then(|()| {
            let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
            self.0.query_row(sql, [], |row| row.get(0))
        });
        // Cannot fail on an open connection; if it did, a busy database would be said sooner.
        let _ = self.0.busy_timeout(PATIENCE);
        emptied == Ok(0)
    }

    fn damage(&mut self) -> Result<Vec<String>, StoreError> {
        let mut said = Vec::new();
        self.rows("PRAGMA integrity_check(20)", &[], &mut |row| {
            said.push(row.text(0)?);
            Ok(())
        })?;
        said.retain(|line| line != "ok");
        Ok(said)
    }
}
