//! A label against the facts of its case: supported, contradicted, or nothing a machine can say.
#![allow(clippy::unwrap_used)]

use ip_eval::label::Labels;
use ip_eval::label::check::{CaseFacts, Verdict, check_all};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Case {
    says: String,
    label: String,
    facts: CaseFacts,
    verdict: Verdict,
}

#[test]
fn labels_are_borne_out_or_refuted_only_by_facts_that_are_there() {
    let labels = Labels::builtin().unwrap();
    let dictionary = labels.get("gen-2").unwrap();
    let file: File = toml::from_str(include_str!("cases/labels.toml")).unwrap();
    for case in file.case {
        let found = check_all(dictionary, &[case.label], &case.facts);
        assert_eq!(found[0].verdict, case.verdict, "{}", case.says);
    }
}

#[test]
fn without_facts_nothing_is_said_of_any_label() {
    let labels = Labels::builtin().unwrap();
    for dictionary in labels.iter() {
        let codes: Vec<String> = dictionary
            .labels
            .iter()
            .map(|label| label.code.clone())
            .collect();
        for finding in check_all(dictionary, &codes, &CaseFacts::default()) {
            assert_eq!(finding.verdict, Verdict::CannotSay, "{}", finding.label);
        }
    }
}
