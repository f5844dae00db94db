//! Cells by key: adding, merging, rolling up, and the bytes that prove two of them equal.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt::{Display, Write as _};

use ip_core::record::Hash;

use super::cell::Cell;

/// Cells by key. The same contributions in any order and any grouping give an equal cube, and equal bytes.
///
/// ```
/// use ip_eval::tally::{Cell, Cube};
/// let one = Cell { services: 1, ..Cell::default() };
/// let (mut a, mut b) = (Cube::new(), Cube::new());
/// a.add("east", one);
/// b.add("west", one);
/// b.add("east", -one);
/// a.merge(&b);
/// assert_eq!(a.iter().count(), 1, "a cell that came back to nought is gone");
/// assert_eq!(a.roll_up(|_| ()).get(&()).services, 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cube<K: Ord>(BTreeMap<K, Cell>);

impl<K: Ord> Default for Cube<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord> Cube<K> {
    /// Nothing counted.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds to a cell; a cell of nothing is dropped.
    pub fn add(&mut self, key: K, cell: Cell) {
        use alloc::collections::btree_map::Entry;
        match self.0.entry(key) {
            Entry::Vacant(_) if cell.is_zero() => {}
            Entry::Vacant(place) => {
                place.insert(cell);
            }
            Entry::Occupied(mut place) => {
                *place.get_mut() += cell;
                if place.get().is_zero() {
                    place.remove();
                }
            }
        }
    }

    /// Adds every cell of another cube.
    pub fn merge(&mut self, other: &Self)
    where
        K: Clone,
    {
        for (key, cell) in &other.0 {
            self.add(key.clone(), *cell);
        }
    }

    /// The cell of a key; a cell of nothing when there is none.
    pub fn get(&self, key: &K) -> Cell {
        self.0.get(key).copied().unwrap_or_default()
    }

    /// Cells in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &Cell)> {
        self.0.iter()
    }

    /// The sum of the cells whose key passes.
    pub fn total(&self, mut passes: impl FnMut(&K) -> bool) -> Cell {
        let mut total = Cell::default();
        for (_, cell) in self.0.iter().filter(|(key, _)| passes(key)) {
            total += *cell;
        }
        total
    }

    /// Cells under coarser keys: drop a dimension, turn days into months, cut a division to its province.
    pub fn roll_up<J: Ord>(&self, coarser: impl Fn(&K) -> J) -> Cube<J> {
        let mut cube = Cube::new();
        for (key, cell) in &self.0 {
            cube.add(coarser(key), *cell);
        }
        cube
    }

    /// Every cell on a line of its own, keys in order: equal exactly when the cubes are.
    pub fn canonical(&self) -> String
    where
        K: Display,
    {
        let mut text = String::new();
        for (key, cell) in &self.0 {
            // Writing into a String cannot fail.
            let _ = write!(text, "{key}");
            cell.write(&mut text);
            text.push('\n');
        }
        text
    }

    /// The digest of [`Cube::canonical`].
    pub fn hash(&self) -> Hash
    where
        K: Display,
    {
        Hash::of(self.canonical().as_bytes())
    }
}

impl<K: Ord> FromIterator<(K, Cell)> for Cube<K> {
    fn from_iter<I: IntoIterator<Item = (K, Cell)>>(cells: I) -> Self {
        let mut cube = Self::new();
        for (key, cell) in cells {
            cube.add(key, cell);
        }
        cube
    }
}
