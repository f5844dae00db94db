//! The Merkle tree of RFC 6962 section 2: hashes, roots, inclusion and consistency proofs.

use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::LogError;

/// A SHA-256 hash of the tree.
pub type Hash = [u8; 32];

/// The hash of an entry; the byte 0 keeps it apart from the hash of two nodes.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(entry)
        .finalize()
        .into()
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The root of no entries.
fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// An append-only log; roots and proofs cost as many steps as the tree is high.
///
/// ```
/// use ip_certs::log::{MerkleLog, leaf_hash, verify_inclusion};
/// let log: MerkleLog = [b"a", b"b", b"c"].into_iter().map(|e| leaf_hash(e)).collect();
/// let proof = log.inclusion(1, 3)?;
/// verify_inclusion(1, 3, &leaf_hash(b"b"), &proof, &log.root(3)?)?;
/// # Ok::<(), ip_certs::log::LogError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MerkleLog {
    /// At place `k`: the roots of all complete subtrees of 2^k entries.
    levels: Vec<Vec<Hash>>,
}

impl FromIterator<Hash> for MerkleLog {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut log = Self::default();
        leaves.into_iter().for_each(|leaf| log.append(leaf));
        log
    }
}

impl MerkleLog {
    /// Appends the hash of an entry.
    pub fn append(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for k in 0.. {
            if k == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let Some(level) = self.levels.get_mut(k) else {
                return;
            };
            level.push(hash);
            let [.., left, right] = level.as_slice() else {
                return;
            };
            if !level.len().is_multiple_of(2) {
                return;
            }
            hash = node_hash(left, right);
        }
    }

    /// How many entries there are.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, Vec::len) as u64
    }

    /// The root of the first `size` entries.
    ///
    /// # Errors
    ///
    /// [`LogError::Range`] beyond the log.
    pub fn root(&self, size: u64) -> Result<Hash, LogError> {
        if size == 0 {
            return Ok(empty_root());
        }
        self.subtree(0, size)
    }

    /// The inclusion proof of an entry in the first `size` entries, from the leaf upwards.
    ///
    /// # Errors
    ///
    /// [`LogError::Range`].
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, LogError> {
        if index >= size || size > self.size() {
            return Err(LogError::Range);
        }
        let (mut start, mut end) = (0, size);
        let mut proof = Vec::new();
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                proof.push(self.subtree(middle, end)?);
                end = middle;
            } else {
                proof.push(self.subtree(start, middle)?);
                start = middle;
            }
        }
        proof.reverse();
        Ok(proof)
    }

    /// The proof that the first `old` entries are a prefix of the first `new`; empty where there is
    /// nothing to prove, for no entries and for equal sizes.
    ///
    /// # Errors
    ///
    /// [`LogError::Range`].
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogError> {
        if old > new || new > self.size() {
            return Err(LogError::Range);
        }
        if old == 0 {
            return Ok(Vec::new());
        }
        let (mut start, mut end) = (0, new);
        let mut proof = Vec::new();
        // Down to the subtree that ends where the older log ends.
        while end != old {
            let middle = start + split(end - start);
            if old <= middle {
                proof.push(self.subtree(middle, end)?);
                end = middle;
            } else {
                proof.push(self.subtree(start, middle)?);
                start = middle;
            }
        }
        // The verifier knows this subtree already where it is the whole older log.
        if start > 0 {
            proof.push(self.subtree(start, end)?);
        }
        proof.reverse();
        Ok(proof)
    }

    /// The root over the entries from `start` to before `end`, which is aligned as in a tree.
    fn subtree(&self, start: u64, end: u64) -> Result<Hash, LogError> {
        let length = end.checked_sub(start).ok_or(LogError::Range)?;
        if length.is_power_of_two() {
            let level = length.trailing_zeros();
            let level_hashes = self.levels.get(level as usize).ok_or(LogError::Range)?;
            let at = usize::try_from(start >> level).map_err(|_| LogError::Range)?;
            return level_hashes.get(at).copied().ok_or(LogError::Range);
        }
        if length == 0 {
            return Err(LogError::Range);
        }
        let middle = start + split(length);
        Ok(node_hash(
            &self.subtree(start, middle)?,
            &self.subtree(middle, end)?,
        ))
    }
}

/// The largest power of two below `length`, which is at least 2.
const fn split(length: u64) -> u64 {
    1 << (63 - (length - 1).leading_zeros())
}

/// Checks that the entry with this leaf hash stands at `index` of a log of `size` entries.
///
/// # Errors
///
/// [`LogError::Range`] for an impossible index, [`LogError::Proof`].
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: &Hash,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), LogError> {
    if index >= size {
        return Err(LogError::Range);
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(LogError::Proof);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // The right-most node climbs until it has a left sibling.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == *root {
        Ok(())
    } else {
        Err(LogError::Proof)
    }
}

/// Checks that a log of `new` entries begins with the log of `old` entries.
///
/// # Errors
///
/// [`LogError::Range`] for impossible sizes, [`LogError::Proof`].
pub fn verify_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), LogError> {
    if old > new {
        return Err(LogError::Range);
    }
    if old == new || old == 0 {
        // Every log begins with the empty one (RFC 9162 section 2.1.4), whose root all know.
        let same = if old == new {
            old_root == new_root
        } else {
            *old_root == empty_root()
        };
        let proved = proof.is_empty() && same;
        return if proved { Ok(()) } else { Err(LogError::Proof) };
    }
    // A complete older tree is itself the first node; otherwise the proof begins with it.
    let (first, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(LogError::Proof)?
    };
    let climb = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> climb, (new - 1) >> climb);
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(LogError::Proof);
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last == 0 && old_hash == *old_root && new_hash == *new_root {
        Ok(())
    } else {
        Err(LogError::Proof)
    }
}
