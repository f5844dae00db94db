//! How fast the store is: durable appends with one writer and with many, and reads.
//!
//! `cargo bench -p ip-store` prints a table. The first line is the disk alone: what a store that
//! syncs for every append could reach at best. More writers than one share a sync, so their rate
//! may pass it.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ip_app::port::{Batch, Doc, Projector, Store, StoreError, ViewQuery, Views};
use ip_core::record::{Entry, Record};
use ip_store::Sqlite;
use tempfile::TempDir;

const SPAN: Duration = Duration::from_secs(2);

/// What a portal does with an event: a document a stream, listed by two facets.
struct Cases;

impl Projector for Cases {
    fn version(&self) -> u32 {
        1
    }

    fn project(&self, record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
        let entry = &record.entry;
        let status = if record.sequence.is_multiple_of(2) {
            "accepted"
        } else {
            "received"
        };
        let doc = Doc::new("cases", &entry.stream, &entry.body)
            .sort(format!("{:012}", record.position))
            .facet("status", status)
            .facet("office", "hall-1");
        views.put(doc)
    }
}

fn event(stream: &str) -> Entry {
    Entry {
        stream: stream.into(),
        at: "2025-03-03T09:00:00+08:00".parse().unwrap(),
        actor: "clerk-7".into(),
        kind: "case.received".into(),
        body: format!("{{\"note\":\"{}\"}}", "x".repeat(400)),
    }
}

fn folder() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn line(what: &str, count: u64, took: Duration) {
    let rate = count as u128 * 1_000_000_000 / took.as_nanos().max(1);
    println!("{what:<48} {rate:>10} /s");
}

fn disk(folder: &Path) {
    let mut file = File::create(folder.join("disk")).unwrap();
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < SPAN {
        file.write_all(&[7; 4096]).unwrap();
        file.sync_data().unwrap();
        count += 1;
    }
    line("disk: write 4 KiB and sync", count, start.elapsed());
}

async fn appends(writers: u64) {
    let folder = folder();
    let store = Arc::new(Sqlite::open(folder.path(), Arc::new(Cases)).unwrap());
    let start = Instant::now();
    let tasks: Vec<_> = (0..writers)
        .map(|writer| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut done = 0;
                while start.elapsed() < SPAN {
                    // Four events a case, as one walk has.
                    let stream = format!("case/{writer}/{}", done / 4);
                    let batch = Batch::new().append(&stream, done % 4, [event(&stream)]);
                    store.append(batch).await.unwrap();
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut count = 0;
    for task in tasks {
        count += task.await.unwrap();
    }
    line(
        &format!("durable appends, {writers} at a time"),
        count,
        start.elapsed(),
    );
}

async fn reads() {
    const CASES: u64 = 5_000;
    const EVENTS: u64 = 4;
    let folder = folder();
    let store = Sqlite::open(folder.path(), Arc::new(Cases)).unwrap();
    for chunk in 0..CASES / 100 {
        let batch = (0..100).fold(Batch::new(), |batch, n| {
            let stream = format!("case/{}", chunk * 100 + n);
            let entries: Vec<_> = (0..EVENTS).map(|_| event(&stream)).collect();
            batch.append(stream, 0, entries)
        });
        store.append(batch).await.unwrap();
    }

    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < SPAN {
        let mut after = 0;
        loop {
            let records = store.log(after, 1000).await.unwrap();
            let Some(last) = records.last() else { break };
            after = last.position;
            count += records.len() as u64;
        }
    }
    line("records of the log, 1000 at a time", count, start.elapsed());

    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < SPAN {
        let stream = format!("case/{}", count * 7919 % CASES);
        assert_eq!(store.stream(&stream, 0).await.unwrap().len() as u64, EVENTS);
        count += 1;
    }
    line(
        "streams of 4 records, one after another",
        count,
        start.elapsed(),
    );

    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < SPAN {
        let key = format!("case/{}", count * 7919 % CASES);
        assert!(store.view("cases", &key).await.unwrap().is_some());
        count += 1;
    }
    line(
        "documents by key, one after another",
        count,
        start.elapsed(),
    );

    let start = Instant::now();
    let mut count = 0;
    let mut query = ViewQuery::of("cases")
        .facet("status", "accepted")
        .newest_first()
        .limit(20);
    while start.elapsed() < SPAN {
        query.after = store.list(&query).await.unwrap().next;
        count += 1;
    }
    line("pages of 20 documents by facet", count, start.elapsed());

    let start = Instant::now();
    let count = store.rebuild().await.unwrap();
    line(
        "records replayed into the views by a rebuild",
        count,
        start.elapsed(),
    );

    let start = Instant::now();
    let report = store.check().await.unwrap();
    assert!(report.is_sound());
    line(
        "records proved by a check",
        report.head.position,
        start.elapsed(),
    );

    drop(store);
    let start = Instant::now();
    let store = Sqlite::open(folder.path(), Arc::new(Cases)).unwrap();
    let head = store.head().await.unwrap();
    let took = start.elapsed().as_micros();
    println!(
        "{:<48} {took:>10} µs",
        format!("opening with {} records", head.position)
    );
}

#[tokio::main]
async fn main() {
    let folder = folder();
    disk(folder.path());
    for writers in [1, 8, 64] {
        appends(writers).await;
    }
    reads().await;
}
