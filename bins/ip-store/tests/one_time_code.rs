//! A one-time code against the real store: of any number of simultaneous tries one succeeds.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use ip_app::port::{Batch, Projector, Store, StoreError, Views};
use ip_certs::id::CertificateId;
use ip_certs::share::{
    Authorisation, CodeHash, Ground, ShareEvent, ShareOperation, Sharing, UseRequest,
};
use ip_core::record::{Entry, Record};
use ip_store::Sqlite;
use tokio::sync::Barrier;

const STREAM: &str = "authorisation/a-1";
const PEPPER: [u8; 32] = [5; 32];
const CODE: &str = "0123456789";
const BANK: &str = "91110000802100433B";

/// People who try at the same time, and how often each does.
const PEOPLE: usize = 50;
const TRIES: usize = 2_000;

struct NoViews;

impl Projector for NoViews {
    fn version(&self) -> u32 {
        1
    }

    fn project(&self, _: &Record, _: &mut dyn Views) -> Result<(), StoreError> {
        Ok(())
    }
}

fn at(minute: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(&format!("2026-11-21T12:{minute}:00+08:00")).unwrap()
}

fn certificate() -> CertificateId {
    CertificateId::new(&format!("{BANK}014"), BANK, "2026001", 1).unwrap()
}

fn entry(event: &ShareEvent) -> Entry {
    Entry {
        stream: STREAM.into(),
        at: at("00"),
        actor: "bank".into(),
        kind: "share".into(),
        body: serde_json::to_string(event).unwrap(),
    }
}

async fn read(store: &Sqlite) -> (u64, Sharing) {
    let records = store.stream(STREAM, 0).await.unwrap();
    let events = records
        .iter()
        .map(|record| serde_json::from_str::<ShareEvent>(&record.entry.body));
    let sharing = events.fold(Sharing::default(), |sharing, event| {
        sharing.evolve(&event.unwrap())
    });
    (records.len() as u64, sharing)
}

async fn granted(folder: &Path) -> Arc<Sqlite> {
    let store = Sqlite::open(folder, Arc::new(NoViews)).unwrap();
    let authorisation = Authorisation {
        id: "a-1".into(),
        certificates: vec![certificate()],
        fields: Vec::new(),
        operations: vec![ShareOperation::Compare],
        purpose: "pledge".into(),
        audience: BANK.into(),
        not_before: at("00"),
        not_after: at("10"),
        max_uses: 9,
        ground: Ground::OneTimeCode {
            hash: CodeHash::of("a-1", CODE, &PEPPER),
        },
    };
    let events = Sharing::default().grant(authorisation, at("00")).unwrap();
    let entries: Vec<Entry> = events.iter().map(entry).collect();
    store
        .append(Batch::new().append(STREAM, 0, entries))
        .await
        .unwrap();
    Arc::new(store)
}

/// Tries the good code; whether the use was recorded, which is when something would be released.
async fn try_it(store: &Sqlite, (version, sharing): (u64, Sharing)) -> bool {
    let request = UseRequest {
        requester: BANK.into(),
        purpose: "pledge".into(),
        operation: ShareOperation::Compare,
        certificate: certificate(),
        fields: Vec::new(),
        code: Some(CODE.into()),
    };
    let Ok(events) = sharing.use_it(&request, &PEPPER, at("01")) else {
        return false;
    };
    let entries: Vec<Entry> = events.iter().map(entry).collect();
    match store
        .append(Batch::new().append(STREAM, version, entries))
        .await
    {
        Ok(_) => true,
        Err(StoreError::Conflict { .. }) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_thousand_parallel_tries_one_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let store = granted(folder.path()).await;
    let barrier = Arc::new(Barrier::new(PEOPLE));
    let people: Vec<_> = (0..PEOPLE)
        .map(|_| {
            let (store, barrier) = (Arc::clone(&store), Arc::clone(&barrier));
            tokio::spawn(async move {
                // Everybody has read the unused authorisation before anybody uses it.
                let unused = read(&store).await;
                barrier.wait().await;
                let mut successes = u32::from(try_it(&store, unused).await);
                for _ in 1..TRIES {
                    let state = read(&store).await;
                    successes += u32::from(try_it(&store, state).await);
                }
                successes
            })
        })
        .collect();
    let mut successes = 0;
    for person in people {
        successes += person.await.unwrap();
    }
    assert_eq!(successes, 1);
    let (records, sharing) = read(&store).await;
    assert_eq!((records, sharing.uses()), (2, 1));
}
