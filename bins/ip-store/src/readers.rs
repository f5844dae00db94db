//! A few connections that read, each lent to one reader at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ip_app::port::StoreError;
use tokio::sync::Semaphore;

use crate::session::{Engine, Session};

/// More readers than this wait for one another: reads are short, and mostly served from memory.
const SEATS: usize = 8;

/// The connections that are idle, and where to open more.
pub struct Readers<E: Engine> {
    engine: Arc<E>,
    seats: Arc<Semaphore>,
    idle: Mutex<Vec<E::Session>>,
}

impl<E: Engine> Readers<E> {
    /// No connection yet: they are opened when they are needed.
    pub fn new(engine: Arc<E>) -> Self {
        Self {
            engine,
            seats: Arc::new(Semaphore::new(SEATS)),
            idle: Mutex::default(),
        }
    }

    /// Reads on a thread that may wait for the disk.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut E::Session) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let seat = Arc::clone(&self.seats)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Closed)?;
        let readers = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let idle = readers.idle().pop();
            let mut db = match idle {
                Some(db) if db.stands() => db,
                _ => readers.engine.reader()?,
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

    fn idle(&self) -> MutexGuard<'_, Vec<E::Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
