//! Annotated copies: who made the copy, for whom, until when; and the certificate inside.

use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;

use super::{Check, CheckName, Report, Verdict, Verifier};
use crate::share::AnnotatedCopy;

impl Verifier<'_> {
    /// Verifies an annotated copy (加注件): every signature on it is by a trusted key that was good at the
    /// time, those that the policy asks for are there, its time is not over, and the certificate inside
    /// verifies. A bad signature is never overlooked.
    ///
    /// `recipient` is whoever was shown the copy, by the code that stands on it. A copy for another is
    /// not to be taken; where nobody says who asks, that stays unchecked.
    pub fn copy(&self, copy: &AnnotatedCopy, recipient: Option<&str>) -> Report {
        self.copy_seen(copy, recipient, None)
    }

    /// As [`Verifier::copy`], where a log held the certificate inside by `seen`; see
    /// [`Verifier::certificate_seen`]. Copies are in no log: one signed with a compromised key is not
    /// believed, whenever it was made.
    pub fn copy_seen(
        &self,
        copy: &AnnotatedCopy,
        recipient: Option<&str>,
        seen: Option<DateTime<FixedOffset>>,
    ) -> Report {
        let mut checks = self.checks(copy.certificate(), None, seen);
        checks.push(self.annotation(copy));
        checks.push(self.recipient(copy, recipient));
        Report::new(self.now, checks)
    }

    fn annotation(&self, copy: &AnnotatedCopy) -> Check {
        let name = CheckName::Copy;
        let annotation = copy.annotation();
        let late = |problem| (Verdict::Expired, problem);
        let fault = self.unsigned(copy);
        let fault = fault.or_else(|| copy.in_time(self.now).err().map(late));
        let check = match fault {
            None => Check::pass(name),
            Some((verdict, problem)) => Check::fail(name, verdict, problem),
        };
        check
            .with("maker", &annotation.maker)
            .with_time("until", annotation.expires_at)
    }

    /// Why the signatures of whoever made the copy are not enough, if they are not.
    fn unsigned(&self, copy: &AnnotatedCopy) -> Option<(Verdict, Problem)> {
        let untrusted = |problem| Some((Verdict::Untrusted, problem));
        let mut good = Vec::new();
        for proof in copy.proofs() {
            let method = &proof.verification_method;
            let mut issuers = self.trust.issuers.iter();
            let Some(key) = issuers.find_map(|issuer| issuer.key(method)) else {
                return untrusted(Problem::new("certs.trust.key-unknown").found(method));
            };
            if copy.verify(proof, &key.key).is_err() {
                return Some((Verdict::Forged, Problem::new("certs.copy.signature")));
            }
            let made = copy.annotation().made_at.timestamp();
            let created = proof.created_at();
            let Some(created) = created.filter(|created| created.timestamp() == made) else {
                return untrusted(Problem::new("certs.proof.created").found(&proof.created));
            };
            if let Err(problem) = key.signs_at(created) {
                return untrusted(problem);
            }
            good.push(proof.cryptosuite.algorithm());
        }
        if self.policy.is_satisfied_by(&good) {
            None
        } else {
            untrusted(Problem::new("certs.verify.policy"))
        }
    }

    fn recipient(&self, copy: &AnnotatedCopy, asked: Option<&str>) -> Check {
        let name = CheckName::CopyRecipient;
        let written = &copy.annotation().recipient;
        let check = match asked {
            None => Check::not_checked(name, "certs.copy.recipient-unknown"),
            Some(asked) if asked == written => Check::pass(name),
            Some(asked) => {
                let problem = Problem::new("certs.copy.recipient");
                let problem = problem.expected(written).found(asked);
                Check::fail(name, Verdict::Untrusted, problem)
            }
        };
        check.with("recipient", written)
    }
}
