//! A portfolio of rights: the same answer from every form of file, and errors that stay in their row.

#![allow(clippy::expect_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::path::Path;

use calamine::{Reader as _, Xlsx, open_workbook};
use common::Transcript;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;

/// A patent with a late annuity, one in time, an application, and an expired right.
const CSV: &str = "id,right,filingDate,grantYear,reduction,claims,pages,priorities
A-1,invention,2019-10-05,3,none,,,
A-2,utility-model,2022-06-01,1,85,,,
A-3,invention,2025-03-10,,85,15,40,1
A-4,design,2008-01-01,1,70,,,
";

/// The same rights as they stand in JSON.
const LINES: &str = r#"{"id": "A-1", "right": "invention", "filingDate": "2019-10-05", "grantYear": 3}
{"id": "A-2", "right": "utility-model", "filingDate": "2022-06-01", "grantYear": 1, "reduction": "85"}

{"id": "A-3", "right": "invention", "filingDate": "2025-03-10", "reduction": "85", "claims": 15, "pages": 40, "priorities": 1}
{"id": "A-4", "right": "design", "filingDate": "2008-01-01", "grantYear": 1, "reduction": "70"}
"#;

const ASK: &str = "portfolio --today 2025-03-20 --months 14";

fn run(args: &str, input: &[u8], status: i32) -> Vec<u8> {
    let output = common::run(args, input);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{told}");
    output.stdout
}

fn json(args: &str, input: &[u8], status: i32) -> Value {
    serde_json::from_slice(&run(args, input, status)).expect("JSON")
}

/// The rights and what they owe, without the number of the row.
fn dues(report: &Value) -> Vec<(Value, Value)> {
    let rows = report["rows"].as_array().expect("rows");
    rows.iter()
        .map(|row| (row["id"].clone(), row["due"].clone()))
        .collect()
}

#[test]
fn a_portfolio_is_told_for_eyes_and_programs() {
    let mut t = Transcript::default();
    t.feed(&format!("{ASK} --table --lang en"), CSV)
        .feed(
            &format!("{ASK} --table --lang zh --if-reduction 70 --if-drop-claims 5"),
            CSV,
        )
        .feed(&format!("{ASK} --csv --lang en"), CSV)
        .feed(&format!("{ASK} --jsonl"), CSV)
        .feed(&format!("{ASK} --totals"), CSV);
    insta::assert_snapshot!(t.text());
}

#[test]
fn every_form_of_file_says_the_same() {
    let desk = tempfile::tempdir().expect("a folder");
    let of_csv = json(ASK, CSV.as_bytes(), 0);
    let of_lines = json(ASK, LINES.as_bytes(), 0);
    assert_eq!(dues(&of_csv), dues(&of_lines));
    assert_eq!(of_csv["summary"], of_lines["summary"]);

    let chinese = CSV
        .replacen(
            "id,right,filingDate,grantYear,reduction,claims,pages,priorities",
            "\u{feff}编号;专利类型;申请日;授权年度;减缴比例;权利要求项数;说明书页数;优先权项数",
            1,
        )
        .replace("invention", "发明专利")
        .replace("2019-10-05", "2019/10/5")
        .replace(",85,", ",85%,")
        .replace(',', ";")
        .replace('\n', "\r\n");
    assert_eq!(json(ASK, chinese.as_bytes(), 0), of_csv);

    let path = desk.path().join("rights.xlsx");
    spreadsheet(&path);
    let asked = format!("{ASK} --input {}", path.display());
    assert_eq!(json(&asked, b"", 0), of_csv);
    let bytes = fs::read(&path).expect("a file");
    assert_eq!(json(ASK, &bytes, 0), of_csv, "the same from standard input");
}

/// The rights as a person would type them into a spreadsheet, with dates that are dates.
fn spreadsheet(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy/m/d");
    let mut lines = CSV.lines().map(|line| line.split(','));
    for (column, name) in (0..).zip(lines.next().expect("a head")) {
        sheet.write_string(0, column, name).expect("a cell");
    }
    for (row, line) in (1..).zip(lines) {
        for (column, cell) in (0..).zip(line) {
            let day: Vec<u8> = cell.rsplit('-').filter_map(|n| n.parse().ok()).collect();
            match (cell.parse::<f64>(), day.as_slice()) {
                (Ok(number), _) => sheet.write_number(row, column, number),
                (_, [d, m]) if column == 2 => {
                    let year = cell[..4].parse().expect("a year");
                    let day = ExcelDateTime::from_ymd(year, *m, *d).expect("a day");
                    sheet.write_datetime_with_format(row, column, &day, &date)
                }
                _ => sheet.write_string(row, column, cell),
            }
            .expect("a cell");
        }
    }
    book.save(path).expect("a file");
}

