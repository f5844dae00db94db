//! Slips of the pen in words of letters: one wrong, missing, added or swapped with its neighbour; two in a long word.

/// Words shorter than this are not forgiven: too many others are one slip away.
const SHORTEST: usize = 4;
/// From here a word may hold two slips.
const LONG: usize = 8;
/// Longer words are not compared; no matter is called by one.
const LONGEST: usize = 31;

/// Whether `typed` is `word`, or its beginning, with a slip.
pub(super) fn is_slip(word: &str, typed: &str) -> bool {
    let (word, typed) = (word.as_bytes(), typed.as_bytes());
    if !(SHORTEST..=LONGEST).contains(&typed.len()) {
        return false;
    }
    let most = if typed.len() < LONG { 1 } else { 2 };
    // The first letter is seldom missed, and it keeps `licence` from finding `silence`.
    if word.first() != typed.first() || word.len() > LONGEST {
        return false;
    }
    word.len().abs_diff(typed.len()) <= most && distance(word, typed) <= most
}

/// Optimal string alignment: how many letters are wrong, missing, added, or swapped with their neighbour.
fn distance(a: &[u8], b: &[u8]) -> usize {
    const WIDTH: usize = LONGEST + 1;
    let first: [usize; WIDTH] = core::array::from_fn(|i| i);
    let (mut before, mut above, mut row) = ([0; WIDTH], first, first);
    for (i, (letter, previous)) in a
        .iter()
        .zip(core::iter::once(None).chain(a.iter().map(Some)))
        .enumerate()
    {
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let wrong = above[j] + usize::from(letter != other);
            let mut least = wrong.min(above[j + 1] + 1).min(row[j] + 1);
            let swapped = j > 0 && previous == Some(other) && b[j - 1] == *letter;
            if swapped {
                least = least.min(before[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        (before, above) = (above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn one_letter_wrong_missing_added_or_swapped() {
        for (typed, word) in [
            ("patnet", "patent"),
            ("patant", "patent"),
            ("patet", "patent"),
            ("pattent", "patent"),
            ("reexaminaton", "reexamination"),
            ("reexmainaton", "reexamination"),
        ] {
            assert!(is_slip(word, typed), "{typed} {word}");
        }
    }

    #[test]
    fn other_words_are_not_slips() {
        for (typed, word) in [
            ("licence", "silence"),
            ("licence", "policy"),
            ("mark", "market"),
            ("fee", "fees"),
            ("tpaent", "patent"),
            ("pantet", "patent"),
        ] {
            assert!(!is_slip(word, typed), "{typed} {word}");
        }
    }
}
