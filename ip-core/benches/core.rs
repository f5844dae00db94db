//! Speed on one core: identifiers parsed and checked, deadlines with and without their trace.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::NaiveDate;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use ip_core::calendar::Calendar;
use ip_core::id::{self, CertificateId, Kind, PatentApplicationNumber, ResidentId, Uscc};
use ip_core::limit::Limits;
use ip_core::period::{Length, Regime, Request, Rules, Span, Unit};

fn main() {
    divan::main();
}

const PATENTS: [&str; 4] = [
    "201710601862.3",
    "201220372059.X",
    "95115608.X",
    "200480001590.4",
];
const CREDIT_CODES: [&str; 4] = [
    "91110000802100433B",
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
];

fn each<T>(bencher: Bencher<'_, '_>, texts: &[&str], read: impl Fn(&str) -> T + Sync) {
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for text in texts {
            black_box(read(black_box(text)));
        }
    });
}

/// Parse and check: the goal is ten million a second.
#[divan::bench]
fn patent_application_number(bencher: Bencher<'_, '_>) {
    each(bencher, &PATENTS, |t| t.parse::<PatentApplicationNumber>());
}

#[divan::bench]
fn uscc(bencher: Bencher<'_, '_>) {
    each(bencher, &CREDIT_CODES, |t| t.parse::<Uscc>());
}

#[divan::bench]
fn resident_id(bencher: Bencher<'_, '_>) {
    let texts = ["11010519491231002X", "440524188001010014"];
    each(bencher, &texts, |t| t.parse::<ResidentId>());
}

#[divan::bench]
fn certificate_id(bencher: Bencher<'_, '_>) {
    let id = CertificateId::new(
        "11100000MB03271699001",
        "121200004013590816",
        "2024105882198",
        1,
    );
    let text = id.unwrap().to_string();
    each(bencher, &[&text], |t| t.parse::<CertificateId>());
}

/// The whole answer with its strings, as a line of a batch.
#[divan::bench]
fn report_of_a_known_kind(bencher: Bencher<'_, '_>) {
    each(bencher, &CREDIT_CODES, |t| {
        id::check(Some(Kind::Uscc), t, None)
    });
}

#[divan::bench]
fn report_of_an_unknown_kind(bencher: Bencher<'_, '_>) {
    each(bencher, &CREDIT_CODES, |t| id::check(None, t, None));
}

fn triggers() -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    first.iter_days().step_by(7).take(128).collect()
}

/// The goal is five million a second.
#[divan::bench]
fn deadline_without_trace(bencher: Bencher<'_, '_>) {
    let (rules, calendar) = (Rules::builtin().unwrap(), Calendar::builtin().unwrap());
    let span = Span::new(Regime::Patent, Length::new(4, Unit::Month));
    let triggers = triggers();
    bencher.counter(ItemsCount::new(triggers.len())).bench(|| {
        for trigger in &triggers {
            black_box(rules.end(black_box(&span), *trigger, &calendar)).unwrap();
        }
    });
}

/// The goal is one million a second.
#[divan::bench]
fn deadline_with_trace(bencher: Bencher<'_, '_>) {
    let (rules, calendar) = (Rules::builtin().unwrap(), Calendar::builtin().unwrap());
    let requests: Vec<Request> = triggers()
        .into_iter()
        .map(|trigger| Request {
            regime: Some(Regime::Patent),
            trigger: Some(trigger),
            length: Some(Length::new(4, Unit::Month)),
            ..Request::default()
        })
        .collect();
    bencher.counter(ItemsCount::new(requests.len())).bench(|| {
        for request in &requests {
            black_box(rules.deadline(black_box(request), &calendar)).unwrap();
        }
    });
}

#[divan::bench]
fn deadline_of_a_named_limit(bencher: Bencher<'_, '_>) {
    let (limits, calendar) = (Limits::builtin().unwrap(), Calendar::builtin().unwrap());
    let json = r#"{"limit": "patent.reexamination", "facts": {"receipt": "2026-06-16"}}"#;
    let request: Request = serde_json::from_str(json).unwrap();
    bencher
        .counter(ItemsCount::new(1usize))
        .bench(|| black_box(limits.deadline(black_box(&request), &calendar)).unwrap());
}

#[divan::bench]
fn working_days_added(bencher: Bencher<'_, '_>) {
    let calendar = Calendar::builtin().unwrap();
    let triggers = triggers();
    bencher.counter(ItemsCount::new(triggers.len())).bench(|| {
        for trigger in &triggers {
            black_box(calendar.add_working_days(*trigger, black_box(20)));
        }
    });
}

#[divan::bench]
fn calendar_cut(bencher: Bencher<'_, '_>) {
    let calendar = Calendar::builtin().unwrap();
    let day = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
    bencher.bench(|| calendar.until(black_box(day)));
}

#[divan::bench]
fn calendar_read(bencher: Bencher<'_, '_>) {
    bencher.bench(Calendar::builtin);
}
