//! A pack that raises the version of an entry: open cases go on under the version they were filed
//! under, new ones are filed under the version in force.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod office;

use std::collections::BTreeMap;
use std::sync::Arc;

use ip_app::actor::Role;
use ip_app::app::App;
use ip_app::editions;
use ip_app::port::Store;
use ip_matters::case::{ClockName, Command, State};
use office::{CHANGE, actor, filled, memory};

/// The demonstration city's files, with the entry of a bibliographic change as `edit` makes it.
fn files(edit: impl Fn(&str) -> String) -> BTreeMap<String, String> {
    let mut files = office::demo_city();
    let file = files.get_mut("matters/patent.toml").unwrap();
    let rows: Vec<String> = file
        .split("[[entry]]")
        .map(|row| {
            if row.contains(&format!("matter = \"{CHANGE}\"")) {
                edit(row)
            } else {
                row.to_owned()
            }
        })
        .collect();
    *file = rows.join("[[entry]]");
    files
}

fn third(row: &str) -> String {
    let row = row.replace("version = 2", "version = 3");
    assert!(row.contains("n = 5, unit = \"working-day\""), "{row}");
    row.replace("n = 5, unit", "n = 3, unit")
}

/// The office at a start of the program.
async fn open(store: &Arc<dyn Store>, files: BTreeMap<String, String>) -> (App, Vec<String>) {
    let mut rules = office::rules(&files);
    let now = "2026-03-01T08:00:00+08:00".parse().unwrap();
    let changed = editions::keep(&**store, &mut rules.pack, now)
        .await
        .unwrap();
    let app = office::office(Arc::clone(store), rules);
    (app, changed)
}

async fn file(app: &App, day: &str) -> String {
    let person = actor(Role::Person, &format!("{day}T09:00:00"));
    filled(app, &person).await;
    app.submit(&person, CHANGE).await.unwrap()
}

async fn accept(app: &App, number: &str, day: &str) -> u32 {
    let clerk = actor(Role::Clerk, &format!("{day}T10:00:00"));
    for command in [Command::Receive, Command::Accept] {
        app.act(&clerk, number, command, Vec::new()).await.unwrap();
    }
    let registered = app.case(number).await.unwrap();
    assert_eq!(registered.case.state, State::Accepted);
    let clocks = app.case_clocks(clerk.at, &registered).unwrap();
    let promised = clocks
        .iter()
        .find(|c| c.name == ClockName::Promised)
        .unwrap();
    promised.budget.n
}

#[tokio::test]
async fn an_open_case_keeps_the_version_it_was_filed_under() {
    let store: Arc<dyn Store> = memory();
    let (app, _) = open(&store, files(str::to_owned)).await;
    let old = file(&app, "2026-03-02").await;

    // The pack's files now hold version 3 alone.
    let (app, changed) = open(&store, files(third)).await;
    assert!(changed.is_empty());
    let registered = app.case(&old).await.unwrap();
    assert_eq!(app.rules.entry_of(&registered.case).unwrap().version, 2);
    assert_eq!(accept(&app, &old, "2026-03-03").await, 5);
    let new = file(&app, "2026-03-04").await;
    assert_eq!(app.case(&new).await.unwrap().case.version, 3);
    assert_eq!(accept(&app, &new, "2026-03-04").await, 3);

    // Once more, so that what was kept is read back beside what is there.
    let (app, _) = open(&store, files(third)).await;
    let reviewer = actor(Role::Reviewer, "2026-03-05T10:00:00");
    let assign = Command::Assign {
        reviewer: "account:reviewer".parse().unwrap(),
    };
    for number in [&old, &new] {
        app.act(&reviewer, number, assign.clone(), Vec::new())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_version_that_begins_later_stands_beside_the_one_in_force() {
    let store: Arc<dyn Store> = memory();
    let later = |row: &str| {
        let next = third(row).replace("effective = \"2026-03-01\"", "effective = \"2026-03-10\"");
        format!("{row}\n[[entry]]{next}")
    };
    let (app, _) = open(&store, files(later)).await;
    let old = file(&app, "2026-03-09").await;
    let new = file(&app, "2026-03-10").await;
    assert_eq!(accept(&app, &old, "2026-03-10").await, 5);
    assert_eq!(accept(&app, &new, "2026-03-10").await, 3);
}

#[tokio::test]
async fn a_change_without_a_new_version_is_told() {
    let store: Arc<dyn Store> = memory();
    open(&store, files(str::to_owned)).await;
    let silent = |row: &str| third(row).replace("version = 3", "version = 2");
    let (_, changed) = open(&store, files(silent)).await;
    assert_eq!(changed, [format!("{CHANGE}@2")]);
}
