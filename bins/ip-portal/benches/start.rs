//! How long a person waits: from starting the portal to its first answer.
//!
//! `cargo bench -p ip-portal --bench start` starts the release binary with a new data folder (keys
//! and accounts are made) and with one that exists, and prints minimum, median and maximum of each.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark fails by panicking"
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const RUNS: usize = 15;

fn main() {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!(
        "from start to the first answer of /, demonstration pack loaded, {cores} cores, {RUNS} runs"
    );
    let fresh = (0..RUNS).map(|_| tempfile::tempdir().expect("a folder"));
    report(
        "new data folder",
        fresh.map(|folder| first_answer(folder.path())).collect(),
    );
    let kept = tempfile::tempdir().expect("a folder");
    first_answer(kept.path());
    report(
        "existing data folder",
        (0..RUNS).map(|_| first_answer(kept.path())).collect(),
    );
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |at: usize| times[at].as_micros() as f64 / 1000.0;
    let (min, median, max) = (ms(0), ms(times.len() / 2), ms(times.len() - 1));
    println!("{what:<22} min {min:7.1} ms   median {median:7.1} ms   max {max:7.1} ms");
}

/// Starts the portal, asks for its front page until it answers, and stops it.
fn first_answer(data: &Path) -> Duration {
    let address = free_address();
    let started = Instant::now();
    let mut portal = start(data, address);
    let elapsed = loop {
        if answers(address) {
            break started.elapsed();
        }
        if let Ok(Some(status)) = portal.try_wait() {
            panic!("the portal ended with {status}");
        }
        sleep(Duration::from_micros(500));
    };
    portal.kill().expect("the portal can be stopped");
    portal.wait().expect("the portal ends");
    elapsed
}

fn start(data: &Path, address: SocketAddr) -> Child {
    Command::new(env!("CARGO_BIN_EXE_ip-portal"))
        .args(["--listen", &address.to_string(), "--data"])
        .arg(data.join("data"))
        .stdout(Stdio::null())
        .spawn()
        .expect("the portal starts")
}

fn free_address() -> SocketAddr {
    let probe = TcpListener::bind("127.0.0.1:0").expect("a free port");
    probe.local_addr().expect("its address")
}

fn answers(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else {
        return false;
    };
    let request = format!("GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
