//! What was acknowledged is there after `kill -9` in the middle of anything.
//!
//! The test starts itself again as a child that appends, keeps files and rebuilds without pause and
//! prints what was acknowledged; the child is killed, the store opened, and every line looked up.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::env;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use ip_app::port::{Batch, Doc, Projector, Store, StoreError, VaultKey, Views};
use ip_core::record::{Entry, Record};
use ip_store::Sqlite;
use tempfile::TempDir;

/// Names the folder to the child; without it the child's test has nothing to do.
const FOLDER: &str = "IP_STORE_CRASH_FOLDER";
const ROUNDS: usize = 12;
const WRITERS: u64 = 8;

struct Latest;

impl Projector for Latest {
    fn version(&self) -> u32 {
        1
    }

    fn project(&self, record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
        let Entry { stream, body, .. } = &record.entry;
        let turn = (record.sequence % 3).to_string();
        views.put(
            Doc::new("latest", stream, body)
                .sort(body)
                .facet("turn", turn),
        )
    }
}

fn open(folder: &Path) -> Arc<Sqlite> {
    Arc::new(Sqlite::open(folder, Arc::new(Latest)).unwrap())
}

fn say(line: &str) {
    let mut out = stdout().lock();
    writeln!(out, "\nkept {line}").unwrap();
    out.flush().unwrap();
}

async fn work(store: Arc<Sqlite>, writer: u64) {
    let stream = format!("case/{writer}");
    let mut sequence = store.stream(&stream, 0).await.unwrap().len() as u64;
    loop {
        let body = format!("{stream} {sequence}").repeat(1 + sequence as usize % 40);
        let entry = Entry {
            stream: stream.clone(),
            at: "2025-03-03T09:00:00+08:00".parse().unwrap(),
            actor: "clerk-7".into(),
            kind: "case.noted".into(),
            body: body.clone(),
        };
        let key = VaultKey::new(format!("{stream}/{sequence}"));
        let batch = Batch::new()
            .append(&stream, sequence, [entry])
            .keep(key.clone(), &body);
        let records = store.append(batch).await.unwrap();
        say(&format!(
            "record {stream} {} {}",
            records[0].sequence, records[0].hash
        ));
        sequence += 1;
        if sequence % 10 == writer {
            let file = store.put_file(body.into_bytes()).await.unwrap();
            say(&format!("file {file}"));
        }
        if sequence % 25 == writer {
            store.forget(&key).await.unwrap();
            say(&format!("erased {key}"));
        }
        if sequence % 60 == writer {
            store.rebuild().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let store = open(Path::new(&folder));
    let work: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(work(Arc::clone(&store), writer)))
        .collect();
    for work in work {
        work.await.unwrap();
    }
}

/// Lets the child work until it has acknowledged something so many times, then kills it.
fn kill_after(folder: &Path, lines: usize) -> Vec<String> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut kept = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some(said) = line.strip_prefix("kept ") {
            kept.push(said.to_owned());
        }
        if kept.len() == lines {
            // SIGKILL on Unix; what was said before it still comes out of the pipe.
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    kept
}

async fn look_up(store: &Sqlite, said: &str) -> bool {
    let words: Vec<_> = said.split(' ').collect();
    match words.as_slice() {
        // The kill may cut the last line short; only whole lines were acknowledged to us.
        ["record", stream, sequence, hash] if hash.len() == 64 => {
            let sequence: u64 = sequence.parse().unwrap();
            let writer: u64 = stream.trim_start_matches("case/").parse().unwrap();
            let records = store.stream(stream, sequence - 1).await.unwrap();
            let key = VaultKey::new(format!("{stream}/{}", sequence - 1));
            let vault = store.vault(&key).await.unwrap();
            let whole = match vault {
                Some(text) => text == records[0].entry.body,
                None => sequence % 25 == writer,
            };
            whole && records[0].hash.to_string() == *hash
        }
        ["file", hash] if hash.len() == 64 => {
            store.file(&hash.parse().unwrap()).await.unwrap().is_some()
        }
        ["erased", key] => store.vault(&VaultKey::new(*key)).await.unwrap().is_none(),
        _ => true,
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_by_kill_9() {
    let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        let kept = kill_after(folder.path(), 1 + round * 17);
        assert!(!kept.is_empty(), "the child of round {round} kept nothing");
        acknowledged.extend(kept);
        let store = open(folder.path());
        let report = store.check().await.unwrap();
        assert_eq!(report.faults, vec![], "after round {round}");
        for said in &acknowledged {
            assert!(look_up(&store, said).await, "lost in round {round}: {said}");
        }
    }
    let records = acknowledged
        .iter()
        .filter(|said| said.starts_with("record"));
    assert!(records.count() > 500);
    assert!(acknowledged.iter().any(|said| said.starts_with("file")));
    assert!(acknowledged.iter().any(|said| said.starts_with("erased")));
}
