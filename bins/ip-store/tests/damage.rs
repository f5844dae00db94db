//! Damage and forgery are found and named: in the log, the views, the files, the database itself.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ip_app::port::{
    Batch, Break, CheckReport, Doc, Fault, NoViews, Projector, Store, StoreError, Views,
};
use ip_core::record::{Entry, Record};
use ip_store::Sqlite;
use rusqlite::{Connection, params};
use tempfile::TempDir;

/// A document a stream, with a facet.
struct Streams;

impl Projector for Streams {
    fn version(&self) -> u32 {
        1
    }

    fn project(&self, record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
        let Entry { stream, body, .. } = &record.entry;
        views.put(
            Doc::new("streams", stream, body)
                .sort("s")
                .facet("all", "yes"),
        )
    }
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

/// A folder with a store of five records in two streams, closed.
async fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).unwrap();
    for (stream, expected) in [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2)] {
        let batch = Batch::new().append(stream, expected, [event(stream, &expected.to_string())]);
        store.append(batch).await.unwrap();
    }
    folder
}

fn open(folder: &Path) -> Result<Sqlite, StoreError> {
    Sqlite::open(folder, Arc::new(Streams))
}

fn refused(folder: &Path) -> StoreError {
    open(folder).err().expect("the store is opened")
}

fn raw(folder: &Path) -> Connection {
    Connection::open(folder.join("store.db")).unwrap()
}

/// What a check says after a change behind the store's back.
async fn forged(sql: &str) -> CheckReport {
    let folder = folder().await;
    let store = open(folder.path()).unwrap();
    raw(folder.path()).execute_batch(sql).unwrap();
    store.check().await.unwrap()
}

fn first_break(report: &CheckReport) -> (u64, Break) {
    match report.faults.first() {
        Some(Fault::Chain { position, reason }) => (*position, reason.clone()),
        other => panic!("no break but {other:?}"),
    }
}

#[tokio::test]
async fn a_change_of_any_column_of_the_log_is_found_at_its_record() {
    for column in ["actor", "kind", "body"] {
        let report = forged(&format!(
            "UPDATE record SET {column} = 'x' WHERE position = 3"
        ))
        .await;
        assert_eq!(first_break(&report), (3, Break::Hash), "{column}");
        assert_eq!(report.head.position, 2);
    }
    for column in ["previous", "hash"] {
        let report = forged(&format!(
            "UPDATE record SET {column} = zeroblob(32) WHERE position = 3"
        ))
        .await;
        assert_eq!(first_break(&report), (3, Break::Hash), "{column}");
    }
    let sql = "UPDATE record SET at = '2025-03-03T09:00:00.000001+08:00' WHERE position = 3";
    assert_eq!(first_break(&forged(sql).await), (3, Break::Hash));
    let sql = "UPDATE record SET stream = 'c' WHERE position = 3";
    let wrong = Break::Sequence {
        stream: "c".into(),
        expected: 1,
        found: 2,
    };
    assert_eq!(first_break(&forged(sql).await), (3, wrong));
    for sql in [
        "UPDATE record SET at = 'yesterday' WHERE position = 3",
        "UPDATE record SET hash = x'00' WHERE position = 3",
        "UPDATE record SET sequence = -2 WHERE position = 3",
    ] {
        let (position, reason) = first_break(&forged(sql).await);
        assert_eq!(position, 3);
        assert!(matches!(reason, Break::Unreadable(_)), "{reason}");
    }
}

#[tokio::test]
async fn a_record_that_is_missing_or_moved_is_found() {
    let missing = Break::Position {
        expected: 2,
        found: 3,
    };
    let report = forged("DELETE FROM record WHERE position = 2").await;
    assert_eq!(first_break(&report), (2, missing));
    let report = forged(
        "UPDATE record SET position = 9 WHERE position = 1;
         UPDATE record SET position = 1 WHERE position = 2;
         UPDATE record SET position = 2 WHERE position = 9;",
    )
    .await;
    assert_eq!(first_break(&report), (1, Break::Hash));
}

#[tokio::test]
async fn a_record_forged_with_its_hash_breaks_the_next_one() {
    let folder = folder().await;
    let store = open(folder.path()).unwrap();
    let log = store.log(0, 10).await.unwrap();
    let forged = Record::seal(3, 2, event("a", "forged"), log[1].hash);
    raw(folder.path())
        .execute(
            "UPDATE record SET body = ?1, hash = ?2 WHERE position = 3",
            params!["forged", forged.hash.as_bytes()],
        )
        .unwrap();
    let report = store.check().await.unwrap();
    assert_eq!(first_break(&report), (4, Break::Hash));
}

#[tokio::test]
async fn a_log_cut_off_at_its_end_is_found_by_a_check_and_at_opening() {
    let folder = folder().await;
    let store = open(folder.path()).unwrap();
    let db = raw(folder.path());
    db.execute_batch("DELETE FROM record WHERE position = 5")
        .unwrap();
    let report = store.check().await.unwrap();
    assert!(
        matches!(report.faults[0], Fault::Head { .. }),
        "{:?}",
        report.faults
    );
    drop(store);
    assert_eq!(refused(folder.path()).code(), "store.database.damaged");
}

#[tokio::test]
async fn a_change_of_the_last_record_is_found_at_opening() {
    let folder = folder().await;
    let db = raw(folder.path());
    db.execute_batch("UPDATE record SET body = 'x' WHERE position = 5")
        .unwrap();
    let error = refused(folder.path());
    assert_eq!(error.code(), "store.database.damaged");
    assert!(error.to_string().contains("record 5"), "{error}");
}

