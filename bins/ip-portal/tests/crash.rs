//! The server is killed fifty times while cases are being filed: what was acknowledged is there.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::io;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use support::http::Visitor;
use support::portal::{Portal, password};

/// On a busy machine a portal may die before anything was filed: then it is killed more often.
const KILLS: u64 = 50;
const MOST_KILLS: u64 = 4 * KILLS;
const ENOUGH: usize = 20;
const MATTER: &str = "/matters/cn.local.consultation/file";

/// Files one case; the number is returned only when the portal has acknowledged it.
fn file(visitor: &mut Visitor, address: SocketAddr) -> io::Result<String> {
    let answers = [
        ("q-applicant-kind", "enterprise"),
        ("q-applicant-name", "示例科技有限公司"),
        ("q-applicant-id", "91350100M000100Y43"),
        ("q-contact-phone", "000-0000 0000"),
        ("q-topic", "patent"),
        ("q-question", "年费什么时候缴纳?"),
    ];
    for (step, answer) in answers {
        let page = format!("{MATTER}/{step}");
        let answered = visitor.send(address, &page, &page, &[("answer", answer)])?;
        assert_eq!(answered.status, 303, "{step}: {}", answered.body);
    }
    let check = format!("{MATTER}/check");
    let filed = visitor.send(address, &check, &check, &[])?;
    assert_eq!(filed.status, 303, "{}", filed.body);
    let location = filed.location.expect("the receipt's address");
    Ok(location
        .split('/')
        .nth(2)
        .expect("a case number")
        .to_owned())
}

#[test]
fn fifty_kills_lose_no_acknowledged_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let mut visitor = Visitor::default();
    for kill in 0..MOST_KILLS {
        if kill >= KILLS && acknowledged.lock().expect("the list").len() > ENOUGH {
            break;
        }
        let portal = Portal::start(&data);
        if kill == 0 {
            let pair = [
                ("login", "person"),
                ("password", &password(&data, "person")),
            ];
            let entered = visitor
                .send(portal.address, "/login", "/login", &pair)
                .expect("an answer");
            assert_eq!(entered.status, 303, "the person is signed in, and stays so");
        }
        let filer = {
            let (mut visitor, address) = (visitor.clone(), portal.address);
            let acknowledged = Arc::clone(&acknowledged);
            // It files until the connection breaks, because the portal is gone.
            thread::spawn(move || {
                while let Ok(number) = file(&mut visitor, address) {
                    acknowledged.lock().expect("the list").push(number);
                }
            })
        };
        // Another moment each time, spread over the steps of a filing.
        thread::sleep(Duration::from_millis(40 + kill * 37 % 180));
        portal.kill();
        filer
            .join()
            .expect("every answer before the kill was right");
    }

    let acknowledged = acknowledged.lock().expect("the list");
    assert!(
        acknowledged.len() > ENOUGH,
        "only {} cases were filed",
        acknowledged.len()
    );
    let portal = Portal::start(&data);
    for number in acknowledged.iter() {
        let page = visitor
            .get(portal.address, &format!("/cases/{number}"))
            .expect("an answer");
        assert_eq!(page.status, 200, "{number} is lost");
        assert!(
            page.body.contains("91350100M000100Y43"),
            "the form of {number} is lost"
        );
    }
    portal.kill();

    let check = Command::new(env!("CARGO_BIN_EXE_ip-portal"))
        .args(["check", "--data"])
        .arg(&data)
        .output()
        .expect("the check runs");
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stdout)
    );
}
