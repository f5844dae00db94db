//! A few connections that read, each lent to one reader at a time.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use ip_app::port::StoreError;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::open;

/// More readers than this wait for one another: reads are short, and mostly served from memory.
const SEATS: usize = 8;

/// The connections that are idle, and where to open more.
pub struct Readers {
    path: PathBuf,
    seats: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// No connection yet: they are opened when they are needed.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            seats: Arc::new(Semaphore::new(SEATS)),
            idle: Mutex::default(),
        }
    }

    /// Reads on a thread that may wait for the disk.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let seat = Arc::clone(&self.seats)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Closed)?;
        let readers = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let idle = readers.idle().pop();
            let mut db = match idle {
                Some(db) => db,
                None => open::reader(&readers.path)?,
            };
            let result = work(&mut db);
            readers.idle().push(db);
            drop(seat);
            result
        })
        .await
        .map_err(|_| StoreError::Closed)?
    }

    /// Closes the idle connections.
    pub fn close(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
