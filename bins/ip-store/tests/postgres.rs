//! The conformance kit on a real PostgreSQL server, which the test starts and stops.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ip_app::conformance;
use ip_app::port::{Batch, NoViews, Projector, Store, StoreError, VaultKey};
use ip_core::record::Entry;
use ip_store::Postgres;
use tempfile::TempDir;

/// A server of its own in a folder of its own, reached by a socket; stopped when dropped.
struct Server {
    folder: TempDir,
    binaries: PathBuf,
    process: Child,
    databases: AtomicU32,
}

impl Server {
    /// None when PostgreSQL is not installed.
    fn start() -> Option<Self> {
        let Some(binaries) = binaries() else {
            assert!(
                env::var_os("CI").is_none_or(|ci| ci != "true"),
                "PostgreSQL is not installed: apt-get install postgresql"
            );
            eprintln!("skipped: PostgreSQL is not installed (apt-get install postgresql)");
            return None;
        };
        let folder = TempDir::new().unwrap();
        // The server refuses to run as root; whoever runs it must own its data.
        if is_root() {
            let owner = Command::new("chown")
                .arg("postgres")
                .arg(folder.path())
                .output();
            done(&owner.unwrap());
        }
        let data = folder.path().join("data");
        let init = command(&binaries.join("initdb"))
            .args(["--auth=trust", "--username=portal", "--encoding=UTF8"])
            .args(["--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(&data)
            .output();
        done(&init.unwrap());
        let process = command(&binaries.join("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses="])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            folder,
            binaries,
            process,
            databases: AtomicU32::new(0),
        };
        for _ in 0..600 {
            if server.sql("postgres", "SELECT 1").status.success() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the server does not answer");
    }

    fn sql(&self, database: &str, sql: &str) -> Output {
        Command::new(self.binaries.join("psql"))
            .args([
                "-qtA",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "portal",
                "-d",
                database,
                "-c",
                sql,
            ])
            .arg("-h")
            .arg(self.folder.path())
            .output()
            .unwrap()
    }

    /// A new, empty database, and where it is.
    fn database(&self) -> (String, String) {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        done(&self.sql("postgres", &format!("CREATE DATABASE {name}")));
        let socket = self.folder.path().display();
        let url = format!("host='{socket}' user=portal dbname={name}");
        (name, url)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A fast shutdown; the folder is removed after it.
        let pid = fs::read_to_string(self.folder.path().join("data/postmaster.pid"));
        if let Some(pid) = pid.unwrap_or_default().lines().next() {
            let _ = Command::new("kill").args(["-INT", pid]).status();
        }
        let _ = self.process.wait();
    }
}

fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("postgres").exists() && bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop()
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

/// A command as a user the server accepts.
fn command(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args([OsStr::new("-u"), OsStr::new("postgres"), OsStr::new("--")]);
    command.arg(program).current_dir("/");
    command
}

fn done(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

fn open(
    url: &str,
    files: &Path,
    projector: Arc<dyn Projector>,
) -> Result<Arc<Postgres>, StoreError> {
    Postgres::connect(url, files, projector).map(Arc::new)
}

fn event(body: &str) -> Entry {
    Entry {
        stream: "a".into(),
        at: "2025-03-03T09:00:00+08:00".parse().unwrap(),
        actor: "clerk-7".into(),
        kind: "case.noted".into(),
        body: body.into(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_postgresql_store_conforms_and_keeps_its_promises() {
    let Some(server) = Server::start() else {
        return;
    };
    let files = TempDir::new().unwrap();
    let report = conformance::run(async |projector: Arc<dyn Projector>| {
        let (name, url) = server.database();
        let store = open(&url, &files.path().join(name), projector)?;
        Ok(store as Arc<dyn Store>)
    })
    .await;
    assert!(report.passed(), "{report}");

    two_processes_keep_one_chain(&server, files.path()).await;
    a_broken_connection_is_made_anew(&server, files.path()).await;
    damage_is_found(&server, files.path()).await;
    let nowhere = open("host=/nowhere user=portal", files.path(), Arc::new(NoViews));
    assert_eq!(nowhere.err().unwrap().code(), "store.database.io");
}

async fn two_processes_keep_one_chain(server: &Server, files: &Path) {
    let (_, url) = server.database();
    let stores = [
        open(&url, files, Arc::new(NoViews)).unwrap(),
        open(&url, files, Arc::new(NoViews)).unwrap(),
    ];
    for n in 0..10 {
        let batch = Batch::new().append("a", n, [event("1")]);
        let (one, other) = tokio::join!(stores[0].append(batch.clone()), stores[1].append(batch));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    }
    assert_eq!(stores[0].head().await.unwrap().position, 10);
    assert!(stores[1].check().await.unwrap().is_sound());
}

async fn a_broken_connection_is_made_anew(server: &Server, files: &Path) {
    let (name, url) = server.database();
    let key = VaultKey::new("party/1");
    let store = open(&url, files, Arc::new(NoViews)).unwrap();
    let batch = Batch::new()
        .append("a", 0, [event("1")])
        .keep(key.clone(), "1");
    store.append(batch).await.unwrap();
    let kill =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    done(&server.sql("postgres", &kill));
    // What is asked of the broken connection may fail; what is asked afterwards may not.
    let _ = store.append(Batch::new()).await;
    let _ = store.vault(&key).await;
    assert_eq!(store.vault(&key).await.unwrap().as_deref(), Some("1"));
    store
        .append(Batch::new().append("a", 1, [event("2")]))
        .await
        .unwrap();
    assert!(store.check().await.unwrap().is_sound());
}

async fn damage_is_found(server: &Server, files: &Path) {
    let (name, url) = server.database();
    let store = open(&url, files, Arc::new(NoViews)).unwrap();
    let entries = ["1", "2", "3"].map(event);
    store
        .append(Batch::new().append("a", 0, entries))
        .await
        .unwrap();
    let forge = "UPDATE ip_services.record SET body = 'forged' WHERE position = 2";
    done(&server.sql(&name, forge));
    let report = store.check().await.unwrap();
    assert_eq!(report.head.position, 1, "{:?}", report.faults);

    done(&server.sql(&name, "DELETE FROM ip_services.record WHERE position = 3"));
    let cut = open(&url, files, Arc::new(NoViews));
    assert_eq!(cut.err().unwrap().code(), "store.database.damaged");
    done(&server.sql(&name, "UPDATE ip_services.store SET \"schema\" = 99"));
    let newer = open(&url, files, Arc::new(NoViews));
    assert_eq!(newer.err().unwrap().code(), "store.database.foreign");
}
