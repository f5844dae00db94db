//! How fast reviews are taken in, counted and asked about, on one core.
#![allow(clippy::unwrap_used, missing_docs)]

use chrono::{Days, NaiveDate};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use ip_core::calendar::Calendar;
use ip_eval::codec::{Channel, Codings};
use ip_eval::exchange::{Intake, RawRecord, Reading, Rules, Tables};
use ip_eval::id::PersonRef;
use ip_eval::label::Labels;
use ip_eval::level::Level;
use ip_eval::policy::Profile;
use ip_eval::rectify::{Actor, Case, Command, Context, DueIndex, Role, decide, replay};
use ip_eval::review::{NameMode, Submission, validate};
use ip_eval::tally::{Counter, Cube, Packed, Row};

fn main() {
    divan::main();
}

/// A year of reviews in the order of days: 300 points, 100 matters, 7 channels.
fn rows(n: usize) -> Vec<Row> {
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..n)
        .map(|i| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let day = first + Days::new((i * 365 / n) as u64);
            let (point, matter) = ((state % 300) as u32, (state >> 16) as u32 % 100);
            let channel = Channel::ALL[(state >> 40) as usize % 7];
            let level = Level::ALL[((state >> 50) as usize % 40).saturating_sub(35)];
            Row {
                key: Packed::new(day, point, matter, Some(channel)).unwrap(),
                level,
                withdrawn: false,
            }
        })
        .collect()
}

#[divan::bench(sample_count = 5, args = [1_000_000, 10_000_000])]
fn aggregate(bencher: Bencher, n: usize) {
    let rows = rows(n);
    bencher.counter(ItemsCount::new(n)).bench(|| {
        let mut counter = Counter::default();
        counter.add(black_box(&rows));
        counter
    });
}

/// A month of one point, from a year of cells rolled up to months.
#[divan::bench(sample_count = 50)]
fn dashboard(bencher: Bencher) {
    let mut counter = Counter::default();
    counter.add(&rows(4_000_000));
    let month = |day: NaiveDate| day.format("%Y-%m").to_string();
    let cube: Cube<(String, u32)> = counter
        .into_cube()
        .roll_up(|key| (month(key.day()), key.point()));
    bencher.bench(|| cube.total(|(month, point)| month == "2025-06" && *point == 17));
}

#[divan::bench(sample_count = 10)]
fn ingest(bencher: Bencher) {
    let lines: Vec<String> = (0..100_000)
        .map(|i| {
            format!(
                r#"{{"id":"r{i}","level":"dissatisfied","labels":["209","214"],"channel":"qr-code","name":"real-name","reviewer":"citizen-{}","at":"2026-03-02T10:{:02}:{:02}+08:00"}}"#,
                i % 977, i / 60 % 60, i % 60
            )
        })
        .collect();
    let profile = Profile::builtin("national").unwrap();
    let labels = Labels::builtin().unwrap();
    let dictionary = labels.get("gen-2").unwrap();
    bencher.counter(ItemsCount::new(lines.len())).bench(|| {
        let right = |line: &&String| {
            let form: Submission = serde_json::from_str(line).unwrap();
            validate(&form, &profile, dictionary).0.is_empty()
        };
        lines.iter().filter(right).count()
    });
}

/// Records of the interfaces of 2019, from a line of JSON to a review that the rules have let in.
#[divan::bench(sample_count = 10)]
fn ingest_records(bencher: Bencher) {
    let n = 20_000_usize;
    let services: Vec<String> = (0..n)
        .map(|i| {
            format!(
                r#"{{"taskCode":"m{}","projectNo":"330100-{i}","proStatus":"3","serviceNumber":"1","serviceTime":"2026-03-02 09:00:00","deptCode":"11330100002490000A","orgcode":"w{}"}}"#,
                i % 90, i % 300
            )
        })
        .collect();
    let reviews: Vec<String> = (0..n)
        .map(|i| {
            format!(
                r#"{{"projectNo":"330100-{i}","serviceNumber":"1","assessNumber":"1","pf":"4","satisfaction":"2","evalDetail":"209,214","assessTime":"2026-03-02 10:{:02}:{:02}","certKey":"3301001990{i:08}","isAnonymous":"2","areaCode":"330100000000"}}"#,
                i / 60 % 60, i % 60
            )
        })
        .collect();
    let (tables, codings) = (Tables::builtin().unwrap(), Codings::builtin().unwrap());
    let (profile, labels) = (
        Profile::builtin("national").unwrap(),
        Labels::builtin().unwrap(),
    );
    let calendar = Calendar::builtin().unwrap();
    // The keyed hash is the caller's; here only its length is real.
    let pseudonym = |id: &str| PersonRef::new(format!("p{id:0>32}")).ok();
    let reading = |table: &str| Reading {
        table: tables.get(table).unwrap(),
        scheme: codings.get("interface-2019").unwrap(),
        labels: &labels,
        pseudonym: &pseudonym,
    };
    let rules = Rules {
        now: chrono::DateTime::parse_from_rfc3339("2026-03-20T12:00:00+08:00").unwrap(),
        profile: &profile,
        labels: &labels,
        calendar: &calendar,
    };
    bencher.counter(ItemsCount::new(2 * n)).bench(|| {
        let mut intake = Intake::new(rules);
        let of = reading("service-2019");
        for line in &services {
            let raw: RawRecord<'_> = serde_json::from_str(line).unwrap();
            intake.service(0, of.service(raw));
        }
        let of = reading("review-2019");
        for line in &reviews {
            let raw: RawRecord<'_> = serde_json::from_str(line).unwrap();
            intake.review(0, of.review(raw));
        }
        assert_eq!(intake.summary().accepted, 2 * n as u64);
        intake
    });
}

fn case(i: usize, profile: &Profile, calendar: &Calendar) -> Case {
    let start = chrono::DateTime::parse_from_rfc3339("2025-01-02T09:00:00+08:00").unwrap();
    let context = Context {
        now: start + Days::new((i % 500) as u64),
        profile,
        calendar,
    };
    let system = Actor {
        id: "system".parse().unwrap(),
        role: Role::System,
        unit: None,
    };
    let command = Command::Register {
        case: format!("c{i}").parse().unwrap(),
        review: "r".parse().unwrap(),
        service: "s".parse().unwrap(),
        level: Level::Dissatisfied,
        name: NameMode::RealName,
        assessed: None,
    };
    replay(&decide(None, command, &system, &context).unwrap()).unwrap()
}

/// Everything overdue on a day, among open cases: 1 in 500 a day.
#[divan::bench(sample_count = 10, args = [1_000_000])]
fn due_scan(bencher: Bencher, n: usize) {
    let profile = Profile::builtin("national").unwrap();
    let calendar = Calendar::builtin().unwrap();
    let mut index = DueIndex::default();
    for i in 0..n {
        index.update(&case(i, &profile, &calendar), &calendar);
    }
    let day = NaiveDate::from_ymd_opt(2025, 1, 20).unwrap();
    bencher.bench(|| index.until(black_box(day)).count());
}

#[divan::bench(sample_count = 20)]
fn transitions(bencher: Bencher) {
    let profile = Profile::builtin("shanghai-1-5-15").unwrap();
    let calendar = Calendar::builtin().unwrap();
    bencher.counter(ItemsCount::new(1000_usize)).bench(|| {
        (0..1000)
            .map(|i| case(i, &profile, &calendar))
            .filter(|case| !case.is_settled())
            .count()
    });
}
