//! Records of other platforms: read, written, and taken in without losing or doubling any.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;

use common::at;
use common::desk::{Desk, codes, full, raw, review, review_record, service_record};
use ip_eval::codec::{Channel, Coded};
use ip_eval::exchange::{Envelope, Intake, RawRecord, Read, ReviewLine, Told, Verdict};
use ip_eval::level::Level;
use ip_eval::review::{Kind, NameMode};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn a_record_of_the_interfaces_is_read_with_its_codes_and_without_its_persons() {
    let desk = Desk::new("national");
    let read = review(&desk.reading("review-2019", "zhejiang"), &full());
    assert!(read.notes.is_empty(), "{:?}", read.notes);
    let review = read.value;
    assert_eq!(review.id.as_str(), "330100-2026-17:2:1");
    assert_eq!(
        (review.kind, review.level),
        (Kind::Active, Level::Dissatisfied)
    );
    assert_eq!(review.channel, Coded::Known(Channel::QrCode));
    assert_eq!(review.labels, ["209", "214"]);
    assert_eq!(review.at, at("2026-03-02T10:05:00+08:00"));
    assert_eq!(review.name, NameMode::RealName);
    assert_eq!(review.about.region.as_ref().unwrap().as_str(), "330100");
    assert_eq!(review.kept["dataSource"], "133");
    let json = serde_json::to_value(&review).unwrap();
    assert_eq!(json["setApart"], json!(["certKey", "mobile", "userName"]));
    assert_eq!(
        json["caseKind"], "promised",
        "1 is a promised case in Zhejiang, and only there"
    );
    for personal in ["王样本", "330100199001010000", "13900000001", "等了三周"] {
        assert!(!format!("{json} {review:?}").contains(personal), "{json}");
    }
}

#[test]
fn what_was_read_is_written_again_field_for_field() {
    let desk = Desk::new("national");
    let reading = desk.reading("review-2019", "zhejiang");
    let written = reading
        .write_review(&review(&reading, &full()).value)
        .unwrap();
    let mut expected = full();
    // Said without being asked: the review is no default.
    expected["isdefault"] = json!("0");
    expected["anonymityFlag"] = json!("2");
    assert_eq!(serde_json::to_value(&written).unwrap(), expected);
}

#[test]
fn one_record_goes_through_the_national_standard_and_keeps_its_sense() {
    let desk = Desk::new("national");
    let national = desk.reading("gbt-39046-review", "gbt-39046");
    let old = desk.reading("review-2019", "interface-2019");
    let second = review(&old, &full()).value;
    let lost = national.write_review(&second).unwrap_err().0;
    assert_eq!(
        lost[0].code, "eval.exchange.service-lost",
        "it would pass for the first service"
    );
    let mut first = full();
    first["serviceNumber"] = json!("1");
    let mut record = review(&old, &first).value;
    let out = national.write_review(&record).unwrap();
    let json = serde_json::to_value(&out).unwrap();
    let expected = json!({"办件编号": "330100-2026-17", "评价渠道": "二维码", "评价时间": "20260302T100500", "评价次数": "1",
        "满意度": "不满意", "满意度代码": "4", "文字评价": "等了三周", "行政区划": "330100"});
    assert_eq!(json, expected);
    let back = review(&national, &json).value;
    assert_eq!(
        (back.level, back.channel, back.at),
        (record.level, record.channel.clone(), record.at)
    );

    record.about.case = "x".repeat(51).parse().unwrap();
    let long = national.write_review(&record).unwrap_err().0;
    assert_eq!(
        (long[0].code.as_ref(), long[0].pointer.as_str()),
        ("eval.exchange.field-long", "/办件编号")
    );
    let province = desk.reading("review-2019", "interface-2019");
    record.channel = Coded::Known(Channel::Phone);
    let none = province.write_review(&record).unwrap_err().0;
    assert_eq!(
        (none[0].code.as_ref(), none[0].pointer.as_str()),
        ("eval.exchange.no-code", "/pf")
    );
}

