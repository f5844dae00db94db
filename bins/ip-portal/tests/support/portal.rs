//! The portal as a person starts it: the binary, a data folder, a port.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A running portal; it is killed when dropped.
pub struct Portal {
    pub address: SocketAddr,
    child: Child,
}

impl Portal {
    /// Starts the portal with its data in `folder` and waits for its first answer.
    pub fn start(folder: &Path) -> Self {
        let address = free_address();
        let child = Command::new(env!("CARGO_BIN_EXE_ip-portal"))
            .args(["--listen", &address.to_string(), "--data"])
            .arg(folder)
            .stdout(Stdio::null())
            .spawn()
            .expect("the portal starts");
        let mut portal = Self { address, child };
        portal.wait_for_answer();
        portal
    }

    /// Ends the portal as a power failure would: SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().expect("the portal can be killed");
        self.child.wait().expect("the portal ends");
    }

    /// What an address answers to someone with these cookies, without the head.
    pub fn get(&self, path: &str, cookies: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        let head = format!(
            "host: {}\r\ncookie: {cookies}\r\nconnection: close",
            self.address
        );
        write!(stream, "GET {path} HTTP/1.1\r\n{head}\r\n\r\n").expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
        body.to_owned()
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn wait_for_answer(&mut self) {
        for _ in 0..2000 {
            if let Some(status) = self.child.try_wait().expect("the portal can be asked") {
                panic!("the portal ended with {status}");
            }
            if get(self.address, "/healthz").is_some_and(|answer| answer.contains(" 200 ")) {
                return;
            }
            sleep(Duration::from_millis(10));
        }
        panic!("the portal does not answer");
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The password made up for a demonstration account at the first start.
pub fn password(folder: &Path, login: &str) -> String {
    let text = fs::read_to_string(folder.join("first-passwords.toml")).expect("the passwords");
    let file: toml::Table = text.parse().expect("a TOML file");
    file["passwords"][login]
        .as_str()
        .expect("a password")
        .to_owned()
}

/// An address on this machine that nothing listens on.
pub fn free_address() -> SocketAddr {
    let probe = TcpListener::bind("127.0.0.1:0").expect("a free port");
    probe.local_addr().expect("its address")
}

fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}
