//! What is done with a case now and then: each act through its form, and what follows from it.

use axum::http::StatusCode;
use ip_app::actor::{Actor, Role};
use ip_app::draft::Draft;
use ip_matters::case::State;
use ip_portal::when;

use crate::desk::{Answer, NOW, Portal};
use crate::together::answer;

const LICENCE: &str = "cn.patent.agency-licence";
const CHANGE: &str = "cn.patent.bibliographic-change";

/// A case of the demonstration's person with everything that is asked, but for some papers.
async fn file(portal: &Portal, matter: &str, answers: &[(&str, &str)], but: &[&str]) -> String {
    let office = &portal.app.office;
    let person = Actor {
        account: "person".to_owned(),
        role: Role::Person,
        at: when::at_unix(NOW),
    };
    let entry = office.rules.entry(matter).expect("a matter");
    let mut draft = Draft {
        situation: entry.matter.situations.first().map(|s| s.id.clone()),
        answers: answers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Draft::default()
    };
    let papers: Vec<_> = draft.clone().papers(entry).cloned().collect();
    for paper in papers {
        if !but.contains(&paper.id.as_str()) {
            let pdf = b"%PDF-1.7 sample".to_vec();
            let attached = office.attach(&mut draft, &paper, "paper.pdf", pdf).await;
            attached.expect("a file");
        }
    }
    office
        .keep_draft(&person, matter, &draft)
        .await
        .expect("a draft");
    let submitted = office.submit(&person, matter).await;
    submitted.unwrap_or_else(|error| panic!("{error}: {:?}", error.problems()))
}

/// The answers of an application for an agency licence.
const ANSWERS: [(&str, &str); 10] = [
    ("applicant-kind", "enterprise"),
    ("applicant-name", "示例专利代理有限公司"),
    ("applicant-id", "91350100M000100Y43"),
    ("contact-phone", "000-0000 0000"),
    ("agency-name", "示例专利代理有限公司"),
    ("organisation-form", "company"),
    ("representative", "张示例"),
    ("premises", "示例市中心路3号"),
    ("partners", "3"),
    ("founded-on", "2025-01-06"),
];

pub async fn licence(portal: &Portal, but: &[&str]) -> String {
    file(portal, LICENCE, &ANSWERS, but).await
}

pub async fn change(portal: &Portal) -> String {
    let answers = [
        ("applicant-kind", "enterprise"),
        ("applicant-name", "示例科技有限公司"),
        ("applicant-id", "91350100M000100Y43"),
        ("contact-phone", "000-0000 0000"),
        ("application-number", "201710601862.3"),
        ("item", "address"),
        ("before", "示例市旧路1号"),
        ("after", "示例市新路2号"),
    ];
    file(portal, CHANGE, &answers, &[]).await
}

/// Does something as an account through the form of the case's page.
pub async fn act(
    portal: &Portal,
    login: &str,
    number: &str,
    act: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let mut browser = portal.signed_in(login);
    let page = browser.get(&format!("/cases/{number}?lang=en")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&format!("action=\"/desk/cases/{number}/{act}\""));
    for (name, _) in fields {
        page.says(&format!("name=\"{name}\""));
    }
    let token = page.token();
    let mut pairs = vec![("token", token.as_str())];
    pairs.extend(fields);
    browser
        .post(&format!("/desk/cases/{number}/{act}"), &pairs)
        .await
}

/// As [`act`], which must succeed.
pub async fn done(portal: &Portal, login: &str, number: &str, name: &str, fields: &[(&str, &str)]) {
    let answer = act(portal, login, number, name, fields).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{name}: {}",
        answer.text
    );
}