#[test]
fn every_fault_of_a_record_is_told_at_its_field_and_quotes_no_person() {
    let desk = Desk::new("national");
    let reading = desk.reading("review-2019", "interface-2019");
    let bad = json!({"areaCode": "33O1", "deptCode": "x".repeat(19), "satisfaction": "9", "certKey": "张三 4401",
        "assessTime": "2026-02-30 10:05:00", "assessNumber": "one", "pf": "1"});
    let mut found = codes(&reading, &bad);
    found.sort();
    let expected = [
        ("eval.exchange.code-unknown", "/satisfaction"),
        ("eval.exchange.field-form", "/areaCode"),
        ("eval.exchange.field-form", "/assessNumber"),
        ("eval.exchange.field-form", "/assessTime"),
        ("eval.exchange.field-long", "/deptCode"),
        ("eval.exchange.field-missing", "/projectNo"),
    ];
    let expected: Vec<_> = expected.map(|(c, p)| (c.to_owned(), p.to_owned())).into();
    assert_eq!(found, expected);
    assert!(!format!("{:?}", reading.review(raw(&bad))).contains("张三"));
    assert_eq!(
        codes(&desk.reading("service-2019", "interface-2019"), &full())[0].0,
        "eval.exchange.wrong-table"
    );
    let twice: RawRecord<'_> =
        serde_json::from_str(r#"{"projectNo": "1", "projectNo": "2"}"#).unwrap();
    assert_eq!(
        reading.review(twice).unwrap_err().0[0].code,
        "eval.exchange.field-twice"
    );
    let conflict = json!({"办件编号": "1", "评价渠道": "PC端", "评价时间": "20260302T100500", "满意度": "非常满意", "满意度代码": "5"});
    let found = codes(&desk.reading("gbt-39046-review", "gbt-39046"), &conflict);
    assert_eq!(
        found,
        [(
            "eval.exchange.level-conflict".to_owned(),
            "/满意度".to_owned()
        )]
    );
}

#[test]
fn what_no_table_and_no_scheme_knows_is_kept_and_told() {
    let desk = Desk::new("national");
    let mut odd = full();
    odd["pf"] = json!("12");
    odd["proStatus"] = json!("8");
    odd["khouname"] = json!("李某");
    odd["isAnonymous"] = json!("maybe");
    let reading = desk.reading("review-2019", "fujian");
    let read = review(&reading, &odd);
    let notes: Vec<(&str, &str)> = read
        .notes
        .iter()
        .map(|n| (n.code.as_ref(), n.pointer.as_str()))
        .collect();
    let expected = [
        ("eval.exchange.field-unknown", "/khouname"),
        ("eval.exchange.code-unknown", "/proStatus"),
        ("eval.exchange.code-unknown", "/pf"),
        ("eval.exchange.code-unknown", "/isAnonymous"),
    ];
    assert_eq!(notes, expected);
    assert_eq!(read.value.channel, Coded::Other { other: "12".into() });
    assert_eq!(read.value.set_apart.0["khouname"].expose(), "李某");
    let written = reading.write_review(&read.value).unwrap();
    assert_eq!(
        (written.get("pf"), written.get("proStatus")),
        (Some("12"), Some("8"))
    );
}

#[test]
fn the_number_of_a_review_and_of_a_service_are_two_things() {
    let desk = Desk::new("national");
    let mut record = full();
    record["assessNumber"] = json!(2);
    let of = |table: &str| review(&desk.reading(table, "interface-2019"), &record).value;
    let usual = of("review-2019");
    assert_eq!(
        (usual.kind, usual.about.service_no.as_deref()),
        (Kind::Supplementary, Some("2"))
    );
    record.as_object_mut().unwrap().remove("serviceNumber");
    let of = |table: &str| review(&desk.reading(table, "interface-2019"), &record).value;
    let shandong = of("review-2019-shandong");
    assert_eq!(
        (shandong.kind, shandong.about.service_no.as_deref()),
        (Kind::Active, Some("2"))
    );
}

#[test]
fn a_default_review_and_a_time_out_are_no_reviews_that_people_gave() {
    let desk = Desk::new("national");
    let mut record = full();
    record["pf"] = json!("7");
    let zhejiang = desk.reading("review-2019", "zhejiang");
    assert_eq!(review(&zhejiang, &record).value.kind, Kind::Default);
    assert_eq!(
        review(&desk.reading("review-2019", "fujian"), &record)
            .value
            .kind,
        Kind::Active
    );
    let default = review(&zhejiang, &record).value;
    assert_eq!(
        zhejiang.write_review(&default).unwrap().get("pf"),
        Some("7")
    );
    // The same code is a text message in Fujian: it is not handed on there.
    let fujian = desk.reading("review-2019", "fujian");
    let none = fujian.write_review(&default).unwrap_err().0;
    assert_eq!(none[0].code, "eval.exchange.no-code");
    record["satisfaction"] = json!("-2");
    let terminal = desk.reading("review-2019", "terminal-zero-best");
    assert_eq!(
        terminal.review(raw(&record)).unwrap().value,
        ReviewLine::NotReviewed
    );
}

#[test]
fn an_envelope_goes_out_and_comes_in() {
    let hash = |text: &str| format!("{:x}", text.len());
    let sealed = Envelope::seal(
        vec![full()],
        at("2026-03-02T02:05:00+00:00"),
        "desk",
        "word",
        hash,
    );
    let json = serde_json::to_value(&sealed).unwrap();
    assert_eq!(json["txnBodyCom"]["time"], "20260302100500");
    assert_eq!(json["txnBodyCom"]["appMark"], "desk");
    assert_eq!(json["txnCommCom"], json!({}));
    let text = json.to_string();
    let opened: Envelope<RawRecord<'_>> = serde_json::from_str(&text).unwrap();
    assert_eq!(
        opened.open("word", hash).unwrap()[0].get("projectNo"),
        Some("330100-2026-17")
    );
    assert_eq!(
        opened.open("longer word", hash).unwrap_err().pointer,
        "/txnBodyCom/sign"
    );
}

/// Hands records in, services and reviews as they come.
fn take<'a>(desk: &'a Desk, records: &[Value]) -> (Intake<'a>, Vec<Told>) {
    let (reviews, services) = (
        desk.reading("review-2019", "interface-2019"),
        desk.reading("service-2019", "interface-2019"),
    );
    let mut intake = desk.intake();
    let mut all = Vec::new();
    for (line, record) in (1..).zip(records) {
        all.extend(match record.get("satisfaction") {
            Some(_) => intake.review(line, reviews.review(raw(record))),
            None => intake.service(line, services.service(raw(record))),
        });
    }
    (intake, all)
}

