//! Keys of the offices: replaced while the old ones still count, declared compromised by two persons, kept in files.

use axum::http::StatusCode;
use chrono::{DateTime, Days, FixedOffset, TimeDelta};
use ip_app::actor::{Actor, Role};
use ip_app::certificates::Presented;
use ip_app::keys::Rotation;
use ip_app::port::KeyName;
use ip_certs::certificate::{Certificate, Issuance};
use ip_certs::log::{LogPolicy, LogProof};
use ip_certs::sign::{Algorithm, Signer};
use ip_certs::status::SignedList;
use ip_certs::trust::TrustList;
use ip_certs::verify::{Bundle, Policy, StatusSource, Verdict, Verifier};
use ip_core::id::CertificateId;

use crate::desk::{Browser, Portal};
use crate::office::{actor, change, now, post};

fn later(hours: i64) -> DateTime<FixedOffset> {
    now() + TimeDelta::hours(hours)
}

fn administrator(at: DateTime<FixedOffset>) -> Actor {
    Actor {
        at,
        ..actor("administrator", Role::Administrator)
    }
}

/// The names of the keys that signed a certificate.
fn signed_by(certificate: &Certificate) -> Vec<String> {
    let proofs = certificate.proofs().iter();
    let names = proofs.map(|proof| proof.verification_method.rsplit('#').next());
    names
        .map(|name| name.unwrap_or_default().to_owned())
        .collect()
}

/// A certificate with everything that works without a network, as anyone fetches it.
async fn bundle(anyone: &mut Browser<'_>, certificate: Certificate) -> Bundle {
    let mut lists = Vec::new();
    for entry in &certificate.record().status {
        let path = entry.list.strip_prefix("https://portal.example");
        let path = path.expect("our address");
        let list = anyone.get(path).await.text;
        let list = SignedList::from_json(list.as_bytes()).expect("a list");
        let proof = anyone.get(&format!("{path}/proof")).await.text;
        let proof = LogProof::from_text(&proof).expect("a proof");
        lists.push(list.with_proof(Some(proof)));
    }
    let id = &certificate.record().identifier;
    let proof = anyone.get(&format!("/log/proof/{id}")).await.text;
    Bundle {
        proof: Some(LogProof::from_text(&proof).expect("a proof")),
        certificate,
        lists,
    }
}

async fn verdict(portal: &Portal, id: &CertificateId, at: DateTime<FixedOffset>) -> Verdict {
    let office = &portal.app.office;
    let file = office
        .certificate(id)
        .await
        .expect("a certificate")
        .to_json();
    let presented = Presented::file(file.as_bytes()).expect("a file");
    let verified = office.verify(presented, at).await.expect("a report");
    verified.report.verdict
}

