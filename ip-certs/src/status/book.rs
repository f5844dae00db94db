//! What a verifier has learnt from status lists: the newest of each, believed by its signatures.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;

use super::{SignedList, StatusError};
use crate::certificate::{StatusPurpose, StatusRef};
use crate::trust::TrustList;
use crate::verify::Policy;

/// The status lists of a verifier.
///
/// To keep it across restarts, keep [`StatusBook::lists`] and [accept](StatusBook::accept) them again.
#[derive(Debug, Clone, Default)]
pub struct StatusBook {
    /// By issuer and URL: no issuer can occupy the address of another.
    lists: BTreeMap<(String, String), SignedList>,
}

/// What the lists say of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusView {
    /// It is revoked.
    pub revoked: bool,
    /// It is suspended.
    pub suspended: bool,
    /// A newer version has replaced it.
    pub superseded: bool,
    /// The oldest list on which the answer rests is of this instant.
    pub as_of: DateTime<FixedOffset>,
}

impl StatusBook {
    /// Takes in a published list.
    ///
    /// A publication that says nothing newer than the one already known is taken and changes nothing.
    /// A list is fresh no longer than the keys that have signed it.
    ///
    /// # Errors
    ///
    /// `certs.status.STATUS_VERIFICATION_ERROR` where the issuer is unknown or the signatures do
    /// not satisfy the policy; `certs.trust.key-window` or `certs.trust.key-compromised` for a key
    /// that was not the issuer's when the list was signed, or when it begins; `certs.status.rollback`
    /// for a list older than one already seen, for two lists with one number, and for a revocation
    /// taken back.
    pub fn accept(
        &mut self,
        mut list: SignedList,
        trust: &TrustList,
        policy: Policy,
    ) -> Result<(), Problem> {
        let unbelievable = || Problem::new(StatusError::Verification.code());
        let issuer = trust.issuers.iter().find(|i| i.id == list.issuer);
        let issuer = issuer.ok_or_else(unbelievable)?;
        let mut good = Vec::new();
        for proof in list.secured.proofs() {
            let key = issuer.key(&proof.verification_method);
            let key = key.ok_or_else(unbelievable)?;
            let created = proof.created_at().ok_or_else(unbelievable)?;
            key.signs_at(created)?;
            // A retired key cannot sign a list of today by claiming an old signing time.
            key.signs_at(list.from)?;
            let outcome = list.secured.verify(proof, &key.key);
            outcome.map_err(|_| unbelievable())?;
            list.until = key.until.map_or(list.until, |end| end.min(list.until));
            good.push(proof.cryptosuite.algorithm());
        }
        if !policy.is_satisfied_by(&good) {
            return Err(unbelievable());
        }
        let place = (list.issuer.clone(), list.url.clone());
        let Some(known) = self.lists.get(&place) else {
            self.lists.insert(place, list);
            return Ok(());
        };
        let same = known.sequence == list.sequence && known.bits == list.bits;
        let newer = known.sequence < list.sequence
            && known.from <= list.from
            && (!list.purpose.is_for_good() || known.bits.grows_into(&list.bits));
        if known.purpose != list.purpose || !(same || newer) {
            let problem = Problem::new("certs.status.rollback");
            return Err(problem.expected(known.sequence).found(list.sequence));
        }
        // Publications that state the same are one entry of a log: the place of one is that of the other.
        let same_entry = same && known.log_entry() == list.log_entry();
        if same_entry && list.proof.is_none() {
            list.proof.clone_from(&known.proof);
        }
        // Of two publications with one number the one that lasts longer counts.
        if newer || (known.from <= list.from && known.until < list.until) {
            self.lists.insert(place, list);
        } else if same_entry && let Some(known) = self.lists.get_mut(&place) {
            known.proof = list.proof;
        }
        Ok(())
    }

    /// The newest publication of every list seen.
    pub fn lists(&self) -> impl Iterator<Item = &SignedList> {
        self.lists.values()
    }

    /// The newest publication of a list of an issuer.
    pub fn list(&self, issuer: &str, url: &str) -> Option<&SignedList> {
        self.lists.get(&(issuer.into(), url.into()))
    }

    /// The highest sequence number seen of a list of an issuer.
    pub fn sequence(&self, issuer: &str, url: &str) -> Option<u64> {
        self.list(issuer, url).map(SignedList::sequence)
    }

    /// What the lists say of the entries of a certificate of `issuer`.
    ///
    /// A set bit decides whatever the other lists lack. A revocation and a supersession are never taken
    /// back, so they hold from the first day of their list on, even after the last; a suspension holds,
    /// and a clear bit says something, only while the list is fresh.
    ///
    /// # Errors
    ///
    /// Where no bit is set, the first of: [`StatusError::Retrieval`] for a list that is not at hand
    /// or not good at `now`, [`StatusError::Verification`] for a list of another issuer or purpose,
    /// [`StatusError::Range`].
    pub fn look_up(
        &self,
        entries: &[StatusRef],
        issuer: &str,
        now: DateTime<FixedOffset>,
    ) -> Result<StatusView, StatusError> {
        let clear = |as_of| StatusView {
            revoked: false,
            suspended: false,
            superseded: false,
            as_of,
        };
        let mut view: Option<StatusView> = None;
        let mut unknown = None;
        for entry in entries {
            let read = self.read(entry, issuer, now);
            let (as_of, set) = match read {
                Ok(read) => read,
                Err(error) => {
                    unknown.get_or_insert(error);
                    continue;
                }
            };
            let before = view.unwrap_or_else(|| clear(as_of));
            let set_for = |purpose| set && entry.purpose == purpose;
            view = Some(StatusView {
                revoked: before.revoked || set_for(StatusPurpose::Revocation),
                suspended: before.suspended || set_for(StatusPurpose::Suspension),
                superseded: before.superseded || set_for(StatusPurpose::Supersession),
                as_of: before.as_of.min(as_of),
            });
        }
        match (view, unknown) {
            (Some(view), None) => Ok(view),
            (Some(view), Some(_)) if view.revoked || view.suspended || view.superseded => Ok(view),
            (_, unknown) => Err(unknown.unwrap_or(StatusError::Retrieval)),
        }
    }

    /// The bit of one entry, and of when its list is.
    fn read(
        &self,
        entry: &StatusRef,
        issuer: &str,
        now: DateTime<FixedOffset>,
    ) -> Result<(DateTime<FixedOffset>, bool), StatusError> {
        let place = (issuer.into(), entry.list.clone());
        let Some(list) = self.lists.get(&place) else {
            let foreign = self.lists.keys().any(|(_, url)| *url == entry.list);
            return Err(if foreign {
                StatusError::Verification
            } else {
                StatusError::Retrieval
            });
        };
        if list.purpose != entry.purpose {
            return Err(StatusError::Verification);
        }
        let set = list.bits.get(entry.index)?;
        let for_good = set && entry.purpose.is_for_good();
        if now < list.from || (list.until < now && !for_good) {
            return Err(StatusError::Retrieval);
        }
        Ok((list.from, set))
    }
}
