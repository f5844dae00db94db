//! Named limits: which law holds, what is said where it came later, and which article each step names.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use ip_core::calendar::Calendar;
use ip_core::limit::Limits;
use ip_core::period::Deadline;
use ip_core::problem::Problems;

fn deadline(json: &str) -> Result<Deadline, Problems> {
    let request = serde_json::from_str(json).expect("a request");
    let calendar = Calendar::builtin().expect("the shipped notices read");
    let limits = Limits::builtin().expect("the shipped limits read");
    limits.deadline(&request, &calendar)
}

#[test]
fn a_window_is_judged_by_the_day_it_opens() {
    let asked = |expiry: &str| {
        let json = format!(
            r#"{{"limit": "trademark.renewal-opens", "facts": {{"expiryDate": "{expiry}"}}}}"#
        );
        deadline(&json)
    };
    let old = asked("2027-06-01").expect("it opens under the law that is loaded");
    assert_eq!(old.effective.to_string(), "2026-06-01");
    assert!(old.provisional);
    assert!(
        old.notes
            .iter()
            .any(|note| note.code == "core.limit.law-changes")
    );
    assert!(asked("2028-06-01").is_err());
}

#[test]
fn a_period_older_than_its_law_says_so() {
    let told = |json: &str| {
        let found = deadline(json).expect("a deadline");
        let laws = found
            .notes
            .iter()
            .filter(|note| note.code == "core.limit.law-came-later");
        let laws: Vec<_> = laws
            .filter_map(|note| note.args.get("law").cloned())
            .collect();
        (found.mark.map(|mark| mark.is_unverified()), laws)
    };
    // A route that the Rules of 2023 opened, asked for years before them.
    let (unverified, laws) = told(
        r#"{"limit": "patent.priority-restoration", "facts": {"firstFilingDate": "2014-06-01"}}"#,
    );
    assert_eq!(unverified, Some(true));
    assert!(laws.contains(&"patent-rules-2023".to_owned()), "{laws:?}");
    let (unverified, laws) = told(
        r#"{"limit": "patent.priority-restoration", "facts": {"firstFilingDate": "2024-06-01"}}"#,
    );
    assert_eq!((unverified, laws.len()), (Some(false), 0));
    // A plain period counted by a law that came later.
    let (_, laws) = told(
        r#"{"regime": "reconsideration", "trigger": "2018-03-01", "length": {"n": 10, "unit": "day"}}"#,
    );
    assert!(
        laws.contains(&"reconsideration-law-2023".to_owned()),
        "{laws:?}"
    );
}

#[test]
fn each_step_names_the_article_it_rests_on() {
    let basis = |json: &str, rule: &str| {
        let found = deadline(json).expect("a deadline");
        let step = found.steps.into_iter().find(|step| step.rule == rule);
        let basis = step.expect("the step").basis;
        basis.map(|law| (law.id, law.article.unwrap_or_default()))
    };
    let named = |law: &str, article: &str| Some((law.to_owned(), article.to_owned()));
    let validity =
        r#"{"limit": "trademark.validity", "facts": {"registrationDate": "2019-02-28"}}"#;
    assert_eq!(
        basis(validity, "day-before"),
        named("trademark-regulations-2014", "12(2)")
    );
    let term = r#"{"limit": "patent.term-invention", "facts": {"filingDate": "2020-03-08"}}"#;
    assert_eq!(basis(term, "day-before"), named("patent-guidelines", "V-9"));
    let grace = r#"{"limit": "patent.annual-fee-grace", "facts": {"filingDate": "2020-03-08", "annuityYear": 6}}"#;
    assert_eq!(
        basis(grace, "chained-from-rolled"),
        named("patent-rules-2023", "115")
    );
    // The Licensing Law says which days are working days, and nothing of the first day.
    let licence =
        r#"{"regime": "licensing", "trigger": "2026-03-02", "length": {"n": 5, "unit": "day"}}"#;
    assert_eq!(basis(licence, "start-excluded"), None);
}
