//! The single checks.

use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::problem::Problem;

use super::{Check, CheckName, RegisterEntry, StatusSource, Verdict, Verifier};
use crate::certificate::{Certificate, Record, State, StatusRef, check};
use crate::face::QrPayload;
use crate::id::{CertificateId, Identifier as _};
use crate::sign::{Algorithm, SignError};
use crate::status::StatusView;
use crate::trust::{TrustedIssuer, TrustedKey};

/// Beijing time, in which civil dates begin and end.
const BEIJING: i32 = 8 * 3600;

/// A well-formed identifier passes; what is odd about the codes inside stands in the evidence.
pub(super) fn identifier(id: &CertificateId) -> Check {
    let check = Check::pass(CheckName::Identifier).with("identifier", id);
    match id.notes(None).first() {
        Some(note) => check.with("note", note),
        None => check,
    }
}

pub(super) fn kind(verifier: &Verifier<'_>, record: &Record) -> Check {
    let name = CheckName::Kind;
    match verifier.kinds.get(&record.kind) {
        Some(kind) => Check::pass(name)
            .with("kind", &kind.key)
            .with("version", &record.standard),
        None => {
            let problem = Problem::new("certs.record.kind").found(&record.kind);
            Check::fail(name, Verdict::Untrusted, problem)
        }
    }
}

pub(super) fn fields(verifier: &Verifier<'_>, certificate: &Certificate) -> Check {
    let name = CheckName::Fields;
    let record = certificate.record();
    let Some(kind) = verifier.kinds.get(&record.kind) else {
        return Check::not_checked(name, "certs.record.kind");
    };
    match check(record, kind, certificate.hidden() == 0) {
        Ok(()) => Check::pass(name).with("hidden", certificate.hidden()),
        Err(problems) => {
            let count = problems.0.len();
            let first = problems.0.into_iter().next();
            let problem = first.unwrap_or_else(|| Problem::new("certs.field.missing"));
            Check::fail(name, Verdict::Untrusted, problem).with("problems", count)
        }
    }
}

/// The trusted issuer, which must be the one in the identifier and in the document.
pub(super) fn issuer<'a>(
    verifier: &Verifier<'a>,
    id: &CertificateId,
    url: &str,
    checks: &mut Vec<Check>,
) -> Option<&'a TrustedIssuer> {
    let name = CheckName::Issuer;
    let found = verifier.trust.issuer(id.issuer());
    checks.push(match found {
        Some(issuer) if issuer.id == url => Check::pass(name).with("issuer", &issuer.name),
        Some(issuer) => {
            let problem = Problem::new("certs.trust.issuer-mismatch");
            let problem = problem.expected(&issuer.id).found(url);
            Check::fail(name, Verdict::Untrusted, problem)
        }
        None => unknown_issuer(id),
    });
    found.filter(|issuer| issuer.id == url)
}

fn unknown_issuer(id: &CertificateId) -> Check {
    let problem = Problem::new("certs.trust.issuer-unknown").found(id.issuer());
    Check::fail(CheckName::Issuer, Verdict::Untrusted, problem)
}

/// As [`issuer`], for a QR code, which names the issuer by the identifier only.
pub(super) fn issuer_by_code<'a>(
    verifier: &Verifier<'a>,
    id: &CertificateId,
    created: DateTime<FixedOffset>,
    checks: &mut Vec<Check>,
) -> Option<&'a TrustedIssuer> {
    let found = verifier.trust.issuer(id.issuer());
    checks.push(match found {
        Some(issuer) => Check::pass(CheckName::Issuer).with("issuer", &issuer.name),
        None => unknown_issuer(id),
    });
    checks.push(signing_time(verifier, created));
    if let Some(issuer) = found {
        checks.push(entitlement(issuer, id, created));
    }
    found
}

fn entitlement(
    issuer: &TrustedIssuer,
    id: &CertificateId,
    created: DateTime<FixedOffset>,
) -> Check {
    let name = CheckName::Entitlement;
    if issuer.may_issue(id.kind(), beijing_day(created)) {
        Check::pass(name).with("typeCode", id.kind())
    } else {
        let problem = Problem::new("certs.trust.not-entitled").found(id.kind());
        Check::fail(name, Verdict::Untrusted, problem)
    }
}

