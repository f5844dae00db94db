//! Certificates changed by their office, published states and proofs, results with their own type standard.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use ip_certs::certificate::Certificate;
use ip_certs::log::{Checkpoint, LogPolicy, LogProof, verify_consistency};
use ip_certs::status::{SignedList, StatusBook};
use ip_certs::verify::{Policy, StatusSource, Verdict, Verifier};
use ip_core::id::CertificateId;

use crate::desk::{Browser, Portal};
use crate::office::{certificate, change, now, post};

#[tokio::test]
async fn an_office_withholds_gives_back_issues_anew_and_revokes() {
    let portal = Portal::open();
    let first = change(&portal).await;
    let office = &portal.app.office;
    let mut reviewer = portal.signed_in("reviewer");
    let page = format!("/desk/certificates/{first}");
    let ruling = |name: &str| {
        [
            (format!("{name}-decision"), "示知决〔2026〕1号".to_owned()),
            (format!("{name}-basis"), "0".to_owned()),
            (format!("{name}-reason"), "材料复核".to_owned()),
        ]
    };
    async fn act(
        browser: &mut Browser<'_>,
        page: &str,
        name: &str,
        pairs: &[(String, String)],
    ) -> StatusCode {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        post(browser, page, &format!("{page}/{name}"), &pairs)
            .await
            .status
    }
    let verdict = async |id: &CertificateId| {
        let presented = ip_app::certificates::Presented::typed(id.as_str());
        office
            .verify(presented, now())
            .await
            .expect("a report")
            .report
            .verdict
    };
    // Without grounds, or as a clerk, nothing happens.
    assert_eq!(
        act(&mut reviewer, &page, "withhold", &[]).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let mut clerk = portal.signed_in("clerk");
    let token = clerk.get("/about").await.token();
    let mut pairs: Vec<_> = ruling("withhold").into();
    pairs.push(("token".to_owned(), token));
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let refused = clerk.post(&format!("{page}/withhold"), &pairs).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(verdict(&first).await, Verdict::Valid);

    assert_eq!(
        act(&mut reviewer, &page, "withhold", &ruling("withhold")).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(verdict(&first).await, Verdict::Suspended);
    assert_eq!(
        act(&mut reviewer, &page, "release", &ruling("release")).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(verdict(&first).await, Verdict::Valid);

    // A new version: the old one ends in the same step.
    let mut anew: Vec<_> = ruling("reissue").into();
    assert_eq!(
        act(&mut reviewer, &page, "reissue", &anew).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    anew.push(("holder-0".to_owned(), "示例科技股份有限公司".to_owned()));
    assert_eq!(
        act(&mut reviewer, &page, "reissue", &anew).await,
        StatusCode::SEE_OTHER
    );
    let second = first.next_version().expect("a next version");
    assert_eq!(verdict(&first).await, Verdict::Superseded);
    assert_eq!(verdict(&second).await, Verdict::Valid);
    let now_says = office.certificate(&second).await.expect("a certificate");
    assert_eq!(now_says.record().holders[0].name, "示例科技股份有限公司");
    assert_eq!(now_says.record().predecessor.as_ref(), Some(&first));

    let page = format!("/desk/certificates/{second}");
    let revoke = "revoke-from-beginning";
    assert_eq!(
        act(&mut reviewer, &page, revoke, &ruling(revoke)).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nothing takes this back: not on one click"
    );
    let mut sure: Vec<_> = ruling(revoke).into();
    sure.push((format!("{revoke}-sure"), "yes".to_owned()));
    assert_eq!(
        act(&mut reviewer, &page, revoke, &sure).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(verdict(&second).await, Verdict::Revoked);
    assert_eq!(
        act(&mut reviewer, &page, "release", &ruling("release")).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let told = reviewer.get(&page).await;
    for told_text in ["撤销", "示知决〔2026〕1号", "材料复核", "行政许可法"] {
        told.says(told_text);
    }
    let mut person = portal.signed_in("person");
    person.get("/my/certificates").await.says("撤销");
    assert!(office.store.check().await.expect("a check").is_sound());
}

#[tokio::test]
async fn published_lists_and_proofs_are_enough_to_verify_offline() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let id = change(&portal).await;
    let mut anyone = portal.browser();
    let certificate = office.certificate(&id).await.expect("a certificate");
    let mut book = StatusBook::default();
    let trust = office.trust_list().await.expect("a trust list");
    let fetch =
        async |book: &mut StatusBook, anyone: &mut Browser<'_>, certificate: &Certificate| {
            for entry in &certificate.record().status {
                let path = entry
                    .list
                    .strip_prefix("https://portal.example")
                    .expect("our address");
                let answer = anyone.get(path).await;
                assert_eq!(answer.status, StatusCode::OK);
                let list = SignedList::from_json(answer.text.as_bytes()).expect("a list");
                book.accept(list, &trust, Policy::RequireBoth)
                    .expect("a list one believes");
            }
        };
    fetch(&mut book, &mut anyone, &certificate).await;
    let verdict = |book: &StatusBook| {
        let verifier = Verifier {
            trust: &trust,
            kinds: &office.rules.kinds,
            policy: Policy::RequireBoth,
            status: StatusSource::Lists(book),
            log: None,
            now: now(),
        };
        verifier.certificate(&certificate).verdict
    };
    assert_eq!(verdict(&book), Verdict::Valid);
    let before = book.clone();

    // The log: a proof that works offline, and growth that can be proved.
    let policy = LogPolicy {
        log: office.log_key().expect("a key"),
        witnesses: Vec::new(),
        quorum: 0,
        status_lists: false,
    };
    let small = anyone.get("/log/checkpoint").await.text;
    let small = Checkpoint::from_note(&small).expect("a checkpoint");
    let proof = anyone.get(&format!("/log/proof/{id}")).await.text;
    let proof = LogProof::from_text(&proof).expect("a proof");
    proof
        .verify(&certificate.log_entry(), &policy)
        .expect("an entry");
    let other = change(&portal).await;
    let large = anyone.get("/log/checkpoint").await.text;
    let large = Checkpoint::from_note(&large).expect("a checkpoint");
    // Two certificates, and before the second what both lists of the first state.
    assert_eq!((small.size, large.size), (3, 4));
    let path = format!("/log/consistency/{}/{}", small.size, large.size);
    let hashes: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&anyone.get(&path).await.text).expect("hashes");
    let hashes: Vec<[u8; 32]> = hashes["hashes"]
        .iter()
        .map(|hash| ip_portal::session::unhex(hash).expect("a hash"))
        .collect();
    verify_consistency(
        (small.size, &small.root),
        (large.size, &large.root),
        &hashes,
    )
    .expect("the log only grew");
    assert_eq!(
        anyone.get("/log/inclusion/9/2").await.status,
        StatusCode::NOT_FOUND
    );

    // Revoked: the new list says so, and the old one is refused after it.
    let mut reviewer = portal.signed_in("reviewer");
    let page = format!("/desk/certificates/{id}");
    let pairs = [
        ("revoke-as-penalty-decision", "示知罚〔2026〕2号"),
        ("revoke-as-penalty-basis", "0"),
        ("revoke-as-penalty-reason", "骗取"),
        ("revoke-as-penalty-sure", "yes"),
    ];
    let done = post(
        &mut reviewer,
        &page,
        &format!("{page}/revoke-as-penalty"),
        &pairs,
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    fetch(&mut book, &mut anyone, &certificate).await;
    assert_eq!(verdict(&book), Verdict::Revoked);
    assert_eq!(
        verdict(&before),
        Verdict::Valid,
        "an old list tells the old state"
    );
    let second = office.certificate(&other).await.expect("a certificate");
    assert_ne!(second.record().status, certificate.record().status);
}

#[tokio::test]
async fn a_certificate_signed_behind_the_log_is_found_out() {
    use ip_certs::certificate::Issuance;
    let portal = Portal::open();
    let office = &portal.app.office;
    let id = change(&portal).await;
    let known = office.certificate(&id).await.expect("a certificate");
    let mut record = known.record().clone();
    record.holders[0].name = "冒名者".to_owned();
    let stolen = office.signers(id.issuer(), now()).await.expect("its keys");
    let signers = stolen
        .iter()
        .map(|signer| &**signer as &dyn ip_certs::sign::Signer);
    let signers: Vec<_> = signers.collect();
    let issuance = Issuance {
        kinds: &office.rules.kinds,
        signers: &signers,
        at: now(),
        entropy: &[1; 32],
    };
    let stolen = Certificate::issue(record, &issuance).expect("a certificate");
    let presented =
        ip_app::certificates::Presented::file(stolen.to_json().as_bytes()).expect("a file");
    let verified = office.verify(presented, now()).await.expect("a report");
    assert_eq!(verified.report.verdict, Verdict::Untrusted);
}

#[tokio::test]
async fn results_follow_their_own_type_standard() {
    let portal = Portal::open();
    let pledge = [
        ("application-number", "201710601862.3"),
        ("pledgee-name", "示例银行"),
        ("pledgee-id", "91350100M000100Y43"),
        ("secured-amount", "100000.00"),
        ("term-from", "2026-03-01"),
        ("term-to", "2027-03-01"),
    ];
    let sign = [
        ("gi-name", "示例茶"),
        ("gi-kind", "product"),
        ("region", "示例市全域"),
        ("product", "示例茶叶"),
        ("place", "示例市茶园路1号"),
    ];
    let licence = [
        ("agency-name", "示例专利代理所"),
        ("representative", "张示例"),
        ("premises", "示例市中心路3号"),
        ("organisation-form", "partnership"),
        ("partners", "3"),
        ("founded-on", "2026-02-01"),
    ];
    let cases: [(&str, &[(&str, &str)]); 3] = [
        ("cn.patent.pledge-registration", &pledge),
        ("cn.local.gi-sign-approval", &sign),
        ("cn.patent.agency-licence", &licence),
    ];
    let office = &portal.app.office;
    let own: BTreeMap<&str, &str> = office.rules.results.own_kinds().collect();
    assert_eq!(
        own.len(),
        cases.len(),
        "a case for every result with a standard of its own"
    );
    for (matter, answers) in cases {
        let id = certificate(&portal, matter, answers).await;
        let record = office.certificate(&id).await.expect("a certificate");
        assert_eq!(record.record().kind, own[matter]);
        assert_eq!(
            office.kind_of(&id).map(|kind| kind.key.as_str()),
            Some(own[matter])
        );
    }
}

#[tokio::test]
async fn an_account_that_names_its_offices_decides_and_signs_for_no_other() {
    let library = ip_portal::library::Library::load(None, true).expect("a pack");
    let bodies: Vec<String> = library.pack.bodies.iter().map(|b| b.uscc.clone()).collect();
    let portal = Portal::open();
    let id = change(&portal).await;
    let other = bodies.iter().find(|code| *code != id.issuer());
    let other = other.expect("another office").clone();

    // The same portal, after the administrator has written the office into the file of accounts.
    let Portal {
        folder,
        app,
        router,
        ..
    } = portal;
    let file = folder.path().join("accounts.toml");
    let accounts = std::fs::read_to_string(&file).expect("the accounts");
    let bound = |office: &str| {
        let line = format!("login = \"reviewer\"\noffices = [\"{office}\"]");
        accounts.replace("login = \"reviewer\"", &line)
    };
    drop((app, router));
    std::fs::write(&file, bound(&other)).expect("a file");
    let portal = Portal::with(folder, library);
    let page = format!("/desk/certificates/{id}");
    let mut reviewer = portal.signed_in("reviewer");
    let shown = reviewer.get(&page).await;
    assert!(!shown.text.contains("/withhold"), "nothing to decide here");
    let pairs = [
        ("withhold-decision", "示知决〔2026〕3号"),
        ("withhold-basis", "0"),
        ("withhold-reason", "越权"),
    ];
    let refused = post(&mut reviewer, "/about", &format!("{page}/withhold"), &pairs).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let reviewer = crate::office::actor("reviewer", ip_app::actor::Role::Reviewer);
    let office = &portal.app.office;
    assert!(office.acts_for(&reviewer, &other));
    let registered = office.registered(id.as_str()).await.expect("an entry");
    let signed = office
        .issue_result(&reviewer, &registered.case, &[1; 32])
        .await;
    assert!(
        matches!(signed, Err(ip_app::error::AppError::Forbidden)),
        "{signed:?}"
    );

    // An office that issues nothing here is a mistake that is told at the start.
    let Portal {
        folder,
        app,
        router,
        ..
    } = portal;
    drop((app, router));
    std::fs::write(&file, bound("123456789012345678")).expect("a file");
    let library = ip_portal::library::Library::load(None, true).expect("a pack");
    let data = ip_portal::data_dir::DataDir::open(folder.path()).expect("a folder");
    let opened = ip_portal::state::Shared::open(data, library, "https://portal.example");
    let told = opened.err().expect("a failure").to_string();
    assert!(
        told.contains("accounts.toml") && told.contains("reviewer"),
        "{told}"
    );
}
