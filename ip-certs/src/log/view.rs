//! What a verifier remembers of a log, so that the log cannot show different people different pasts.

use super::{Checkpoint, Hash, LogError, LogPolicy, verify_consistency};

/// The newest checkpoint of a log that a verifier has believed; to be kept across restarts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogView {
    last: Option<Checkpoint>,
}

impl LogView {
    /// A view that remembers this checkpoint, as it was stored.
    pub const fn restore(checkpoint: Checkpoint) -> Self {
        Self {
            last: Some(checkpoint),
        }
    }

    /// The newest checkpoint.
    pub const fn last(&self) -> Option<&Checkpoint> {
        self.last.as_ref()
    }

    /// Takes in a checkpoint that the log and a quorum of witnesses have signed, with the proof
    /// that the log only grew since the last one (empty for the first, and for an equal size).
    ///
    /// # Errors
    ///
    /// [`LogError::Origin`], [`LogError::Signature`], [`LogError::Quorum`];
    /// [`LogError::Rollback`] for a smaller log; [`LogError::SplitView`] for another root of the
    /// same size, which no honest log signs; [`LogError::Proof`] for a larger log whose proof does
    /// not lead from the last checkpoint to this one: it has forked, or the proof is damaged.
    pub fn advance(
        &mut self,
        checkpoint: Checkpoint,
        proof: &[Hash],
        policy: &LogPolicy,
    ) -> Result<(), LogError> {
        checkpoint.believed(policy)?;
        if let Some(last) = &self.last {
            if checkpoint.size < last.size {
                return Err(LogError::Rollback);
            }
            if checkpoint.size == last.size {
                return if checkpoint.root == last.root {
                    Ok(())
                } else {
                    Err(LogError::SplitView)
                };
            }
            let (old, new) = ((last.size, &last.root), (checkpoint.size, &checkpoint.root));
            verify_consistency(old, new, proof)?;
        }
        self.last = Some(checkpoint);
        Ok(())
    }

    /// Looks at a checkpoint that came with a proof of inclusion, which may be older than the newest one
    /// seen, or newer without a proof that the log only grew.
    ///
    /// The newest is remembered where it is proved to contain the last one, by `proof` or by a quorum of
    /// witnesses, who sign nothing else.
    ///
    /// # Errors
    ///
    /// [`LogError::Origin`], [`LogError::Signature`], [`LogError::Quorum`]; [`LogError::SplitView`] for
    /// another root of the same size; [`LogError::Proof`] where `proof` does not lead from the smaller to
    /// the larger.
    ///
    /// ```
    /// use ip_certs::log::{Checkpoint, Growth, LogPolicy, LogView, MerkleLog, NoteKey, NoteRole, leaf_hash};
    /// use ip_certs::sign::{Ed25519Signer, Signer};
    /// let (origin, signer) = ("log.example.cn/certs", Ed25519Signer::new("log", &[1; 32]));
    /// let log = NoteKey { name: origin.into(), key: signer.public_key(), role: NoteRole::Log };
    /// let policy = LogPolicy { log, witnesses: vec![], quorum: 0, status_lists: false };
    /// let log: MerkleLog = (0..5u8).map(|n| leaf_hash(&[n])).collect();
    /// let at = |size| -> Result<_, Box<dyn std::error::Error>> {
    ///     let mut checkpoint = Checkpoint::new(origin, size, log.root(size)?);
    ///     checkpoint.sign(&signer)?;
    ///     Ok(checkpoint)
    /// };
    /// let mut view = LogView::default();
    /// assert_eq!(view.look(at(3)?, None, &policy)?, Growth::First);
    /// assert_eq!(view.look(at(5)?, None, &policy)?, Growth::Unproved);
    /// let proof = log.consistency(3, 5)?;
    /// assert_eq!(view.look(at(5)?, Some(&proof), &policy)?, Growth::Proved);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn look(
        &mut self,
        checkpoint: Checkpoint,
        proof: Option<&[Hash]>,
        policy: &LogPolicy,
    ) -> Result<Growth, LogError> {
        checkpoint.believed(policy)?;
        let Some(last) = &self.last else {
            self.last = Some(checkpoint);
            return Ok(Growth::First);
        };
        let (old, new) = if last.size <= checkpoint.size {
            (last, &checkpoint)
        } else {
            (&checkpoint, last)
        };
        let growth = if old.size == new.size {
            if old.root != new.root {
                return Err(LogError::SplitView);
            }
            Growth::Same
        } else if proof.is_some() || old.size == 0 {
            let proof = proof.filter(|_| old.size > 0).unwrap_or_default();
            verify_consistency((old.size, &old.root), (new.size, &new.root), proof)?;
            Growth::Proved
        } else if policy.quorum > 0 {
            Growth::Witnessed
        } else {
            return Ok(Growth::Unproved);
        };
        if last.size < checkpoint.size {
            self.last = Some(checkpoint);
        }
        Ok(growth)
    }
}

/// How a checkpoint relates to the newest one that a verifier has seen of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// It is the first one seen.
    First,
    /// It is the newest one seen.
    Same,
    /// The larger of both is proved to contain the smaller.
    Proved,
    /// A quorum of witnesses has signed it, each of whom signs only what contains what it signed before.
    Witnessed,
    /// Nothing proves that one contains the other.
    Unproved,
}

impl Growth {
    /// The name in a report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Same => "same",
            Self::Proved => "proved",
            Self::Witnessed => "witnessed",
            Self::Unproved => "unproved",
        }
    }
}
