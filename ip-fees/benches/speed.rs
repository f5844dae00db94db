//! How fast fees are quoted on one core: the explained quote, with its JSON, and the batch table.
//!
//! `cargo bench -p ip-fees`

#![allow(clippy::unwrap_used)]

use chrono::{Days, NaiveDate};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use ip_core::text::Lang;
use ip_fees::annuity::{AnnuityTable, Cell};
use ip_fees::engine::Engine;
use ip_fees::portfolio::{Holding, Planner, Totals};
use ip_fees::request::{Reduction, Request, Right};

fn main() {
    divan::main();
}

/// Six lines: filing, publication, two surcharges, priority, examination.
const SIX_LINES: &[u8] = br#"{"date": "2025-03-10", "reduction": "85", "acts": [
    {"act": "patent.file", "right": "invention", "claims": 15, "pages": 40, "priorities": 1},
    {"act": "patent.examine", "right": "invention"}]}"#;

#[divan::bench(sample_size = 1000)]
fn explained_quote_of_six_lines(bencher: Bencher) {
    let engine = Engine::builtin().unwrap();
    let request = Request::from_json(SIX_LINES).unwrap();
    assert_eq!(engine.quote(&request).unwrap().lines.len(), 6);
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench_local(|| engine.quote(black_box(&request)).map(|quote| quote.total()));
}

#[divan::bench(sample_size = 1000)]
fn the_same_from_json_to_json(bencher: Bencher) {
    let engine = Engine::builtin().unwrap();
    let mut out = String::with_capacity(8 * 1024);
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        let request = Request::from_json(black_box(SIX_LINES)).unwrap();
        let quote = engine.quote(&request).unwrap();
        out.clear();
        quote.write_json(Lang::Zh, &mut out);
        out.len()
    });
}

#[divan::bench(sample_size = 1000)]
fn reading_the_request_alone(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench_local(|| Request::from_json(black_box(SIX_LINES)));
}

const ROWS: usize = 100_000;

#[divan::bench]
fn annuity_columns(bencher: Bencher) {
    let table = AnnuityTable::new(Engine::builtin().unwrap().tariffs());
    let first = NaiveDate::from_ymd_opt(2008, 1, 1).unwrap();
    let rights = [Right::Invention, Right::UtilityModel, Right::Design];
    let reductions = [Reduction::None, Reduction::Single, Reduction::Joint];
    let cells: Vec<Cell> = (0..ROWS)
        .map(|n| Cell {
            right: rights[n % 3],
            year: (n % 10 + 1) as u8,
            grant_year: (n % 4 + 1) as u8,
            reduction: reductions[n / 3 % 3],
            due: first + Days::new((n * 37 % 6_500) as u64),
        })
        .collect();
    let mut out = vec![0; ROWS];
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench_local(|| table.fill(black_box(&cells), &mut out));
}

#[divan::bench]
fn portfolio_of_rights(bencher: Bencher) {
    let engine = Engine::builtin().unwrap();
    let today = NaiveDate::from_ymd_opt(2025, 3, 10).unwrap();
    let planner = Planner::new(&engine, today, 12);
    let first = NaiveDate::from_ymd_opt(2012, 1, 1).unwrap();
    let holdings: Vec<Holding> = (0..ROWS)
        .map(|n| Holding {
            grant_year: Some((n % 4 + 1) as u32),
            reduction: Reduction::Single,
            ..Holding::new(
                n.to_string(),
                Right::Invention,
                first + Days::new((n % 4_000) as u64),
            )
        })
        .collect();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let mut totals = Totals::default();
        for holding in &holdings {
            totals.add(&planner.plan(holding).unwrap()).unwrap();
        }
        totals
    });
}

#[divan::bench]
fn loading_all_tariffs() -> bool {
    Engine::builtin().is_ok()
}