pub async fn state(portal: &Portal, number: &str) -> State {
    let case = portal.app.office.case(number).await.expect("a case");
    case.case.state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_special_procedure_pauses_the_clocks_and_ends() {
    let portal = Portal::open();
    let number = licence(&portal, &[]).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    done(&portal, "clerk", &number, "accept", &[]).await;
    done(&portal, "reviewer", &number, "assign", &[]).await;
    let nothing = act(
        &portal,
        "reviewer",
        &number,
        "special",
        &[("kind", "hearing")],
    )
    .await;
    assert_eq!(
        nothing.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a reason is asked"
    );
    let fields = [
        ("kind", "hearing"),
        ("needs", "15"),
        ("note", "依申请举行听证"),
    ];
    done(&portal, "reviewer", &number, "special", &fields).await;
    assert_eq!(state(&portal, &number).await, State::InSpecialProcedure);
    let mut desk = portal.signed_in("clerk");
    desk.get("/desk?lang=en").await.says("Paused");
    let fields = [("note", "听证结束")];
    done(&portal, "reviewer", &number, "special-end", &fields).await;
    let alone = [("officer1", "A-1"), ("officer2", "A-1"), ("note", "已核查")];
    let refused = act(&portal, "reviewer", &number, "facts", &alone).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "two officers"
    );
    let both = [("officer1", "A-1"), ("officer2", "A-2"), ("note", "已核查")];
    done(&portal, "reviewer", &number, "facts", &both).await;
    let fields = [("note", "利害关系人甲"), ("until", "2026-03-20")];
    done(&portal, "reviewer", &number, "party", &fields).await;
    let mut supervisor = portal.signed_in("supervisor");
    let page = supervisor.get(&format!("/cases/{number}")).await;
    let urge = format!("/desk/cases/{number}/urge");
    assert!(!page.text.contains(&urge), "nothing is late");
    let fields = [("note", "申请人死亡")];
    done(&portal, "reviewer", &number, "terminate", &fields).await;
    assert_eq!(state(&portal, &number).await, State::Terminated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hearing_is_told_asked_for_and_set_and_organs_handle_a_case_together() {
    let portal = Portal::open();
    let number = licence(&portal, &[]).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let fields = [("of", "LIC-2021-01"), ("expires", "2026-12-31")];
    done(&portal, "clerk", &number, "renew", &fields).await;
    done(&portal, "clerk", &number, "accept", &[]).await;
    done(&portal, "reviewer", &number, "assign", &[]).await;
    let fields = [("note", "与示例区局联合办理")];
    done(&portal, "reviewer", &number, "joint", &fields).await;
    let fields = [("n", "15"), ("approved", "yes"), ("reasons", "情况复杂")];
    done(&portal, "reviewer", &number, "extend", &fields).await;
    let fields = [("note", "申请人，告知听证权利")];
    done(&portal, "reviewer", &number, "hearing-tell", &fields).await;
    let fields = [("note", "对许可条件有异议")];
    done(&portal, "person", &number, "hearing-ask", &fields).await;
    assert_eq!(state(&portal, &number).await, State::InSpecialProcedure);
    let soon = [("day", "2026-03-10"), ("note", "示例厅")];
    let refused = act(&portal, "reviewer", &number, "hearing-set", &soon).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("day", "2026-04-01"), ("note", "示例厅，上午九时")];
    done(&portal, "reviewer", &number, "hearing-set", &fields).await;
    let mut person = portal.signed_in("person");
    let page = person.get(&format!("/cases/{number}?lang=en")).await;
    page.says("Day of the hearing set");
    page.says("Notice of the hearing");
    page.says("Decide on the renewal");
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_may_follow_an_acceptance_and_are_brought() {
    let portal = Portal::open();
    let number = licence(&portal, &["premises-proof"]).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let fields = [
        ("papers", "premises-proof"),
        ("due", "2026-03-20"),
        ("note", "三月二十日前补交"),
    ];
    let past = [fields[0], ("due", "2026-03-01"), fields[2]];
    let refused = act(&portal, "clerk", &number, "tolerance", &past).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    done(&portal, "clerk", &number, "tolerance", &fields).await;
    let mut person = portal.signed_in("person");
    let page = person.get(&format!("/cases/{number}?lang=en")).await;
    page.says("Papers are still to follow");
    let mine = person.get("/my?lang=en").await;
    mine.says("Papers to follow");
    mine.says("Yours");
    let calendar = person.get("/my/deadlines.ics?lang=en").await;
    calendar.says("DTSTART;VALUE=DATE:20260320");
    let page = person
        .get(&format!("/cases/{number}/correct?lang=en"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("name=\"premises-proof\"");
    let boundary = "b0undary";
    let body = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{}\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"premises-proof\"; filename=\"lease.pdf\"\r\n\
         content-type: application/pdf\r\n\r\n%PDF-1.7 lease\r\n--{boundary}--\r\n",
        page.token()
    );
    let request = axum::http::Request::post(format!("/cases/{number}/correct"))
        .header(
            "content-type",
            format!("multipart/form-data; boundary={boundary}"),
        )
        .body(axum::body::Body::from(body))
        .expect("a request");
    let answer = person.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let case = portal.app.office.case(&number).await.expect("a case").case;
    assert!(case.tolerance.is_none());
    assert!(case.materials.contains("premises-proof"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commitment_is_signed_used_verified_and_revoked() {
    let portal = Portal::open();
    let number = licence(&portal, &[]).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let silent = act(&portal, "person", &number, "commit", &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    done(&portal, "person", &number, "commit", &[("agree", "yes")]).await;
    done(
        &portal,
        "reviewer",
        &number,
        "decide",
        &[("verdict", "granted")],
    )
    .await;
    done(&portal, "reviewer", &number, "issue", &[]).await;
    let fields = [("met", "no"), ("note", "经营场所不实")];
    done(&portal, "reviewer", &number, "verify-commitment", &fields).await;
    let fields = [("ground", "commitment"), ("note", "承诺不实")];
    done(&portal, "reviewer", &number, "revoke", &fields).await;
    assert_eq!(state(&portal, &number).await, State::Revoked);
    // Who broke one may not use the mode again.
    let again = licence(&portal, &[]).await;
    done(&portal, "clerk", &again, "receive", &[]).await;
    let mut person = portal.signed_in("person");
    let page = person.get(&format!("/cases/{again}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("/commit\""), "{}", page.text);
    // Nor is it offered while filing.
    let asked = ANSWERS.map(|(name, value)| (format!("q-{name}"), value));
    let asked = asked
        .each_ref()
        .map(|(name, value)| (name.as_str(), *value));
    let paper = answer(&mut person, LICENCE, &asked).await;
    let offer = person.get(&paper).await;
    assert!(!offer.text.contains("/commit\""), "{}", offer.text);
    let step = paper.rsplit('/').next().expect("a step");
    let forced = format!("/matters/{LICENCE}/papers/{step}/commit");
    let forced = person.fill(&paper, &forced, &[]).await;
    assert_eq!(forced.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commitment_is_kept_as_it_was_shown_and_can_be_taken_back() {
    let portal = Portal::open();
    let number = licence(&portal, &[]).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let mut person = portal.signed_in("person");
    let shown = person.get(&format!("/cases/{number}?lang=en")).await;
    assert!(
        shown
            .text
            .contains("the decision is made at once and verified afterwards")
    );
    done(&portal, "person", &number, "commit", &[("agree", "yes")]).await;
    done(&portal, "person", &number, "uncommit", &[]).await;
    assert_eq!(state(&portal, &number).await, State::Received);
    done(&portal, "clerk", &number, "accept", &[]).await;
    let page = person.get("/overdue").await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_refused_forwarded_or_needs_no_application() {
    let portal = Portal::open();
    let number = licence(&portal, &[]).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let silent = [
        ("ground", "out-of-competence"),
        ("note", "不属于本机关职权"),
    ];
    let refused = act(&portal, "clerk", &number, "refuse", &silent).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "who is competent"
    );
    let fields = [silent[0], silent[1], ("competent", "示例省知识产权局")];
    done(&portal, "clerk", &number, "refuse", &fields).await;
    assert_eq!(state(&portal, &number).await, State::AcceptanceRefused);
    let mut person = portal.signed_in("person");
    let page = person.get(&format!("/cases/{number}?lang=en")).await;
    page.says("id=\"remedies\"");

    let number = change(&portal).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let fields = [("to", "protection-centre"), ("mode", "transfer")];
    done(&portal, "clerk", &number, "forward", &fields).await;
    assert_eq!(state(&portal, &number).await, State::Forwarded);

    let number = change(&portal).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let fields = [("note", "无需办理")];
    done(&portal, "clerk", &number, "not-required", &fields).await;
    assert_eq!(state(&portal, &number).await, State::NotRequired);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_of_an_outlet_stands_window_by_window() {
    let portal = Portal::open();
    let number = licence(&portal, &[]).await;
    done(&portal, "clerk", &number, "receive", &[]).await;
    let mut clerk = portal.signed_in("clerk");
    let page = clerk.get("/windows?outlet=ip-hall&lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("Window 1: patents");
    page.says(&number);
    page.says("Check of the papers");
    page.says("1 open");
    let elsewhere = clerk.get("/windows?outlet=protection-centre&lang=en").await;
    assert!(!elsewhere.text.contains(&number));
    let refused = portal.signed_in("person").get("/windows").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outlet_is_open_on_a_working_day_only() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    // 2026-03-09 is a Monday, 2026-03-08 a Sunday without work in lieu.
    let monday = browser.get("/outlets?day=2026-03-09&lang=en").await;
    monday.says("Open on that day");
    monday.says("09:00–12:00");
    let sunday = browser.get("/outlets?day=2026-03-08&lang=en").await;
    assert!(!sunday.text.contains("Open on that day"));
}
