//! Hiding small cells, and as many others that subtraction from the totals does not bring them back.

use alloc::vec::Vec;

/// Which of the groups that add up to a published total are hidden.
///
/// A group of none is shown: that nobody reviewed is no secret about anybody.
///
/// ```
/// use ip_eval::publish::suppress_list;
/// // The 3 is small; alone it would be total − rest, so the next smallest goes with it.
/// assert_eq!(suppress_list(&[3, 40, 9, 0], 5), [true, false, true, false]);
/// assert_eq!(suppress_list(&[40, 9, 0], 5), [false; 3]);
/// ```
pub fn suppress_list(counts: &[u64], k: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = counts.iter().map(|n| (1..k).contains(n)).collect();
    complement(&mut hidden, counts, k);
    hidden
}

/// Hides more of a list until no hidden cell follows from the total and the hidden sum is not small
/// itself; says whether it hid any. A list with nothing hidden, or all, stays.
pub(super) fn complement(hidden: &mut [bool], counts: &[u64], k: u64) -> bool {
    let mut changed = false;
    loop {
        let of_hidden = || hidden.iter().zip(counts).filter(|(hidden, _)| **hidden);
        let number = of_hidden().count();
        let sum = of_hidden().fold(0_u64, |sum, (_, n)| sum.saturating_add(*n));
        if number == 0 || (number >= 2 && sum >= k) {
            return changed;
        }
        // The smallest that counts anything; an empty one hides nothing, and only serves where no other is left.
        let next = (0..counts.len())
            .filter(|i| !hidden[*i])
            .min_by_key(|i| (counts[*i] == 0, counts[*i]));
        let Some(next) = next else {
            return changed;
        };
        hidden[next] = true;
        changed = true;
    }
}

/// Which cells of a table with published row and column totals are hidden.
///
/// Rows may differ in length; a missing cell counts as none.
pub fn suppress(table: &[Vec<u64>], k: u64) -> Vec<Vec<bool>> {
    let width = table.iter().map(Vec::len).max().unwrap_or_default();
    let at = |row: &[u64], column: usize| row.get(column).copied().unwrap_or_default();
    let full: Vec<Vec<u64>> = table
        .iter()
        .map(|row| (0..width).map(|column| at(row, column)).collect())
        .collect();
    let mut hidden: Vec<Vec<bool>> = full
        .iter()
        .map(|row| row.iter().map(|n| (1..k).contains(n)).collect())
        .collect();
    // Each pass hides at least one more cell or is the last one.
    loop {
        let mut changed = false;
        for (row, counts) in hidden.iter_mut().zip(&full) {
            changed |= complement(row, counts, k);
        }
        for column in 0..width {
            let counts: Vec<u64> = full.iter().map(|row| row[column]).collect();
            let mut line: Vec<bool> = hidden.iter().map(|row| row[column]).collect();
            changed |= complement(&mut line, &counts, k);
            for (row, hide) in hidden.iter_mut().zip(line) {
                row[column] = hide;
            }
        }
        if !changed {
            return hidden;
        }
    }
}
