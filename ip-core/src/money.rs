//! Money in integer minor units; every sum is checked.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A currency of official fees.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Renminbi yuan (人民币).
    #[default]
    Cny,
    /// Swiss franc.
    Chf,
    /// Euro.
    Eur,
}

impl Currency {
    /// The code of ISO 4217.
    ///
    /// ```
    /// assert_eq!(ip_core::money::Currency::Cny.code(), "CNY");
    /// ```
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
            Self::Chf => "CHF",
            Self::Eur => "EUR",
        }
    }
}

/// An amount in hundredths of its currency's unit (分 for yuan).
///
/// Written with two decimals: `1515.00`.
///
/// ```
/// use ip_core::money::Money;
/// let fee: Money = "187.50".parse()?;
/// assert_eq!(fee.hundredths(), 18_750);
/// assert_eq!(fee.to_string(), "187.50");
/// # Ok::<(), ip_core::money::MoneyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Money(i64);

/// Why an amount cannot be read or computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Not digits with at most two decimals.
    #[error("not an amount: expected digits with at most two decimals")]
    Syntax,
    /// Beyond what an amount can hold.
    #[error("amount too large")]
    Overflow,
}

impl MoneyError {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "core.money.syntax",
            Self::Overflow => "core.money.overflow",
        }
    }
}

impl Money {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// An amount of hundredths.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// An amount of whole units.
    pub const fn from_units(units: i32) -> Self {
        Self(units as i64 * 100)
    }

    /// The hundredths.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// The sum, or `None` beyond what an amount can hold.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, or `None` beyond what an amount can hold.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// The amount times a count, or `None` beyond what an amount can hold.
    pub const fn checked_mul(self, count: i64) -> Option<Self> {
        match self.0.checked_mul(count) {
            Some(product) => Some(Self(product)),
            None => None,
        }
    }

    /// `percent` hundredths of the amount; `None` unless the result is a whole number of hundredths.
    pub const fn percent(self, percent: u32) -> Option<Self> {
        match self.0.checked_mul(percent as i64) {
            Some(product) if product % 100 == 0 => Some(Self(product / 100)),
            _ => None,
        }
    }

    /// The sum of all, or `None` beyond what an amount can hold.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let all = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", all / 100, all % 100)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(s: &str) -> Result<Self, MoneyError> {
        let (negative, digits) = match s.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, s),
        };
        let (units, decimals) = digits.split_once('.').unwrap_or((digits, "00"));
        let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(units) || !all_digits(decimals) || decimals.len() > 2 {
            return Err(MoneyError::Syntax);
        }
        let units: i64 = units.parse().map_err(|_| MoneyError::Overflow)?;
        let part: i64 = decimals.parse().map_err(|_| MoneyError::Syntax)?;
        let part = if decimals.len() == 1 { part * 10 } else { part };
        let all = units
            .checked_mul(100)
            .and_then(|hundredths| hundredths.checked_add(part))
            .ok_or(MoneyError::Overflow)?;
        Ok(Self(if negative { -all } else { all }))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Money {
    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": r"^-?\d+(\.\d{1,2})?$"})
    }
}
