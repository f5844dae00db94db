//! Certificates shared by code and by consent, on pages and through the API.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use ip_app::actor::Role;
use ip_app::error::AppError;
use ip_app::sharing::{Ask, Wanted, Wish, read_code};
use ip_certs::share::{AnnotatedCopy, ShareOperation};
use ip_certs::verify::Verdict;
use ip_core::id::CertificateId;

use crate::desk::Portal;
use crate::office::{actor, certificate, change, now, organisation, post};

pub fn wish(portal: &Portal, certificate: &CertificateId, by_code: bool) -> Wish {
    Wish {
        certificate: certificate.clone(),
        fields: Vec::new(),
        operations: vec![ShareOperation::Compare, ShareOperation::Query],
        purpose: "pledge-financing".to_owned(),
        audience: organisation(portal, "bank"),
        until: now() + Duration::hours(2),
        uses: 3,
        by_code,
    }
}

fn query(code: &str) -> Ask {
    let (authorisation, code) = read_code(code).expect("a code");
    Ask {
        authorisation,
        code: Some(code),
        certificate: None,
        purpose: "pledge-financing".to_owned(),
        cause: "贷前核查".to_owned(),
        wanted: Wanted::Query(None),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn of_a_hundred_thousand_tries_at_one_code_exactly_one_succeeds() {
    let portal = Portal::open();
    let id = change(&portal).await;
    let office = portal.app.office.clone();
    let person = actor("person", Role::Person);
    let given = office
        .authorise(&person, wish(&portal, &id, true), &[3; 32])
        .await
        .expect("an authorisation");
    let code = given.code.expect("a code");
    let bank = Arc::new((
        actor("bank", Role::Requester),
        organisation(&portal, "bank"),
    ));
    let ask = Arc::new(query(&code));
    let tasks = (0..64).map(|_| {
        let (office, bank, ask) = (office.clone(), Arc::clone(&bank), Arc::clone(&ask));
        tokio::spawn(async move {
            let mut good = 0;
            for _ in 0..1563 {
                match office.use_certificate(&bank.0, &bank.1, &ask).await {
                    Ok(_) => good += 1,
                    Err(AppError::Refused { problems, .. }) => {
                        assert_eq!(problems.0[0].code, "certs.share.code");
                    }
                    Err(other) => panic!("{other}"),
                }
            }
            good
        })
    });
    let tasks: Vec<_> = tasks.collect();
    let mut good = 0;
    for task in tasks {
        good += task.await.expect("a task");
    }
    assert_eq!(good, 1);
    let (looks, _) = office.looks("person", None, 10).await.expect("records");
    assert_eq!(looks.len(), 1, "one record, before one release");
    let cause = office.cause(&looks[0]).await.expect("a cause");
    assert_eq!(cause.as_deref(), Some("贷前核查"));

    // The log holds neither the code nor the cause, and is a chain.
    let secret = read_code(&code).expect("a code").1;
    for record in office.store.log(0, 1000).await.expect("the log") {
        for hidden in [secret.as_str(), "贷前核查", "示例科技"] {
            assert!(!record.entry.body.contains(hidden), "{hidden}: {record:?}");
        }
    }
    assert!(office.store.check().await.expect("a check").is_sound());
}

/// The code on the page that shows it.
pub fn shown_code(text: &str) -> String {
    let before = "case-number-large\">";
    let at = text.find(before).expect("a code") + before.len();
    text[at..at + text[at..].find('<').expect("an end")].to_owned()
}

#[tokio::test]
async fn a_holder_shares_by_code_and_reads_who_looked() {
    let portal = Portal::open();
    let id = change(&portal).await;
    let bank_code = organisation(&portal, "bank");
    let mut person = portal.signed_in("person");
    person.get("/my/certificates").await.says(id.as_str());
    let share = format!("/certificates/{id}/share");
    let nothing = post(&mut person, &share, &share, &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wish = [
        ("audience", &*bank_code),
        ("purpose", "pledge-financing"),
        ("operations", "compare"),
        ("way", "code"),
    ];
    let shown = post(&mut person, &share, &share, &wish).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(shown.header("cache-control"), "no-store");
    let code = shown_code(&shown.text);

    // Without a reason nothing is used; with one, a yes; and the code is burnt.
    let mut bank = portal.signed_in("bank");
    let mut ask = vec![
        ("code", &*code),
        ("purpose", "pledge-financing"),
        ("cause", ""),
        ("operation", "compare"),
        ("certificateHolderName", "示例科技有限公司"),
    ];
    let refused = post(&mut bank, "/use", "/use", &ask).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    ask[2].1 = "贷前核查";
    let yes = post(&mut bank, "/use", "/use", &ask).await;
    assert_eq!(yes.status, StatusCode::OK, "{}", yes.text);
    yes.says("一致");
    assert!(
        !yes.text.contains("示例科技"),
        "yes or no, and nothing more"
    );
    let again = post(&mut bank, "/use", "/use", &ask).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The holder reads who, for what and why; a stranger reads nothing.
    let looks = person.get("/my/certificates/looks").await;
    for told in ["示例银行", "核验", "知识产权质押融资", "贷前核查"] {
        looks.says(told);
    }
    let number = read_code(&code).expect("a code").0;
    let mut clerk = portal.signed_in("clerk");
    for page in [
        format!("/my/certificates/authorisations/{number}"),
        share.clone(),
    ] {
        assert_eq!(clerk.get(&page).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(bank.get(&share).await.status, StatusCode::FORBIDDEN);
    let case = portal
        .app
        .office
        .registered(id.as_str())
        .await
        .expect("a certificate")
        .case;
    assert_ne!(
        bank.get(&format!("/cases/{case}")).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn guessing_codes_is_braked_and_kills_the_code() {
    let portal = Portal::open();
    let id = change(&portal).await;
    let office = &portal.app.office;
    let person = actor("person", Role::Person);
    let wish = wish(&portal, &id, true);
    let given = office
        .authorise(&person, wish, &[4; 32])
        .await
        .expect("a grant");
    let code = given.code.expect("a code");
    let wrong = format!("{}-0000000000", given.id);
    let mut bank = portal.signed_in("bank");
    let ask = |code: &str| {
        [
            ("code", code.to_owned()),
            ("purpose", "pledge-financing".to_owned()),
            ("cause", "核查".to_owned()),
            ("operation", "query".to_owned()),
        ]
    };
    for _ in 0..5 {
        let pairs = ask(&wrong);
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answer = post(&mut bank, "/use", "/use", &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            !answer.text.contains("0000000000"),
            "a code is not put back"
        );
    }
    let pairs = ask(&code);
    let pairs: Vec<_> = pairs.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let braked = post(&mut bank, "/use", "/use", &pairs).await;
    assert_eq!(braked.status, StatusCode::TOO_MANY_REQUESTS);
    let requester = actor("bank", Role::Requester);
    let dead = office
        .use_certificate(&requester, &organisation(&portal, "bank"), &query(&code))
        .await;
    assert!(matches!(dead, Err(AppError::Refused { .. })), "{dead:?}");
    let (looks, _) = office.looks("person", None, 20).await.expect("records");
    assert_eq!(looks.len(), 5, "the holder sees every wrong code");
}

#[tokio::test]
async fn a_standing_authorisation_gives_copies_that_expire_until_it_is_withdrawn() {
    let portal = Portal::open();
    let id = change(&portal).await;
    let office = &portal.app.office;
    let person = actor("person", Role::Person);
    let mut wish = wish(&portal, &id, false);
    wish.operations.push(ShareOperation::Download);
    let until = wish.until;
    let given = office
        .authorise(&person, wish, &[5; 32])
        .await
        .expect("a grant");
    let page = format!("/use/{}", given.id);
    let mut bank = portal.signed_in("bank");
    bank.get("/use").await.says(&given.id);
    let ask = [
        ("purpose", "pledge-financing"),
        ("cause", "贷前核查"),
        ("operation", "download"),
    ];
    let copy = post(&mut bank, &page, &page, &ask).await;
    assert_eq!(copy.status, StatusCode::OK, "{}", copy.text);
    let read = AnnotatedCopy::from_json(copy.text.as_bytes()).expect("a copy");
    assert_eq!(read.annotation().expires_at, until);
    assert!(read.annotation().purpose.contains("贷前核查"));
    assert_eq!(read.annotation().recipient, organisation(&portal, "bank"));
    assert!(
        read.certificate().hidden() > 0,
        "what was not opened stays hidden"
    );
    assert!(!copy.text.contains("91350100M000100Y43"));

    // Anyone sees what stands on the copy.
    let file = copy.text;
    let presented = ip_app::certificates::Presented::file(file.as_bytes()).expect("a file");
    let verified = office.verify(presented, now()).await.expect("a report");
    assert_eq!(verified.report.verdict, Verdict::ValidButStatusUnknown);
    // It was made for the bank: the bank may take it, nobody else.
    let presented = || {
        let read = AnnotatedCopy::from_json(file.as_bytes()).expect("a copy");
        ip_app::certificates::Presented::Copy(Box::new(read))
    };
    for (login, verdict) in [("bank", Verdict::Valid), ("platform", Verdict::Untrusted)] {
        let asker = organisation(&portal, login);
        let verified = office.verify_for(presented(), Some(&asker), now()).await;
        assert_eq!(
            verified.expect("a report").report.verdict,
            verdict,
            "{login}"
        );
    }
    let late = until + Duration::seconds(1);
    let bank_code = organisation(&portal, "bank");
    let verified = office.verify_for(presented(), Some(&bank_code), late).await;
    assert_eq!(verified.expect("a report").report.verdict, Verdict::Expired);
    let longer = file.replacen(
        "\"certificateCopyExpiringTime\":\"2",
        "\"certificateCopyExpiringTime\":\"3",
        1,
    );
    let forged = ip_app::certificates::Presented::file(longer.as_bytes()).expect("a copy");
    let verified = office.verify(forged, now()).await.expect("a report");
    assert_eq!(verified.report.verdict, Verdict::Forged);

    // For another purpose, by another organisation, or after withdrawal: nothing.
    let other = [
        ("purpose", "tender"),
        ("cause", "x"),
        ("operation", "query"),
    ];
    let refused = post(&mut bank, &page, &page, &other).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut platform = portal.signed_in("platform");
    assert_eq!(platform.get(&page).await.status, StatusCode::NOT_FOUND);
    let mut person = portal.signed_in("person");
    let own = format!("/my/certificates/authorisations/{}", given.id);
    let done = post(&mut person, &own, &format!("{own}/withdraw"), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let refused = post(&mut bank, &page, &page, &ask).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    person.get(&own).await.says("已撤回");
}

pub async fn call(
    portal: &Portal,
    operation: &str,
    login: &str,
    data: serde_json::Value,
) -> (StatusCode, serde_json::Value) {
    let app = &portal.app;
    let made = app
        .tokens
        .make(&app.data, &app.sessions, login, "test", now());
    let token = made.expect("a file").expect("a token");
    let body = serde_json::json!({"head": {"accessId": login, "accessToken": token}, "data": data});
    let request = Request::post(format!("/api/v1/sharing/{operation}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .expect("a request");
    let answer = portal.browser().send(request).await;
    let json = serde_json::from_str(&answer.text).unwrap_or_default();
    (answer.status, json)
}

#[tokio::test]
async fn programs_use_certificates_through_the_six_operations() {
    use serde_json::json;
    let portal = Portal::open();
    let id = change(&portal).await;
    let office = &portal.app.office;
    let person = actor("person", Role::Person);
    let mut consent = wish(&portal, &id, false);
    consent.operations.push(ShareOperation::Download);
    consent
        .fields
        .push(ip_app::sharing::HOLDER_CODES.to_owned());
    consent.uses = 4;
    office
        .authorise(&person, consent, &[6; 32])
        .await
        .expect("a grant");
    let why = json!({"purpose": "pledge-financing", "useCause": "贷前核查"});
    let with = |more: serde_json::Value| {
        let mut data = why.clone();
        for (key, value) in more.as_object().expect("an object") {
            data[key] = value.clone();
        }
        data
    };
    let compare = |name: &str| {
        with(json!({"certIdentifier": id.as_str(), "certData": {"certificateHolderName": name}}))
    };
    for (name, same) in [("示例科技有限公司", true), ("另一家公司", false)] {
        let (_, answer) = call(&portal, "verifyCertInfo", "bank", compare(name)).await;
        assert_eq!(answer["head"]["status"], 0, "{answer}");
        assert_eq!(answer["data"]["result"], same);
        assert!(!answer.to_string().contains("surface"));
    }
    let (_, answer) = call(
        &portal,
        "queryCertInfo",
        "bank",
        with(json!({"certIdentifier": id.as_str()})),
    )
    .await;
    assert!(
        answer["data"]["surface"]
            .to_string()
            .contains("201710601862.3"),
        "{answer}"
    );
    let kind = id.kind();
    let holder = with(json!({"holderCode": "91350100M000100Y43", "certTypeCode": kind}));
    let (_, answer) = call(&portal, "queryCertInfoByHolderCode", "bank", holder.clone()).await;
    assert_eq!(answer["data"].as_array().map(Vec::len), Some(1), "{answer}");

    // Used up; for another organisation there never was anything; without a cause there is nothing.
    let (_, answer) = call(
        &portal,
        "downloadFile",
        "bank",
        with(json!({"certIdentifier": id.as_str()})),
    )
    .await;
    assert_eq!(answer["head"]["code"], "certs.share.none");
    let (_, answer) = call(&portal, "queryCertInfoByHolderCode", "platform", holder).await;
    assert_eq!(answer["head"]["code"], "certs.share.none");
    let (_, answer) = call(
        &portal,
        "queryCertInfo",
        "bank",
        json!({"purpose": "tender", "certIdentifier": id.as_str()}),
    )
    .await;
    assert_eq!(answer["head"]["code"], "app.form.missing");

    let given = office
        .authorise(&person, wish(&portal, &id, true), &[8; 32])
        .await
        .expect("a grant");
    let shown = with(json!({"qrcode": given.code}));
    let (_, answer) = call(&portal, "queryCertInfoByQRcode", "bank", shown.clone()).await;
    assert_eq!(answer["head"]["status"], 0, "{answer}");
    let (_, answer) = call(&portal, "queryCertInfoByQRcode", "bank", shown).await;
    assert_eq!(answer["head"]["code"], "certs.share.code");

    let file = office
        .certificate(&id)
        .await
        .expect("a certificate")
        .to_json();
    let content = ip_certs::encode::base64::encode(file.as_bytes());
    let (_, answer) = call(
        &portal,
        "verifyFile",
        "bank",
        with(json!({"content": content})),
    )
    .await;
    assert_eq!(answer["data"]["result"], true, "{answer}");

    let request = Request::post("/api/v1/sharing/queryCertInfo").body(Body::from(
        json!({"head": {"accessId": "bank", "accessToken": "00"}, "data": {}}).to_string(),
    ));
    let answer = portal.browser().send(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_platform_looks_up_an_evaluation_report_that_its_holder_allows() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let answers = [
        ("right", "utility-model"),
        ("application-number", "201720601862.9"),
    ];
    let id = certificate(&portal, "cn.patent.evaluation-report", &answers).await;
    let mut platform = portal.signed_in("platform");
    let ask = [
        ("number", "ZL 2017 2 0601862.9"),
        ("report-purpose", "platform-complaint"),
        ("report-cause", "投诉核查"),
    ];
    let before = post(&mut platform, "/use", "/use/reports", &ask).await;
    assert_eq!(before.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wish = Wish {
        purpose: "platform-complaint".to_owned(),
        audience: organisation(&portal, "platform"),
        ..wish(&portal, &id, false)
    };
    let person = actor("person", Role::Person);
    office
        .authorise(&person, wish, &[9; 32])
        .await
        .expect("a grant");
    let found = post(&mut platform, "/use", "/use/reports", &ask).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    found.says("201720601862.9");
    // The same by a program.
    let data = serde_json::json!({"useCause": "投诉核查", "rightNumber": "ZL201720601862.9"});
    let (_, answer) = call(&portal, "queryEvaluationReport", "platform", data).await;
    assert_eq!(
        answer["data"]["certificateIdentifier"],
        id.as_str(),
        "{answer}"
    );
    let (looks, _) = office.looks("person", None, 10).await.expect("records");
    assert_eq!(looks.len(), 2);
}
