//! Speed on one core: transitions, replay, lint and diff of long lists, search among many matters.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../tests/world/mod.rs"]
mod world;

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use ip_core::law::Registry;
use ip_matters::case::{Case, Command, Event, decide, evolve};
use ip_matters::diff::compare;
use ip_matters::lint::Lint;
use ip_matters::list::List;
use ip_matters::search::Index;
use world::{Story, World, reference};

static WORLD: LazyLock<World> = LazyLock::new(World::new);

const PAPERS: &[&str] = &[
    "agency-licence-application",
    "articles-or-partnership-agreement",
    "premises-proof",
    "partner-qualification-proof",
];

fn main() {
    divan::main();
}

fn accepted() -> Story<'static> {
    let mut story = WORLD.story("cn.patent.agency-licence");
    story.submit("2026-03-02", PAPERS);
    story.run("2026-03-02", Command::Receive);
    story.run("2026-03-03", Command::Accept);
    story
}

/// One judged command with its events folded in.
#[divan::bench]
fn transition(bencher: Bencher<'_, '_>) {
    let story = accepted();
    let context = story.context("2026-03-04");
    let command = Command::Assign {
        reviewer: reference("account:reviewer"),
    };
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| {
        let events = decide(black_box(&story.case), &command, &context).unwrap();
        events.len()
    });
}

/// Events folded one after the other.
#[divan::bench]
fn replay_events(bencher: Bencher<'_, '_>) {
    let events: Vec<Event> = accepted().events;
    bencher
        .counter(ItemsCount::new(events.len()))
        .bench_local(|| black_box(&events).iter().fold(Case::new(), evolve));
}

/// A list of a thousand entries, from the city's own.
fn long_list() -> List {
    let mut list = List::of_pack(&WORLD.pack, &WORLD.rules, "2026-11-20".parse().unwrap());
    let own = list.entries.clone();
    list.entries = (0..1000)
        .map(|i| {
            let mut entry = own[i % own.len()].clone();
            // Every entry is compared with its matter of the baseline, under a code of its own.
            entry.implementation = Some(format!("11990100MB0000019L3{:012}", 1_000_000 + i));
            entry
        })
        .collect();
    list
}

#[divan::bench]
fn lint_of_a_thousand_entries(bencher: Bencher<'_, '_>) {
    let list = long_list();
    let registry = Registry::builtin().unwrap();
    let lint = Lint::builtin(&WORLD.catalogue, &WORLD.rules, &registry).unwrap();
    bencher.bench_local(|| lint.check(black_box(&list), None).len());
}

#[divan::bench]
fn diff_of_two_thousand_entries(bencher: Bencher<'_, '_>) {
    let (a, mut b) = (long_list(), long_list());
    for entry in &mut b.entries {
        entry.visits = Some(3);
    }
    bencher.bench_local(|| compare(black_box(&a), black_box(&b)).changes.len());
}

#[divan::bench(args = ["专利质押登记", "著录项木变更", "agency licence"])]
fn search_among_five_thousand(bencher: Bencher<'_, '_>, query: &str) {
    let matters: Vec<_> = WORLD.catalogue.matters().collect();
    let index = Index::of_matters(matters.into_iter().cycle().take(5000));
    bencher.bench_local(|| index.find(black_box(query), 10).len());
}
