//! What SQLite says, in the words of the port.

use ip_app::port::StoreError;
use rusqlite::{Error, ErrorCode};

/// The port's error for one of SQLite.
pub fn translate(error: Error) -> StoreError {
    let text = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(text),
        Some(ErrorCode::DiskFull) => StoreError::Full(text),
        Some(ErrorCode::NotADatabase) => StoreError::Foreign(text),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::ConstraintViolation) => {
            StoreError::Damaged(text)
        }
        Some(_) => StoreError::Io(text),
        // A value of another type than the schema says, or a row that is missing.
        None => StoreError::Damaged(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    #[test]
    fn a_second_writer_is_told_that_the_database_is_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let first = Connection::open(&path).unwrap();
        let second = Connection::open(&path).unwrap();
        second.busy_timeout(std::time::Duration::ZERO).unwrap();
        first.execute_batch("BEGIN IMMEDIATE").unwrap();
        let error = second.execute_batch("BEGIN IMMEDIATE").unwrap_err();
        assert_eq!(translate(error).code(), "store.database.busy");
    }
}