fn signing_time(verifier: &Verifier<'_>, created: DateTime<FixedOffset>) -> Check {
    let name = CheckName::SigningTime;
    if created <= verifier.now {
        Check::pass(name).with("created", created)
    } else {
        let problem = Problem::new("certs.proof.future").found(created);
        Check::fail(name, Verdict::Untrusted, problem)
    }
}

/// Every proof is checked, whatever the policy asks for.
pub(super) fn proofs(
    verifier: &Verifier<'_>,
    certificate: &Certificate,
    issuer: Option<&TrustedIssuer>,
    logged: Option<DateTime<FixedOffset>>,
    checks: &mut Vec<Check>,
) {
    let mut good = Vec::new();
    for proof in certificate.proofs() {
        let algorithm = proof.cryptosuite.algorithm();
        let Some(created) = proof.created_at() else {
            let problem = Problem::new("certs.proof.created").found(&proof.created);
            checks.push(Check::fail(
                CheckName::SigningTime,
                Verdict::Untrusted,
                problem,
            ));
            continue;
        };
        checks.push(signing_time(verifier, created));
        let Some(issuer) = issuer else {
            checks.push(Check::not_checked(
                name_of(algorithm),
                "certs.trust.issuer-unknown",
            ));
            continue;
        };
        checks.push(entitlement(
            issuer,
            &certificate.record().identifier,
            created,
        ));
        let key = issuer.key(&proof.verification_method);
        let outcome = key.map(|key| certificate.secured.verify(proof, &key.key));
        if signature(algorithm, key.zip(outcome), (created, logged), checks) {
            good.push(algorithm);
        }
    }
    checks.push(policy(verifier, &good));
}

/// Every signature of a QR code.
pub(super) fn qr_signatures(
    verifier: &Verifier<'_>,
    payload: &QrPayload,
    issuer: Option<&TrustedIssuer>,
    checks: &mut Vec<Check>,
) {
    let message = payload.message();
    let mut good = Vec::new();
    for sealed in &payload.signatures {
        let Some(issuer) = issuer else {
            let code = "certs.trust.issuer-unknown";
            checks.push(Check::not_checked(name_of(sealed.algorithm), code));
            continue;
        };
        let key = issuer
            .key_by_fragment(&sealed.key)
            .filter(|key| key.key.algorithm() == sealed.algorithm);
        let outcome = key.map(|key| key.key.verify(&message, &sealed.signature));
        let times = (payload.created, None);
        if signature(sealed.algorithm, key.zip(outcome), times, checks) {
            good.push(sealed.algorithm);
        }
    }
    checks.push(policy(verifier, &good));
}

/// Reports a signature and its key's window; whether both are good.
fn signature(
    algorithm: Algorithm,
    outcome: Option<(&TrustedKey, Result<(), SignError>)>,
    (created, logged): (DateTime<FixedOffset>, Option<DateTime<FixedOffset>>),
    checks: &mut Vec<Check>,
) -> bool {
    let name = name_of(algorithm);
    let Some((key, outcome)) = outcome else {
        let problem = Problem::new("certs.trust.key-unknown");
        checks.push(Check::fail(name, Verdict::Untrusted, problem));
        return false;
    };
    checks.push(match outcome {
        Ok(()) => Check::pass(name).with("key", &key.id),
        Err(error) => {
            let problem = Problem::new(error.code()).arg("key", &key.id);
            Check::fail(name, Verdict::Forged, problem)
        }
    });
    let window = key.signed_at(created, logged);
    let in_window = window.is_ok();
    checks.push(match window {
        Ok(()) => Check::pass(CheckName::KeyWindow).with("key", &key.id),
        Err(problem) => Check::fail(CheckName::KeyWindow, Verdict::Untrusted, problem),
    });
    outcome.is_ok() && in_window
}

fn policy(verifier: &Verifier<'_>, good: &[Algorithm]) -> Check {
    let name = CheckName::SignaturePolicy;
    let names: Vec<&str> = good.iter().map(|algorithm| algorithm.name()).collect();
    let names = names.join(" ");
    if verifier.policy.is_satisfied_by(good) {
        Check::pass(name).with("good", names)
    } else {
        let problem = Problem::new("certs.verify.policy").found(names);
        Check::fail(name, Verdict::Untrusted, problem)
    }
}

const fn name_of(algorithm: Algorithm) -> CheckName {
    match algorithm {
        Algorithm::Sm2 => CheckName::Sm2Signature,
        Algorithm::Ed25519 => CheckName::Ed25519Signature,
    }
}

