//! The annuity schedule beside OpenFisca: the same rows as `compare.py`, answered by this crate.
//!
//! `benches/openfisca/compare.sh` runs both sides and prints the ratios. Alone this prints one line
//! a measurement: name, answers a second, sum of the answers in hundredths of a yuan.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use chrono::NaiveDate;
use ip_core::text::Lang;
use ip_fees::annuity::{AnnuityTable, Cell};
use ip_fees::engine::Engine;
use ip_fees::request::{Act, ActKind, Reduction, Request, Right};

const ROWS: usize = 1_000_000;
const SINGLE: usize = 300;
const ROUNDS: usize = 15;

const RIGHTS: [Right; 3] = [Right::Invention, Right::UtilityModel, Right::Design];
const REDUCTIONS: [Reduction; 3] = [Reduction::None, Reduction::Single, Reduction::Joint];

fn main() {
    let engine = Engine::builtin().unwrap();
    let table = AnnuityTable::new(engine.tariffs());
    let due = NaiveDate::from_ymd_opt(2025, 3, 10).unwrap();
    let mut out = vec![0; ROWS];

    let scale: Vec<Cell> = (0..ROWS)
        .map(|n| Cell {
            right: Right::Invention,
            year: (n % 20 + 1) as u8,
            grant_year: 1,
            reduction: Reduction::None,
            due,
        })
        .collect();
    let seconds = median(|| table.fill(black_box(&scale), &mut out));
    tell("scale", ROWS, seconds, out.iter().sum());

    let rows: Vec<Cell> = (0..ROWS).map(|n| row(n, due)).collect();
    let seconds = median(|| table.fill(black_box(&rows), &mut out));
    tell("table", ROWS, seconds, out.iter().sum());

    let requests: Vec<Request> = (0..SINGLE).map(|n| request(&row(n, due))).collect();
    let mut sum = 0;
    let seconds = median(|| {
        sum = requests
            .iter()
            .map(|request| engine.quote(black_box(request)).unwrap())
            .map(|quote| quote.total().unwrap().amount.hundredths())
            .sum();
    });
    tell("single", SINGLE, seconds, sum);

    let texts: Vec<Vec<u8>> = requests
        .iter()
        .map(|request| serde_json::to_vec(request).unwrap())
        .collect();
    let mut json = String::new();
    let seconds = median(|| {
        sum = 0;
        for text in &texts {
            let request = Request::from_json(black_box(text)).unwrap();
            let quote = engine.quote(&request).unwrap();
            json.clear();
            quote.write_json(Lang::Zh, &mut json);
            sum += quote.total().unwrap().amount.hundredths();
        }
    });
    tell("single-json", SINGLE, seconds, sum);
}

/// A row of the table, as `compare.py` has it.
fn row(n: usize, due: NaiveDate) -> Cell {
    Cell {
        right: RIGHTS[n % 3],
        year: (n % 4 + 1 + n / 7 % 7) as u8,
        grant_year: (n % 4 + 1) as u8,
        reduction: REDUCTIONS[n / 3 % 3],
        due,
    }
}

/// The same question to the engine that explains.
fn request(cell: &Cell) -> Request {
    let mut act = Act::new(ActKind::PatentAnnuity);
    act.right = Some(cell.right);
    act.year = Some(cell.year.into());
    act.grant_year = Some(cell.grant_year.into());
    act.due_on = Some(cell.due);
    Request::new(cell.due, vec![act]).with_reduction(cell.reduction)
}

/// The median time of some rounds.
fn median(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

fn tell(name: &str, count: usize, seconds: f64, sum: i64) {
    println!("{name} {:.0} {sum}", count as f64 / seconds);
}
