//! Any lines as records of other platforms: every one is told once, what is read is written and read alike, nobody is quoted.
#![no_main]

use std::sync::LazyLock;

use ip_core::calendar::Calendar;
use ip_core::record::Hash;
use ip_eval::codec::{Codings, Scheme};
use ip_eval::exchange::{Holds, Intake, RawRecord, Reading, ReviewLine, Rules, Table, Tables};
use ip_eval::id::PersonRef;
use ip_eval::label::Labels;
use ip_eval::policy::Profile;
use libfuzzer_sys::fuzz_target;

struct Desk {
    tables: Tables,
    codings: Codings,
    labels: Labels,
    profile: Profile,
    calendar: Calendar,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| Desk {
    tables: Tables::builtin().expect("the shipped tables"),
    codings: Codings::builtin().expect("the shipped codes"),
    labels: Labels::builtin().expect("the shipped labels"),
    profile: Profile::builtin("guangdong-2019-default").expect("a shipped profile"),
    calendar: Calendar::builtin().expect("the shipped calendar"),
});

fn pseudonym(identifier: &str) -> Option<PersonRef> {
    PersonRef::new(Hash::of(identifier.as_bytes()).to_string()).ok()
}

fn reading<'a>(table: &'a Table, scheme: &'a Scheme, labels: &'a Labels) -> Reading<'a> {
    Reading {
        table,
        scheme,
        labels,
        pseudonym: &pseudonym,
    }
}

// The first line names table and scheme; every other one is a record, a service where it says when it was rendered.
fuzz_target!(|text: &str| {
    let desk = &*DESK;
    let Some((head, lines_of_text)) = text.split_once('\n') else {
        return;
    };
    let (table, scheme) = head.split_once(' ').unwrap_or(("review-2019", head));
    let (Ok(table), Ok(scheme)) = (desk.tables.get(table), desk.codings.get(scheme)) else {
        return;
    };
    if table.holds != Holds::Review {
        return;
    }
    let reviews = reading(table, scheme, &desk.labels);
    let services = desk.tables.get("service-2019").expect("a shipped table");
    let services = reading(services, scheme, &desk.labels);
    let mut intake = Intake::new(Rules {
        now: "2026-06-01T12:00:00+08:00".parse().expect("an instant"),
        profile: &desk.profile,
        labels: &desk.labels,
        calendar: &desk.calendar,
    });
    let mut lines = 0;
    for (line, text) in (1..).zip(lines_of_text.lines()) {
        let Ok(raw) = serde_json::from_str::<RawRecord<'_>>(text) else {
            continue;
        };
        lines += 1;
        let told = if raw.get("serviceTime").is_some() {
            intake.service(line, services.service(raw))
        } else {
            let read = reviews.review(raw.clone());
            if let Ok(read) = &read
                && let ReviewLine::Review(review) = &read.value
                && let Ok(written) = reviews.write_review(review)
            {
                let again = reviews.review(written).expect("what was written is read");
                let ReviewLine::Review(again) = again.value else {
                    panic!("a review became none");
                };
                assert_eq!(
                    (again.level, again.at, &again.id),
                    (review.level, review.at, &review.id)
                );
                assert_eq!(
                    (again.kind, again.handled, &again.text),
                    (review.kind, review.handled, &review.text)
                );
            }
            intake.review(line, read)
        };
        assert!(
            told.iter().any(|told| told.line == line),
            "a record without a word"
        );
    }
    let sum = intake.summary();
    assert_eq!(sum.records, lines);
    assert_eq!(
        sum.accepted + sum.repeated + sum.parked + sum.not_reviewed + sum.refused,
        lines
    );
    assert_eq!(sum.parked, intake.waiting().len() as u64);
    let total = intake.cube().total(|_| true);
    assert!(total.services >= 0 && total.active.0.iter().all(|n| *n >= 0));
});
