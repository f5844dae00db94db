//! The storage port of `ip-app` on an embedded SQLite database, and with the feature `postgres` on
//! a PostgreSQL server.
//!
//! ```
//! use std::sync::Arc;
//! use ip_app::port::{NoViews, Store};
//! use ip_store::Sqlite;
//!
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path();
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let store = Sqlite::open(folder, Arc::new(NoViews))?;
//! let scan = store.put_file(b"a scanned form".to_vec()).await?;
//! assert_eq!(store.file(&scan).await?.as_deref(), Some(&b"a scanned form"[..]));
//! assert!(store.check().await?.is_sound());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | promise | module | test |
//! |---|---|---|
//! | the port, as every adapter keeps it | [`Sqlite`] | `tests/conformance.rs` |
//! | the same on a server (`postgres`) | `postgres` | `tests/postgres.rs` |
//! | acknowledged means durable: one writer, one sync for all who wait | `writer` | `tests/crash.rs`, `benches/store.rs` |
//! | the chain is proved and damage is named | `check` | `tests/damage.rs` |
//! | erased means gone from the disk's files | `writer` | `tests/erasure.rs` |
//! | files by digest, in a folder | `files` | `tests/damage.rs` |

mod check;
mod database;
mod files;
#[cfg(feature = "postgres")]
mod postgres;
mod readers;
mod row;
mod session;
mod sql;
mod sqlite;
mod views;
mod writer;

pub use database::Database;
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use sqlite::Sqlite;
