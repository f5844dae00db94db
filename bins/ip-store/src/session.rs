//! What the store asks of a connection, whichever database is at its other end.

use ip_app::port::StoreError;
use ip_core::record::Hash;

/// A value given to a statement.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// A whole number.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// A digest.
    Hash(&'a Hash),
}

/// The values of a row, by column.
pub trait Cells {
    /// A whole number.
    fn int(&self, column: usize) -> Result<i64, StoreError>;
    /// A text.
    fn text(&self, column: usize) -> Result<String, StoreError>;
    /// Bytes.
    fn bytes(&self, column: usize) -> Result<&[u8], StoreError>;
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To write: whoever else wants to write, also in another process, waits until it ends.
    Write,
    /// To read one state of everything.
    Snapshot,
}

/// One connection; waits for its database, so it is used on threads that may wait.
pub trait Session: Send {
    /// Runs a statement; how many rows it changed.
    fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError>;

    /// Reads the rows of a statement.
    fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Cells) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Begins a transaction, ended by `COMMIT` or by [`Session::undo`].
    fn begin(&mut self, purpose: Purpose) -> Result<(), StoreError>;

    /// Undoes the open transaction, if there is one.
    fn undo(&mut self);

    /// Whether the connection still stands.
    fn stands(&self) -> bool {
        true
    }

    /// Makes sure that erased data are in no file any more; whether that is done.
    fn scrub(&mut self) -> bool {
        true
    }

    /// What the database's own check says is wrong.
    fn damage(&mut self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

/// Where sessions come from.
pub trait Engine: Send + Sync + 'static {
    /// Its connections.
    type Session: Session;

    /// A connection that writes.
    fn writer(&self) -> Result<Self::Session, StoreError>;

    /// A connection that reads.
    fn reader(&self) -> Result<Self::Session, StoreError>;
}

/// Reads every row of a statement into a list.
pub fn collect<T>(
    session: &mut dyn Session,
    sql: &'static str,
    values: &[Value<'_>],
    mut read: impl FnMut(&dyn Cells) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    session.rows(sql, values, &mut |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    Ok(found)
}
