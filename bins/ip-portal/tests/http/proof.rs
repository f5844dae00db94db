//! An electronic certificate instead of a paper, a register that is asked again, and a matter that waits for another's result.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use ip_app::actor::Role;
use ip_app::bundles::Standing;
use ip_app::cases::Which;
use ip_app::register::{Measure, Ruling};
use ip_core::id::CertificateId;
use ip_matters::case::{Command, Event, Mode, Verdict};

use crate::desk::{Answer, Browser, Portal};
use crate::office::{actor, certificate, change, now};
use crate::together::{ANSWERS, answer};

const COPY: &str = "cn.patent.register-copy";
const DISPUTE: &str = "cn.local.infringement-adjudication";
const PAPER: &str = "/matters/cn.local.infringement-adjudication/file/paper-right-proof?lang=en";
const SHOW: &str =
    "/matters/cn.local.infringement-adjudication/papers/paper-right-proof/certificate";
const CHECK: &str = "/matters/cn.local.infringement-adjudication/file/check";

const CLAIM: [(&str, &str); 7] = [
    ("q-applicant-kind", "enterprise"),
    ("q-applicant-name", "示例科技有限公司"),
    ("q-applicant-id", "91350100M000100Y43"),
    ("q-contact-phone", "000-0000 0000"),
    ("q-application-number", "ZL201710601862.3"),
    ("q-respondent", "示例仿冒有限公司"),
    ("q-claim", "责令停止侵权"),
];

/// The copy of the register that an earlier case gave.
async fn copy(portal: &Portal) -> CertificateId {
    let asked = [("application-number", "201710601862.3"), ("copies", "1")];
    certificate(portal, COPY, &asked).await
}

/// Answers the questions of the dispute.
async fn begin(person: &mut Browser<'_>, other: &[(&str, &str)]) {
    for (name, value) in CLAIM {
        let told = other.iter().find(|(key, _)| *key == name);
        let value = told.map_or(value, |(_, value)| value);
        let at = format!("/matters/{DISPUTE}/file/{name}");
        let sent = person.fill(&at, &at, &[("answer", value)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", sent.text);
    }
}

/// Sends a form with a certificate: one's own by its identifier, or a file.
async fn show(person: &mut Browser<'_>, what: Result<&CertificateId, &str>) -> Answer {
    let token = person.get(PAPER).await.token();
    let part = |name: &str, more: &str, content: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n{content}\r\n")
    };
    let what = match what {
        Ok(id) => part("certificate", "", id.as_str()),
        Err(file) => part("certificate-file", "; filename=\"c.json\"", file),
    };
    let body = format!("{}{what}--b--\r\n", part("token", "", &token));
    let request = Request::post(SHOW)
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(body));
    person.send(request.expect("a request")).await
}

/// Hands in the paper that no certificate stands in for.
async fn hand_in(person: &mut Browser<'_>, paper: &str) {
    let file = "\r\n--b\r\ncontent-disposition: form-data; name=\"answer\"; filename=\"e.pdf\"\r\n\r\n%PDF-1.7 e";
    let step = format!("paper-{paper}");
    send_paper(person, DISPUTE, &step, file).await;
}

