//! What the use cases need of a storage and of other offices' registers, and nothing of how it is done.
//!
//! A [`Store`] keeps four things: the log (hash-chained events in streams), the views (read models
//! fed from the log by a [`Projector`]), the vault (personal data, apart from the log so that it can
//! be erased) and files (by their digest). An adapter proves itself with [`crate::conformance`].
//!
//! ```
//! use std::sync::Arc;
//! use ip_app::port::{Batch, Memory, NoViews, Store};
//! use ip_core::record::Entry;
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let store: Arc<dyn Store> = Arc::new(Memory::new(Arc::new(NoViews)));
//! let received = Entry {
//!     stream: "case/1".into(),
//!     at: "2025-03-03T09:00:00+08:00".parse()?,
//!     actor: "clerk-7".into(),
//!     kind: "case.received".into(),
//!     body: "{}".into(),
//! };
//! let records = store.append(Batch::new().append("case/1", 0, [received.clone()])).await?;
//! assert_eq!((records[0].position, records[0].sequence), (1, 1));
//!
//! // Whoever read the stream before that is told so.
//! let late = store.append(Batch::new().append("case/1", 0, [received])).await;
//! assert_eq!(late.unwrap_err().code(), "store.append.conflict");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod check;
mod error;
mod memory;
mod register;
mod safe;
mod view;

pub use batch::{Append, Batch, Head, VaultKey};
pub use check::{Break, CheckReport, Fault, MAX_VIEW_FAULTS, Walk, compare_views};
pub use error::{CODES, StoreError};
pub use memory::{Memory, MemoryViews};
pub use register::{Answer, DemoRegisters, NoRegisters, Question, Register, Registers};
pub use safe::{KeyName, MemorySafe, OfficeSigner, Safe};
pub use view::{BadCursor, Cursor, Doc, NoViews, Page, Projector, ViewQuery, Views};

use async_trait::async_trait;
use ip_core::record::{Hash, Record};

/// The storage of one portal: log, views, vault and files.
///
/// Every method that changes something returns once the change is durable: what was acknowledged is
/// there after a crash at any moment.
#[async_trait]
pub trait Store: Send + Sync {
    /// Appends to streams and writes the vault, all of the batch or nothing; the views follow in
    /// the same step. Returns the records in the order of the batch.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a stream is not at the sequence that was read,
    /// [`StoreError::Invalid`] for a batch no storage can keep, [`StoreError::Projection`] when
    /// the projector refuses an event, and the storage's own failures.
    async fn append(&self, batch: Batch) -> Result<Vec<Record>, StoreError>;

    /// The records of a stream after a sequence (0 for all), in order; none for an unknown stream.
    async fn stream(&self, stream: &str, after: u64) -> Result<Vec<Record>, StoreError>;

    /// At most `limit` records of the whole log after a position (0 from the start), in order.
    async fn log(&self, after: u64, limit: usize) -> Result<Vec<Record>, StoreError>;

    /// Where the log ends.
    async fn head(&self) -> Result<Head, StoreError>;

    /// One document of a view.
    async fn view(&self, view: &str, key: &str) -> Result<Option<Doc>, StoreError>;

    /// One page of a view's documents, ordered by `sort`, then `key`, both byte by byte.
    async fn list(&self, query: &ViewQuery) -> Result<Page, StoreError>;

    /// Empties the views and feeds them the whole log again; returns how many records were read.
    async fn rebuild(&self) -> Result<u64, StoreError>;

    /// Keeps a file and returns its SHA-256; the same content is kept once.
    async fn put_file(&self, bytes: Vec<u8>) -> Result<Hash, StoreError>;

    /// The file with this digest.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the kept bytes no longer have the digest.
    async fn file(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError>;

    /// Removes a file; whether there was one.
    async fn forget_file(&self, hash: &Hash) -> Result<bool, StoreError>;

    /// The personal data under this key, as JSON text.
    async fn vault(&self, key: &VaultKey) -> Result<Option<String>, StoreError>;

    /// Erases personal data. To have the erasure and its event in one step, put both in a
    /// [`Batch`].
    async fn forget(&self, key: &VaultKey) -> Result<(), StoreError> {
        self.append(Batch::new().forget(key.clone())).await?;
        Ok(())
    }

    /// Walks the whole log and proves its chain, compares the views with a fresh replay, and reads
    /// every file against its digest.
    ///
    /// A log cut off at its end still is a chain: note the reported head somewhere else and compare.
    async fn check(&self) -> Result<CheckReport, StoreError>;
}
