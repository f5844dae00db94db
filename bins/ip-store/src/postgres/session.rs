//! A connection to PostgreSQL, used from threads that may wait for it.

use std::collections::HashMap;

use ip_app::port::StoreError;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, accepts, to_sql_checked};
use tokio_postgres::{Client, Config, NoTls, Row, Statement};

use super::error::translate;
use crate::session::{Cells, Purpose, Session, Value};

/// A connection, and the runtime that drives it while a thread waits for an answer.
pub struct PostgresSession {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
    /// A transaction is open, as far as this side knows.
    open: bool,
    /// None only while it is being dropped.
    runtime: Option<Runtime>,
}

impl PostgresSession {
    /// Connects.
    pub fn connect(config: &Config) -> Result<Self, StoreError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Io(error.to_string()))?;
        let client = runtime.block_on(async {
            let (client, connection) = config.connect(NoTls).await.map_err(translate)?;
            // Its end is seen by the client, whose next request fails.
            tokio::spawn(connection);
            Ok(client)
        })?;
        Ok(Self {
            client,
            prepared: HashMap::new(),
            open: false,
            runtime: Some(runtime),
        })
    }

    /// Runs statements that need no values, in one request.
    pub fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        let runtime = self.runtime.as_ref().ok_or(StoreError::Closed)?;
        runtime
            .block_on(self.client.batch_execute(sql))
            .map_err(translate)
    }

    /// The prepared statement, and what it is run with.
    fn prepare(&mut self, sql: &'static str) -> Result<(&Runtime, &Client, Statement), StoreError> {
        let runtime = self.runtime.as_ref().ok_or(StoreError::Closed)?;
        let statement = match self.prepared.get(sql) {
            Some(statement) => statement.clone(),
            None => {
                let statement = runtime
                    .block_on(self.client.prepare(sql))
                    .map_err(translate)?;
                self.prepared.insert(sql, statement.clone());
                statement
            }
        };
        Ok((runtime, &self.client, statement))
    }
}

impl Drop for PostgresSession {
    /// A runtime may not be waited for where another one runs.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Int(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Hash(hash) => hash.as_bytes().as_slice().to_sql(kind, out),
        }
    }

    accepts!(INT8, TEXT, BYTEA);
    to_sql_checked!();
}

impl Cells for Row {
    fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.try_get(column).map_err(translate)
    }

    fn text(&self, column: usize) -> Result<String, StoreError> {
        self.try_get(column).map_err(translate)
    }

    fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        self.try_get(column).map_err(translate)
    }
}

fn references<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

impl Session for PostgresSession {
    fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        // Savepoints and the like come often and need no plan.
        if values.is_empty() {
            self.batch(sql)?;
            self.open &= sql != "COMMIT";
            return Ok(0);
        }
        let (runtime, client, statement) = self.prepare(sql)?;
        runtime
            .block_on(client.execute(&statement, &references(values)))
            .map_err(translate)
    }

    fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Cells) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let (runtime, client, statement) = self.prepare(sql)?;
        let rows = runtime
            .block_on(client.query(&statement, &references(values)))
            .map_err(translate)?;
        rows.iter().try_for_each(|row| each(row))
    }

    fn begin(&mut self, purpose: Purpose) -> Result<(), StoreError> {
        self.open = true;
        self.batch(match purpose {
            Purpose::Write => "BEGIN; SELECT 1 FROM store FOR UPDATE",
            Purpose::Snapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        })
    }

    fn undo(&mut self) {
        if self.open {
            // When the connection broke, the server undoes the transaction by itself.
            let _ = self.batch("ROLLBACK");
            self.open = false;
        }
    }

    fn stands(&self) -> bool {
        !self.client.is_closed()
    }
}
