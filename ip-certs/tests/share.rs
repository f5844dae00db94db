//! Sharing: scope, purpose, audience, time, uses, codes that burn once, copies that expire.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::TimeDelta;
use common::*;
use ip_certs::share::{
    AnnotatedCopy, Annotation, Authorisation, CodeHash, Ground, ShareEvent, ShareOperation,
    ShareRefusal, Sharing, UseRequest, compare, one_time_code, release,
};
use ip_certs::sign::{Signer, Sm2Signer};
use ip_certs::trust::TrustList;
use ip_certs::verify::{CheckResult, Policy, StatusSource, Verdict, Verifier};
use proptest::prelude::*;

const BANK: &str = "91110000802100433B";
const PEPPER: [u8; 32] = [5; 32];

fn authorisation(ground: Ground) -> Authorisation {
    Authorisation {
        id: "a-1".into(),
        certificates: vec![record().identifier],
        fields: vec!["inventors".into()],
        operations: vec![ShareOperation::Compare, ShareOperation::Query],
        purpose: "pledge".into(),
        audience: BANK.into(),
        not_before: instant(NOW),
        not_after: instant(NOW) + TimeDelta::hours(1),
        max_uses: 2,
        ground,
    }
}

fn request() -> UseRequest {
    UseRequest {
        requester: BANK.into(),
        purpose: "pledge".into(),
        operation: ShareOperation::Query,
        certificate: record().identifier,
        fields: vec!["inventors".into()],
        code: None,
    }
}

fn granted(ground: Ground) -> Sharing {
    let sharing = Sharing::default();
    let events = sharing.grant(authorisation(ground), instant(NOW)).unwrap();
    events.iter().fold(sharing, Sharing::evolve)
}

fn refusal(sharing: &Sharing, request: &UseRequest, minutes: i64) -> Option<ShareRefusal> {
    let at = instant(NOW) + TimeDelta::minutes(minutes);
    sharing
        .use_it(request, &PEPPER, at)
        .err()
        .map(|(refusal, _)| refusal)
}

#[test]
fn a_use_stays_within_scope_purpose_audience_time_and_count() {
    let sharing = granted(Ground::Consent);
    assert_eq!(refusal(&sharing, &request(), 0), None);
    let with = |change: fn(&mut UseRequest)| {
        let mut request = request();
        change(&mut request);
        refusal(&sharing, &request, 0)
    };
    // Whoever it is not for learns nothing of it.
    assert_eq!(
        with(|r| r.requester = "other".into()),
        Some(ShareRefusal::None)
    );
    assert_eq!(
        with(|r| r.purpose = String::new()),
        Some(ShareRefusal::Purpose)
    );
    assert_eq!(
        with(|r| r.fields.push("address".into())),
        Some(ShareRefusal::Scope)
    );
    assert_eq!(
        with(|r| r.operation = ShareOperation::Download),
        Some(ShareRefusal::Scope)
    );
    assert_eq!(
        with(|r| r.certificate = r.certificate.next_version().unwrap()),
        Some(ShareRefusal::Scope)
    );
    assert_eq!(refusal(&sharing, &request(), -1), Some(ShareRefusal::Time));
    assert_eq!(refusal(&sharing, &request(), 60), Some(ShareRefusal::Time));
    let mut used = sharing.clone();
    for _ in 0..2 {
        let events = used.use_it(&request(), &PEPPER, instant(NOW)).unwrap();
        used = events.iter().fold(used, Sharing::evolve);
    }
    assert_eq!(refusal(&used, &request(), 1), Some(ShareRefusal::UsedUp));
    let withdrawn = sharing.withdraw(instant(NOW)).unwrap();
    let withdrawn = withdrawn.iter().fold(sharing, Sharing::evolve);
    assert_eq!(refusal(&withdrawn, &request(), 1), Some(ShareRefusal::None));
    assert_eq!(withdrawn.withdraw(instant(NOW)), Err(ShareRefusal::None));
}

#[test]
fn an_authorisation_without_purpose_or_end_is_refused() {
    let refused = |change: fn(&mut Authorisation)| {
        let mut authorisation = authorisation(Ground::Consent);
        change(&mut authorisation);
        Sharing::default().grant(authorisation, instant(NOW))
    };
    assert_eq!(
        refused(|a| a.purpose = " ".into()),
        Err(ShareRefusal::Empty)
    );
    assert_eq!(refused(|a| a.max_uses = 0), Err(ShareRefusal::Empty));
    assert_eq!(
        refused(|a| a.not_after = a.not_before),
        Err(ShareRefusal::Empty)
    );
    assert_eq!(
        refused(|a| a.certificates.clear()),
        Err(ShareRefusal::Empty)
    );
}

