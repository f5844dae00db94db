//! Rows to records and documents, and back.

use chrono::{DateTime, SecondsFormat};
use ip_app::port::{Doc, Head, StoreError, ViewQuery};
use ip_core::record::{Entry, Hash, Record};

use crate::session::Value::{self, Int, Text};
use crate::session::{Cells, Session, collect};
use crate::sql;

/// A number for the database; none of ours comes near the end of its range.
pub fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(row: &dyn Cells, column: usize) -> Result<u64, StoreError> {
    let number = row.int(column)?;
    u64::try_from(number).map_err(|_| StoreError::Damaged(format!("the number {number}")))
}

fn hash(row: &dyn Cells, column: usize) -> Result<Hash, StoreError> {
    let bytes = row.bytes(column)?;
    let bytes: [u8; 32] = bytes
        .try_into()
        .map_err(|_| StoreError::Damaged(format!("a hash of {} bytes", bytes.len())))?;
    Ok(Hash::from(bytes))
}

/// A record of [`sql::LOG`], [`sql::STREAM`] or [`sql::LAST`].
pub fn record(row: &dyn Cells) -> Result<Record, StoreError> {
    let position = unsigned(row, 0)?;
    let at = row.text(3)?;
    let at = DateTime::parse_from_rfc3339(&at)
        .map_err(|_| StoreError::Damaged(format!("record {position} has the time {at:?}")))?;
    Ok(Record {
        position,
        sequence: unsigned(row, 2)?,
        entry: Entry {
            stream: row.text(1)?,
            at,
            actor: row.text(4)?,
            kind: row.text(5)?,
            body: row.text(6)?,
        },
        previous: hash(row, 7)?,
        hash: hash(row, 8)?,
    })
}

/// The records of a stream after a sequence.
pub fn stream(db: &mut dyn Session, stream: &str, after: u64) -> Result<Vec<Record>, StoreError> {
    collect(db, sql::STREAM, &[Text(stream), Int(int(after))], record)
}

/// Records of the log after a position.
pub fn log(db: &mut dyn Session, after: u64, limit: usize) -> Result<Vec<Record>, StoreError> {
    let place = [Int(int(after)), Int(int(limit as u64))];
    collect(db, sql::LOG, &place, record)
}

/// Inserts a record.
pub fn insert(db: &mut dyn Session, record: &Record) -> Result<(), StoreError> {
    let entry = &record.entry;
    let values = [
        Int(int(record.position)),
        Text(&entry.stream),
        Int(int(record.sequence)),
        Text(&entry.at.to_rfc3339_opts(SecondsFormat::Micros, false)),
        Text(&entry.actor),
        Text(&entry.kind),
        Text(&entry.body),
        Value::Hash(&record.previous),
        Value::Hash(&record.hash),
    ];
    db.run(sql::APPEND, &values)?;
    Ok(())
}

/// The last record of the log.
pub fn last(db: &mut dyn Session) -> Result<Option<Record>, StoreError> {
    Ok(collect(db, sql::LAST, &[], record)?.pop())
}

/// Where the log ends.
pub fn head(db: &mut dyn Session) -> Result<Head, StoreError> {
    Ok(last(db)?.as_ref().map_or(Head::ORIGIN, Head::of))
}

/// The last sequence of a stream; 0 when there is none.
pub fn sequence(db: &mut dyn Session, stream: &str) -> Result<u64, StoreError> {
    let found = collect(db, sql::SEQUENCE, &[Text(stream)], |row| unsigned(row, 0))?;
    Ok(found.into_iter().next().unwrap_or(0))
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

/// Reads what the database says of itself.
pub fn about(db: &mut dyn Session) -> Result<About, StoreError> {
    collect(db, sql::ABOUT, &[], |row| {
        Ok(About {
            schema: row.int(0)?,
            projector: row.int(1)?,
            head: Head {
                position: unsigned(row, 2)?,
                hash: hash(row, 3)?,
            },
        })
    })?
    .pop()
    .ok_or_else(|| StoreError::Damaged("the note of the log's end is missing".into()))
}

/// Cheap enough for every start: the version, and whether the log ends where it was noted.
pub fn inspect(db: &mut dyn Session, schema: i64) -> Result<(), StoreError> {
    let about = about(db)?;
    if about.schema != schema {
        return Err(StoreError::Foreign(format!(
            "its schema is {}, this program writes {schema}",
            about.schema
        )));
    }
    let last = last(db)?;
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

/// A document of [`sql::DOC`], [`sql::ALL_DOCS`] or [`sql::list`].
pub fn doc(row: &dyn Cells) -> Result<Doc, StoreError> {
    let key = row.text(1)?;
    Ok(Doc {
        view: row.text(0)?,
        sort: row.text(2)?,
        facets: serde_json::from_str(&row.text(3)?)
            .map_err(|error| StoreError::Damaged(format!("facets of {key}: {error}")))?,
        key,
        body: row.text(4)?,
    })
}

/// One document.
pub fn get(db: &mut dyn Session, view: &str, key: &str) -> Result<Option<Doc>, StoreError> {
    Ok(collect(db, sql::DOC, &[Text(view), Text(key)], doc)?.pop())
}

/// The documents of a page, and one more when there is one.
pub fn list(db: &mut dyn Session, query: &ViewQuery) -> Result<Vec<Doc>, StoreError> {
    let mut values = vec![Text(&query.view)];
    if let Some((name, value)) = &query.facet {
        values.extend([Text(name), Text(value)]);
    }
    if let Some(after) = &query.after {
        values.extend([Text(&after.sort), Text(&after.key)]);
    }
    values.push(Int(int(query.limit as u64).saturating_add(1)));
    let facet = query.facet.is_some();
    let statement = sql::list(facet, query.after.is_some(), query.newest_first);
    collect(db, statement, &values, doc)
}

/// Personal data.
pub fn vault(db: &mut dyn Session, key: &str) -> Result<Option<String>, StoreError> {
    Ok(collect(db, sql::VAULT, &[Text(key)], |row| row.text(0))?.pop())
}
