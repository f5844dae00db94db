//! Runs the real binary and writes down what a person at the shell would see.
#![allow(dead_code, reason = "not every test file uses every helper")]
#![allow(clippy::expect_used, reason = "a test may stop")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A shell session to be compared with the one checked in.
#[derive(Default)]
pub struct Transcript(String);

impl Transcript {
    /// Runs `ip-tool ARGS` with nothing on standard input.
    pub fn run(&mut self, args: &str) -> &mut Self {
        self.feed(args, "")
    }

    /// Runs `ip-tool ARGS` with `input` on standard input.
    pub fn feed(&mut self, args: &str, input: impl AsRef<[u8]>) -> &mut Self {
        let input = input.as_ref();
        let output = run(args, input);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let log = &mut self.0;
        let _ = writeln!(log, "$ ip-tool {args}");
        for line in String::from_utf8_lossy(input).lines() {
            let _ = writeln!(log, "< {line}");
        }
        for line in text(&output.stdout).lines() {
            let _ = writeln!(log, "{}", line.trim_end());
        }
        for line in text(&output.stderr).lines() {
            let _ = writeln!(log, "! {}", line.trim_end());
        }
        let _ = writeln!(log, "= {}\n", output.status.code().expect("an exit status"));
        self
    }

    /// The session so far.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// Runs `ip-tool ARGS` (words parted by blanks) in an English locale.
pub fn run(args: &str, input: &[u8]) -> Output {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), args, input)
}

/// Runs `ip-tool ARGS` in a folder.
pub fn run_in(folder: &Path, args: &str, input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ip-tool"))
        .args(args.split_whitespace())
        .current_dir(folder)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "en_GB.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("standard input");
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        // A command that reads nothing closes the pipe; that is its good right.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the binary ends");
    feeder.join().expect("the input is written");
    output
}

/// The answer of a run that must end with `status`, as JSON.
pub fn json(args: &str, input: &str, status: i32) -> serde_json::Value {
    let output = run(args, input.as_bytes());
    assert_eq!(
        output.status.code(),
        Some(status),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}