#[tokio::test]
async fn what_was_signed_before_a_rotation_stays_good_online_and_offline() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let first = change(&portal).await;
    let code = first.issuer();
    let page = format!("/desk/keys/{code}");
    let mut browser = portal.signed_in("administrator");
    let rotate = format!("{page}/rotate");
    let done = post(&mut browser, &page, &rotate, &[("rotate-overlap", "x")]).await;
    assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = post(&mut browser, &page, &rotate, &[("rotate-overlap", "7")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    browser.get(&page).await.says("sm2-2");
    browser.get("/desk/keys").await.says("sm2-2, ed25519-2");

    let second = change(&portal).await;
    let old = office.certificate(&first).await.expect("a certificate");
    let new = office.certificate(&second).await.expect("a certificate");
    assert_eq!(signed_by(&old), ["sm2", "ed25519"]);
    assert_eq!(signed_by(&new), ["sm2-2", "ed25519-2"]);
    let mut anyone = portal.browser();
    let trust = anyone.get("/trust-list.json").await.text;
    let trust = TrustList::from_json(trust.as_bytes()).expect("a trust list");
    let policy = LogPolicy::from_json(anyone.get("/log/policy").await.text.as_bytes());
    let policy = policy.expect("a policy");
    let after_overlap = now() + Days::new(8);
    for id in [&first, &second] {
        assert_eq!(verdict(&portal, id, after_overlap).await, Verdict::Valid);
        let certificate = office.certificate(id).await.expect("a certificate");
        let bundle = bundle(&mut anyone, certificate).await;
        // As it is handed over and read again.
        let bundle = Bundle::from_json(bundle.to_json().as_bytes()).expect("a bundle");
        let verifier = Verifier {
            trust: &trust,
            kinds: &office.rules.kinds,
            policy: Policy::RequireBoth,
            status: StatusSource::None,
            log: Some(&policy),
            now: later(1),
        };
        let report = verifier.bundle(&bundle);
        assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    }

    // Whoever finds the old key once its time is over signs nothing that is believed.
    let safe = &office.safe;
    let key = |algorithm| KeyName {
        office: code.to_owned(),
        algorithm,
        number: 1,
    };
    let found = [Algorithm::Sm2, Algorithm::Ed25519].map(|algorithm| {
        let opened = safe.open(&key(algorithm)).expect("a safe");
        opened.expect("the old key")
    });
    let signers: Vec<_> = found.iter().map(|key| &**key as &dyn Signer).collect();
    let issuance = Issuance {
        kinds: &office.rules.kinds,
        signers: &signers,
        at: after_overlap,
        entropy: &[1; 32],
    };
    let late = Certificate::issue(old.record().clone(), &issuance).expect("a certificate");
    let presented = Presented::file(late.to_json().as_bytes()).expect("a file");
    let report = office
        .verify(presented, after_overlap)
        .await
        .expect("a report");
    assert_eq!(report.report.verdict, Verdict::Untrusted);
}

#[tokio::test]
async fn new_keys_may_begin_later_and_sign_from_then_on() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let code = office.issuers[0].code.clone();
    let ahead = Rotation {
        from: Some(later(24)),
        overlap_days: Some(2),
    };
    let made = office.rotate(&administrator(now()), &code, ahead).await;
    assert_eq!(made.expect("new keys").len(), 2);
    let names = async |at| {
        let signers = office.signers(&code, at).await.expect("keys that sign");
        let names = signers.iter().map(|key| key.key_id().to_owned());
        names.collect::<Vec<_>>().join(" ")
    };
    assert!(!names(later(23)).await.contains("sm2-2"));
    assert!(names(later(24)).await.contains("sm2-2"));
    for (from, overlap) in [(later(-1), 2), (now() + Days::new(400), 2), (now(), 4000)] {
        let rotation = Rotation {
            from: Some(from),
            overlap_days: Some(overlap),
        };
        let refused = office.rotate(&administrator(now()), &code, rotation).await;
        assert!(refused.is_err(), "{from} {overlap}");
    }
    let clerk = actor("clerk", Role::Clerk);
    let refused = office.rotate(&clerk, &code, Rotation::default()).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn two_persons_declare_a_key_compromised_and_only_what_the_log_had_stays_good() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let id = change(&portal).await;
    let certificate = office.certificate(&id).await.expect("a certificate");
    let code = id.issuer().to_owned();
    let thief = office.signers(&code, now()).await.expect("the keys");
    let thief: Vec<_> = thief.iter().map(|key| &**key as &dyn Signer).collect();

    // The keys were taken an hour after the certificate; a day later somebody says so.
    let admin = administrator(later(25));
    let names = [Algorithm::Sm2, Algorithm::Ed25519].map(|algorithm| KeyName {
        office: code.clone(),
        algorithm,
        number: 1,
    });
    for name in &names {
        let early = office.suspect(&admin, name, later(26), "备份失窃").await;
        assert!(early.is_err(), "not from a time to come");
        let silent = office.suspect(&admin, name, later(1), " ").await;
        assert!(silent.is_err(), "not without a reason");
        office
            .suspect(&admin, name, later(1), "备份失窃")
            .await
            .expect("a suspicion");
        let alone = office.judge_suspicion(&admin, name, true).await;
        assert!(alone.is_err(), "not by the same person");
    }
    // Until it is judged nothing is signed, and what was signed is believed.
    assert!(office.signers(&code, later(25)).await.is_err());
    assert_eq!(verdict(&portal, &id, later(25)).await, Verdict::Valid);

    let mut supervisor = portal.signed_in("supervisor");
    let page = format!("/desk/keys/{code}");
    supervisor.get(&page).await.says("备份失窃");
    for name in ["sm2", "ed25519"] {
        let pairs = [("declare-key", name)];
        let to = format!("{page}/declare");
        let done = post(&mut supervisor, &page, &to, &pairs).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
    }
    let rotation = Rotation::default();
    let again = office.rotate(&admin, &code, rotation).await;
    again.expect("new keys");
    assert!(office.signers(&code, later(25)).await.is_ok());

    // The log held the certificate before: it stays good. What the thief dates back was never there.
    assert_eq!(verdict(&portal, &id, later(30)).await, Verdict::Valid);
    let mut record = certificate.record().clone();
    record.holders[0].name = "冒名者".to_owned();
    let issuance = Issuance {
        kinds: &office.rules.kinds,
        signers: &thief,
        at: now(),
        entropy: &[1; 32],
    };
    let forged = Certificate::issue(record, &issuance).expect("a certificate");
    let code_of_forged = forged.qr_text().to_owned();
    for presented in [
        Presented::file(forged.to_json().as_bytes()).expect("a file"),
        Presented::typed(&code_of_forged),
    ] {
        let report = office.verify(presented, later(30)).await.expect("a report");
        assert_eq!(report.report.verdict, Verdict::Untrusted);
    }
    let own = Presented::typed(certificate.qr_text());
    let own = office.verify(own, later(30)).await.expect("a report");
    assert_eq!(own.report.verdict, Verdict::Valid);
    // Without a network nobody vouches for the time: the trust list alone refuses the key.
    let trust = portal.browser().get("/trust-list.json").await.text;
    let trust = TrustList::from_json(trust.as_bytes()).expect("a trust list");
    let verifier = Verifier {
        trust: &trust,
        kinds: &office.rules.kinds,
        policy: Policy::RequireSm2,
        status: StatusSource::None,
        log: None,
        now: later(30),
    };
    assert_eq!(
        verifier.certificate(&certificate).verdict,
        Verdict::Untrusted
    );
    assert!(office.store.check().await.expect("a check").is_sound());
}