fn by_code() -> (Sharing, UseRequest) {
    let code = one_time_code(&[9; 16]);
    let hash = CodeHash::of("a-1", &code, &PEPPER);
    let mut request = request();
    request.code = Some(code);
    (granted(Ground::OneTimeCode { hash }), request)
}

#[test]
fn a_wrong_used_late_or_withdrawn_code_gives_one_answer() {
    let (sharing, good) = by_code();
    let mut wrong = good.clone();
    wrong.code = Some("0000000000".into());
    let mut none = good.clone();
    none.code = None;
    for request in [&wrong, &none] {
        assert_eq!(refusal(&sharing, request, 0), Some(ShareRefusal::Code));
    }
    assert_eq!(refusal(&sharing, &good, 60), Some(ShareRefusal::Code));
    let used = sharing.use_it(&good, &PEPPER, instant(NOW)).unwrap();
    let used = used.iter().fold(sharing.clone(), Sharing::evolve);
    assert_eq!(refusal(&used, &good, 1), Some(ShareRefusal::Code));
    // Five wrong codes and the right one is dead too.
    let mut tried = sharing;
    for _ in 0..5 {
        let (_, events) = tried.use_it(&wrong, &PEPPER, instant(NOW)).unwrap_err();
        assert_eq!(events.len(), 1);
        tried = events.iter().fold(tried, Sharing::evolve);
    }
    assert_eq!(refusal(&tried, &good, 0), Some(ShareRefusal::Code));
}

#[test]
fn neither_code_nor_values_stand_in_the_events() {
    let (sharing, request) = by_code();
    let code = request.code.clone().unwrap();
    let used = sharing.use_it(&request, &PEPPER, instant(NOW)).unwrap();
    let granted = serde_json::to_string(&sharing.authorisation().unwrap()).unwrap();
    let used = serde_json::to_string(&used).unwrap();
    assert!(!granted.contains(&code) && !used.contains(&code) && !used.contains("李四"));
}

/// A store that appends with the version that was read, as the port of storage asks.
struct Store(Mutex<Vec<ShareEvent>>);

impl Store {
    fn read(&self) -> (usize, Sharing) {
        let events = self.0.lock().unwrap();
        (
            events.len(),
            events.iter().fold(Sharing::default(), Sharing::evolve),
        )
    }

    fn append(&self, version: usize, events: Vec<ShareEvent>) -> bool {
        let mut stored = self.0.lock().unwrap();
        if stored.len() != version {
            return false;
        }
        stored.extend(events);
        true
    }
}

