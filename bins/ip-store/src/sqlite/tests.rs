//! What only the writer's own connection can show: a full disk, the settings, the undo of a batch.

use std::sync::Arc;

use ip_app::port::{Batch, NoViews};
use ip_core::record::Entry;

use super::*;
use crate::writer::Writer;

fn writer(folder: &Path) -> Writer<SqliteFile> {
    let engine = Arc::new(SqliteFile(folder.join("store.db")));
    Writer::open(engine, Arc::new(NoViews)).unwrap()
}

fn batch(stream: &str, body: String) -> Batch {
    let entry = Entry {
        stream: stream.into(),
        at: "2025-03-03T09:00:00+08:00".parse().unwrap(),
        actor: "clerk-7".into(),
        kind: "case.noted".into(),
        body,
    };
    Batch::new().append(stream, 0, [entry])
}

#[test]
fn a_full_disk_is_said_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = writer(folder.path());
    let kept = writer
        .write(vec![batch("a", "1".into())])
        .remove(0)
        .unwrap();

    let db = writer.session().connection();
    let pages: i64 = db
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    db.pragma_update(None, "max_page_count", pages + 2).unwrap();
    let large = "x".repeat(1 << 20);
    let results = writer.write(vec![batch("b", "1".into()), batch("c", large.clone())]);
    let codes: Vec<_> = results.into_iter().map(|r| r.unwrap_err().code()).collect();
    assert_eq!(codes, ["store.database.full"; 2]);
    assert_eq!(row::last(writer.session()).unwrap().as_ref(), kept.last());

    let db = writer.session().connection();
    db.pragma_update(None, "max_page_count", 100_000).unwrap();
    let results = writer.write(vec![batch("b", "1".into()), batch("c", large)]);
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(row::head(writer.session()).unwrap().position, 3);
}

#[test]
fn a_conflict_in_a_group_undoes_its_own_batch_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = writer(folder.path());
    let group = ["a", "a", "b"].map(|stream| batch(stream, "1".into()));
    let results = writer.write(group.to_vec());
    let places: Vec<_> = results
        .iter()
        .map(|result| result.as_ref().map(|records| records[0].position))
        .collect();
    assert_eq!(places[0], Ok(1));
    assert_eq!(places[1].unwrap_err().code(), "store.append.conflict");
    assert_eq!(places[2], Ok(2));
}

#[test]
fn every_commit_is_synced() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = SqliteFile(folder.path().join("store.db")).writer().unwrap();
    let db = session.connection();
    let text = |sql| db.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0));
    assert_eq!(text("PRAGMA journal_mode"), Ok("wal".to_owned().into()));
    assert_eq!(text("PRAGMA synchronous"), Ok(2.into()));
    assert_eq!(text("PRAGMA secure_delete"), Ok(1.into()));
}