/// Sends the form of a paper with the part that holds its file, or without one.
async fn send_paper(person: &mut Browser<'_>, matter: &str, step: &str, file: &str) -> Answer {
    let page = format!("/matters/{matter}/file/{step}");
    let token = person.get(&page).await.token();
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}{file}\r\n--b--\r\n"
    );
    let request = Request::post(format!("/matters/{matter}/papers/{step}"))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(body));
    let sent = person.send(request.expect("a request")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_an_earlier_case_stands_in_for_the_paper() {
    let portal = Portal::open();
    let id = copy(&portal).await;
    let mut person = portal.signed_in("person");
    begin(&mut person, &[]).await;
    let page = person.get(PAPER).await;
    page.says("An electronic certificate can stand in for this paper");
    page.says(&format!("name=\"certificate\" value=\"{id}\""));
    let shown = show(&mut person, Ok(&id)).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
    person
        .get(PAPER)
        .await
        .says("Verified: this paper is not needed");
    // The use stood in the holder's list before anything was read.
    let looks = person.get("/my/certificates/looks?lang=en").await;
    looks.says("Handling a service matter");
    looks.says("权利证明");

    hand_in(&mut person, "evidence").await;
    hand_in(&mut person, "identity-proof").await;
    let all = person.get(CHECK).await;
    all.says("not needed: the certificate");
    let filed = person.fill(CHECK, CHECK, &[]).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text);
    let number = filed
        .header("location")
        .split('/')
        .nth(2)
        .expect("a number");
    let mut clerk = portal.signed_in("clerk");
    let case = clerk.get(&format!("/cases/{number}?lang=en")).await;
    case.says("verification: Valid; it agrees");
    case.says("Certificate verified instead of a paper");
    let office = &portal.app.office;
    let registered = office.case(number).await.expect("a case");
    assert!(registered.case.waived.contains("right-proof"));
    // The report is kept with the case.
    let mut kept = Vec::new();
    for (_, event) in office.case_records(number).await.expect("records") {
        if let Event::RegisterChecked { response, .. } = event {
            kept.extend(office.note(&response).await.expect("a note"));
        }
    }
    let report = kept.first().expect("a report");
    assert!(
        report.contains(id.as_str()) && report.contains("sm2-signature"),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_about_another_right_or_another_holder_asks_for_the_paper() {
    let portal = Portal::open();
    let id = copy(&portal).await;
    let wrong = change(&portal).await;
    let mut person = portal.signed_in("person");
    begin(&mut person, &[("q-application-number", "201110454443.4")]).await;
    // One that shows something else is not offered, and refused.
    let page = person.get(PAPER).await;
    assert!(!page.text.contains(wrong.as_str()));
    let refused = show(&mut person, Ok(&wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("does not show what the paper shows");
    show(&mut person, Ok(&id)).await;
    person.get(PAPER).await.says("It is about another right");
    // A file of a certificate that the applicant does not hold.
    begin(&mut person, &[("q-applicant-id", "91990100MA0000015X")]).await;
    let file = portal
        .app
        .office
        .certificate(&id)
        .await
        .expect("a certificate");
    let refused = show(&mut person, Err(&file.to_json())).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("not held by the applicant");
    // A guessed identifier says nothing of its holder.
    let mut stranger = portal.signed_in("bank");
    assert_eq!(stranger.get(PAPER).await.status, StatusCode::FORBIDDEN);
    let refused = person.fill(CHECK, CHECK, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_serves_as_well_and_a_changed_one_is_not_genuine() {
    let portal = Portal::open();
    let id = copy(&portal).await;
    let file = portal
        .app
        .office
        .certificate(&id)
        .await
        .expect("a certificate");
    let mut person = portal.signed_in("person");
    begin(&mut person, &[]).await;
    let forged = file
        .to_json()
        .replacen("示例科技有限公司", "示例仿冒有限公司", 1);
    let refused = show(&mut person, Err(&forged)).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text
    );
    let none = person.get("/my/certificates/looks?lang=en").await;
    assert!(!none.text.contains("权利证明"), "a forgery is no use");
    let shown = show(&mut person, Err(&file.to_json())).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
    person
        .get(PAPER)
        .await
        .says("Verified: this paper is not needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_revoked_meanwhile_asks_for_the_paper() {
    let portal = Portal::open();
    let id = copy(&portal).await;
    let mut person = portal.signed_in("person");
    begin(&mut person, &[]).await;
    hand_in(&mut person, "evidence").await;
    hand_in(&mut person, "identity-proof").await;
    show(&mut person, Ok(&id)).await;
    let office = &portal.app.office;
    let reviewer = actor("reviewer", Role::Reviewer);
    let ruling = |measure: Measure| Ruling {
        decision: "示知决〔2026〕1号".to_owned(),
        basis: office.grounds_for(Some(measure))[0].clone(),
        reason: "材料复核".to_owned(),
    };
    for (measure, says) in [
        (Measure::Withhold, "withheld just now"),
        (Measure::Cancel, "revoked or cancelled"),
    ] {
        office
            .rule(&reviewer, &id, measure, &ruling(measure))
            .await
            .expect("a measure");
        let refused = person.fill(CHECK, CHECK, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.says(says);
        let again = show(&mut person, Ok(&id)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        again.says(says);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_register_is_asked_again_at_the_desk() {
    let portal = Portal::open();
    let mut person = portal.signed_in("person");
    let matter = "cn.patent.bibliographic-change";
    let natural = ANSWERS.map(|(name, value)| match name {
        "q-applicant-id" => (name, "11010519491231002X"),
        "q-applicant-kind" => (name, "natural-person"),
        _ => (name, value),
    });
    let paper = answer(&mut person, matter, &natural).await;
    let papers = format!("/matters/{matter}/papers/paper-change-proof");
    person.fill(&paper, &format!("{papers}/check"), &[]).await;
    let page = person.get(&format!("{paper}?lang=en")).await;
    page.says("File without it; the office asks again");
    let waits = person.fill(&paper, &format!("{papers}/wait"), &[]).await;
    // A paper that is not required is left out.
    let optional = waits.header("location").rsplit('/').next();
    let left = send_paper(&mut person, matter, optional.expect("a step"), "").await;
    assert!(left.header("location").ends_with("/check"), "{}", left.text);
    let check = format!("/matters/{matter}/file/check");
    let filed = person.fill(&check, &check, &[]).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text);
    let number = filed
        .header("location")
        .split('/')
        .nth(2)
        .expect("a number");

    let page = format!("/cases/{number}?lang=en");
    let again = format!("/desk/cases/{number}/ask-again");
    person.get(&page).await;
    let mut clerk = portal.signed_in("clerk");
    clerk.get(&page).await.says("Ask a register again");
    let receive = format!("/desk/cases/{number}/receive");
    clerk.fill(&page, &receive, &[]).await;
    // Nothing is accepted without the paper or the answer.
    let accept = format!("/desk/cases/{number}/accept");
    let early = clerk.fill(&page, &accept, &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = clerk
        .fill(&page, &again, &[("paper", "change-proof")])
        .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let office = &portal.app.office;
    let events = office.case_records(number).await.expect("records");
    let answers: Vec<_> = events
        .iter()
        .filter(|(_, event)| matches!(event, Event::RegisterChecked { .. }))
        .map(|(record, _)| record.entry.actor.as_str())
        .collect();
    assert_eq!(
        answers,
        ["system", "clerk"],
        "the second answer is the desk's"
    );
    let mut reviewer = portal.signed_in("reviewer");
    let nobody = reviewer.fill(&page, &again, &[("paper", "change-proof")]);
    assert_ne!(nobody.await.status, StatusCode::SEE_OTHER);
}

const JOINT: &str = "/bundles/stop-infringement";

/// Fills in and files the bundle whose second matter needs the first one's result; returns the first case.
async fn joint(person: &mut Browser<'_>) -> String {
    let begun = person.fill(JOINT, &format!("{JOINT}/begin"), &[]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let asked: Vec<_> = CLAIM.into_iter().chain([("q-copies", "1")]).collect();
    answer(person, COPY, &asked).await;
    person.get(&format!("{JOINT}/file")).await;
    // What the first matter brings is not asked; a draft that came back has its papers already.
    for _ in 0..2 {
        let page = answer(person, DISPUTE, &asked).await;
        let step = page.rsplit('/').next().expect("a step");
        match step.strip_prefix("paper-") {
            Some(paper) => {
                assert_ne!(paper, "right-proof");
                hand_in(person, paper).await;
            }
            None => assert_eq!(step, "check"),
        }
    }
    let file = format!("{JOINT}/file?lang=en");
    person
        .get(&file)
        .await
        .says("it is filed by itself with what you fill in now");
    let filed = person.fill(&file, &format!("{JOINT}/file"), &[]).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text);
    let first = filed.header("location").rsplit('/').next();
    first.expect("a number").to_owned()
}

/// The office decides the first case, and issues the result where it grants it.
async fn decide(portal: &Portal, number: &str, verdict: Verdict) {
    let office = &portal.app.office;
    let (clerk, reviewer) = (
        actor("clerk", Role::Clerk),
        actor("reviewer", Role::Reviewer),
    );
    let paid = Command::RecordFeePaid {
        amount: "30.00".parse().expect("an amount"),
        receipt: "P-0001".parse().expect("a reference"),
    };
    for command in [Command::Receive, Command::Accept, paid] {
        let done = office.act(&clerk, number, command, Vec::new()).await;
        done.expect("a command");
    }
    let reasons = (verdict == Verdict::Refused).then(|| "note:1".parse().expect("a reference"));
    let command = Command::Decide { verdict, reasons };
    let done = office.act(&reviewer, number, command, Vec::new()).await;
    done.expect("a decision");
    if verdict != Verdict::Refused {
        let issued = office.issue_result(&reviewer, number, &[7; 32]).await;
        issued.expect("a certificate");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_matter_begins_by_itself_when_the_earlier_result_is_there() {
    let portal = Portal::open();
    let mut person = portal.signed_in("person");
    let first = joint(&mut person).await;
    let page = format!("/bundles/filed/{first}?lang=en");
    person.get(&page).await.says("no time runs");
    person.get("/my?lang=en").await.says("Begin later");
    let office = &portal.app.office;
    let tick = async || office.tick(now()).await.expect("a round");
    assert_eq!(tick().await.left, 0);
    assert_eq!(
        office.later_for("person").await.expect("later")[0].standing,
        Standing::Waiting
    );
    decide(&portal, &first, Verdict::Granted).await;
    tick().await;
    let later = office.later_for("person").await.expect("later");
    let Standing::Begun { case } = &later[0].standing else {
        panic!("{later:?}");
    };
    let registered = office.case(case).await.expect("a case");
    assert_eq!(registered.matter(), DISPUTE);
    assert_eq!(registered.owner, "person");
    assert!(registered.case.waived.contains("right-proof"));
    let cases = office
        .cases(&Which::Of("person".to_owned()), None, 10)
        .await;
    assert_eq!(cases.expect("cases").0.len(), 2);
    tick().await;
    assert_eq!(
        office.later_for("person").await.expect("later"),
        later,
        "it begins once"
    );
    person
        .get(&format!("/cases/{first}"))
        .await
        .says(&format!("/cases/{case}"));
    assert!(office.store.check().await.expect("a check").is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_matter_lapses_with_its_reason_and_its_draft_comes_back() {
    let portal = Portal::open();
    let mut person = portal.signed_in("person");
    let first = joint(&mut person).await;
    decide(&portal, &first, Verdict::Refused).await;
    portal.app.office.tick(now()).await.expect("a round");
    let page = format!("/bundles/filed/{first}?lang=en");
    person
        .get(&page)
        .await
        .says("the earlier matter ended without the result");
    // What was filled in is a draft again, and alone it needs the paper.
    let next = person.get(&format!("/matters/{DISPUTE}/file")).await;
    assert!(
        next.header("location").ends_with("paper-right-proof"),
        "{next:?}"
    );

    let second = joint(&mut person).await;
    let page = format!("/bundles/filed/{second}?lang=en");
    let back = format!("/bundles/filed/{second}/{DISPUTE}/back");
    let mut stranger = portal.signed_in("clerk");
    assert_ne!(
        stranger.fill("/about", &back, &[]).await.status,
        StatusCode::SEE_OTHER
    );
    let taken = person.fill(&page, &back, &[]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    person.get(&page).await.says("Taken back by you");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commitment_at_filing_spares_its_papers_and_takes_effect_on_receipt() {
    let portal = Portal::open();
    let licence = "cn.patent.agency-licence";
    let asked = [
        ("q-applicant-kind", "enterprise"),
        ("q-applicant-name", "示例专利代理有限公司"),
        ("q-applicant-id", "91350100M000100Y43"),
        ("q-contact-phone", "000-0000 0000"),
        ("q-agency-name", "示例专利代理有限公司"),
        ("q-organisation-form", "company"),
        ("q-representative", "张示例"),
        ("q-premises", "示例市中心路3号"),
        ("q-partners", "3"),
        ("q-founded-on", "2025-01-06"),
    ];
    let mut person = portal.signed_in("person");
    let paper = answer(&mut person, licence, &asked).await;
    let page = person.get(&format!("{paper}?lang=en")).await;
    page.says("A commitment can stand in for this paper");
    page.says("leads to revocation and a credit record");
    let step = paper.rsplit('/').next().expect("a step").to_owned();
    let act = |what: &str| format!("/matters/{licence}/papers/{step}/{what}");
    person.fill(&paper, &act("commit"), &[]).await;
    let check = format!("/matters/{licence}/file/check");
    person
        .get(&check)
        .await
        .says("not needed: you have committed instead");
    // Taken back, the papers are asked again.
    person.fill(&paper, &act("no-commit"), &[]).await;
    let refused = person.fill(&check, &check, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    person.fill(&paper, &act("commit"), &[]).await;
    let filed = person.fill(&check, &check, &[]).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text);
    let number = filed
        .header("location")
        .split('/')
        .nth(2)
        .expect("a number");
    let office = &portal.app.office;
    let clerk = actor("clerk", Role::Clerk);
    let received = office
        .act(&clerk, number, Command::Receive, Vec::new())
        .await;
    received.expect("a receipt");
    let case = office.case(number).await.expect("a case").case;
    assert_eq!(case.mode, Some(Mode::Commitment));
    // What was shown is what is kept.
    let records = office.case_records(number).await.expect("records");
    let words = records.into_iter().find_map(|(_, event)| match event {
        Event::Accepted { undertaking, .. } => undertaking,
        _ => None,
    });
    let words = words.expect("a commitment");
    let kept = office.note(&words).await.expect("a note").expect("words");
    assert!(kept.starts_with("The applicant commits"), "{kept}");
}
