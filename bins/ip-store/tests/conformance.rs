//! The port's conformance kit on SQLite, and what only a store with a disk can show.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::sync::{Arc, Mutex};

use ip_app::conformance;
use ip_app::port::{Batch, Doc, NoViews, Projector, Store, StoreError, VaultKey, Views};
use ip_core::record::{Entry, Record};
use ip_store::Sqlite;
use tempfile::TempDir;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sqlite_store_conforms() {
    let folders = Mutex::new(Vec::new());
    let report = conformance::run(async |projector: Arc<dyn Projector>| {
        let folder = TempDir::new().unwrap();
        let store = Sqlite::open(folder.path(), projector)?;
        folders.lock().unwrap().push(folder);
        Ok(Arc::new(store) as Arc<dyn Store>)
    })
    .await;
    assert!(report.passed(), "{report}");
}

fn event(stream: &str, body: &str) -> Entry {
    Entry {
        stream: stream.into(),
        at: "2025-03-03T09:00:00+08:00".parse().unwrap(),
        actor: "clerk-7".into(),
        kind: "case.noted".into(),
        body: body.into(),
    }
}

/// Counts the records of each stream, times its version.
struct Count(u32);

impl Projector for Count {
    fn version(&self) -> u32 {
        self.0
    }

    fn project(&self, record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
        let body = (record.sequence * u64::from(self.0)).to_string();
        views.put(Doc::new("count", &record.entry.stream, body))
    }
}

async fn count(folder: &Path, version: u32) -> Option<String> {
    let store = Sqlite::open(folder, Arc::new(Count(version))).unwrap();
    let doc = store.view("count", "a").await.unwrap();
    doc.map(|doc| doc.body)
}

#[tokio::test]
async fn everything_is_there_after_reopening() {
    let folder = TempDir::new().unwrap();
    let key = VaultKey::new("party/1");
    let store = Sqlite::open(folder.path(), Arc::new(Count(1))).unwrap();
    let batch = Batch::new()
        .append("a", 0, [event("a", "1"), event("a", "2")])
        .keep(key.clone(), "{}");
    let records = store.append(batch).await.unwrap();
    let file = store.put_file(b"form".to_vec()).await.unwrap();
    let head = store.head().await.unwrap();
    drop(store);

    let store = Sqlite::open(folder.path(), Arc::new(Count(1))).unwrap();
    assert_eq!(store.head().await.unwrap(), head);
    assert_eq!(store.stream("a", 0).await.unwrap(), records);
    assert_eq!(store.vault(&key).await.unwrap().as_deref(), Some("{}"));
    assert_eq!(
        store.file(&file).await.unwrap().as_deref(),
        Some(&b"form"[..])
    );
    let next = store
        .append(Batch::new().append("a", 2, [event("a", "3")]))
        .await
        .unwrap();
    assert!(next[0].follows(&head.hash));
    assert!(store.check().await.unwrap().is_sound());
}

#[tokio::test]
async fn a_new_projector_makes_the_views_anew() {
    let folder = TempDir::new().unwrap();
    let store = Sqlite::open(folder.path(), Arc::new(NoViews)).unwrap();
    let entries = [event("a", "1"), event("a", "2")];
    store
        .append(Batch::new().append("a", 0, entries))
        .await
        .unwrap();
    drop(store);
    assert_eq!(count(folder.path(), 1).await.as_deref(), Some("2"));
    assert_eq!(count(folder.path(), 5).await.as_deref(), Some("10"));
    assert_eq!(count(folder.path(), 1).await.as_deref(), Some("2"));
}

#[tokio::test]
async fn two_processes_on_one_folder_keep_one_chain() {
    let folder = TempDir::new().unwrap();
    let open = || Sqlite::open(folder.path(), Arc::new(Count(1))).unwrap();
    let stores = [open(), open()];
    for n in 0..10 {
        let store = &stores[usize::from(n % 2 == 1)];
        let batch = Batch::new().append("a", n, [event("a", "1")]);
        store.append(batch.clone()).await.unwrap();
        let late = stores[usize::from(n % 2 == 0)].append(batch).await;
        assert_eq!(late.unwrap_err().code(), "store.append.conflict");
    }
    for store in &stores {
        assert_eq!(store.head().await.unwrap().position, 10);
        assert!(store.check().await.unwrap().is_sound());
    }
}

#[tokio::test]
async fn readers_see_what_is_kept_while_the_writer_works() {
    let folder = TempDir::new().unwrap();
    let store = Arc::new(Sqlite::open(folder.path(), Arc::new(Count(1))).unwrap());
    let writing = Arc::clone(&store);
    let writer = tokio::spawn(async move {
        for n in 0..200 {
            let batch = Batch::new().append("a", n, [event("a", "1")]);
            writing.append(batch).await.unwrap();
        }
    });
    let mut last = 0;
    while !writer.is_finished() {
        let report = store.check().await.unwrap();
        assert_eq!(report.faults, vec![]);
        assert!(report.head.position >= last);
        last = report.head.position;
    }
    writer.await.unwrap();
    assert_eq!(store.head().await.unwrap().position, 200);
}
