//! Erased personal data are gone from every byte of the store's folder.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ip_app::port::{Batch, NoViews, Store, VaultKey};
use ip_store::Sqlite;
use rusqlite::Connection;
use tempfile::TempDir;

const SECRET: &str = "resident-110101199003070000";

fn contains(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return contains(&path, text);
        }
        let bytes = fs::read(path).unwrap();
        bytes
            .windows(text.len())
            .any(|found| found == text.as_bytes())
    })
}

/// A store with the secret in a short row, a long row, and among others.
async fn store_with_secret(folder: &Path) -> Sqlite {
    let store = Sqlite::open(folder, Arc::new(NoViews)).unwrap();
    let long = format!("\"{}\"", SECRET.repeat(2_000));
    let mut batch = Batch::new()
        .keep(VaultKey::new("short"), SECRET)
        .keep(VaultKey::new("long"), long);
    for n in 0..50 {
        batch = batch.keep(VaultKey::new(format!("other/{n}")), format!("other-{n}"));
    }
    store.append(batch).await.unwrap();
    assert!(contains(folder, SECRET));
    store
}

#[tokio::test]
async fn what_is_erased_or_replaced_is_overwritten_on_the_disk() {
    let folder = TempDir::new().unwrap();
    let store = store_with_secret(folder.path()).await;
    store.forget(&VaultKey::new("long")).await.unwrap();
    let batch = Batch::new().keep(VaultKey::new("short"), "replaced");
    store.append(batch).await.unwrap();
    assert!(!contains(folder.path(), SECRET));
    assert!(contains(folder.path(), "other-49"));
    let other = VaultKey::new("other/49");
    assert_eq!(
        store.vault(&other).await.unwrap().as_deref(),
        Some("other-49")
    );
}

#[tokio::test]
async fn a_reader_in_the_middle_only_delays_the_overwriting() {
    let folder = TempDir::new().unwrap();
    let store = store_with_secret(folder.path()).await;
    let reader = Connection::open(folder.path().join("store.db")).unwrap();
    reader
        .execute_batch("BEGIN; SELECT COUNT(*) FROM vault;")
        .unwrap();
    for key in ["long", "short"] {
        store.forget(&VaultKey::new(key)).await.unwrap();
        assert_eq!(store.vault(&VaultKey::new(key)).await.unwrap(), None);
    }
    assert!(
        contains(folder.path(), SECRET),
        "the reader held nothing back"
    );
    reader.execute_batch("COMMIT").unwrap();
    // The writer tries again while it is idle: some time soon, and no sooner than it can.
    for _ in 0..1_000 {
        if !contains(folder.path(), SECRET) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("erased data are still on the disk");
}