#[test]
fn of_a_hundred_thousand_parallel_tries_of_a_code_one_succeeds() {
    let (sharing, request) = by_code();
    let authorisation = sharing.authorisation().unwrap().clone();
    let store = Store(Mutex::new(vec![ShareEvent::Granted {
        authorisation,
        at: instant(NOW),
    }]));
    let successes = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..12_500 {
                    let (version, sharing) = store.read();
                    if let Ok(events) = sharing.use_it(&request, &PEPPER, instant(NOW))
                        && store.append(version, events)
                    {
                        successes.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(successes.into_inner(), 1);
}

#[test]
fn a_use_releases_only_what_it_names() {
    let certificate = issue(record());
    let used = granted(Ground::Consent)
        .use_it(&request(), &PEPPER, instant(NOW))
        .unwrap();
    let copy = release(&certificate, &used[0]).unwrap();
    assert_eq!(copy.disclosed().collect::<Vec<_>>(), ["inventors"]);
    assert!(copy.record().holders[0].code.is_none());
    // What was recorded as a query is no answer to a comparison, and the other way round.
    let none = BTreeMap::from([("title".to_owned(), "一种可折叠的防水鞋帮".to_owned())]);
    assert!(!compare(&certificate, &used[0], &none));
    let mut compared = used[0].clone();
    if let ShareEvent::Used { operation, .. } = &mut compared {
        *operation = ShareOperation::Compare;
    }
    assert!(release(&certificate, &compared).is_none());
    let claim = |name: &str, value: &str| {
        let claims = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        compare(&certificate, &compared, &claims)
    };
    assert!(claim("inventors", "王五"));
    assert!(!claim("inventors", "赵六"));
    assert!(claim("title", "一种可折叠的防水鞋帮"));
    assert!(claim("certificateHolderName", "示例科技有限公司"));
    // Right, but nobody was allowed to ask.
    assert!(!claim("address", "示例市样本区测试路1号"));
    assert!(!claim("certificateHolderCode", CITY));
    assert!(!compare(&certificate, &compared, &BTreeMap::new()));
    let withdrawn = ShareEvent::Withdrawn { at: instant(NOW) };
    assert!(release(&certificate, &withdrawn).is_none());
}

#[test]
fn an_annotated_copy_is_for_one_recipient_and_expires() {
    let (sm2, _) = signers();
    let annotation = Annotation {
        made_at: instant(NOW),
        maker: "示例市政务服务平台".into(),
        purpose: "专利权质押登记".into(),
        expires_at: instant(NOW) + TimeDelta::days(1),
        recipient: BANK.into(),
    };
    let shown = issue(record()).present(&["inventors"]);
    let copy = AnnotatedCopy::make(&shown, annotation.clone(), &[&sm2]).unwrap();
    assert!(copy.annotation().watermark().contains("质押"));
    let read = AnnotatedCopy::from_json(copy.to_json().as_bytes()).unwrap();
    assert_eq!(read, copy);
    let (trust, kinds) = (trust(), kinds());
    let look = |trust: &TrustList, copy: &AnnotatedCopy, recipient, days: i64| {
        let verifier = Verifier {
            policy: Policy::RequireSm2,
            now: instant(NOW) + TimeDelta::days(days),
            ..verifier(trust, &kinds, StatusSource::None)
        };
        let report = verifier.copy(copy, recipient);
        let mut failed = report
            .checks
            .iter()
            .filter(|c| c.result == CheckResult::Fail);
        (
            report.verdict,
            failed
                .next()
                .and_then(|c| c.code.as_deref().map(str::to_owned)),
        )
    };
    let code = |code: &str| Some(code.to_owned());
    let genuine = Verdict::ValidButStatusUnknown;
    assert_eq!(look(&trust, &read, Some(BANK), 0), (genuine, None));
    // Nobody says who was shown it: that stays unchecked.
    assert_eq!(look(&trust, &read, None, 0), (genuine, None));
    let other = look(&trust, &read, Some("other"), 0);
    assert_eq!(other, (Verdict::Untrusted, code("certs.copy.recipient")));
    for days in [1, -1] {
        let late = look(&trust, &read, Some(BANK), days);
        assert_eq!(late, (Verdict::Expired, code("certs.copy.time")));
    }
    let later = copy.to_json().replace("2026-11-22", "2036-11-22");
    let forged = AnnotatedCopy::from_json(later.as_bytes()).unwrap();
    let forged = look(&trust, &forged, Some(BANK), 0);
    assert_eq!(forged, (Verdict::Forged, code("certs.copy.signature")));

    // By a key that nobody knows, that was compromised, or without the signature that is asked for.
    let stranger = Sm2Signer::new("urn:other#sm2", &[8; 32]).unwrap();
    let (_, ed25519) = signers();
    for (signers, why) in [
        (vec![&stranger as &dyn Signer], "certs.trust.key-unknown"),
        (
            vec![&sm2 as &dyn Signer, &stranger],
            "certs.proof.duplicate",
        ),
        (vec![&ed25519 as &dyn Signer], "certs.verify.policy"),
    ] {
        let copy = AnnotatedCopy::make(&shown, annotation.clone(), &signers).unwrap();
        match AnnotatedCopy::from_json(copy.to_json().as_bytes()) {
            Ok(copy) => {
                let (verdict, failed) = look(&trust, &copy, Some(BANK), 0);
                assert_eq!((verdict, failed), (Verdict::Untrusted, code(why)));
            }
            Err(problem) => assert_eq!(problem.code, why),
        }
    }
    let mut compromised = trust.clone();
    compromised.issuers[0].keys[0].compromised_from = Some(instant(NOW));
    let (verdict, _) = look(&compromised, &read, Some(BANK), 0);
    assert_eq!(verdict, Verdict::Untrusted);
    let mut backwards = annotation;
    backwards.expires_at = backwards.made_at;
    assert!(AnnotatedCopy::make(&shown, backwards, &[&sm2]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_walk_uses_more_than_was_granted(steps in prop::collection::vec((0..4u8, 0..90i64), 1..30)) {
        let mut sharing = granted(Ground::Consent);
        let (mut uses, mut withdrawn, mut minute) = (0, false, 0);
        for (step, pause) in steps {
            minute += pause;
            let at = instant(NOW) + TimeDelta::minutes(minute);
            let outcome = if step == 0 {
                sharing.withdraw(at).map_err(|refusal| (refusal, Vec::new()))
            } else {
                sharing.use_it(&request(), &PEPPER, at)
            };
            if let Ok(events) = outcome {
                prop_assert!(!withdrawn, "nothing happens after a withdrawal");
                prop_assert!(step == 0 || minute < 60);
                uses += u32::from(step != 0);
                withdrawn = step == 0;
                sharing = events.iter().fold(sharing, Sharing::evolve);
            }
            prop_assert!(uses <= 2);
            prop_assert_eq!(sharing.uses(), uses);
        }
    }
}
