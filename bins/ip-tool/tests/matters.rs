//! Section 5 of the contract: lists and cases.
mod common;

use common::{json, run, run_in};

/// A licence that is filed, received, and received once more.
const CASE: &str = r#"{"matter": "cn.patent.agency-licence", "commands": [
    {"at": "2026-11-03T09:00:00+08:00", "by": {"desk": "applicant"}, "do": "submit", "number": "case:1",
     "matter": "cn.patent.agency-licence", "applicant": "party:1", "channel": "online",
     "materials": ["agency-licence-application"]},
    {"at": "2026-11-03T09:30:00+08:00", "by": {"desk": "clerk", "account": "account:clerk"}, "do": "receive"},
    {"at": "2026-11-04T09:00:00+08:00", "by": {"desk": "clerk", "account": "account:clerk"}, "do": "receive"}]}"#;

#[test]
fn a_case_is_replayed_with_states_clocks_and_refusals() {
    let replay = json("case replay", CASE, 0);
    let steps = replay["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), 3);
    for step in &steps[..2] {
        assert!(step["refusal"].is_null(), "{step}");
        assert!(!step["events"].as_array().expect("events").is_empty());
    }
    assert_eq!(
        steps[2]["refusal"]["guard"], "wrong-state",
        "a case is received once"
    );
    assert_eq!(
        steps[2]["state"], steps[1]["state"],
        "a refusal changes nothing"
    );
    let nowhere = CASE.replace(
        "agency-licence\", \"commands",
        "no-such-licence\", \"commands",
    );
    let refused = json("case replay", &nowhere, 3);
    assert_eq!(refused["error"]["code"], "matters.replay.unknown-matter");
    let unknown = CASE.replace("\"commands\"", "\"comands\"");
    assert_eq!(
        json("case replay", &unknown, 3)["error"]["pointer"],
        "/comands"
    );
}

#[test]
fn the_list_of_a_pack_is_exported_linted_and_compared() {
    let desk = tempfile::tempdir().expect("a folder");
    let exported = run("list export --format json --on 2026-11-20", b"");
    assert_eq!(exported.status.code(), Some(0));
    std::fs::write(desk.path().join("a.json"), &exported.stdout).expect("a file");
    let lint = run_in(desk.path(), "list lint a.json", b"");
    for (format, name) in [("json", "c.json"), ("guide-md", "c.md")] {
        let command = format!("list export --format {format} --on 2026-11-20 --output {name}");
        let silent = run_in(desk.path(), &command, b"");
        assert!(silent.stdout.is_empty(), "{format}");
        assert!(desk.path().join(name).is_file(), "{format}");
    }
    assert!(matches!(lint.status.code(), Some(0 | 1)));
    let findings: serde_json::Value = serde_json::from_slice(&lint.stdout).expect("JSON");
    assert!(
        findings
            .as_array()
            .expect("findings")
            .iter()
            .all(|f| f["rule"].is_string())
    );
    let open = findings.as_array().expect("findings").iter();
    let open = open.filter(|f| f["severity"] == "not-checked");
    let open: Vec<_> = open.map(|f| f["rule"].as_str().expect("a rule")).collect();
    assert!(
        open.contains(&"R40"),
        "no list from before was given: {open:?}"
    );
    let again = run_in(desk.path(), "list lint a.json --before a.json", b"");
    let again = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(!again.contains("R40"), "{again}");
    // A workbook is a list too.
    let book = run_in(
        desk.path(),
        "list export --format xlsx --on 2026-11-20 --output a.xlsx",
        b"",
    );
    assert_eq!(book.status.code(), Some(0));
    let lint = run_in(desk.path(), "list lint a.xlsx", b"");
    assert!(
        matches!(lint.status.code(), Some(0 | 1)),
        "{}",
        String::from_utf8_lossy(&lint.stdout)
    );

    let mut list: serde_json::Value = serde_json::from_slice(&exported.stdout).expect("JSON");
    let entries = list["entries"].as_array_mut().expect("entries");
    assert!(entries.len() >= 12);
    entries.pop();
    std::fs::write(desk.path().join("b.json"), list.to_string()).expect("a file");
    let diff = run_in(desk.path(), "list diff a.json b.json", b"");
    let diff: serde_json::Value = serde_json::from_slice(&diff.stdout).expect("JSON");
    assert_eq!(diff["onlyA"].as_array().map(Vec::len), Some(1));
    assert_eq!(diff["changes"], serde_json::json!([]));
}

#[test]
fn a_list_goes_out_in_the_forms_of_others_and_comes_back() {
    let desk = tempfile::tempdir().expect("a folder");
    let of = |args: &str| {
        let output = run_in(desk.path(), args, b"");
        assert_eq!(output.status.code(), Some(0), "{args}");
        output.stdout
    };
    let entries = |bytes: &[u8]| -> serde_json::Value {
        let list: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
        list["entries"].clone()
    };
    of("list export --format xlsx --on 2026-11-20 --output list.xlsx");
    of("list export --format csv --on 2026-11-20 --output tables");
    let book = of("list import list.xlsx --locality demo-city --on 2026-11-20");
    let tables = of("list import tables --locality demo-city --on 2026-11-20");
    assert_eq!(entries(&book), entries(&tables));
    let original = entries(&of("list export --format json --on 2026-11-20"));
    let codes = |list: &serde_json::Value| -> Vec<String> {
        let all = list.as_array().expect("entries").iter();
        let mut all: Vec<_> = all.map(|e| e["implementation"].to_string()).collect();
        // Public services have tables of their own, and come back behind the rest.
        all.sort();
        all
    };
    assert_eq!(codes(&entries(&book)), codes(&original));

    let graph: serde_json::Value =
        serde_json::from_slice(&of("list export --format cpsv-ap")).expect("JSON");
    assert!(graph["@graph"].as_array().expect("nodes").len() > 12);
    let document: serde_json::Value =
        serde_json::from_slice(&of("list export --format hsds")).expect("JSON");
    assert!(document["services"].as_array().expect("services").len() >= 12);
}

#[test]
fn a_table_with_faults_changes_nothing_and_marks_each_at_its_cell() {
    let desk = tempfile::tempdir().expect("a folder");
    let of = |args: &str| run_in(desk.path(), args, b"");
    of("list export --format csv --on 2026-11-20 --output tables");
    let path = desk.path().join("tables/up_task_general_basic.csv");
    let text = std::fs::read_to_string(&path).expect("a table");
    let broken = text.replace("2026-01-01", "2026-13-01");
    assert!(broken != text);
    std::fs::write(&path, &broken).expect("a file");
    let refused = of("list import tables --locality demo-city --marked marked.xlsx");
    assert_eq!(refused.status.code(), Some(3));
    assert!(desk.path().join("marked.xlsx").is_file());
    let answer: serde_json::Value = serde_json::from_slice(&refused.stdout).expect("JSON");
    let faults = answer["errors"].as_array().map_or(0, Vec::len);
    assert!(faults >= broken.matches("2026-13-01").count(), "{answer}");
}

#[test]
fn a_list_with_an_unknown_field_names_the_place() {
    let desk = tempfile::tempdir().expect("a folder");
    std::fs::write(
        desk.path().join("a.json"),
        r#"{"locality": "x", "nam": {}}"#,
    )
    .expect("a file");
    let lint = run_in(desk.path(), "list lint a.json", b"");
    assert_eq!(lint.status.code(), Some(3));
    let refusal: serde_json::Value = serde_json::from_slice(&lint.stdout).expect("JSON");
    assert_eq!(refusal["error"]["pointer"], "/nam");
}

#[test]
fn guides_are_pages_and_text() {
    let text = run("list export --format guide-md --lang zh", b"");
    assert!(String::from_utf8_lossy(&text.stdout).starts_with("# "));
    let page = run("list export --format guide-html --lang en", b"");
    assert!(String::from_utf8_lossy(&page.stdout).contains("<html"));
}

#[test]
fn a_broken_list_names_file_line_and_field_of_every_entry() {
    let desk = tempfile::tempdir().expect("a folder");
    let listed = run("list export --format json --on 2026-11-20", b"");
    let mut list: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("a list");
    list["entries"][0]["promised"]["n"] = "ten".into();
    list["entries"][2]["visits"] = (-1).into();
    let text = serde_json::to_string_pretty(&list).expect("JSON");
    std::fs::write(desk.path().join("city.json"), &text).expect("a file");
    let refused = run_in(desk.path(), "list lint city.json", b"");
    assert_eq!(refused.status.code(), Some(3));
    let answer: serde_json::Value = serde_json::from_slice(&refused.stdout).expect("a refusal");
    let errors = answer["errors"].as_array().expect("several");
    let places: Vec<&str> = errors
        .iter()
        .filter_map(|e| e["pointer"].as_str())
        .collect();
    assert_eq!(places, ["/entries/0/promised/n", "/entries/2/visits"]);
    for error in errors {
        assert_eq!(error["args"]["file"], "city.json");
        let line: usize = error["args"]["line"]
            .as_str()
            .expect("a line")
            .parse()
            .expect("a number");
        let found = text.lines().nth(line - 1).expect("the line");
        assert!(
            found.contains("ten") || found.contains("-1"),
            "{line}: {found}"
        );
    }
}

#[test]
fn a_case_goes_into_the_national_tables_and_comes_back() {
    let desk = tempfile::tempdir().expect("a folder");
    let case = CASE.replace(
        r#"{"at": "2026-11-04T09:00:00+08:00", "by": {"desk": "clerk", "account": "account:clerk"}, "do": "receive"}]}"#,
        r#"{"at": "2026-11-20T09:00:00+08:00", "do": "tick"}]}"#,
    );
    let file = format!(
        r#"{{"replay": {case}, "parties": {{"party:1": {{"name": "示例专利代理有限公司", "kind": "enterprise"}}}}}}"#
    );
    let json = json("case export", &file, 0);
    assert_eq!(json[0]["accept"]["values"]["accept_date"], "2026-11-03");
    for (form, to, from) in [
        ("csv", "cases", "cases"),
        ("xlsx", "cases.xlsx", "cases.xlsx"),
    ] {
        let out = format!("case export --format {form} --output {to}");
        let told = run_in(desk.path(), &out, file.as_bytes());
        assert_eq!(told.status.code(), Some(0), "{form}");
        let said = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(!said.is_empty(), "what must be filled and is not is told");
        let back = run_in(desk.path(), &format!("case import {from}"), b"");
        let back: serde_json::Value = serde_json::from_slice(&back.stdout).expect("JSON");
        assert_eq!(back, json, "{form}");
    }
    assert!(
        desk.path()
            .join("cases/up_pro_special_procedure.csv")
            .is_file()
    );
}

#[test]
fn a_list_of_proofs_answers_rule_twelve_from_json_and_from_a_table() {
    let desk = tempfile::tempdir().expect("a folder");
    let exported = run("list export --format json --on 2026-11-20", b"");
    let mut list: serde_json::Value = serde_json::from_slice(&exported.stdout).expect("JSON");
    list["entries"][0]["materials"] = serde_json::json!([
        {"name": {"zh": "住所证明", "en": "Proof of residence"}, "necessity": "required", "kind": "proof"}]);
    let write = |name: &str, text: &str| {
        std::fs::write(desk.path().join(name), text).expect("a file");
    };
    write("a.json", &list.to_string());
    write(
        "proofs.json",
        r#"{"proofs": [{"name": "住所证明", "basis": [{"id": "patent-agency-regulations", "article": "8"}]}]}"#,
    );
    write(
        "proofs.csv",
        "证明名称,设定依据\n住所证明,《专利代理条例》第8条\n",
    );
    write("none.json", r#"{"proofs": []}"#);
    write("bad.csv", "证明名称,颜色\n,红\n");
    let rule = |args: &str| -> Vec<String> {
        let lint = run_in(desk.path(), &format!("list lint a.json {args}"), b"");
        let all: serde_json::Value = serde_json::from_slice(&lint.stdout).expect("JSON");
        let all = all.as_array().expect("findings").iter();
        // Other entries of the city ask for proofs too; this one is about the first.
        let first = |f: &&serde_json::Value| {
            let at = f["pointer"].as_str().unwrap_or_default();
            at == "/entries" || at.starts_with("/entries/0/")
        };
        let own = all.filter(|f| f["rule"] == "R12").filter(first);
        own.map(|f| f["severity"].as_str().expect("a severity").to_owned())
            .collect()
    };
    assert_eq!(rule(""), ["not-checked"]);
    assert!(rule("--proofs proofs.json").is_empty());
    assert!(rule("--proofs proofs.csv").is_empty());
    assert!(rule("--proofs none.json").contains(&"error".to_owned()));
    let bad = run_in(desk.path(), "list lint a.json --proofs bad.csv", b"");
    assert_eq!(bad.status.code(), Some(3));
    let said = String::from_utf8_lossy(&bad.stdout).into_owned();
    assert!(
        said.contains("unknown-column") && said.contains("matters.exchange.required"),
        "{said}"
    );
}

#[test]
fn the_reach_of_the_outlets_is_told_for_a_day() {
    let reach = json("list coverage --on 2026-11-20", "", 0);
    assert_eq!(reach["byClass"]["service-centre"], 1);
    assert_eq!(reach["reach"]["type"], "unknown");
    assert_eq!(reach["targets"]["prefectures"]["share"], 50);
}
