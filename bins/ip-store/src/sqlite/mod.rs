//! The port on SQLite: a folder with the database `store.db` and the files beside it.

mod check;
mod error;
mod open;
mod readers;
mod row;
mod views;
mod writer;

use std::fs;
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
use readers::Readers;
use writer::{Job, Writer};

/// Batches that may wait before whoever appends has to wait for a place.
const QUEUE: usize = 1024;

/// A store in a folder of its own.
///
/// Several processes may open the same folder: a check or a rebuild from the command line does not
/// need the portal to stop. An append whose future is dropped may still be kept.
pub struct Sqlite {
    /// None only while it is being dropped.
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    readers: Arc<Readers>,
    files: Arc<Folder>,
    projector: Arc<dyn Projector>,
}

impl Sqlite {
    /// Opens the store in a folder, making what is missing; views made with another version of the
    /// projector are rebuilt first.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] for the database of another program or a newer version of this one,
    /// [`StoreError::Damaged`] when the log does not end where it was noted, [`StoreError::Io`]
    /// for a folder that cannot be written, [`StoreError::Busy`] when another process holds it.
    pub fn open(folder: &Path, projector: Arc<dyn Projector>) -> Result<Self, StoreError> {
        let files = Folder::open(&folder.join("files"))?;
        let path = folder.join("store.db");
        let db = open::writer(&path)?;
        protect(&path)?;
        let made_by = row::about(&db)?.projector;
        let mut writer = Writer::new(db, Arc::clone(&projector));
        if made_by != i64::from(projector.version()) {
            writer.rebuild()?;
        }
        let (jobs, queue) = mpsc::channel(QUEUE);
        let writer = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || writer.serve(queue))
            .map_err(|error| StoreError::Io(error.to_string()))?;
        Ok(Self {
            jobs: Some(jobs),
            writer: Some(writer),
            readers: Arc::new(Readers::new(path)),
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

impl Drop for Sqlite {
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

/// Personal data: the database is for its owner only.
fn protect(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))
            .map_err(|error| crate::files::translate(path, &error))?;
    }
    Ok(())
}

#[async_trait]
impl Store for Sqlite {
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