#[test]
fn what_came_too_early_waits_and_what_came_twice_counts_once() {
    let desk = Desk::new("national");
    let other = json!({"projectNo": "c1", "serviceNumber": "1", "pf": "4", "satisfaction": "5", "assessTime": "2026-03-02 10:06:00",
        "certKey": "330100199001010000"});
    let early = json!({"projectNo": "c2", "serviceNumber": "1", "pf": "4", "satisfaction": "5", "assessTime": "2026-03-02 08:59:00"});
    let records = [
        review_record(1, 2, 4),
        review_record(1, 1, 2),
        service_record(1),
        review_record(1, 1, 2),
        other,
        service_record(2),
        early,
        review_record(3, 1, 5),
        json!({"satisfaction": "5"}),
    ];
    let (intake, told) = take(&desk, &records);
    let told: Vec<(u64, Verdict, bool)> = told
        .iter()
        .map(|t| (t.line, t.verdict, t.was_parked))
        .collect();
    use Verdict::{Accepted, Parked, Refused, Repeated};
    let expected = [
        (1, Parked, false),
        (2, Parked, false),
        (3, Accepted, false),
        (2, Accepted, true),
        (1, Accepted, true),
        (4, Repeated, false),
        (5, Refused, false),
        (6, Accepted, false),
        (7, Refused, false),
        (8, Parked, false),
        (9, Refused, false),
    ];
    assert_eq!(told, expected);
    let sum = intake.summary();
    assert_eq!(sum.records, 9);
    assert_eq!(
        sum.accepted + sum.repeated + sum.parked + sum.not_reviewed + sum.refused,
        9
    );
    assert_eq!((sum.accepted, sum.parked), (4, 1));
    assert_eq!(intake.waiting()[0].0, 8);
    let total = intake.cube().total(|_| true);
    assert_eq!(
        (
            total.services,
            total.active[Level::Dissatisfied],
            total.supplementary[Level::Satisfied]
        ),
        (2, 1, 1)
    );
}