#[tokio::test]
async fn an_unfounded_suspicion_lets_the_key_sign_again() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let code = office.issuers[0].code.clone();
    let page = format!("/desk/keys/{code}");
    let mut admin = portal.signed_in("administrator");
    let pairs = [
        ("suspect-key", "sm2"),
        ("suspect-since-year", "2026"),
        ("suspect-since-month", "3"),
        ("suspect-since-day", "7"),
        ("suspect-reason", "误报"),
    ];
    let done = post(&mut admin, &page, &format!("{page}/suspect"), &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(office.signers(&code, now()).await.is_err());
    let own = post(
        &mut admin,
        &page,
        &format!("{page}/clear"),
        &[("clear-key", "sm2")],
    )
    .await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut second = portal.signed_in("supervisor");
    let clear = [("clear-key", "sm2")];
    let done = post(&mut second, &page, &format!("{page}/clear"), &clear).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(office.signers(&code, now()).await.is_ok());
    let mut clerk = portal.signed_in("clerk");
    assert_eq!(clerk.get(&page).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn files_of_one_pair_still_open_and_the_log_keeps_its_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = ip_portal::library::Library::load(None, true).expect("a pack");
    let first = library.pack.bodies[0].uscc.clone();
    let secret = [5; 32];
    for algorithm in ["sm2", "ed25519"] {
        let file = folder
            .path()
            .join(format!("issuer-{first}-{algorithm}.key"));
        std::fs::write(file, secret).expect("a file");
    }
    let portal = Portal::with(folder, library);
    let office = &portal.app.office;
    let name = |algorithm| KeyName {
        office: first.clone(),
        algorithm,
        number: 1,
    };
    for algorithm in [Algorithm::Sm2, Algorithm::Ed25519] {
        let known = name(algorithm).signer(&secret).expect("a key").public_key();
        let trust = office.trust_list().await.expect("a trust list");
        let issuer = trust.issuer(&first).expect("an issuer");
        let key = issuer.key(&name(algorithm).id()).expect("a key");
        assert_eq!(key.key.to_hex(), known.to_hex());
    }
    let log = office.log_key().expect("a key").key.to_hex();
    let founding = name(Algorithm::Ed25519).signer(&secret).expect("a key");
    assert_eq!(log, founding.public_key().to_hex());

    // In a new folder the log has a key of its own, and secrets are for their owner alone.
    let portal = Portal::open();
    let office = &portal.app.office;
    let trust = office.trust_list().await.expect("a trust list");
    let log = office.log_key().expect("a key").key.to_hex();
    let mut keys = trust.issuers.iter().flat_map(|issuer| &issuer.keys);
    assert!(keys.all(|key| key.key.to_hex() != log));
    let rotation = Rotation::default();
    let admin = administrator(now());
    office
        .rotate(&admin, &first, rotation)
        .await
        .expect("new keys");
    #[cfg(unix)]
    for entry in std::fs::read_dir(portal.folder.path()).expect("a folder") {
        use std::os::unix::fs::PermissionsExt;
        let entry = entry.expect("an entry");
        if entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "key")
        {
            let mode = entry.metadata().expect("its mode").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", entry.path().display());
        }
    }
}
