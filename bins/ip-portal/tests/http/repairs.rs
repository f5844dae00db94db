//! What once was wrong on a page and must not come back: days of service, limits nobody knows, remedies without a length.

use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use chrono::Duration;
use ip_app::actor::Role;
use ip_app::draft::Draft;
use ip_matters::case::State;
use ip_portal::library::Library;

use crate::cases::{act, done, licence, state};
use crate::desk::Portal;
use crate::office::{actor, now};

const SIGN: &str = "cn.special-sign.registration";

/// The demonstration city with more matters: one of another procedure, one without a code, one whose fee nobody knows.
fn with_more() -> Portal {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("pack/demo-city");
    let pack = tempfile::tempdir().expect("a folder");
    fs::create_dir(pack.path().join("matters")).expect("a folder");
    for folder in ["", "matters"] {
        for entry in fs::read_dir(source.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.file_name().expect("a name");
                fs::copy(&path, pack.path().join(folder).join(name)).expect("a copy");
            }
        }
    }
    let entry = |matter: &str, more: &str| {
        format!(
            "[[entry]]\nmatter = \"{matter}\"\nversion = 1\neffective = \"2026-01-01\"\n{more}\
             body = \"ip-office\"\nlevel = \"city\"\npowerSource = \"own\"\naddChannels = [\"online\"]\noutlets = [\"ip-hall\"]\n\n"
        )
    };
    let code = "implementation = \"11990100MB0000019L3000700999000\"\n";
    let more = entry(SIGN, code) + &entry("cn.trademark.correction", "");
    fs::write(pack.path().join("matters/more.toml"), more).expect("a file");
    let library = Library::load(Some(pack.path()), true).expect("a pack");
    Portal::with(tempfile::tempdir().expect("a folder"), library)
}

