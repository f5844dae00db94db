//! Speed on one core: identifiers parsed and checked, deadlines with and without their trace.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::NaiveDate;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use ip_core::calendar::Calendar;
use ip_core::id::check_char::{MOD_11_2, gb_11714, gb_32100, weights_2_to_9};
use ip_core::id::{self, CertificateId, Kind, PatentApplicationNumber, ResidentId, Uscc};
use ip_core::limit::Limits;
use ip_core::period::{Length, Regime, Request, Rules, Span, Unit};

fn main() {
    divan::main();
}

/// Different texts in each round, so that no branch is learnt by heart.
const MANY: u32 = 64;

fn texts(make: impl Fn(u32) -> String) -> Vec<String> {
    (0..MANY).map(|i| make(i * 7919 % 99_991)).collect()
}

fn patents() -> Vec<String> {
    texts(|i| {
        let digits = format!("20171{i:07}").replace("0000000", "0000001");
        let check = weights_2_to_9(digits.as_bytes()).unwrap();
        format!("{digits}.{check}")
    })
}

fn credit_codes() -> Vec<String> {
    texts(|i| {
        let subject = format!("{i:08}");
        let inner = gb_11714(subject.as_bytes()).unwrap();
        let body = format!("91440300{subject}{inner}");
        let check = gb_32100(body.as_bytes()).unwrap();
        format!("{body}{check}")
    })
}

fn residents() -> Vec<String> {
    texts(|i| {
        let body = format!(
            "1101051949{:02}{:02}{:03}",
            i % 12 + 1,
            i % 28 + 1,
            i % 1000
        );
        let [check, _] = MOD_11_2.compute(body.as_bytes()).unwrap();
        format!("{body}{check}")
    })
}

fn certificates() -> Vec<String> {
    texts(|i| {
        let (kind, issuer) = ("11100000MB03271699001", "121200004013590816");
        let id = CertificateId::new(kind, issuer, &format!("2024{i:09}"), 1);
        id.unwrap().to_string()
    })
}

fn each<T>(bencher: Bencher<'_, '_>, texts: &[String], read: impl Fn(&str) -> T + Sync) {
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for text in texts {
            black_box(read(black_box(text)));
        }
    });
}

/// Parse and check: the goal is ten million a second.
#[divan::bench]
fn patent_application_number(bencher: Bencher<'_, '_>) {
    each(bencher, &patents(), |t| {
        t.parse::<PatentApplicationNumber>()
    });
}

#[divan::bench]
fn uscc(bencher: Bencher<'_, '_>) {
    each(bencher, &credit_codes(), |t| t.parse::<Uscc>());
}

#[divan::bench]
fn resident_id(bencher: Bencher<'_, '_>) {
    each(bencher, &residents(), |t| t.parse::<ResidentId>());
}

#[divan::bench]
fn certificate_id(bencher: Bencher<'_, '_>) {
    each(bencher, &certificates(), |t| t.parse::<CertificateId>());
}

/// The whole answer with its strings, as a line of a batch.
#[divan::bench]
fn report_of_a_known_kind(bencher: Bencher<'_, '_>) {
    each(bencher, &credit_codes(), |t| {
        id::check(Some(Kind::Uscc), t, None)
    });
}

#[divan::bench]
fn report_of_an_unknown_kind(bencher: Bencher<'_, '_>) {
    each(bencher, &credit_codes(), |t| id::check(None, t, None));
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