#[test]
fn an_unknown_label_is_told_and_a_label_of_another_level_is_refused() {
    let desk = Desk::new("national");
    let mut odd = review_record(1, 1, 2);
    odd["evalDetail"] = json!("209|999");
    let mut wrong = review_record(2, 1, 5);
    wrong["evalDetail"] = json!("214");
    let mut retired = review_record(3, 1, 5);
    retired["evalDetail"] = json!("501");
    let records = [
        service_record(1),
        service_record(2),
        service_record(3),
        odd,
        wrong,
        retired,
    ];
    let (_, told) = take(&desk, &records);
    assert_eq!(told[3].notes[0].code, "eval.review.label-unknown");
    assert_eq!(told[4].problems[0].code, "eval.review.label-level");
    assert_eq!(told[5].verdict, Verdict::Accepted, "{:?}", told[5]);
}

#[test]
fn a_default_review_counts_only_where_the_profile_has_defaults() {
    let mut silent = review_record(1, 1, 3);
    silent["isdefault"] = json!("1");
    silent["assessTime"] = json!("2026-03-10 00:00:00");
    let records = [service_record(1), silent];
    let desk = Desk::new("national");
    let (_, told) = take(&desk, &records);
    assert_eq!(told[1].problems[0].code, "eval.review.no-default");
    let desk = Desk::new("guangdong-2019-default");
    let (intake, told) = take(&desk, &records);
    assert_eq!(told[1].verdict, Verdict::Accepted, "{:?}", told[1]);
    let total = intake.cube().total(|_| true);
    assert_eq!(
        (
            total.defaults[Level::BasicallySatisfied],
            total.active.0.iter().sum::<i64>()
        ),
        (1, 0)
    );
}

#[test]
fn a_place_that_knows_default_reviews_of_others_counts_them_apart() {
    let mut silent = review_record(1, 1, 3);
    silent["isdefault"] = json!("1");
    let desk = Desk::new("zhejiang-2019");
    let (intake, told) = take(&desk, &[service_record(1), silent]);
    assert_eq!(told[1].verdict, Verdict::Accepted, "{:?}", told[1]);
    let total = intake.cube().total(|_| true);
    let given = total.active.0.iter().sum::<i64>();
    assert_eq!(
        (
            total.defaults[Level::BasicallySatisfied],
            total.defaulted,
            given
        ),
        (1, 1, 0)
    );
}

#[test]
fn a_long_bad_review_of_another_platform_counts_and_one_it_voided_waits() {
    let desk = Desk::new("national");
    let mut long = review_record(1, 1, 1);
    long["writingEvaluation"] = json!("慢".repeat(180));
    let mut void = review_record(2, 1, 5);
    void["effectivEvalua"] = json!("0");
    let mut fine = review_record(3, 1, 5);
    fine["effectivEvalua"] = json!("1");
    let services = (1..4).map(service_record);
    let records: Vec<Value> = services.chain([long, void, fine]).collect();
    let (intake, _) = take(&desk, &records);
    let total = intake.cube().total(|_| true);
    assert_eq!(total.active.0, [1, 0, 0, 0, 1]);
    assert_eq!(total.held.0, [1, 0, 0, 0, 0]);
    let bad = intake.reviews().find_map(|all| {
        all.original
            .as_ref()
            .filter(|e| e.review.level == Level::VeryDissatisfied)
    });
    assert!(bad.unwrap().review.text.is_some());
    let reading = desk.reading("review-2019", "interface-2019");
    let back = reading
        .write_review(&review(&reading, &records[4]).value)
        .unwrap();
    assert_eq!(back.get("effectivEvalua"), Some("0"));
}

