//! The program as a person starts it: what it prints, what it keeps, how it fails and how it ends.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn program(data: &Path, listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ip-portal"));
    command
        .arg("--data")
        .arg(data)
        .args(["--listen", listen])
        .env("LC_ALL", "C");
    command
}

/// Runs to its end.
fn run(command: &mut Command) -> Output {
    command.output().expect("the program runs")
}

fn fails_with(output: &Output, status: i32, says: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "one line, not:\n{said}");
    assert!(said.contains(says), "{said}");
}

/// Starts serving and reads what it prints, up to the last line.
fn start(data: &Path, more: &[&str]) -> (Child, SocketAddr, String) {
    let mut child = program(data, "127.0.0.1:0")
        .args(more)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut said = String::new();
    loop {
        let line = lines.next().expect("a line").expect("text");
        let last = line.contains("Ctrl-C");
        said += &line;
        said.push('\n');
        if last {
            break;
        }
    }
    let at = said.find("http://").expect("an address") + "http://".len();
    let address = said[at..]
        .split('/')
        .next()
        .expect("an address")
        .parse()
        .expect("an address");
    (child, address, said)
}

fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn it_starts_with_nothing_prints_its_accounts_and_ends_cleanly_on_a_signal() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("new/data");
    let (mut child, address, said) = start(&data, &[]);
    for login in ["person", "clerk", "reviewer", "supervisor", "administrator"] {
        assert!(said.contains(login), "{said}");
    }
    assert!(get(address, "/healthz").starts_with("HTTP/1.1 200"));
    assert!(get(address, "/").contains("演示数据, 非官方"));
    let told = Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .expect("kill");
    assert!(told.success());
    assert!(
        child.wait().expect("its end").success(),
        "a signal is no failure"
    );
    let passwords = fs::read_to_string(data.join("first-passwords.toml")).expect("passwords");
    assert!(said.contains(passwords.split('"').nth(1).expect("a password")));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_what_it_keeps() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let (mut child, ..) = start(&data, &[]);
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in fs::read_dir(&data).expect("a folder") {
        let path = entry.expect("an entry").path();
        assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
    }
    child.kill().expect("killed");
    child.wait().expect("its end");
}

#[test]
fn without_the_demonstration_there_is_one_account_and_no_city() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut child, address, said) = start(folder.path(), &["--no-demo"]);
    assert!(
        said.contains("administrator") && !said.contains("clerk"),
        "{said}"
    );
    let home = get(address, "/matters");
    assert!(!home.contains("演示数据"));
    assert!(home.contains("106"));
    child.kill().expect("killed");
    child.wait().expect("its end");
}

#[test]
fn a_port_in_use_is_one_line_and_status_4() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let output = run(&mut program(&folder.path().join("data"), &address));
    fails_with(&output, 4, &address);
    assert!(
        !folder.path().join("data").exists(),
        "nothing is written before the port is known"
    );
}

#[test]
fn a_folder_that_cannot_be_used_is_one_line_and_status_4() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "not a folder").expect("a file");
    fails_with(
        &run(&mut program(&file.join("data"), "127.0.0.1:0")),
        4,
        "file",
    );
}

#[test]
fn a_second_portal_on_the_same_folder_is_one_line_and_status_4() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut child, ..) = start(folder.path(), &[]);
    fails_with(
        &run(&mut program(folder.path(), "127.0.0.1:0")),
        4,
        "in use by another portal",
    );
    child.kill().expect("killed");
    child.wait().expect("its end");
}

#[test]
fn a_damaged_pack_is_one_line_with_its_file_and_status_3() {
    let folder = tempfile::tempdir().expect("a folder");
    let pack = folder.path().join("pack");
    let data = folder.path().join("data");
    fs::create_dir(&pack).expect("a folder");
    let try_pack = || run(program(&data, "127.0.0.1:0").arg("--pack").arg(&pack));
    fails_with(&try_pack(), 3, "pack.toml");
    fs::write(pack.join("pack.toml"), "[locality]\nid = \n").expect("a file");
    fails_with(&try_pack(), 3, "pack.toml");
    let check = run(program(&data, "127.0.0.1:0")
        .arg("check")
        .arg("--pack")
        .arg(&pack));
    fails_with(&check, 3, "pack.toml");
    assert!(
        run(program(&data, "127.0.0.1:0").arg("check"))
            .status
            .success()
    );
}

#[test]
fn a_damaged_key_is_one_line_and_status_3() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("session.key"), "short").expect("a file");
    fails_with(
        &run(&mut program(folder.path(), "127.0.0.1:0")),
        3,
        "expected 32 bytes, found 5",
    );
}

#[test]
fn the_keys_of_the_offices_are_listed_replaced_and_declared_compromised() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = |arguments: &[&str]| {
        let mut command = program(folder.path(), "127.0.0.1:0");
        run(command.arg("keys").args(arguments))
    };
    let said = |output: &Output| {
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let before = said(&keys(&["list"]));
    let key = before
        .split_whitespace()
        .find(|word| word.ends_with("#sm2"))
        .expect("a key")
        .to_owned();
    assert!(before.contains("may sign") && !before.contains("sm2-2"));
    let after = said(&keys(&["rotate", "--overlap-days", "3"]));
    let offices = before.matches("#sm2 ").count();
    assert_eq!(after.matches("#sm2-2 ").count(), offices, "{after}");

    let clock = ip_portal::state::system_clock();
    let now = ip_portal::when::at_unix(clock()).to_rfc3339();
    let lost = ["compromise", &key, "--since", &now, "--reason", "lost"];
    let listed = said(&keys(&lost));
    assert_eq!(listed.matches("compromised").count(), 1, "{listed}");
    // Said already, for a key that is not there, and without a reason.
    fails_with(&keys(&lost), 1, "Nothing is left");
    let unknown = [
        "compromise",
        "urn:x#sm2",
        "--since",
        &now,
        "--reason",
        "lost",
    ];
    fails_with(&keys(&unknown), 1, "key");
    let ring = "2999-01-01T00:00:00+08:00";
    fails_with(&keys(&["rotate", "--from", ring]), 1, "at the latest");
}
