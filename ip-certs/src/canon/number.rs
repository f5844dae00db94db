//! Numbers of JSON as RFC 8785 writes them: the shortest decimal form of a double (ECMA-262).

use alloc::format;
use alloc::string::String;
use core::fmt::{self, Write};

/// The largest magnitude of an integer whose neighbours a double can still tell apart.
const LARGEST_INTEGER: u64 = 1 << 53;

/// A finite double.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(f64);

/// Why a token is no number.
pub(super) enum BadNumber {
    /// An integer beyond 2^53.
    Integer,
    /// Beyond the range of a double.
    Range,
}

impl Number {
    /// Reads a token that the grammar of JSON has already accepted.
    pub(super) fn read(token: &str) -> Result<Self, BadNumber> {
        let is_integer = !token.contains(['.', 'e', 'E']);
        if is_integer {
            let digits = token.trim_start_matches('-');
            if !digits.parse::<u64>().is_ok_and(|n| n <= LARGEST_INTEGER) {
                return Err(BadNumber::Integer);
            }
        }
        let value = token.parse().unwrap_or(f64::INFINITY);
        // What rounds to infinity or to nothing lies beyond the range.
        let nothing = value == 0.0 && significant(token) != "0";
        if !value.is_finite() || nothing {
            return Err(BadNumber::Range);
        }
        // From 2^53 on two spellings of different integers would be one double: only the one that this
        // double is written with may stand for it.
        if value.abs() >= LARGEST_INTEGER as f64 {
            let spelled = significant(token);
            let own = [
                shortest(value.abs()).0,
                split(&format!("{:e}", value.abs())).0,
            ];
            if own.iter().all(|digits| *digits != spelled) {
                return Err(BadNumber::Integer);
            }
        }
        Ok(Self(value))
    }

    /// The value as a double.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The value as a whole number, where it is one and not negative.
    pub fn as_u64(self) -> Option<u64> {
        let text = format!("{self}");
        text.parse().ok().filter(|&n| n <= LARGEST_INTEGER)
    }
}

/// The digits of a token from the first to the last that is not zero; `0` where all are.
fn significant(token: &str) -> String {
    let mantissa = token.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    match digits.trim_matches('0') {
        "" => "0".into(),
        significant => significant.into(),
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Self(f64::from(value))
    }
}

/// The longest exact decimal form of a double has 767 significant digits.
const EXACT_DIGITS: usize = 770;

/// Enough digits to tell nearly every number from a tie.
const SHORT_LOOK: usize = 40;

/// The fewest digits that read back as `value`, and the exponent of the first.
///
/// Rust's own shortest form is this, except where the value lies half-way between two candidates:
/// there ECMA-262 asks for the even one.
fn shortest(value: f64) -> (String, i32) {
    let (digits, exponent) = split(&format!("{value:e}"));
    let odd = |digits: &str| digits.bytes().last().is_some_and(|digit| digit % 2 == 1);
    let next = split(&format!("{value:.*e}", digits.len()));
    if !odd(&digits) || !next.0.ends_with('5') {
        return (digits, exponent);
    }
    // A tie has no digit after its five: a short look settles nearly every number, so that long exact
    // forms cannot be asked for by the thousand.
    let near = split(&format!("{value:.SHORT_LOOK$e}")).0;
    let (_, rest) = near.split_at(digits.len().min(near.len()));
    if rest.trim_end_matches('0') != "5" {
        return (digits, exponent);
    }
    let (exact, _) = split(&format!("{value:.EXACT_DIGITS$e}"));
    let (kept, rest) = exact.split_at(digits.len().min(exact.len()));
    let half = rest.trim_end_matches('0') == "5";
    if half && !odd(kept) {
        (String::from(kept), exponent)
    } else {
        (digits, exponent)
    }
}

/// The digits and the exponent of a number in scientific form.
fn split(scientific: &str) -> (String, i32) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let digits = mantissa.chars().filter(char::is_ascii_digit).collect();
    (digits, exponent.parse().unwrap_or(0))
}

impl fmt::Display for Number {
    /// `Number::toString` of ECMA-262.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0.0 {
            return f.write_char('0');
        }
        if self.0 < 0.0 {
            f.write_char('-')?;
        }
        let (digits, exponent) = shortest(self.0.abs());
        let count = i32::try_from(digits.len()).map_err(|_| fmt::Error)?;
        // The decimal point stands after this many digits.
        let point = exponent + 1;
        if (count..=21).contains(&point) {
            f.write_str(&digits)?;
            (count..point).try_for_each(|_| f.write_char('0'))
        } else if (1..count).contains(&point) {
            let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
            write!(f, "{whole}.{fraction}")
        } else if (-5..=0).contains(&point) {
            f.write_str("0.")?;
            (point..0).try_for_each(|_| f.write_char('0'))?;
            f.write_str(&digits)
        } else {
            let (first, rest) = digits.split_at(1);
            f.write_str(first)?;
            if !rest.is_empty() {
                write!(f, ".{rest}")?;
            }
            write!(f, "e{exponent:+}")
        }
    }
}