#[tokio::test]
async fn views_that_differ_from_the_log_are_found_and_mended_by_a_rebuild() {
    for sql in [
        "UPDATE doc SET body = 'x' WHERE key = 'a'",
        "UPDATE doc SET sort = 'x' WHERE key = 'a'",
        "UPDATE doc SET facets = '[]' WHERE key = 'a'",
        "DELETE FROM doc WHERE key = 'a'; DELETE FROM facet WHERE key = 'a';",
        "DELETE FROM doc WHERE key = 'a'",
        "DELETE FROM facet WHERE key = 'a'",
        "INSERT INTO facet VALUES ('streams', 'all', 'no', 's', 'a')",
    ] {
        let folder = folder().await;
        let store = open(folder.path()).unwrap();
        raw(folder.path()).execute_batch(sql).unwrap();
        let report = store.check().await.unwrap();
        let fault = Fault::View {
            view: "streams".into(),
            key: "a".into(),
        };
        assert!(report.faults.contains(&fault), "{sql}: {:?}", report.faults);
        assert_eq!(store.rebuild().await.unwrap(), 5);
        assert_eq!(store.check().await.unwrap().faults, vec![], "{sql}");
    }
    let report = forged("INSERT INTO doc VALUES ('streams', 'c', '', '[]', '')").await;
    assert_eq!(report.faults.len(), 1);
}

#[tokio::test]
async fn a_changed_file_is_found_and_mended_when_it_is_put_again() {
    let folder = folder().await;
    let store = open(folder.path()).unwrap();
    let hash = store.put_file(b"form".to_vec()).await.unwrap();
    let name = hash.to_string();
    let place = folder.path().join("files").join(&name[..2]).join(&name);
    fs::write(&place, b"farm").unwrap();
    assert_eq!(
        store.file(&hash).await.unwrap_err().code(),
        "store.database.damaged"
    );
    let report = store.check().await.unwrap();
    assert_eq!(
        (report.files, report.faults),
        (1, vec![Fault::File { hash }])
    );
    store.put_file(b"form".to_vec()).await.unwrap();
    assert!(store.check().await.unwrap().is_sound());
}

#[tokio::test]
async fn garbage_in_the_middle_of_the_database_is_reported_not_fatal() {
    let folder = folder().await;
    let path = folder.path().join("store.db");
    let mut bytes = fs::read(&path).unwrap();
    let page = 4096;
    assert!(bytes.len() > 6 * page);
    // Everything but the first page and the page of the note that is read at opening.
    let note = bytes.chunks(page).position(|p| p[0] == 0x0d).unwrap();
    for (number, page) in bytes.chunks_mut(page).enumerate().skip(1) {
        if number != note {
            page.fill(0xa5);
        }
    }
    fs::write(&path, bytes).unwrap();
    match open(folder.path()) {
        Err(error) => assert_eq!(error.code(), "store.database.damaged"),
        Ok(store) => assert!(!store.check().await.unwrap().is_sound()),
    }
}

#[tokio::test]
async fn what_is_no_store_is_not_opened_and_not_touched() {
    let other = |make: &dyn Fn(&Path)| {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("store.db");
        make(&path);
        let before = fs::read(&path).unwrap();
        let error = refused(folder.path());
        assert_eq!(fs::read(&path).unwrap(), before, "{error}");
        assert!(error.to_string().contains("store.db"), "{error}");
        error.code()
    };
    let text = |path: &Path| fs::write(path, "a letter, not a database\n".repeat(100)).unwrap();
    assert_eq!(other(&text), "store.database.foreign");
    let foreign = |path: &Path| {
        let db = Connection::open(path).unwrap();
        db.execute_batch("CREATE TABLE song (name TEXT)").unwrap();
    };
    assert_eq!(other(&foreign), "store.database.foreign");

    let newer = folder().await;
    raw(newer.path())
        .execute_batch("UPDATE store SET \"schema\" = 99")
        .unwrap();
    let error = refused(newer.path());
    assert_eq!(error.code(), "store.database.foreign");
    assert!(error.to_string().contains("99"), "{error}");
}

#[tokio::test]
async fn an_empty_file_is_a_new_store_and_a_file_is_no_folder() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("store.db"), "").unwrap();
    assert!(
        open(folder.path())
            .unwrap()
            .check()
            .await
            .unwrap()
            .is_sound()
    );
    let file = folder.path().join("store.db");
    assert_eq!(refused(&file).code(), "store.database.io");
}

#[tokio::test]
async fn an_event_of_old_that_the_projector_refuses_is_reported() {
    struct Strict;
    impl Projector for Strict {
        fn version(&self) -> u32 {
            NoViews.version()
        }
        fn project(&self, record: &Record, _: &mut dyn Views) -> Result<(), StoreError> {
            Err(StoreError::projection(record.position, "of another time"))
        }
    }
    let folder = TempDir::new().unwrap();
    let store = Sqlite::open(folder.path(), Arc::new(NoViews)).unwrap();
    let batch = Batch::new().append("a", 0, [event("a", "1")]);
    store.append(batch).await.unwrap();
    drop(store);
    let store = Sqlite::open(folder.path(), Arc::new(Strict)).unwrap();
    let refusal = StoreError::projection(1, "of another time");
    assert_eq!(store.rebuild().await, Err(refusal.clone()));
    assert_eq!(
        store.check().await.unwrap().faults,
        vec![Fault::Replay(refusal)]
    );
}
