//! Rows to records and documents, and back.

use chrono::{DateTime, SecondsFormat};
use ip_app::port::{Cursor, Doc, Head, StoreError, ViewQuery};
use ip_core::record::{Entry, Hash, Record};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::error::translate;
use crate::sql;

/// A number for SQLite; none of ours comes near the end of its range.
pub fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Damaged(format!("the number {number}")))
}

fn hash(bytes: &[u8]) -> Result<Hash, StoreError> {
    let bytes: [u8; 32] = bytes
        .try_into()
        .map_err(|_| StoreError::Damaged(format!("a hash of {} bytes", bytes.len())))?;
    Ok(Hash::from(bytes))
}

fn bytes<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r [u8], StoreError> {
    row.get_ref(column)
        .map_err(translate)?
        .as_blob()
        .map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Reads every row of a cached statement.
pub fn rows<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    let mut statement = db.prepare_cached(sql).map_err(translate)?;
    let mut rows = statement.query(params).map_err(translate)?;
    while let Some(row) = rows.next().map_err(translate)? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Runs a cached statement.
pub fn run(db: &Connection, sql: &str, params: impl Params) -> Result<usize, StoreError> {
    let mut statement = db.prepare_cached(sql).map_err(translate)?;
    statement.execute(params).map_err(translate)
}

/// A record of [`sql::LOG`], [`sql::STREAM`] or [`sql::LAST`].
pub fn record(row: &Row<'_>) -> Result<Record, StoreError> {
    let position = unsigned(row.get(0).map_err(translate)?)?;
    let at: String = row.get(3).map_err(translate)?;
    let at = DateTime::parse_from_rfc3339(&at)
        .map_err(|_| StoreError::Damaged(format!("record {position} has the time {at:?}")))?;
    Ok(Record {
        position,
        sequence: unsigned(row.get(2).map_err(translate)?)?,
        entry: Entry {
            stream: row.get(1).map_err(translate)?,
            at,
            actor: row.get(4).map_err(translate)?,
            kind: row.get(5).map_err(translate)?,
            body: row.get(6).map_err(translate)?,
        },
        previous: hash(bytes(row, 7)?)?,
        hash: hash(bytes(row, 8)?)?,
    })
}

/// The records of a stream after a sequence.
pub fn stream(db: &Connection, stream: &str, after: u64) -> Result<Vec<Record>, StoreError> {
    rows(db, sql::STREAM, params![stream, int(after)], record)
}

/// Records of the log after a position.
pub fn log(db: &Connection, after: u64, limit: usize) -> Result<Vec<Record>, StoreError> {
    rows(db, sql::LOG, [int(after), int(limit as u64)], record)
}

/// Inserts a record.
pub fn insert(db: &Connection, record: &Record) -> Result<(), StoreError> {
    let entry = &record.entry;
    run(
        db,
        sql::APPEND,
        params![
            int(record.position),
            entry.stream,
            int(record.sequence),
            entry.at.to_rfc3339_opts(SecondsFormat::Micros, false),
            entry.actor,
            entry.kind,
            entry.body,
            record.previous.as_bytes(),
            record.hash.as_bytes(),
        ],
    )?;
    Ok(())
}

/// The last record of the log.
pub fn last(db: &Connection) -> Result<Option<Record>, StoreError> {
    Ok(rows(db, sql::LAST, [], record)?.pop())
}

/// Where the log ends.
pub fn head(db: &Connection) -> Result<Head, StoreError> {
    Ok(last(db)?.as_ref().map_or(Head::ORIGIN, Head::of))
}

/// The last sequence of a stream; 0 when there is none.
pub fn sequence(db: &Connection, stream: &str) -> Result<u64, StoreError> {
    let mut statement = db.prepare_cached(sql::SEQUENCE).map_err(translate)?;
    unsigned(
        statement
            .query_row([stream], |row| row.get(0))
            .map_err(translate)?,
    )
}

/// What a database says of itself.
pub struct About {
    /// The number of its schema.
    pub schema: i64,
    /// The version of the projector that made its views.
    pub projector: i64,
    /// The end of the log as noted.
    pub head: Head,
}

/// Reads the note; an error of SQLite when there is none.
pub fn about(db: &Connection) -> Result<About, StoreError> {
    rows(db, sql::ABOUT, [], |row| {
        Ok(About {
            schema: row.get(0).map_err(translate)?,
            projector: row.get(1).map_err(translate)?,
            head: Head {
                position: unsigned(row.get(2).map_err(translate)?)?,
                hash: hash(bytes(row, 3)?)?,
            },
        })
    })?
    .pop()
    .ok_or_else(|| StoreError::Damaged("the note of the log's end is missing".into()))
}

/// A document of [`sql::DOC`], [`sql::ALL_DOCS`] or [`sql::list`].
pub fn doc(row: &Row<'_>) -> Result<Doc, StoreError> {
    let facets: String = row.get(3).map_err(translate)?;
    let key: String = row.get(1).map_err(translate)?;
    Ok(Doc {
        view: row.get(0).map_err(translate)?,
        sort: row.get(2).map_err(translate)?,
        facets: serde_json::from_str(&facets)
            .map_err(|error| StoreError::Damaged(format!("facets of {key}: {error}")))?,
        key,
        body: row.get(4).map_err(translate)?,
    })
}

/// One document.
pub fn get(db: &Connection, view: &str, key: &str) -> Result<Option<Doc>, StoreError> {
    Ok(rows(db, sql::DOC, [view, key], doc)?.pop())
}

/// The documents of a page, and one more when there is one.
pub fn list(db: &Connection, query: &ViewQuery) -> Result<Vec<Doc>, StoreError> {
    let statement = sql::list(
        query.facet.is_some(),
        query.after.is_some(),
        query.newest_first,
    );
    let mut params = vec![Value::from(query.view.clone())];
    if let Some((name, value)) = &query.facet {
        params.extend([Value::from(name.clone()), Value::from(value.clone())]);
    }
    if let Some(Cursor { sort, key }) = &query.after {
        params.extend([Value::from(sort.clone()), Value::from(key.clone())]);
    }
    params.push(Value::from(int(query.limit as u64).saturating_add(1)));
    rows(db, statement, rusqlite::params_from_iter(params), doc)
}

/// Personal data.
pub fn vault(db: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    let mut statement = db.prepare_cached(sql::VAULT).map_err(translate)?;
    statement
        .query_row([key], |row| row.get(0))
        .optional()
        .map_err(translate)
}
