//! What a verifier has learnt from status lists: the newest of each, believed by its signatures.

use alloc::collections::BTreeMap;
use alloc::string::String;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;

use super::{SignedList, StatusError};
use crate::certificate::{StatusPurpose, StatusRef};
use crate::trust::TrustList;
use crate::verify::Policy;

/// The status lists of a verifier.
#[derive(Debug, Clone, Default)]
pub struct StatusBook {
    lists: BTreeMap<String, SignedList>,
}

/// What the lists say of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusView {
    /// It is revoked.
    pub revoked: bool,
    /// It is suspended.
    pub suspended: bool,
    /// The oldest list that was looked at is of this instant.
    pub as_of: DateTime<FixedOffset>,
}

impl StatusBook {
    /// Takes in a published list.
    ///
    /// # Errors
    ///
    /// `certs.status.STATUS_VERIFICATION_ERROR` where the issuer is unknown or the signatures do
    /// not satisfy the policy; `certs.status.rollback` for a list older than one already seen,
    /// for two lists with one number, and for a revocation taken back.
    pub fn accept(
        &mut self,
        list: SignedList,
        trust: &TrustList,
        policy: Policy,
    ) -> Result<(), Problem> {
        let unbelievable = || Problem::new(StatusError::Verification.code());
        let issuer = trust.issuers.iter().find(|i| i.id == list.issuer);
        let issuer = issuer.ok_or_else(unbelievable)?;
        let mut good = alloc::vec::Vec::new();
        for proof in list.secured.proofs() {
            let key = issuer.key(&proof.verification_method);
            let key = key.ok_or_else(unbelievable)?;
            let created = proof.created_at().ok_or_else(unbelievable)?;
            key.signs_at(created)?;
            let outcome = list.secured.verify(proof, &key.key);
            outcome.map_err(|_| unbelievable())?;
            good.push(proof.cryptosuite.algorithm());
        }
        if !policy.is_satisfied_by(&good) {
            return Err(unbelievable());
        }
        if let Some(known) = self.lists.get(&list.url) {
            let same = known.sequence == list.sequence && known.bits == list.bits;
            let newer = known.sequence < list.sequence
                && known.from <= list.from
                && (list.purpose != StatusPurpose::Revocation || known.bits.grows_into(&list.bits));
            let alike = known.issuer == list.issuer && known.purpose == list.purpose;
            if !alike || !(same || newer) {
                let problem = Problem::new("certs.status.rollback");
                return Err(problem.expected(known.sequence).found(list.sequence));
            }
        }
        self.lists.insert(list.url.clone(), list);
        Ok(())
    }

    /// The highest sequence number seen of a list, to be kept across restarts.
    pub fn sequence(&self, url: &str) -> Option<u64> {
        self.lists.get(url).map(SignedList::sequence)
    }

    /// What the lists say of the entries of a certificate of `issuer`.
    ///
    /// # Errors
    ///
    /// [`StatusError::Retrieval`] for a list that is not at hand or no longer good at `now`,
    /// [`StatusError::Verification`] for a list of another issuer or purpose,
    /// [`StatusError::Range`].
    pub fn look_up(
        &self,
        entries: &[StatusRef],
        issuer: &str,
        now: DateTime<FixedOffset>,
    ) -> Result<StatusView, StatusError> {
        let mut view: Option<StatusView> = None;
        for entry in entries {
            let list = self.lists.get(&entry.list).ok_or(StatusError::Retrieval)?;
            if list.issuer != issuer || list.purpose != entry.purpose {
                return Err(StatusError::Verification);
            }
            if now < list.from || list.until < now {
                return Err(StatusError::Retrieval);
            }
            let set = list.bits.get(entry.index)?;
            let before = view.unwrap_or(StatusView {
                revoked: false,
                suspended: false,
                as_of: list.from,
            });
            view = Some(StatusView {
                revoked: before.revoked || (set && entry.purpose == StatusPurpose::Revocation),
                suspended: before.suspended || (set && entry.purpose == StatusPurpose::Suspension),
                as_of: before.as_of.min(list.from),
            });
        }
        view.ok_or(StatusError::Retrieval)
    }
}
