//! Tables of one population beside each other: what one table hides must not follow from the others.
//!
//! Published groups are sums over the same cells, so that a hidden group is given away exactly when it is a sum and
//! difference of published ones. That is a question of linear algebra and is answered as one.

use alloc::vec::Vec;

use super::suppress::complement;

/// A prime; arithmetic below it stands for that of fractions, and errs, if ever, by hiding more.
const PRIME: u64 = (1 << 61) - 1;

/// Groups of a table: of how many people each tells, and which group each cell belongs to.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Of each group, of how many people it tells.
    pub counts: Vec<u64>,
    /// Of each cell, the number of its group; the same cells in the same order in every table.
    pub of_cell: Vec<usize>,
}

/// Which groups of which tables are hidden, where all of them and the common total are published.
///
/// ```
/// use ip_eval::publish::{Linked, suppress_linked};
/// // Three matters: 3 and 50 at one window, 40 at another. By matter the 3 goes, and the 40 with it; but the
/// // second window is that 40, so that the windows go too.
/// let matters = Linked { counts: vec![3, 50, 40], of_cell: vec![0, 1, 2] };
/// let windows = Linked { counts: vec![53, 40], of_cell: vec![0, 0, 1] };
/// assert_eq!(suppress_linked(&[matters, windows], 5), [vec![true, false, true], vec![true, true]]);
/// ```
pub fn suppress_linked(tables: &[Linked], k: u64) -> Vec<Vec<bool>> {
    let small = |table: &Linked| table.counts.iter().map(|n| (1..k).contains(n)).collect();
    let mut hidden: Vec<Vec<bool>> = tables.iter().map(small).collect();
    loop {
        for (hidden, table) in hidden.iter_mut().zip(tables) {
            complement(hidden, &table.counts, k);
        }
        let Some((table, group)) = leak(tables, &hidden) else {
            return hidden;
        };
        let Some((table, group)) = next(tables, &hidden, table, group) else {
            return hidden;
        };
        hidden[table][group] = true;
    }
}

/// The first hidden group that is a sum and difference of published ones.
fn leak(tables: &[Linked], hidden: &[Vec<bool>]) -> Option<(usize, usize)> {
    if hidden.iter().flatten().all(|hidden| !hidden) {
        return None;
    }
    let groups = || {
        tables
            .iter()
            .enumerate()
            .flat_map(|(t, table)| (0..table.counts.len()).map(move |group| (t, group)))
    };
    // Cells are folded onto as many columns as there are groups; sums and differences survive the folding.
    let width = groups().count() + 2;
    let vector = |table: usize, group: usize| -> Vec<u64> {
        let cells = tables[table].of_cell.iter().enumerate();
        let mine = cells.filter(|(_, of)| **of == group).map(|(cell, _)| cell);
        folded(mine, width)
    };
    let cells = tables.first().map_or(0, |table| table.of_cell.len());
    let mut basis = Basis::default();
    basis.take(folded(0..cells, width));
    for (table, group) in groups().filter(|(t, g)| !hidden[*t][*g]) {
        basis.take(vector(table, group));
    }
    groups()
        .filter(|(t, g)| hidden[*t][*g] && tables[*t].counts[*g] > 0)
        // Where a whole table is hidden, its one group may be the total itself, which is judged on its own.
        .filter(|(t, _)| tables[*t].counts.iter().filter(|n| **n > 0).count() > 1)
        .find(|(t, g)| basis.has(vector(*t, *g)))
}

/// What to hide with a group that leaks: the smallest published one that shares a cell with it, else of its table.
fn next(
    tables: &[Linked],
    hidden: &[Vec<bool>],
    table: usize,
    group: usize,
) -> Option<(usize, usize)> {
    let cells = tables[table].of_cell.iter().enumerate();
    let mine: Vec<usize> = cells
        .filter(|(_, of)| **of == group)
        .map(|(cell, _)| cell)
        .collect();
    let shares = |t: usize, g: usize| mine.iter().any(|cell| tables[t].of_cell[*cell] == g);
    let shown = |t: usize| (0..tables[t].counts.len()).filter(move |g| !hidden[t][*g]);
    let all = || (0..tables.len()).flat_map(move |t| shown(t).map(move |g| (t, g)));
    let size = |(t, g): &(usize, usize)| (tables[*t].counts[*g] == 0, tables[*t].counts[*g]);
    let near = all().filter(|(t, g)| shares(*t, *g)).min_by_key(size);
    near.or_else(|| all().filter(|(t, _)| *t == table).min_by_key(size))
        .or_else(|| all().min_by_key(size))
}

/// The sum of the cells' columns; each cell has columns of its own that look drawn by lot, and are always the same.
fn folded(cells: impl Iterator<Item = usize>, width: usize) -> Vec<u64> {
    let mut row = alloc::vec![0; width];
    for cell in cells {
        for (column, sum) in row.iter_mut().enumerate() {
            let drawn = mix((cell as u64) << 24 ^ column as u64);
            *sum = (*sum + drawn) % PRIME;
        }
    }
    row
}

const fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ z >> 31) % PRIME
}

fn times(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b) % u128::from(PRIME);
    u64::try_from(product).unwrap_or_default()
}

/// The inverse below the prime, by Fermat's little theorem.
fn inverse(a: u64) -> u64 {
    let (mut power, mut base, mut result) = (PRIME - 2, a, 1);
    while power > 0 {
        if power & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        power >>= 1;
    }
    result
}

/// Rows in echelon form, each with the column of its leading one.
#[derive(Default)]
struct Basis(Vec<(usize, Vec<u64>)>);

impl Basis {
    /// What is left of a row when the rows of the basis are taken off.
    fn rest(&self, mut row: Vec<u64>) -> Vec<u64> {
        for (lead, base) in &self.0 {
            let by = row[*lead];
            if by == 0 {
                continue;
            }
            for (mine, theirs) in row.iter_mut().zip(base) {
                *mine = (*mine + PRIME - times(by, *theirs)) % PRIME;
            }
        }
        row
    }

    fn has(&self, row: Vec<u64>) -> bool {
        self.rest(row).iter().all(|n| *n == 0)
    }

    fn take(&mut self, row: Vec<u64>) {
        let mut row = self.rest(row);
        let Some(lead) = row.iter().position(|n| *n != 0) else {
            return;
        };
        let by = inverse(row[lead]);
        row.iter_mut().for_each(|n| *n = times(*n, by));
        self.0.push((lead, row));
    }
}
