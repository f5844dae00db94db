//! What becomes of certificates after their issue: renewed, lapsed by the clock, handed over, archived; and what the
//! log and the status lists say of it.

use axum::http::StatusCode;
use chrono::{Days, NaiveDate};
use ip_app::actor::Role;
use ip_app::register::{Amended, Measure, Ruling};
use ip_certs::certificate::{State, StatusPurpose};
use ip_certs::log::LogProof;
use ip_certs::status::SignedList;

use crate::desk::Portal;
use crate::office::{actor, change, now, post};

fn ruling(portal: &Portal, measure: Option<Measure>) -> Ruling {
    Ruling {
        decision: "示知决〔2026〕7号".to_owned(),
        basis: portal.app.office.grounds_for(measure)[0].clone(),
        reason: "申请".to_owned(),
    }
}

#[tokio::test]
async fn a_certificate_is_renewed_and_lapses_when_its_last_day_is_over() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let first = change(&portal).await;
    let reviewer = actor("reviewer", Role::Reviewer);
    let until = |day: &str| Amended {
        until: Some(day.parse().expect("a day")),
        ..Amended::default()
    };
    let anew = ruling(&portal, None);
    let past = until("2026-03-06");
    let refused = office
        .reissue(&reviewer, &first, &past, &anew, &[1; 32])
        .await;
    assert!(refused.is_err(), "a last day that is over");
    let limited = until("2026-03-31");
    let second = office
        .reissue(&reviewer, &first, &limited, &anew, &[2; 32])
        .await
        .expect("a version with a last day");
    // By the page of the desk, and nothing but the day: a renewal.
    let mut desk = portal.signed_in("reviewer");
    let page = format!("/desk/certificates/{second}");
    let pairs = [
        ("reissue-decision", "示知延〔2026〕1号"),
        ("reissue-basis", "0"),
        ("reissue-reason", "延续"),
        ("until-year", "2026"),
        ("until-month", "4"),
        ("until-day", "30"),
    ];
    let done = post(&mut desk, &page, &format!("{page}/reissue"), &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let third = second.next_version().expect("a version");
    let page = format!("/desk/certificates/{third}");
    desk.get(&page).await.says("延续");
    let last: NaiveDate = "2026-04-30".parse().expect("a day");
    let registered = office.registered(third.as_str()).await.expect("an entry");
    assert_eq!(registered.until, Some(last));

    let days = |n: u64| now().checked_add_days(Days::new(n)).expect("a day");
    // On 30 April it stands to the end of the day; the round of 1 May lets it lapse, once.
    office.tick(days(54)).await.expect("a round");
    let state = async || {
        office
            .registered(third.as_str())
            .await
            .expect("an entry")
            .state
    };
    assert_eq!(state().await, State::Valid);
    office.tick(days(55)).await.expect("a round");
    assert_eq!(state().await, State::Lapsed);
    let head = office.store.head().await.expect("a head").position;
    office.tick(days(55)).await.expect("a round");
    assert_eq!(office.store.head().await.expect("a head").position, head);
    assert!(office.store.check().await.expect("a check").is_sound());
}

#[tokio::test]
async fn a_certificate_is_handed_over_taken_back_and_archived() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let id = change(&portal).await;
    let mut desk = portal.signed_in("reviewer");
    let page = format!("/desk/certificates/{id}");
    let state = async || office.registered(id.as_str()).await.expect("an entry");
    for (name, stands) in [
        ("transfer-out", State::TransferredOut),
        ("undo-transfer-out", State::Valid),
        ("archive", State::Valid),
    ] {
        let pairs = [
            (format!("{name}-decision"), "示知决〔2026〕8号"),
            (format!("{name}-basis"), "0"),
            (format!("{name}-reason"), "迁址"),
        ];
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| (k.as_str(), *v)).collect();
        let done = post(&mut desk, &page, &format!("{page}/{name}"), &pairs).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{name}: {}", done.text);
        assert_eq!(state().await.state, stands, "{name}");
    }
    assert!(state().await.archived.is_some());
    let shown = desk.get(&page).await;
    assert!(!shown.text.contains("/archive\""), "archived once");
}

#[tokio::test]
async fn the_log_holds_what_the_lists_state_and_an_index_tells_nothing() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let mut indexes = Vec::new();
    let mut ids = Vec::new();
    for _ in 0..3 {
        let id = change(&portal).await;
        let certificate = office.certificate(&id).await.expect("a certificate");
        let registered = office.registered(id.as_str()).await.expect("an entry");
        let index = certificate.record().status[0].index;
        assert_eq!(registered.status, index);
        assert_ne!(
            u64::from(index),
            registered.place,
            "not the place in the log"
        );
        assert!(!indexes.contains(&index), "given once");
        indexes.push(index);
        ids.push(id);
    }
    let issuer = ids[0].issuer().to_owned();
    let path = format!("/status/{issuer}/1/revocation");
    let mut anyone = portal.browser();
    let fetch = async |anyone: &mut crate::desk::Browser<'_>| {
        let list = anyone.get(&path).await.text;
        let list = SignedList::from_json(list.as_bytes()).expect("a list");
        let proof = anyone.get(&format!("{path}/proof")).await.text;
        list.with_proof(Some(LogProof::from_text(&proof).expect("a proof")))
    };
    let policy = office.log_policy().expect("a policy");
    let before = fetch(&mut anyone).await;
    assert!(before.logged(&policy).is_ok());
    let size = office.log_size().await.expect("a size");
    assert_eq!(
        fetch(&mut anyone).await,
        before,
        "the same publication is handed out"
    );
    assert_eq!(office.log_size().await.expect("a size"), size);

    let reviewer = actor("reviewer", Role::Reviewer);
    let ruling = ruling(&portal, Some(Measure::Cancel));
    office
        .rule(&reviewer, &ids[1], Measure::Cancel, &ruling)
        .await
        .expect("a decision");
    // Nobody asks: the round of the clock enters the change.
    office.tick(now()).await.expect("a round");
    assert!(office.log_size().await.expect("a size") > size);
    let after = fetch(&mut anyone).await;
    assert!(after.logged(&policy).is_ok());
    assert!(after.sequence() > before.sequence());
    let set: Vec<u32> = indexes
        .iter()
        .copied()
        .filter(|index| after.bits().get(*index).expect("a bit"))
        .collect();
    assert_eq!(set, [indexes[1]], "the one that was cancelled and no other");
    // Signed anew when half of its time is over: the same statement, so the same entry.
    let size = office.log_size().await.expect("a size");
    let renewed = now() + chrono::Duration::hours(13);
    let later = office.status_list(&issuer, 1, StatusPurpose::Revocation, renewed);
    let later = later.await.expect("a list");
    assert_eq!(later.log_entry(), after.log_entry());
    assert_ne!(later.to_json(), after.to_json());
    assert_eq!(office.log_size().await.expect("a size"), size);
}