async fn sign(portal: &Portal) -> String {
    let office = &portal.app.office;
    let person = actor("person", Role::Person);
    let entry = office.rules.entry(SIGN).expect("a matter");
    let answers = [
        ("applicant-kind", "enterprise"),
        ("applicant-name", "示例运动会组委会"),
        ("applicant-id", "91350100M000100Y43"),
        ("contact-phone", "000-0000 0000"),
    ];
    let mut draft = Draft {
        answers: answers.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        ..Draft::default()
    };
    let papers: Vec<_> = draft.clone().papers(entry).cloned().collect();
    for paper in papers {
        let pdf = b"%PDF-1.7 sample".to_vec();
        let attached = office.attach(&mut draft, &paper, "paper.pdf", pdf).await;
        attached.expect("a file");
    }
    let kept = office.keep_draft(&person, SIGN, &draft).await;
    kept.expect("a draft");
    office.submit(&person, SIGN).await.expect("a case")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_promises_what_the_procedure_of_the_matter_says() {
    let portal = with_more();
    let number = sign(&portal).await;
    let mut person = portal.signed_in("person");
    let page = person
        .get(&format!("/cases/{number}/receipt?lang=en"))
        .await;
    page.says("within 15 days of receipt");
    assert!(
        !page.text.contains("counts as accepted"),
        "silence accepts nothing here"
    );
    let licence = licence(&portal, &[]).await;
    let page = person
        .get(&format!("/cases/{licence}/receipt?lang=en"))
        .await;
    page.says("within 5 working days of receipt");
    page.says("counts as accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_served_by_the_channels_of_its_procedure() {
    let portal = with_more();
    let number = sign(&portal).await;
    for act in ["receive", "accept"] {
        done(&portal, "clerk", &number, act, &[]).await;
    }
    done(&portal, "reviewer", &number, "assign", &[]).await;
    let fields = [("verdict", "refused"), ("reasons", "与他人标志近似")];
    done(&portal, "reviewer", &number, "decide", &fields).await;
    let by = |channel: &'static str| [("channel", channel), ("dispatched", "2026-03-07")];
    let page = portal
        .signed_in("clerk")
        .get(&format!("/cases/{number}?lang=en"))
        .await;
    page.says("by post");
    assert!(
        !page.text.contains("value=\"electronic\""),
        "this procedure knows no electronic service"
    );
    let refused = act(&portal, "clerk", &number, "deliver", &by("electronic")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    done(&portal, "clerk", &number, "deliver", &by("mail")).await;
    // Twenty days from mailing.
    let case = portal.app.office.case(&number).await.expect("a case").case;
    let served = case.delivered.expect("a day").0;
    assert_eq!(served.to_string(), "2026-03-27");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_extends_a_time_without_saying_who_approved() {
    let portal = Portal::open();
    let number = licence(&portal, &[]).await;
    for act in ["receive", "accept"] {
        done(&portal, "clerk", &number, act, &[]).await;
    }
    done(&portal, "reviewer", &number, "assign", &[]).await;
    let fields = [("n", "10"), ("reasons", "案情复杂")];
    let refused = act(&portal, "reviewer", &number, "extend", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [fields[0], ("approved", "yes"), fields[1]];
    done(&portal, "reviewer", &number, "extend", &fields).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guide_claims_no_more_than_is_known() {
    let portal = with_more();
    let mut browser = portal.browser();
    // The promise is as long as the law's time here: it is not called shorter.
    let guide = browser
        .get("/matters/cn.trademark.registration?lang=en")
        .await;
    assert!(!guide.text.contains("horter than"), "{}", guide.text);
    // Nobody has seen the law's time: that is not the same as none.
    let guide = browser
        .get("/matters/cn.patent.register-copy?lang=en")
        .await;
    assert!(
        !guide
            .text
            .contains("The law sets no limit for the decision")
    );
    // A fee that is doubtful is not free.
    let guide = browser
        .get("/matters/cn.trademark.correction?lang=en")
        .await;
    guide.says("The fee was not verified and is not guessed");
    assert!(!guide.text.contains("Nothing is charged for this matter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn remedies_say_how_long_they_are_open() {
    let portal = Portal::open();
    let guide = portal
        .browser()
        .get("/matters/cn.patent.agency-licence?lang=en")
        .await;
    guide.says("60 days");
    guide.says("6 months");
    let number = licence(&portal, &[]).await;
    for act in ["receive", "accept"] {
        done(&portal, "clerk", &number, act, &[]).await;
    }
    done(&portal, "reviewer", &number, "assign", &[]).await;
    let fields = [("verdict", "refused"), ("reasons", "合伙人人数不足")];
    done(&portal, "reviewer", &number, "decide", &fields).await;
    let page = portal
        .signed_in("person")
        .get(&format!("/cases/{number}?lang=en"))
        .await;
    page.says("within 60 days of receiving the decision");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_without_a_code_is_described_and_not_filed() {
    let portal = with_more();
    let guide = portal
        .browser()
        .get("/matters/cn.trademark.correction?lang=en")
        .await;
    assert_eq!(guide.status, StatusCode::OK);
    assert!(
        !guide.text.contains("/matters/cn.trademark.correction/file"),
        "it has no number to give"
    );
    let mut person = portal.signed_in("person");
    let start = person.get("/matters/cn.trademark.correction/file").await;
    assert_eq!(start.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_that_do_not_follow_in_time_end_the_case_in_a_special_procedure_too() {
    let portal = Portal::open();
    let number = licence(&portal, &["premises-proof"]).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let fields = [
        ("papers", "premises-proof"),
        ("due", "2026-03-20"),
        ("note", "三月二十日前补交"),
    ];
    done(&portal, "clerk", &number, "tolerance", &fields).await;
    // The notice rests on no law of another city.
    let case = portal.app.office.case(&number).await.expect("a case").case;
    let notice = case.documents.len() - 1;
    let mut person = portal.signed_in("person");
    let page = person
        .get(&format!("/cases/{number}/documents/{notice}"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("安阳"), "{}", page.text);

    done(&portal, "reviewer", &number, "assign", &[]).await;
    let fields = [
        ("kind", "expert-review"),
        ("needs", "15"),
        ("note", "需要专家评审"),
    ];
    done(&portal, "reviewer", &number, "special", &fields).await;
    let late = now() + Duration::days(14);
    portal.app.office.tick(late).await.expect("a round");
    assert_eq!(state(&portal, &number).await, State::Withdrawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_window_must_do_both_the_matter_and_the_thing() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let dispute = "/outlets?matter=cn.local.infringement-adjudication&lang=en&function=";
    let inquiry = browser.get(&format!("{dispute}inquiry")).await;
    inquiry.says("IP counter of the Example City Service Centre");
    // The only window with this matter takes no payments.
    let payment = browser.get(&format!("{dispute}payment")).await;
    payment.says("No outlet fits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_says_in_which_days_its_time_is_counted_and_from_when() {
    let portal = Portal::open();
    let number = licence(&portal, &[]).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let page = format!("/desk/cases/{number}/correction");
    let mut clerk = portal.signed_in("clerk");
    // A licence counts working days; one served by hand today runs from tomorrow.
    let form = clerk.get(&format!("{page}?lang=en")).await;
    form.says("value=\"working-day\" checked");
    form.says("name=\"served\" type=\"date\" autocomplete=\"off\" value=\"2026-03-07\"");
    let asked = [
        ("kind-premises-proof", "illegible"),
        ("note-premises-proof", "第二页看不清"),
        ("days", "5"),
        ("unit", "working-day"),
    ];
    let before: Vec<_> = asked
        .into_iter()
        .chain([("served", "2026-03-06")])
        .collect();
    let refused = clerk.fill(&page, &page, &before).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "served before it was made"
    );
    let told = clerk.fill(&page, &page, &asked).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);
    let mut person = portal.signed_in("person");
    // Five working days from Saturday the 7th: Friday the 13th.
    person
        .get("/my/deadlines.ics")
        .await
        .says("DTSTART;VALUE=DATE:20260313");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_cases_is_narrowed_ordered_and_taken_away() {
    let portal = Portal::open();
    let number = licence(&portal, &[]).await;
    let mut person = portal.signed_in("person");
    person.get("/my?state=submitted").await.says(&number);
    let none = person.get("/my?lang=en&state=accepted").await;
    none.says("No case fits");
    let file = person
        .get("/my/cases.csv?matter=cn.patent.agency-licence&order=oldest")
        .await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    file.says(&number);
    // A change owes its fee within a month of the request, and the day stands among the person's own.
    let fee = crate::cases::change(&portal).await;
    let mine = person.get("/my/deadlines.ics").await;
    mine.says("DTSTART;VALUE=DATE:20260407");
    let case = person.get(&format!("/cases/{fee}?lang=en")).await;
    case.says("The applicant’s own time limits");
    let mut clerk = portal.signed_in("clerk");
    clerk
        .get("/desk?clock=late&matter=cn.patent.filing")
        .await
        .says("/desk");
    assert_eq!(
        clerk.get("/desk?state=nowhere").await.status,
        StatusCode::BAD_REQUEST
    );
    let file = clerk.get("/desk/cases.csv?state=submitted").await;
    file.says(&number);
    let denied = portal.signed_in("person").get("/desk/cases.csv").await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_was_handed_over_is_taken_up_with_its_code() {
    let (here, there) = (Portal::open(), Portal::open());
    let number = licence(&here, &[]).await;
    done(&here, "clerk", &number, "receive", &[]).await;
    let fields = [("to", "protection-centre"), ("mode", "transfer")];
    done(&here, "clerk", &number, "forward", &fields).await;
    let page = here
        .signed_in("person")
        .get(&format!("/cases/{number}?lang=en"))
        .await;
    page.says("Your case goes on elsewhere");
    let code = crate::sharing::shown_code(&page.text);
    let staff = here
        .signed_in("clerk")
        .get(&format!("/cases/{number}?lang=en"))
        .await;
    assert!(!staff.text.contains(&code), "the code is the applicant's");
    let clerk = actor("clerk", Role::Clerk);
    let package = here.app.office.hand_over_case(&clerk, &number).await;
    let package = package.expect("a package");
    let case = there.app.office.take_over(&clerk, &package).await;
    let case = case.expect("a case");

    let mut person = there.signed_in("person");
    let unseen = person.get(&format!("/cases/{case}")).await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND);
    let claim = "/my/claim?lang=en";
    let wrong = [("number", number.as_str()), ("code", "0000000000")];
    let wrong = person.fill(claim, "/my/claim", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let good = [("number", number.as_str()), ("code", code.as_str())];
    let taken = person.fill(claim, "/my/claim", &good).await;
    assert_eq!(
        taken.header("location"),
        format!("/cases/{case}"),
        "{}",
        taken.text
    );
    person.get("/my").await.says(&case);
    let again = person.fill(claim, "/my/claim", &good).await;
    assert_eq!(
        again.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a code is good once"
    );
    // The log of either place holds no code.
    for portal in [&here, &there] {
        for record in portal.app.office.store.log(0, 1000).await.expect("the log") {
            assert!(!record.entry.body.contains(&code), "{record:?}");
        }
    }

    // Five wrong tries, and the right one comes too late.
    let other = Portal::open();
    other
        .app
        .office
        .take_over(&clerk, &package)
        .await
        .expect("a case");
    let mut person = other.signed_in("person");
    for _ in 0..5 {
        let wrong = [("number", number.as_str()), ("code", "0000000000")];
        person.fill(claim, "/my/claim", &wrong).await;
    }
    let late = person.fill(claim, "/my/claim", &good).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
}
