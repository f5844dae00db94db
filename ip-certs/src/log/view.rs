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
}