#[test]
fn what_a_record_does_not_say_of_the_name_is_not_written_for_it() {
    let desk = Desk::new("national");
    let reading = desk.reading("review-2019", "interface-2019");
    let mut silent = review_record(1, 1, 1);
    silent.as_object_mut().unwrap().remove("certKey");
    let record = review(&reading, &silent).value;
    assert_eq!(
        record.name,
        NameMode::Anonymous,
        "nobody can be asked again"
    );
    let back = reading.write_review(&record).unwrap();
    assert_eq!(
        (back.get("isAnonymous"), back.get("anonymityFlag")),
        (None, None)
    );
}

fn delivery() -> impl Strategy<Value = Vec<Value>> {
    let one = prop_oneof![
        (0..6_usize).prop_map(service_record),
        // The level follows from the service, so that two records of one id agree.
        (0..6_usize, 1..3_u32).prop_map(|(n, number)| review_record(n, number, 1 + (n as u32 % 5))),
    ];
    prop::collection::vec(one, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every record is told, none is lost or counted twice, and the order changes nothing.
    #[test]
    fn any_order_with_duplicates_gives_the_same_counts(records in delivery(), seed in any::<u64>()) {
        let desk = Desk::new("national");
        let mut shuffled: Vec<Value> = records.iter().chain(&records).cloned().collect();
        let mut state = seed | 1;
        for i in (1..shuffled.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            shuffled.swap(i, (state % (i as u64 + 1)) as usize);
        }
        let (plain, _) = take(&desk, &records);
        let (other, told) = take(&desk, &shuffled);
        prop_assert_eq!(plain.cube().hash(), other.cube().hash());
        let sum = other.summary();
        prop_assert_eq!(sum.records as usize, shuffled.len());
        prop_assert_eq!(sum.accepted + sum.repeated + sum.parked + sum.not_reviewed + sum.refused, sum.records);
        prop_assert_eq!(sum.refused, 0);
        prop_assert_eq!(sum.parked, other.waiting().len() as u64);
        let mut last: BTreeMap<u64, Verdict> = BTreeMap::new();
        for told in told {
            last.insert(told.line, told.verdict);
        }
        prop_assert_eq!(last.len(), shuffled.len());
    }

    /// Whatever the fields hold, a record is read or refused, and what was read is written and read alike.
    #[test]
    fn reading_is_total_and_writing_goes_back(
        values in prop::collection::vec(prop_oneof!["[0-9]{0,14}", "\\PC{0,6}", Just("2026-03-02 10:05:00".to_owned()), Just("2".to_owned())], 41),
        table in prop::sample::select(vec!["review-2019", "review-2019-shandong", "gbt-39046-review", "terminal-result", "loop-local", "loop-local-0-1"]),
        scheme in prop::sample::select(vec!["interface-2019", "fujian", "zhejiang", "gbt-39046"]),
        sane in any::<bool>(),
    ) {
        let desk = Desk::new("national");
        let reading = desk.reading(table, scheme);
        let mut record = serde_json::Map::new();
        for (field, value) in reading.table.fields.iter().zip(&values) {
            record.insert(field.name.clone(), json!(value));
        }
        if sane {
            for (name, value) in full().as_object().unwrap() {
                record.insert(name.clone(), value.clone());
            }
            record.insert("areaCode".into(), json!("330100000000"));
            record.insert("anonymityFlag".into(), json!("2"));
        }
        if let Ok(Read { value: ReviewLine::Review(review), .. }) = reading.review(raw(&Value::Object(record)))
            && let Ok(written) = reading.write_review(&review) {
            let again = reading.review(written).unwrap().value;
            let ReviewLine::Review(again) = again else { panic!("a review became none") };
            prop_assert_eq!((again.level, again.at, again.kind, &again.channel), (review.level, review.at, review.kind, &review.channel));
            prop_assert_eq!((again.id, again.name, again.text), (review.id, review.name, review.text));
        }
    }
}
