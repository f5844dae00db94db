//! A quote against what was paid: settled, short, too much, or for nothing that was owed.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::money::{Currency, Money};
use serde::{Deserialize, Serialize};

use crate::quote::{Outcome, Quote};
use crate::request::wire;

/// Money that arrived for a fee item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Paid {
    /// The code of the item.
    pub code: String,
    /// How much.
    pub amount: Money,
    /// In which currency.
    #[serde(default)]
    pub currency: Currency,
    /// The day of payment.
    #[serde(deserialize_with = "wire::day")]
    pub day: NaiveDate,
}

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Settlement {
    /// Exactly paid.
    Settled,
    /// Less was paid than is owed: the fee counts as not paid, annuities apart.
    Short,
    /// More was paid than is owed; the rest can be asked back.
    Over,
    /// Paid, but not owed; it can be asked back.
    NotOwed,
    /// What is owed is unknown.
    Unknown,
}

/// One item of a quote against what was paid for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reconciled {
    /// The code of the item.
    pub code: String,
    /// The currency of the amounts.
    pub currency: Currency,
    /// What is owed; absent when it is unknown.
    pub owed: Option<Money>,
    /// What was paid.
    pub paid: Money,
    /// What is still owed when positive, too much when negative; absent when it is unknown.
    pub open: Option<Money>,
    /// How it stands.
    pub settlement: Settlement,
}

/// Sets payments against a quote, item by item; several lines of one item are added up.
///
/// `None` if a sum is beyond what an amount can hold.
pub fn reconcile(quote: &Quote<'_>, payments: &[Paid]) -> Option<Vec<Reconciled>> {
    let mut rows: Vec<Reconciled> = Vec::with_capacity(quote.lines.len());
    for line in &quote.lines {
        let at = row(&mut rows, line.code(), line.currency);
        let owed = rows.get(at).and_then(|row| row.owed);
        let sum = match line.outcome {
            Outcome::Unknown => None,
            _ => match owed {
                Some(owed) => Some(owed.checked_add(line.amount)?),
                None => None,
            },
        };
        if let Some(row) = rows.get_mut(at) {
            row.owed = sum;
        }
    }
    let owed_rows = rows.len();
    for paid in payments {
        let at = row(&mut rows, &paid.code, paid.currency);
        if let Some(row) = rows.get_mut(at) {
            row.paid = row.paid.checked_add(paid.amount)?;
        }
    }
    for (at, row) in rows.iter_mut().enumerate() {
        row.open = match row.owed {
            Some(owed) => Some(owed.checked_sub(row.paid)?),
            None => None,
        };
        row.settlement = match row.open {
            None => Settlement::Unknown,
            Some(_) if at >= owed_rows => Settlement::NotOwed,
            Some(Money::ZERO) => Settlement::Settled,
            Some(open) if open > Money::ZERO => Settlement::Short,
            Some(_) => Settlement::Over,
        };
    }
    Some(rows)
}

/// The place of the row of an item, a new one at the end if there is none.
fn row(rows: &mut Vec<Reconciled>, code: &str, currency: Currency) -> usize {
    let known = rows
        .iter()
        .position(|row| row.code == code && row.currency == currency);
    known.unwrap_or_else(|| {
        rows.push(Reconciled {
            code: code.into(),
            currency,
            owed: Some(Money::ZERO),
            paid: Money::ZERO,
            open: None,
            settlement: Settlement::Unknown,
        });
        rows.len() - 1
    })
}
