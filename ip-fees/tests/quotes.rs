//! Worked examples: each file of `tests/cases` is a table of requests with their answers and sources.

use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::request::Request;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    source: String,
    /// The request as JSON.
    request: String,
    outcome: String,
    total: Option<String>,
    /// `code amount` of each line, `code unknown` where nothing can be computed.
    lines: Vec<String>,
    #[serde(default)]
    notes: Vec<String>,
}

#[test]
fn every_worked_example_comes_out_as_its_source_says() {
    let engine = Engine::builtin().expect("the shipped data read");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let cases: Cases = toml::from_str(&text).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        for case in cases.case {
            seen += 1;
            assert!(!case.source.is_empty(), "{} has no source", case.name);
            if let Err(why) = run(&engine, &case) {
                wrong.push(format!("{}: {why}", case.name));
            }
        }
    }
    assert!(seen > 20, "only {seen} cases were found");
    assert!(
        wrong.is_empty(),
        "{} of {seen}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn run(engine: &Engine, case: &Case) -> Result<(), String> {
    let request = Request::from_json(case.request.as_bytes()).map_err(|p| p.to_string())?;
    let quote = engine.quote(&request).map_err(|p| p.to_string())?;
    let json: Value = serde_json::to_value(quote.in_lang(Lang::En)).map_err(|e| e.to_string())?;
    for lang in [Lang::Zh, Lang::En] {
        let slow = serde_json::to_string(&quote.in_lang(lang)).map_err(|e| e.to_string())?;
        if quote.to_json(lang) != slow {
            return Err(format!(
                "\n  to_json  {}\n  in_lang  {slow}",
                quote.to_json(lang)
            ));
        }
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let list = |name: &str| json[name].as_array().cloned().unwrap_or_default();
    let lines: Vec<String> = list("lines")
        .iter()
        .map(|line| {
            let amount = text(&line["amount"]).unwrap_or("unknown".into());
            format!("{} {amount}", line["code"].as_str().unwrap_or_default())
        })
        .collect();
    let notes: Vec<String> = list("notes")
        .iter()
        .filter_map(|n| text(&n["code"]))
        .collect();
    let found = (text(&json["outcome"]), text(&json["total"]), lines, notes);
    let expected = (
        Some(case.outcome.clone()),
        case.total.clone(),
        case.lines.clone(),
        case.notes.clone(),
    );
    if found == expected {
        Ok(())
    } else {
        Err(format!("\n  expected {expected:?}\n  found    {found:?}"))
    }
}
