//! Results of terminals, and records of a bad review with what was done about it.
#![allow(clippy::unwrap_used)]

mod common;

use common::desk::{Desk, codes, full, raw, review, service_record};
use common::{answer, decide_immediate, revisit, submit, verified};
use ip_eval::codec::{Channel, Coded};
use ip_eval::exchange::{Handled, ReviewLine, Verdict};
use ip_eval::level::Level;
use serde_json::{Value, json};

fn loop_record() -> Value {
    json!({"projectno": "c1", "assessnumber": "1", "servicenumber": "1", "satisfaction": "1", "evaldetail": "110,115",
        "writingevaluation": "拖了两个月", "pf": "4", "pjqd": "4", "assesstime": "2026-03-02 10:06:00", "winusername": "赵某",
        "sfhf": "1", "sfhfang": "0", "sfeypj": "1", "sfss": "1", "sfhl": "1", "nbyj": "补办", "zgjg": "已补办", "khouname": "钱某"})
}

#[test]
fn a_terminal_gives_a_level_and_its_window_says_of_which_service() {
    let desk = Desk::new("national");
    let terminal = desk.reading("terminal-result", "terminal-zero-best");
    let mut pressed = json!({"appraiseLevel": "3", "appraiseContent": "209|214", "otherAppraiseContent": "排队太久",
        "projectNo": "c1", "serviceNumber": "1", "assessTime": "2026-03-02 10:06:00"});
    let review_ = review(&terminal, &pressed).value;
    assert_eq!(
        (review_.level, review_.channel.clone()),
        (Level::Dissatisfied, Coded::Known(Channel::HallTablet))
    );
    assert_eq!(review_.labels, ["209", "214"]);
    assert_eq!(review_.text.as_ref().unwrap().expose(), "排队太久");
    let written = serde_json::to_value(terminal.write_review(&review_).unwrap()).unwrap();
    assert_eq!(written, pressed);
    // The other terminal puts commas between codes.
    pressed["appraiseContent"] = json!("209,214");
    assert_eq!(review(&terminal, &pressed).value.labels, ["209", "214"]);
    // Handed on, the level has the code that it has there, and the channel is said.
    let province = desk
        .reading("review-2019", "interface-2019")
        .write_review(&review_)
        .unwrap();
    assert_eq!(
        (
            province.get("satisfaction"),
            province.get("pf"),
            province.get("evalDetail")
        ),
        (Some("2"), Some("4"), Some("209,214"))
    );
    pressed["appraiseLevel"] = json!("-2");
    assert_eq!(
        terminal.review(raw(&pressed)).unwrap().value,
        ReviewLine::NotReviewed
    );
    pressed["appraiseLevel"] = json!("9");
    assert_eq!(
        codes(&terminal, &pressed),
        [(
            "eval.exchange.code-unknown".to_owned(),
            "/appraiseLevel".to_owned()
        )]
    );
}

#[test]
fn a_record_of_a_local_loop_says_what_was_done_only_where_its_codes_are_known() {
    let desk = Desk::new("national");
    let kept = desk.reading("loop-local", "interface-2019");
    let read = review(&kept, &loop_record());
    assert!(read.value.handled.is_unsaid());
    let unread: Vec<&str> = read
        .notes
        .iter()
        .map(|note| note.pointer.as_str())
        .collect();
    assert_eq!(unread, ["/sfhf", "/sfhfang", "/sfeypj", "/sfss", "/sfhl"]);
    assert_eq!(
        serde_json::to_value(kept.write_review(&read.value).unwrap()).unwrap(),
        loop_record(),
        "and goes back as it came"
    );

    let assumed = desk.reading("loop-local-0-1", "interface-2019");
    let read = review(&assumed, &loop_record());
    let said = Handled {
        answered: Some(true),
        revisited: Some(false),
        malicious: Some(true),
        founded: Some(true),
        reasonable: Some(true),
    };
    assert_eq!((read.value.handled, read.notes.len()), (said, 0));
    assert_eq!(
        serde_json::to_value(assumed.write_review(&read.value).unwrap()).unwrap(),
        loop_record()
    );
    let json = serde_json::to_value(&read.value).unwrap();
    for personal in ["拖了两个月", "赵某", "钱某", "已补办"] {
        assert!(
            !format!("{json} {:?}", read.value).contains(personal),
            "{json}"
        );
    }
}

#[test]
fn a_review_that_another_platform_found_malicious_counts_and_is_told() {
    let desk = Desk::new("national");
    let (reviews, services) = (
        desk.reading("loop-local-0-1", "interface-2019"),
        desk.reading("service-2019", "interface-2019"),
    );
    let mut intake = desk.intake();
    intake.service(1, services.service(raw(&service_record(1))));
    let told = intake.review(2, reviews.review(raw(&loop_record())));
    assert_eq!(
        (told[0].verdict, told[0].notes[0].code.as_ref()),
        (Verdict::Accepted, "eval.exchange.judged-elsewhere")
    );
    assert_eq!(
        intake.cube().total(|_| true).active[Level::VeryDissatisfied],
        1
    );
}

#[test]
fn a_case_is_handed_on_with_what_was_done_about_it() {
    let mut case = verified("national");
    assert_eq!(Handled::of(&case.events).answered, Some(false));
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-03T17:00:00+08:00");
    answer(&mut case, "2026-03-04T09:00:00+08:00");
    revisit(&mut case, "2026-03-04T10:00:00+08:00", "no-answer");
    assert_eq!(
        Handled::of(&case.events).revisited,
        Some(false),
        "nobody spoke"
    );
    revisit(&mut case, "2026-03-05T10:00:00+08:00", "satisfied");
    let said = Handled {
        answered: Some(true),
        revisited: Some(true),
        malicious: Some(false),
        founded: Some(true),
        reasonable: Some(true),
    };
    assert_eq!(Handled::of(&case.events), said);
    assert!(Handled::of(&[]).is_unsaid());
}

#[test]
fn two_fields_of_one_meaning_must_agree() {
    let desk = Desk::new("national");
    let mut record = full();
    record["anonymityFlag"] = json!("1");
    let found = codes(&desk.reading("review-2019", "zhejiang"), &record);
    assert_eq!(
        found,
        [(
            "eval.exchange.field-conflict".to_owned(),
            "/isAnonymous".to_owned()
        )]
    );
    record["anonymityFlag"] = json!("2");
    assert!(
        desk.reading("review-2019", "zhejiang")
            .review(raw(&record))
            .is_ok()
    );
}
