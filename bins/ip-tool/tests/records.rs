//! Records of other platforms: taken in, counted and converted.
#![allow(clippy::expect_used, reason = "a test may stop")]

mod common;

use std::fs;

use common::{Transcript, run_in};
use serde_json::{Value, json};

const NOW: &str = "2026-03-20T12:00:00+08:00";

fn service(n: usize, window: &str) -> Value {
    json!({"taskCode": "330100TM01", "areaCode": "330106000000", "projectNo": format!("c{n}"), "proStatus": "3",
        "serviceNumber": "1", "serviceTime": "2026-03-02 09:00:00", "deptCode": "11330100002490000A", "orgcode": window,
        "userName": "王样本"})
}

fn review(n: usize, level: u32) -> Value {
    json!({"projectNo": format!("c{n}"), "serviceNumber": "1", "pf": "4", "satisfaction": level.to_string(),
        "assessTime": "2026-03-02 10:05:00", "writingEvaluation": "等了三周", "certKey": "330100199001010000"})
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

/// Twelve services at two windows, all reviewed: window a badly twice.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let services: Vec<Value> = (0..13)
        .map(|n| service(n, if n < 6 { "a" } else { "b" }))
        .collect();
    fs::write(folder.path().join("services.jsonl"), lines(&services)).expect("services");
    let reviews: Vec<Value> = (0..12)
        .map(|n| review(n, if n < 2 { 2 } else { 5 }))
        .collect();
    fs::write(folder.path().join("reviews.jsonl"), lines(&reviews)).expect("reviews");
    folder
}

fn json_lines(folder: &tempfile::TempDir, args: &str, input: &str, status: i32) -> Vec<Value> {
    let output = run_in(folder.path(), args, input.as_bytes());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{told}{text}");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn every_line_is_in_parked_repeated_or_refused_with_its_reason() {
    let folder = folder();
    let mut odd = review(12, 5);
    odd["pf"] = json!("12");
    odd["khouname"] = json!("李某");
    let input = lines(&[review(0, 2), review(0, 2), review(99, 5), odd])
        + "{\"pf\": [1]}\nnot json\n\n"
        + &lines(&[
            json!({"projectNo": "c3", "pf": "1", "satisfaction": "7", "assessTime": "yesterday", "userName": "王样本"}),
        ]);
    let args = format!("review import --services services.jsonl --now {NOW}");
    let told = json_lines(&folder, &args, &input, 1);
    let short: Vec<(u64, &str)> = told[..told.len() - 1]
        .iter()
        .map(|t| {
            (
                t["line"].as_u64().expect("a line"),
                t["verdict"].as_str().expect("a verdict"),
            )
        })
        .collect();
    let expected = [
        (2, "repeated"),
        (3, "parked"),
        (4, "accepted"),
        (5, "refused"),
        (6, "refused"),
        (8, "refused"),
    ];
    assert_eq!(short, expected);
    assert_eq!(told[1]["problems"][0]["code"], "eval.exchange.order");
    assert_eq!(told[2]["notes"][0]["pointer"], "/khouname");
    assert_eq!(told[2]["notes"][1]["found"], "12");
    assert_eq!(told[3]["problems"][0]["code"], "eval.request.wrong-type");
    assert_eq!(told[4]["problems"][0]["code"], "eval.request.syntax");
    let codes: Vec<&Value> = told[5]["problems"]
        .as_array()
        .expect("problems")
        .iter()
        .map(|p| &p["pointer"])
        .collect();
    assert_eq!(codes, [&json!("/satisfaction"), &json!("/assessTime")]);
    let summary = json!({"records": 20, "accepted": 15, "repeated": 1, "parked": 1, "notReviewed": 0, "refused": 3});
    assert_eq!(told[6]["summary"], summary);
    let all = format!("{told:?}");
    assert!(
        !["王样本", "李某", "330100199001010000", "等了三周"]
            .iter()
            .any(|personal| all.contains(personal)),
        "{all}"
    );
}

#[test]
fn an_envelope_brings_many_records_on_one_line() {
    let folder = folder();
    let envelope = json!({"txnBodyCom": {"sign": "00", "params": {"evaluate": [review(0, 5), review(1, 5)]},
        "time": "20260302100500", "appMark": "desk"}, "txnCommCom": {}});
    let args = format!("review import --envelope --services services.jsonl --now {NOW}");
    let told = json_lines(&folder, &args, &format!("{envelope}\n{{}}\n"), 1);
    assert_eq!(told[0]["problems"][0]["pointer"], "/txnBodyCom");
    assert_eq!(told[1]["summary"]["accepted"], 15);
}

#[test]
fn records_are_written_in_the_terms_of_the_standard() {
    let folder = folder();
    let told = json_lines(
        &folder,
        "review convert",
        &lines(&[review(0, 1), json!({"pf": "1"})]),
        1,
    );
    let expected = json!({"办件编号": "c0", "评价渠道": "政务大厅平板电脑", "评价时间": "20260302T100500", "评价次数": "1",
        "满意度": "非常不满意", "满意度代码": "5", "文字评价": "等了三周"});
    assert_eq!(told[0], expected);
    assert_eq!(told[1]["error"]["code"], "eval.exchange.field-missing");
}

#[test]
fn a_report_is_json_text_or_spreadsheet_and_hides_small_groups() {
    let folder = folder();
    let args = format!(
        "review report --services services.jsonl --input reviews.jsonl --now {NOW} --since 2026-03-01 --until 2026-03-31"
    );
    let json = run_in(folder.path(), &format!("{args} --by unit"), b"");
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["total"]["levels"], json!([10, 0, 0, 2, 0]));
    assert_eq!(
        json["rows"][0]["figure"]["metrics"]["activeRateOfServices"],
        "0.923076923"
    );
    assert_eq!(json["hash"].as_str().map(str::len), Some(64));

    let csv = run_in(folder.path(), &format!("{args} --csv"), b"");
    let csv = String::from_utf8(csv.stdout).expect("UTF-8");
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(
        rows[1],
        "a,4,0,0,2,0,0,0.666666667,0.666666667,3333.333333333,8.0,1.000000000"
    );
    assert!(rows[3].starts_with("all,10,0,0,2,0,0,0.833333333"), "{csv}");
    let few = "review report --services services.jsonl --now 2026-03-20T12:00:00+08:00 --since 2026-03-01 --until 2026-03-31 --csv";
    let few = run_in(
        folder.path(),
        few,
        lines(&[review(0, 2), review(7, 5)]).as_bytes(),
    );
    let few = String::from_utf8(few.stdout).expect("UTF-8");
    assert_eq!(
        few.lines().skip(1).collect::<Vec<_>>(),
        ["a,not shown", "b,not shown", "all,not shown"]
    );

    let book = run_in(folder.path(), &format!("{args} --xlsx report.xlsx"), b"");
    assert_eq!(
        book.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&book.stderr)
    );
    let bytes = fs::read(folder.path().join("report.xlsx")).expect("a spreadsheet");
    assert!(bytes.starts_with(b"PK"), "a spreadsheet is a zip archive");
    let mut t = Transcript::default();
    t.run("review report --since 2026-03-01");
    assert!(t.text().contains("= 2"), "a period has two ends");
}
