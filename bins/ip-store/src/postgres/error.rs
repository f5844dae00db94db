//! What PostgreSQL says, in the words of the port.

use std::error::Error as _;

use ip_app::port::StoreError;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

/// The port's error for one of PostgreSQL.
pub fn translate(error: Error) -> StoreError {
    // The error's own text is short; what the server said is its source.
    let text = match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    let Some(state) = error.code() else {
        return StoreError::Io(text);
    };
    match state {
        &SqlState::DISK_FULL | &SqlState::OUT_OF_MEMORY => StoreError::Full(text),
        &SqlState::LOCK_NOT_AVAILABLE
        | &SqlState::TOO_MANY_CONNECTIONS
        | &SqlState::CANNOT_CONNECT_NOW
        | &SqlState::T_R_SERIALIZATION_FAILURE
        | &SqlState::T_R_DEADLOCK_DETECTED => StoreError::Busy(text),
        &SqlState::DATA_CORRUPTED
        | &SqlState::INDEX_CORRUPTED
        | &SqlState::UNIQUE_VIOLATION
        | &SqlState::NOT_NULL_VIOLATION
        | &SqlState::CHECK_VIOLATION => StoreError::Damaged(text),
        &SqlState::UNDEFINED_TABLE | &SqlState::UNDEFINED_COLUMN | &SqlState::DUPLICATE_TABLE => {
            StoreError::Foreign(text)
        }
        _ => StoreError::Io(text),
    }
}
