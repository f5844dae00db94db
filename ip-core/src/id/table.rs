//! Small code tables read from data files while compiling, so that a look-up costs nothing.

/// Two-digit province prefixes (`data/id/provinces.csv`), one bit each.
const PROVINCES: u128 = two_digit(include_bytes!("../../data/id/provinces.csv"));

/// Body types by registering authority (`data/id/uscc.csv`): a bit for each pair of digits or letters.
const USCC_BODIES: [u64; 36] = pairs(include_bytes!("../../data/id/uscc.csv"));

/// Offices and countries of WIPO ST.3 (`data/id/st3.csv`): a bit for each second letter.
const OFFICES: [u64; 36] = pairs(OFFICE_TABLE.as_bytes());

/// The table itself, for the names: `code,kind,zh,en`.
const OFFICE_TABLE: &str = include_str!("../../data/id/st3.csv");

/// Matter types (`data/id/matter-types.csv`), one bit each.
const MATTER_TYPES: u128 = two_digit(include_bytes!("../../data/id/matter-types.csv"));

/// The rows of a CSV that begin with two digits, as bits.
const fn two_digit(csv: &[u8]) -> u128 {
    let mut bits = 0;
    let mut i = 0;
    let mut fresh = true;
    while i + 2 < csv.len() {
        if fresh && csv[i].is_ascii_digit() && csv[i + 1].is_ascii_digit() && csv[i + 2] == b',' {
            bits |= 1 << ((csv[i] - b'0') * 10 + csv[i + 1] - b'0');
        }
        fresh = csv[i] == b'\n';
        i += 1;
    }
    bits
}

const fn value(c: u8) -> Option<usize> {
    match check(c) {
        Some(v) => Some(v as usize),
        None => None,
    }
}

use super::check_char::alphanumeric as check;

/// The rows of a CSV that begin with two digits or capitals, as bits of the second under the first.
const fn pairs(csv: &[u8]) -> [u64; 36] {
    let mut table = [0; 36];
    let mut i = 0;
    let mut fresh = true;
    while i + 2 < csv.len() {
        if fresh
            && csv[i + 2] == b','
            && let (Some(a), Some(b)) = (value(csv[i]), value(csv[i + 1]))
        {
            table[a] |= 1 << b;
        }
        fresh = csv[i] == b'\n';
        i += 1;
    }
    table
}

fn has_pair(table: &[u64; 36], pair: [u8; 2]) -> bool {
    match (value(pair[0]), value(pair[1])) {
        (Some(a), Some(b)) => table.get(a).is_some_and(|bits| bits >> b & 1 == 1),
        _ => false,
    }
}

fn has_number(bits: u128, pair: [u8; 2]) -> bool {
    pair.iter().all(u8::is_ascii_digit) && bits >> super::number(&pair) & 1 == 1
}

/// Whether a division code can begin with these digits (`GB/T 2260`).
pub(super) fn is_province(prefix: [u8; 2]) -> bool {
    has_number(PROVINCES, prefix)
}

/// Whether this authority registers this type of body (`GB 32100-2015`).
pub(super) fn is_uscc_body(pair: [u8; 2]) -> bool {
    has_pair(&USCC_BODIES, pair)
}

/// Whether the letters are a country or office of ST.3.
pub(crate) fn is_office(letters: [u8; 2]) -> bool {
    has_pair(&OFFICES, letters)
}

/// The names of a country or office, Chinese and English.
pub(super) fn office_names(code: &str) -> Option<(&'static str, &'static str)> {
    let row = OFFICE_TABLE
        .lines()
        .find_map(|line| line.strip_prefix(code)?.strip_prefix(','))?;
    row.split_once(',')?.1.split_once(',')
}

/// The codes of every country and office, in the order of the table.
pub(super) fn offices() -> impl Iterator<Item = [u8; 2]> {
    let codes = OFFICE_TABLE.lines().filter_map(|line| line.split_once(','));
    codes.filter_map(|(code, _)| code.as_bytes().try_into().ok().filter(|c| is_office(*c)))
}

/// Whether the digits are a type of matter, or lie in a range left for extension.
pub(super) fn is_matter_type(pair: [u8; 2]) -> bool {
    has_number(MATTER_TYPES, pair)
}
