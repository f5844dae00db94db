//! The single checks.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use ip_core::problem::Problem;

use super::{Check, CheckName, StatusSource, Verdict, Verifier, register};
use crate::certificate::{Certificate, Record, StatusRef, check};
use crate::face::QrPayload;
use crate::id::{CertificateId, Identifier as _};
use crate::kind::{InnerCodes, Kind};
use crate::sign::{Algorithm, SignError};
use crate::status::StatusView;
use crate::trust::{TrustedIssuer, TrustedKey};

/// Beijing time, in which civil dates begin and end.
const BEIJING: i32 = 8 * 3600;

/// A well-formed identifier passes where the codes inside pass their own checks, or where the type
/// standard takes codes as they are found; what is odd about them stands in the evidence.
pub(super) fn identifier(verifier: &Verifier<'_>, id: &CertificateId) -> Check {
    let name = CheckName::Identifier;
    let notes = id.notes(None);
    let Some(note) = notes.first() else {
        return Check::pass(name).with("identifier", id);
    };
    let taken = |kind: &Kind| kind.inner_codes == InnerCodes::AsFound;
    if verifier.kinds.of_type(id.kind()).is_some_and(taken) {
        return Check::pass(name).with("identifier", id).with("note", note);
    }
    let problem = Problem::new("certs.record.inner-code").found(note);
    Check::fail(name, Verdict::Untrusted, problem).with("identifier", id)
}

pub(super) fn kind(verifier: &Verifier<'_>, record: &Record) -> Check {
    let name = CheckName::Kind;
    let Some(kind) = verifier.kinds.get(&record.kind) else {
        let problem = Problem::new("certs.record.kind").found(&record.kind);
        return Check::fail(name, Verdict::Untrusted, problem);
    };
    if record.standard != kind.version {
        return Check::not_checked(name, "certs.record.standard")
            .with("expected", &kind.version)
            .with("found", &record.standard);
    }
    if let Some(other) = verifier.kinds.misnamed(kind, &record.name) {
        let problem = Problem::new("certs.record.name").expected(&kind.name.zh);
        let problem = problem.found(&record.name);
        return Check::fail(name, Verdict::Untrusted, problem).with("kind", &other.key);
    }
    Check::pass(name)
        .with("kind", &kind.key)
        .with("version", &record.standard)
}

/// The kind that a QR code names by the type code in its identifier.
pub(super) fn kind_by_code(verifier: &Verifier<'_>, id: &CertificateId) -> Check {
    match verifier.kinds.of_type(id.kind()) {
        Some(kind) => Check::pass(CheckName::Kind).with("kind", &kind.key),
        None => {
            let problem = Problem::new("certs.record.kind").found(id.kind());
            Check::fail(CheckName::Kind, Verdict::Untrusted, problem)
        }
    }
}

pub(super) fn fields(verifier: &Verifier<'_>, certificate: &Certificate) -> Check {
    let name = CheckName::Fields;
    let record = certificate.record();
    let Some(kind) = verifier.kinds.get(&record.kind) else {
        return Check::not_checked(name, "certs.record.kind");
    };
    if record.standard != kind.version {
        return Check::not_checked(name, "certs.record.standard");
    }
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
        Check::pass(name).with_time("created", created)
    } else {
        let problem = Problem::new("certs.proof.future").found(rfc3339(created));
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
            let check = Check::fail(CheckName::SigningTime, Verdict::Untrusted, problem);
            checks.push(check.with("algorithm", algorithm.name()));
            continue;
        };
        let of_this = |check: Check| check.with("algorithm", algorithm.name());
        checks.push(of_this(signing_time(verifier, created)));
        let Some(issuer) = issuer else {
            checks.push(Check::not_checked(
                name_of(algorithm),
                "certs.trust.issuer-unknown",
            ));
            continue;
        };
        let id = &certificate.record().identifier;
        checks.push(of_this(entitlement(issuer, id, created)));
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
    logged: Option<DateTime<FixedOffset>>,
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
        let times = (payload.created, logged);
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
    let window = match window {
        Ok(()) => Check::pass(CheckName::KeyWindow),
        Err(problem) => Check::fail(CheckName::KeyWindow, Verdict::Untrusted, problem),
    };
    let window = window.with("algorithm", algorithm.name());
    checks.push(window.with("key", &key.id));
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

fn rfc3339(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(crate) fn beijing_day(at: DateTime<FixedOffset>) -> NaiveDate {
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
        StatusSource::Register(entry) => register::check(entry, verifier.now),
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

fn listed(view: StatusView) -> Check {
    let name = CheckName::Status;
    let found = match view {
        StatusView { revoked: true, .. } => Some((Verdict::Revoked, "certs.status.revoked")),
        StatusView {
            superseded: true, ..
        } => Some((Verdict::Superseded, "certs.status.superseded")),
        StatusView {
            suspended: true, ..
        } => Some((Verdict::Suspended, "certs.status.withheld")),
        _ => None,
    };
    let mut check = match found {
        Some((verdict, code)) => Check::fail(name, verdict, Problem::new(code)),
        None => Check::pass(name),
    };
    check.at = Some(view.as_of);
    check.with("source", "list")
}