#[test]
fn a_bad_row_is_told_in_its_place_and_the_run_goes_on() {
    let bad = "id,right,filingDate,grantYear,reduction
B-1,invention,2019-02-30,3,85
B-2,inventoin,2019-04-05,3,50
,invention,2019-04-05,x,
B-4,invention,2019-04-05,21,85
B-5,invention,2019-10-05,3,85
B-6,invention,2019-10-05,3,85,surplus
\"B-7\nwith a line\",invention,2019-10-05,3,85
";
    let latin = [bad.as_bytes(), b"B-\xe9,invention,2019-10-05,3,85\n"].concat();
    let report = json(&format!("{ASK} --lang en"), &latin, 1);
    assert_eq!(report["summary"]["errors"], 6);
    assert_eq!(report["summary"]["totals"]["rights"], 2);
    let rows = report["rows"].as_array().expect("rows");
    let told: Vec<String> = rows
        .iter()
        .map(|row| match row.get("error") {
            Some(error) => format!("{} {} {}", row["row"], error["code"], error["pointer"]),
            None => format!("{} {}", row["row"], row["id"]),
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    2 "fees.request.invalid-value" "/filingDate"
    3 "fees.request.invalid-value" "/right"
    4 "fees.request.missing-field" "/id"
    5 "fees.request.year-beyond-term" "/grantYear"
    6 "B-5"
    7 "fees.request.unknown-field" ""
    8 "B-7\nwith a line"
    9 "fees.request.not-utf8" ""
    "#);
    let lines = "{\"id\": \"C\", \"right\": \"design\", \"filingDate\": \"2019-10-05\", \"grantyear\": 1}\n{]\n";
    let report = json(ASK, lines.as_bytes(), 1);
    assert_eq!(
        report["rows"][0]["error"]["code"],
        "fees.request.unknown-field"
    );
    assert_eq!(report["rows"][1]["error"]["code"], "fees.request.syntax");
}

#[test]
fn a_head_that_is_not_understood_is_refused() {
    let mut t = Transcript::default();
    t.feed(ASK, "id,right,filingDate,reducton\n")
        .feed(ASK, "id,right,id\n")
        .feed(
            &format!("{ASK} --extra-columns"),
            "id,note,right,filingDate\nA,anything,design,2019-10-05,more\n",
        )
        .feed("portfolio --if-reduction 80", "")
        .feed("portfolio --if-open-licence 2025-01-02..2025-01-01", "")
        .feed(ASK, "");
    insta::assert_snapshot!(t.text());
}

#[test]
fn a_quotation_mark_without_its_partner_does_not_swallow_the_file() {
    let row = "A,invention,2019-10-05\n";
    let text = format!("id,right,filingDate\n\"{}", row.repeat(300_000));
    let told = json(ASK, text.as_bytes(), 3);
    assert_eq!(told["error"]["code"], "fees.request.too-large");
}

#[test]
fn the_report_can_be_a_spreadsheet() {
    let desk = tempfile::tempdir().expect("a folder");
    let path = desk.path().join("report.xlsx");
    let asked = format!(
        "{ASK} --lang en --if-reduction none --xlsx {}",
        path.display()
    );
    let bad = format!("{CSV}A-5,invention,tomorrow\n");
    run(&asked, bad.as_bytes(), 1);
    let mut book: Xlsx<_> = open_workbook(&path).expect("a spreadsheet");
    assert_eq!(book.sheet_names(), ["Totals", "Refused", "Due 1"]);
    let due = book.worksheet_range("Due 1").expect("a sheet");
    let row: Vec<String> = due
        .rows()
        .nth(3)
        .expect("a row")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(row[1..4], ["A-2", "annuity", "4"]);
    assert_eq!(row[9], "135");
    let refused = book.worksheet_range("Refused").expect("a sheet");
    assert_eq!(refused.rows().count(), 2);
}
