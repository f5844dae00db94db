//! What guards sharing: guesses, tokens of programs, certificates that do not stand, copies that come back.

use axum::http::StatusCode;
use chrono::Duration;
use ip_app::actor::Role;
use ip_app::error::AppError;
use ip_app::sharing::{Ask, Wanted};
use ip_certs::share::ShareOperation;

use crate::desk::Portal;
use crate::office::{actor, change, now, organisation, post};
use crate::sharing::{call, shown_code, wish};

#[tokio::test]
async fn a_holder_s_code_is_not_found_out_by_asking() {
    use serde_json::json;
    let portal = Portal::open();
    let id = change(&portal).await;
    let person = actor("person", Role::Person);
    // The bank may read the certificate, not the code of its holder.
    let consent = wish(&portal, &id, false);
    let office = &portal.app.office;
    office
        .authorise(&person, consent, &[6; 32])
        .await
        .expect("a grant");
    let ask = |code: &str| {
        json!({
            "useCause": "贷前核查", "holderCode": code, "holderTypeCode": "001",
            "certTypeCode": id.kind(),
        })
    };
    for code in ["91350100M000100Y43", "91110000802100433B"] {
        let (_, answer) = call(&portal, "queryCertInfoByHolderCode", "bank", ask(code)).await;
        assert_eq!(answer["head"]["code"], "certs.share.none", "{code}");
    }
    for _ in 0..3 {
        call(&portal, "queryCertInfoByHolderCode", "bank", ask("0")).await;
    }
    let (status, _) = call(&portal, "queryCertInfoByHolderCode", "bank", ask("0")).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "guessing is braked");

    // The supervisor sees every try and no code; the holder sees who had the right code and no right to it.
    let mut supervisor = portal.signed_in("supervisor");
    let told = supervisor.get("/supervision/inquiries").await;
    assert_eq!(told.text.matches("贷前核查").count(), 5, "{}", told.text);
    assert!(!told.text.contains("91350100M000100Y43"));
    let mut holder = portal.signed_in("person");
    let told = holder.get("/my/certificates/looks").await;
    assert_eq!(told.text.matches("贷前核查").count(), 1, "{}", told.text);
    let mut bank = portal.signed_in("bank");
    let hidden = bank.get("/supervision/inquiries").await;
    assert_eq!(hidden.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_organisation_that_tries_many_holders_waits_wherever_it_asks_from() {
    use ip_app::sharing::About;
    let portal = Portal::open();
    let office = &portal.app.office;
    let bank = organisation(&portal, "bank");
    let ask = async |code: String, hours: i64| {
        let about = About::Holder {
            code,
            code_type: None,
            kind: "x".to_owned(),
            number: None,
        };
        let mut asking = actor("bank", Role::Requester);
        asking.at = now() + Duration::hours(hours);
        let wanted = Wanted::Query(None);
        office
            .inquire(&asking, &bank, &about, ("", "试探"), &wanted)
            .await
    };
    let most = office.rules.sharing.misses_per_hour;
    for n in 0..most {
        let found = ask(n.to_string(), 0).await.expect("an answer");
        assert!(found.is_empty());
    }
    let braked = ask("last".to_owned(), 0).await;
    assert!(
        matches!(braked, Err(AppError::Refused { .. })),
        "{braked:?}"
    );
    assert!(ask("last".to_owned(), 1).await.is_ok(), "an hour later");
}

#[tokio::test]
async fn tokens_are_made_and_revoked_one_by_one() {
    let portal = Portal::open();
    let mut bank = portal.signed_in("bank");
    let nothing = post(&mut bank, "/use/tokens", "/use/tokens", &[("label", " ")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut made = Vec::new();
    for label in ["贷前系统", "贷后系统"] {
        let shown = post(&mut bank, "/use/tokens", "/use/tokens", &[("label", label)]).await;
        assert_eq!(shown.header("cache-control"), "no-store");
        made.push(shown_code(&shown.text));
    }
    let app = &portal.app;
    let good = |token: &str| app.tokens.is_good(&app.sessions, "bank", token);
    assert!(good(&made[0]) && good(&made[1]));
    assert!(!app.tokens.is_good(&app.sessions, "platform", &made[0]));
    let list = bank.get("/use/tokens").await;
    assert!(!list.text.contains(&made[0]), "a token is shown once");
    let kept = std::fs::read_to_string(app.data.path("api-tokens.toml")).expect("a file");
    let (id, secret) = made[0].split_once('.').expect("two parts");
    assert!(kept.contains(id) && !kept.contains(secret));
    let one = format!("/use/tokens/{id}");
    let mut platform = portal.signed_in("platform");
    assert_eq!(platform.get(&one).await.status, StatusCode::NOT_FOUND);
    let done = post(&mut bank, &one, &format!("{one}/revoke"), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(!good(&made[0]) && good(&made[1]));
    bank.get(&one).await.says("已撤销");
}

#[tokio::test]
async fn what_does_not_stand_is_neither_shared_nor_copied() {
    use ip_app::register::{Measure, Ruling};
    let portal = Portal::open();
    let id = change(&portal).await;
    let office = &portal.app.office;
    let person = actor("person", Role::Person);
    let mut wanted = wish(&portal, &id, false);
    wanted.operations.push(ShareOperation::Download);
    let given = office
        .authorise(&person, wanted.clone(), &[6; 32])
        .await
        .expect("a grant");
    let ruling = Ruling {
        decision: "示例决字〔2026〕1号".to_owned(),
        basis: office.grounds_for(Some(Measure::Withhold))[0].clone(),
        reason: "核查".to_owned(),
    };
    let reviewer = actor("reviewer", Role::Reviewer);
    office
        .rule(&reviewer, &id, Measure::Withhold, &ruling)
        .await
        .expect("withheld");
    let refused = office.authorise(&person, wanted, &[7; 32]).await;
    assert!(refused.is_err());
    let bank = (
        actor("bank", Role::Requester),
        organisation(&portal, "bank"),
    );
    let ask = |wanted, until| Ask {
        authorisation: given.id.clone(),
        code: None,
        certificate: None,
        purpose: "pledge-financing".to_owned(),
        cause: "贷前核查".to_owned(),
        wanted: if wanted {
            Wanted::Download {
                fields: None,
                until,
            }
        } else {
            Wanted::Query(None)
        },
    };
    for wanted in [ask(true, None), ask(true, Some(now() - Duration::days(1)))] {
        let refused = office.use_certificate(&bank.0, &bank.1, &wanted).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
    let (looks, _) = office.looks("person", None, 10).await.expect("records");
    assert!(looks.is_empty(), "nothing was released, nothing is used up");
    let used = office
        .use_certificate(&bank.0, &bank.1, &ask(false, None))
        .await;
    let used = used.expect("a reader is told the state");
    assert_eq!(used.state, ip_certs::certificate::State::Withheld);
}

#[tokio::test]
async fn copies_come_as_pdf_and_ofd_and_are_verified_as_such() {
    use serde_json::json;
    let portal = Portal::open();
    let id = change(&portal).await;
    let person = actor("person", Role::Person);
    let mut consent = wish(&portal, &id, false);
    consent.operations.push(ShareOperation::Download);
    let office = &portal.app.office;
    office
        .authorise(&person, consent, &[6; 32])
        .await
        .expect("a grant");
    // The names of the national interface, which knows no purpose.
    let ask = json!({
        "certificateIdentifier": id.as_str(), "certificateCopyCause": "贷前核查", "fileType": "ofd",
    });
    let (_, answer) = call(&portal, "downloadFile", "bank", ask).await;
    assert_eq!(answer["head"]["status"], 0, "{answer}");
    assert_eq!(answer["data"]["mediaType"], "application/ofd");
    let file =
        json!({"useCause": "核验", "contentType": "base64", "content": answer["data"]["content"]});
    let (_, answer) = call(&portal, "verifyFile", "bank", file).await;
    assert_eq!(answer["data"]["result"], true, "{answer}");
    let checks = answer["data"]["report"]["checks"]
        .as_array()
        .expect("checks");
    for name in ["drawing", "copy", "copy-recipient"] {
        let check = checks.iter().find(|check| check["name"] == name);
        assert_eq!(check.expect(name)["result"], "pass", "{name}");
    }
}
