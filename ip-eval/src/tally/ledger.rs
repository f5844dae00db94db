//! Contributions by event id: what was already counted is not counted again.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use ip_core::problem::Problem;

use super::cell::Cell;
use super::cube::Cube;
use crate::id::EventId;

/// A set of contributions, each under the id of its event. Sets of the same events are equal, whatever
/// came twice, late, or by another shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger<K: Ord>(BTreeMap<EventId, Vec<(K, Cell)>>);

impl<K: Ord> Default for Ledger<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord + Clone> Ledger<K> {
    /// Records what an event contributes; `false` when it was there already.
    ///
    /// # Errors
    ///
    /// `eval.tally.conflict` when the same id came with another content: it is refused, not counted.
    pub fn record(&mut self, id: EventId, cells: Vec<(K, Cell)>) -> Result<bool, Problem> {
        match self.0.get(&id) {
            Some(known) if *known == cells => Ok(false),
            Some(_) => Err(Problem::new("eval.tally.conflict").found(id)),
            None => {
                self.0.insert(id, cells);
                Ok(true)
            }
        }
    }

    /// Takes over what another ledger has; problems name the events on which the two disagree.
    pub fn merge(&mut self, other: &Self) -> Vec<Problem> {
        let all = other.0.iter();
        all.filter_map(|(id, cells)| self.record(id.clone(), cells.clone()).err())
            .collect()
    }

    /// How many events are recorded.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sum of all contributions.
    pub fn cube(&self) -> Cube<K> {
        self.0.values().flatten().cloned().collect()
    }
}
