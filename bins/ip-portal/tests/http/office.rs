//! An office at work: a case from its filing to its certificate, and forms that are sent.

use chrono::{DateTime, FixedOffset};
use ip_app::actor::{Actor, Role};
use ip_app::draft::Draft;
use ip_core::id::CertificateId;
use ip_matters::case::{Command, Verdict};
use ip_portal::when;

use crate::desk::{Answer, Browser, NOW, Portal};

const CHANGE: &str = "cn.patent.bibliographic-change";

pub fn now() -> DateTime<FixedOffset> {
    when::at_unix(NOW)
}

pub fn actor(account: &str, role: Role) -> Actor {
    Actor {
        account: account.to_owned(),
        role,
        at: now(),
    }
}

/// The organisation of a demonstration account.
pub fn organisation(portal: &Portal, login: &str) -> String {
    let account = portal.app.accounts.get(login).expect("an account");
    account.organisation.clone().expect("an organisation")
}

/// A case from its filing to the certificate.
pub async fn certificate(portal: &Portal, matter: &str, more: &[(&str, &str)]) -> CertificateId {
    let office = &portal.app.office;
    let person = actor("person", Role::Person);
    let common = [
        ("applicant-kind", "enterprise"),
        ("applicant-name", "示例科技有限公司"),
        ("applicant-id", "91350100M000100Y43"),
        ("contact-phone", "000-0000 0000"),
    ];
    let entry = office.rules.entry(matter).expect("a matter");
    let mut draft = Draft {
        situation: entry
            .matter
            .situations
            .first()
            .map(|situation| situation.id.to_string()),
        answers: common
            .iter()
            .chain(more)
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect(),
        ..Draft::default()
    };
    let papers: Vec<_> = draft.clone().papers(entry).cloned().collect();
    for paper in papers {
        let name = format!("proof.{}", paper.accepts.first().expect("a kind"));
        office
            .attach(&mut draft, &paper, &name, b"%PDF-1.7 sample".to_vec())
            .await
            .expect("a paper");
    }
    office
        .keep_draft(&person, matter, &draft)
        .await
        .expect("a draft");
    let number = office
        .submit(&person, matter)
        .await
        .unwrap_or_else(|e| panic!("{matter}: {e}"));
    let clerk = actor("clerk", Role::Clerk);
    let reviewer = actor("reviewer", Role::Reviewer);
    let paid = Command::RecordFeePaid {
        amount: "200.00".parse().expect("an amount"),
        receipt: "P-0001".parse().expect("a reference"),
    };
    for command in [Command::Receive, Command::Accept, paid] {
        let told = format!("{command:?}");
        let done = office.act(&clerk, &number, command, Vec::new()).await;
        // A matter without a fee takes none.
        assert!(done.is_ok() || told.contains("Fee"), "{told}: {done:?}");
    }
    let decide = Command::Decide {
        verdict: Verdict::Granted,
        reasons: None,
    };
    office
        .act(&reviewer, &number, decide, Vec::new())
        .await
        .expect("a decision");
    office
        .issue_result(&reviewer, &number, &[7; 32])
        .await
        .unwrap_or_else(|e| panic!("{matter}: {e}"))
}

/// A certificate of a change of address.
pub async fn change(portal: &Portal) -> CertificateId {
    let answers = [
        ("application-number", "201710601862.3"),
        ("item", "address"),
        ("before", "示例市旧路1号"),
        ("after", "示例市新路2号"),
    ];
    certificate(portal, CHANGE, &answers).await
}

/// Sends a form with the token of its page.
pub async fn post(
    browser: &mut Browser<'_>,
    page: &str,
    to: &str,
    pairs: &[(&str, &str)],
) -> Answer {
    let token = browser.get(page).await.token();
    let all: Vec<_> = pairs.iter().copied().chain([("token", &*token)]).collect();
    browser.post(to, &all).await
}
