//! Section 4 of the contract: fees.

mod common;

use common::{Transcript, json};

/// The filing of the contract's example.
const FILING: &str = r#"{"date": "2025-03-10", "reduction": "85",
 "acts": [{"act": "patent.file", "right": "invention", "claims": 15, "pages": 40, "priorities": 1}]}"#;

#[test]
fn a_filing_is_quoted_line_by_line() {
    let mut t = Transcript::default();
    t.feed("quote --lang zh", FILING)
        .feed("quote --table --lang en", FILING)
        .feed("quote --table --lang zh", FILING);
    insta::assert_snapshot!(t.text());
}

#[test]
fn a_request_that_is_not_understood_costs_nothing() {
    let mut t = Transcript::default();
    t.feed("quote", FILING.replace("claims", "clams"))
        .feed("quote", FILING.replace("2025-03-10", "2025-02-30"))
        .feed("quote", FILING.replace("15", "-15").replace("40", "\"40\""))
        .feed(
            "quote",
            FILING.replace("invention", "invention\", \"right\": \"design"),
        )
        .feed("quote", FILING.replace("patent.file", "patent.fil"))
        .feed("quote", &FILING[..FILING.len() - 4]);
    insta::assert_snapshot!(t.text());
}

#[test]
fn the_language_changes_words_and_never_amounts() {
    let zh = json("quote --lang zh", FILING, 0);
    let en = json("quote --lang en", FILING, 0);
    assert_eq!(zh["total"], en["total"]);
    assert_eq!(zh["lines"][0]["title"], "申请费");
    assert_ne!(zh["lines"][0]["title"], en["lines"][0]["title"]);
}
