//! The port on a database: one thread writes, a few connections read, files lie in a folder.

use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use async_trait::async_trait;
use ip_app::port::{
    Batch, CheckReport, Doc, Fault, Head, Page, Projector, Store, StoreError, VaultKey, ViewQuery,
};
use ip_core::record::{Hash, Record};
use tokio::sync::{mpsc, oneshot};

use crate::files::Folder;
use crate::readers::Readers;
use crate::session::Engine;
use crate::writer::{Job, Writer};
use crate::{check, row};

/// Batches that may wait before whoever appends has to wait for a place.
const QUEUE: usize = 1024;

/// A store on the database of an engine.
///
/// Several processes may open the same database: a check or a rebuild from the command line does
/// not need the portal to stop. An append whose future is dropped may still be kept.
pub struct Database<E: Engine> {
    /// None only while it is being dropped.
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    readers: Arc<Readers<E>>,
    files: Arc<Folder>,
    projector: Arc<dyn Projector>,
}

impl<E: Engine> Database<E> {
    /// Opens the store on an engine, with its files in a folder.
    pub(crate) fn on(
        engine: E,
        files: &Path,
        projector: Arc<dyn Projector>,
    ) -> Result<Self, StoreError> {
        let files = Folder::open(files)?;
        let engine = Arc::new(engine);
        let writer = Writer::open(Arc::clone(&engine), Arc::clone(&projector))?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let writer = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || writer.serve(queue))
            .map_err(|error| StoreError::Io(error.to_string()))?;
        Ok(Self {
            jobs: Some(jobs),
            writer: Some(writer),
            readers: Arc::new(Readers::new(engine)),
            files: Arc::new(files),
            projector,
        })
    }

    async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job,
    ) -> Result<T, StoreError> {
        let (answer, result) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job(answer))
            .await
            .map_err(|_| StoreError::Closed)?;
        result.await.map_err(|_| StoreError::Closed)?
    }

    /// Runs something that waits for the disk away from the threads that answer requests.
    async fn on_files<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Folder) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let files = Arc::clone(&self.files);
        tokio::task::spawn_blocking(move || work(&files))
            .await
            .map_err(|_| StoreError::Closed)?
    }
}

impl<E: Engine> Drop for Database<E> {
    /// Waits until everything that was asked is written.
    fn drop(&mut self) {
        self.readers.close();
        drop(self.jobs.take());
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has nothing more to say.
            let _ = writer.join();
        }
    }
}

#[async_trait]
impl<E: Engine> Store for Database<E> {
    async fn append(&self, batch: Batch) -> Result<Vec<Record>, StoreError> {
        self.ask(|answer| Job::Append(batch, answer)).await
    }

    async fn stream(&self, stream: &str, after: u64) -> Result<Vec<Record>, StoreError> {
        let stream = stream.to_owned();
        self.readers
            .read(move |db| row::stream(db, &stream, after))
            .await
    }

    async fn log(&self, after: u64, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.readers
            .read(move |db| row::log(db, after, limit))
            .await
    }

    async fn head(&self) -> Result<Head, StoreError> {
        self.readers.read(|db| row::head(db)).await
    }

    async fn view(&self, view: &str, key: &str) -> Result<Option<Doc>, StoreError> {
        let (view, key) = (view.to_owned(), key.to_owned());
        self.readers.read(move |db| row::get(db, &view, &key)).await
    }

    async fn list(&self, query: &ViewQuery) -> Result<Page, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |db| Ok(Page::cut(row::list(db, &query)?, query.limit)))
            .await
    }

    async fn rebuild(&self) -> Result<u64, StoreError> {
        self.ask(Job::Rebuild).await
    }

    async fn put_file(&self, bytes: Vec<u8>) -> Result<Hash, StoreError> {
        self.on_files(move |files| files.put(&bytes)).await
    }

    async fn file(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let hash = *hash;
        self.on_files(move |files| files.get(&hash)).await
    }

    async fn forget_file(&self, hash: &Hash) -> Result<bool, StoreError> {
        let hash = *hash;
        self.on_files(move |files| files.forget(&hash)).await
    }

    async fn vault(&self, key: &VaultKey) -> Result<Option<String>, StoreError> {
        let key = key.clone();
        self.readers
            .read(move |db| row::vault(db, key.as_str()))
            .await
    }

    async fn check(&self) -> Result<CheckReport, StoreError> {
        let projector = Arc::clone(&self.projector);
        let mut report = self
            .readers
            .read(move |db| check::check(db, projector.as_ref()))
            .await?;
        let (count, damaged) = self.on_files(Folder::check).await?;
        report.files = count;
        report
            .faults
            .extend(damaged.into_iter().map(|hash| Fault::File { hash }));
        Ok(report)
    }
}
