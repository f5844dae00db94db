//! Annotated copies: who made the copy, for whom, until when; and the certificate inside.

use alloc::vec::Vec;

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
        let mut checks = self.checks(copy.certificate(), None);
        checks.push(self.annotation(copy));
        checks.push(self.recipient(copy, recipient));
        Report::new(self.now, checks)
    }

    fn annotation(&self, copy: &AnnotatedCopy) -> Check {
        let name = CheckName::Copy;
        let annotation = copy.annotation();
        let outcome = self.signatures(copy).and_then(|()| {
            let late = |problem| (Verdict::Expired, problem);
            copy.in_time(self.now).map_err(late)
        });
        let check = match outcome {
            Ok(()) => Check::pass(name),
            Err((verdict, problem)) => Check::fail(name, verdict, problem),
        };
        check
            .with("maker", &annotation.maker)
            .with("until", annotation.expires_at)
    }

    /// The signatures of whoever made the copy, or why they are not enough.
    fn signatures(&self, copy: &AnnotatedCopy) -> Result<(), (Verdict, Problem)> {
        let made = copy.annotation().made_at;
        let mut good = Vec::new();
        for proof in copy.proofs() {
            let mut issuers = self.trust.issuers.iter();
            let key = issuers.find_map(|issuer| issuer.key(&proof.verification_method));
            let key = key.ok_or((
                Verdict::Untrusted,
                Problem::new("certs.trust.key-unknown").found(&proof.verification_method),
            ))?;
            let forged = |_| (Verdict::Forged, Problem::new("certs.copy.signature"));
            copy.verify(proof, &key.key).map_err(forged)?;
            let created = proof.created_at().filter(|created| *created == made);
            let created = created.ok_or((
                Verdict::Untrusted,
                Problem::new("certs.proof.created").found(&proof.created),
            ))?;
            let window = |problem| (Verdict::Untrusted, problem);
            key.signs_at(created).map_err(window)?;
            good.push(proof.cryptosuite.algorithm());
        }
        if self.policy.is_satisfied_by(&good) {
            Ok(())
        } else {
            Err((Verdict::Untrusted, Problem::new("certs.verify.policy")))
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
