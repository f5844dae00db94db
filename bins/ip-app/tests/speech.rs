//! Every code speaks both languages, and no text is left over.

use std::collections::BTreeSet;

use ip_app::speech::{Speech, codes, message_id};
use ip_app::wire::Refusal;
use ip_core::problem::Problem;
use ip_core::text::Lang;

const ZH: &str = include_str!("../locale/zh-CN/problems.ftl");
const EN: &str = include_str!("../locale/en/problems.ftl");

/// The names of the messages in a Fluent file.
fn names(source: &str) -> BTreeSet<&str> {
    source
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim())
        .collect()
}

#[test]
fn the_files_are_read_without_loss() {
    for source in [ZH, EN] {
        let read = fluent_bundle::FluentResource::try_new(source.to_owned());
        assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
        let all = source
            .lines()
            .filter(|l| l.starts_with(|c: char| c.is_ascii_alphabetic()));
        assert_eq!(all.count(), names(source).len(), "a name stands twice");
    }
    assert_eq!(names(ZH), names(EN));
}

#[test]
fn every_code_has_a_text_in_both_languages() {
    let speech = Speech::builtin();
    let silent: Vec<String> = codes()
        .into_iter()
        .filter(|code| !speech.speaks(Lang::Zh, code) || !speech.speaks(Lang::En, code))
        .collect();
    assert!(silent.is_empty(), "no text for {silent:#?}");
}

#[test]
fn no_text_is_left_without_a_code() {
    let known: BTreeSet<String> = codes()
        .iter()
        .flat_map(|code| {
            let shared = code.split_once('.').map(|(_, rest)| message_id(rest));
            [
                Some(message_id(code)),
                shared.filter(|id| id.starts_with("request-")),
            ]
        })
        .flatten()
        .collect();
    let orphans: Vec<&str> = names(EN)
        .into_iter()
        .filter(|name| !known.contains(*name))
        .collect();
    assert!(orphans.is_empty(), "no code for {orphans:#?}");
}

#[test]
fn a_text_is_in_the_language_asked_for_and_falls_back() {
    let speech = Speech::new(
        &["a-b-c = 甲 { $found }"],
        &["a-b-c = A { $found }\n    .hint = Do { $thing }.\nx-y-z = X"],
    );
    let problem = Problem::new("a.b.c").found(7);
    assert_eq!(speech.title(Lang::Zh, &problem), "甲 7");
    assert_eq!(speech.title(Lang::En, &problem), "A 7");
    assert_eq!(speech.title(Lang::Zh, &Problem::new("x.y.z")), "X");
    assert_eq!(
        speech.title(Lang::Zh, &Problem::new("not.there.yet")),
        "not.there.yet"
    );
    assert_eq!(
        speech.hint(Lang::En, &problem),
        None,
        "a hint that lacks a value is not said"
    );
    let problem = problem.arg("thing", "it");
    assert_eq!(speech.hint(Lang::En, &problem).as_deref(), Some("Do it."));
}

#[test]
fn a_refusal_tells_the_first_problem_and_all_of_several() {
    let problem = || {
        Problem::new("fees.request.unknown-field")
            .at("/clams")
            .found("clams")
    };
    let speech = Speech::builtin();
    assert_eq!(Refusal::new(speech, Lang::En, []), None);
    let one = Refusal::new(speech, Lang::En, [problem()]).expect("one");
    assert_eq!(one.error.title, "There is no field “clams” here.");
    assert!(one.errors.is_empty());
    let two = Refusal::new(speech, Lang::En, [problem(), problem()]).expect("two");
    assert_eq!(two.errors.len(), 2);
    assert_eq!(two.error, two.errors[0]);
}