/// The QR code in the file must state what the file states.
pub(super) fn qr(certificate: &Certificate) -> Check {
    let name = CheckName::QrCode;
    match QrPayload::from_text(certificate.qr_text()) {
        Ok(payload) if payload.states(certificate.record(), certificate.digests()) => {
            Check::pass(name)
        }
        Ok(payload) => {
            let problem = Problem::new("certs.qr.mismatch").found(&payload.identifier);
            Check::fail(name, Verdict::Forged, problem)
        }
        Err(problem) => Check::fail(name, Verdict::Forged, problem),
    }
}

/// A last day ends at 24:00 Beijing time.
pub(super) fn validity(
    verifier: &Verifier<'_>,
    first: NaiveDate,
    last: Option<NaiveDate>,
) -> Check {
    let name = CheckName::Validity;
    let today = beijing_day(verifier.now);
    if today < first {
        let problem = Problem::new("certs.validity.not-yet").expected(first);
        return Check::fail(name, Verdict::Suspended, problem.found(today));
    }
    match last {
        Some(last) if last < today => {
            let problem = Problem::new("certs.validity.over").expected(last);
            Check::fail(name, Verdict::Expired, problem.found(today))
        }
        Some(last) => Check::pass(name).with("until", last),
        None => Check::pass(name),
    }
}

fn beijing_day(at: DateTime<FixedOffset>) -> NaiveDate {
    match FixedOffset::east_opt(BEIJING) {
        Some(offset) => at.with_timezone(&offset).date_naive(),
        None => at.date_naive(),
    }
}

pub(super) fn status(
    verifier: &Verifier<'_>,
    id: &CertificateId,
    entries: &[StatusRef],
    issuer: Option<&TrustedIssuer>,
) -> Check {
    let name = CheckName::Status;
    match verifier.status {
        StatusSource::None => Check::not_checked(name, "certs.status.not-asked"),
        StatusSource::Register(entry) if entry.identifier != *id => {
            Check::not_checked(name, "certs.status.other-certificate")
        }
        StatusSource::Register(entry) => registered(entry),
        StatusSource::Lists(book) => {
            let Some(issuer) = issuer else {
                return Check::not_checked(name, "certs.trust.issuer-unknown");
            };
            match book.look_up(entries, &issuer.id, verifier.now) {
                Ok(view) => listed(view),
                Err(error) => Check::not_checked(name, error.code()),
            }
        }
    }
}

fn registered(entry: &RegisterEntry) -> Check {
    let code = |code| Some((code, None));
    let (verdict, found) = match (entry.state, &entry.successor) {
        (State::Valid, _) => (Verdict::Valid, None),
        (State::Withheld, _) => (Verdict::Suspended, code("certs.status.withheld")),
        (State::Lapsed, Some(successor)) => (
            Verdict::Superseded,
            Some(("certs.status.superseded", Some(successor))),
        ),
        (State::Lapsed, None) => (Verdict::Expired, code("certs.status.lapsed")),
        (State::RevokedFromBeginning, _) => (
            Verdict::Revoked,
            code("certs.status.revoked-from-beginning"),
        ),
        (State::Cancelled, _) => (Verdict::Revoked, code("certs.status.cancelled")),
        (State::TransferredOut, _) => (Verdict::Revoked, code("certs.status.transferred-out")),
        (State::RevokedAsPenalty, _) => (Verdict::Revoked, code("certs.status.revoked-as-penalty")),
        (State::Other, _) => (Verdict::Revoked, code("certs.status.other")),
    };
    let mut check = match found {
        None => Check::pass(CheckName::Status),
        Some((code, successor)) => {
            let check = Check::fail(CheckName::Status, verdict, Problem::new(code));
            match successor {
                Some(successor) => check.with("successor", successor),
                None => check,
            }
        }
    };
    check.at = Some(entry.as_of);
    check.with("source", "register")
}

fn listed(view: StatusView) -> Check {
    let name = CheckName::Status;
    let mut check = if view.revoked {
        Check::fail(name, Verdict::Revoked, Problem::new("certs.status.revoked"))
    } else if view.suspended {
        Check::fail(
            name,
            Verdict::Suspended,
            Problem::new("certs.status.withheld"),
        )
    } else {
        Check::pass(name)
    };
    check.at = Some(view.as_of);
    check.with("source", "list")
}
