//! Exact fractions and how they are printed: no float, a named rounding, and no answer where nothing is divided.

use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How a number is cut to its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A half and more goes up (四舍五入).
    #[default]
    HalfUp,
    /// What lies beyond the digits is dropped (截断).
    Truncate,
}

/// A rounding, said aloud: mode and digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rounding {
    /// The mode.
    #[serde(default)]
    pub mode: Mode,
    /// Digits after the point, 0 to 9.
    #[cfg_attr(feature = "schemars", schemars(range(max = 9)))]
    #[serde(deserialize_with = "digits")]
    pub digits: u32,
}

fn digits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let digits = u32::deserialize(deserializer)?;
    if digits <= Rounding::RATE.digits {
        Ok(digits)
    } else {
        Err(de::Error::custom("expected 0 to 9 digits"))
    }
}

impl Rounding {
    /// How every rate is printed: nine digits, half up.
    pub const RATE: Self = Self {
        mode: Mode::HalfUp,
        digits: 9,
    };
}

/// A fraction of two counts, kept whole until it is printed.
///
/// ```
/// use ip_eval::decimal::{Ratio, Rounding};
/// let rate = Ratio::new(2_u32, 3_u32).unwrap();
/// assert_eq!(rate.to_decimal(Rounding::RATE), "0.666666667");
/// assert!(Ratio::new(0_u32, 0_u32).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    numerator: u128,
    denominator: u128,
}

impl Ratio {
    /// Parts of a whole; `None` where there is no whole, or where either is beyond 2⁹⁰.
    pub fn new(numerator: impl Into<u128>, denominator: impl Into<u128>) -> Option<Self> {
        let (numerator, denominator) = (numerator.into(), denominator.into());
        // Nine decimal digits (30 bits) and a doubling still fit into 128 bits.
        let fits = numerator >> 90 == 0 && denominator >> 90 == 0;
        (denominator > 0 && fits).then_some(Self {
            numerator,
            denominator,
        })
    }

    /// The same fraction of `factor` parts, such as 100 for per cent; `None` when it grows too large.
    pub fn per(self, factor: u32) -> Option<Self> {
        Self::new(self.numerator.checked_mul(factor.into())?, self.denominator)
    }

    /// Printed with a fixed number of digits, at most nine.
    pub fn to_decimal(self, rounding: Rounding) -> String {
        let digits = rounding.digits.min(Rounding::RATE.digits);
        let scaled = self.numerator * 10_u128.pow(digits);
        let mut whole = scaled / self.denominator;
        if rounding.mode == Mode::HalfUp && scaled % self.denominator * 2 >= self.denominator {
            whole += 1;
        }
        point(whole, digits)
    }

    /// Printed as a rate of nine digits.
    pub fn to_rate(self) -> String {
        self.to_decimal(Rounding::RATE)
    }

    /// Printed in per cent, never as a full 100 while something is missing: then `≥99.99`.
    ///
    /// ```
    /// use ip_eval::decimal::Ratio;
    /// assert_eq!(Ratio::new(99_999_u32, 100_000_u32).unwrap().to_percent(2), "≥99.99");
    /// assert_eq!(Ratio::new(7_u32, 7_u32).unwrap().to_percent(2), "100.00");
    /// assert_eq!(Ratio::new(995_u32, 1_000_u32).unwrap().to_percent(2), "99.50");
    /// ```
    pub fn to_percent(self, digits: u32) -> String {
        let rounding = |mode| Rounding { mode, digits };
        let Some(percent) = self.per(100) else {
            return String::new();
        };
        let shown = percent.to_decimal(rounding(Mode::HalfUp));
        let full = shown.split('.').next() == Some("100");
        if full && self.numerator < self.denominator {
            format!("≥{}", percent.to_decimal(rounding(Mode::Truncate)))
        } else {
            shown
        }
    }
}

/// A whole number of `10^-digits` with its point.
pub(crate) fn point(whole: u128, digits: u32) -> String {
    if digits == 0 {
        return format!("{whole}");
    }
    let one = 10_u128.pow(digits);
    format!(
        "{}.{:0width$}",
        whole / one,
        whole % one,
        width = digits as usize
    )
}

/// A decimal number from nothing up with at most six digits after the point, kept in millionths.
///
/// In data and JSON a text such as `"7.5"`; JSON numbers are read too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Decimal(u64);

/// The text is not a decimal number of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number: expected 0 to 1000000000 with at most six digits after the point")]
pub struct BadDecimal;

impl Decimal {
    /// How many of the stored units make one.
    pub const SCALE: u64 = 1_000_000;

    /// One.
    pub const ONE: Self = Self(Self::SCALE);

    /// A number of millionths.
    pub const fn from_millionths(millionths: u64) -> Self {
        Self(millionths)
    }

    /// The millionths.
    pub const fn millionths(self) -> u64 {
        self.0
    }
}

impl FromStr for Decimal {
    type Err = BadDecimal;

    fn from_str(s: &str) -> Result<Self, BadDecimal> {
        let (units, decimals) = s.split_once('.').unwrap_or((s, "0"));
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !digits(units) || !digits(decimals) || decimals.len() > 6 {
            return Err(BadDecimal);
        }
        let units: u64 = units.parse().map_err(|_| BadDecimal)?;
        let part: u64 = format!("{decimals:0<6}").parse().map_err(|_| BadDecimal)?;
        if units > 1_000_000_000 {
            return Err(BadDecimal);
        }
        Ok(Self(units * Self::SCALE + part))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.0 % Self::SCALE;
        write!(f, "{}", self.0 / Self::SCALE)?;
        if part > 0 {
            let all = format!("{part:06}");
            write!(f, ".{}", all.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Decimal;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a text such as \"7.5\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
                text.parse().map_err(de::Error::custom)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Decimal, E> {
                self.visit_str(&format!("{number}"))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Decimal, E> {
                self.visit_str(&format!("{number}"))
            }

            // The shortest text that reads back as the same number is what was written.
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Decimal, E> {
                self.visit_str(&format!("{number}"))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Decimal {
    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": ["string", "number"], "pattern": r"^\d+(\.\d{1,6})?$"})
    }
}
