//! Payments: which day counts, how long a refund can be asked for, and what a quote still owes.

mod reconcile;

use alloc::vec::Vec;

use chrono::{Months, NaiveDate};
use ip_core::calendar::{Calendar, Due};
use ip_core::law::{LawRef, Mark};
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::request::wire;
use crate::tariff::Cited;

pub use reconcile::{Paid, Reconciled, Settlement, reconcile};

/// How money reaches the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PayChannel {
    /// 面付, at the counter or an agency office.
    Direct,
    /// 邮局汇付.
    Post,
    /// 银行汇付.
    Bank,
    /// 网上缴费.
    Online,
    /// Collected for another office: the day on which it arrives on the account.
    Account,
}

/// Which day of a payment counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// The day it was handed over.
    Paid,
    /// The postmark.
    Postmark,
    /// The day on which the bank sent it.
    Sent,
    /// The day of the successful transaction.
    Succeeded,
    /// The day it arrived.
    Arrived,
}

/// What missing particulars do to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Incomplete {
    /// The payment is deemed not made.
    Lost,
    /// It counts from the day on which number and fee type arrived.
    Completed,
}

/// The rule of one channel.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChannelRule {
    /// The channel.
    pub id: PayChannel,
    /// Its name.
    pub title: Text,
    /// Which day counts.
    pub counts: Counts,
    /// What missing particulars do.
    pub incomplete: Incomplete,
    /// How well the rule is proved.
    pub mark: Mark,
    /// The sources, each with the days on which it holds.
    pub law: Vec<Cited>,
}

impl ChannelRule {
    /// The sources that hold on a day.
    pub fn law_on(&self, day: NaiveDate) -> impl Iterator<Item = &LawRef> {
        let of_day = self
            .law
            .iter()
            .filter(move |cited| cited.days.contains(day));
        of_day.map(|cited| &cited.law)
    }
}

/// How long a refund can be asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RefundRule {
    years: u32,
    #[allow(dead_code, reason = "read so that a file without it is refused")]
    mark: Mark,
    law: Vec<Cited>,
}

/// A payment as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Payment {
    /// How.
    pub channel: PayChannel,
    /// The day that the channel counts: handed over, postmark, sent, transaction, arrival.
    #[serde(deserialize_with = "wire::day")]
    pub day: NaiveDate,
    /// Whether application number and fee type were given and right.
    #[serde(default = "yes")]
    pub complete: bool,
    /// The day on which missing particulars arrived.
    #[serde(
        default,
        deserialize_with = "wire::some_day",
        skip_serializing_if = "Option::is_none"
    )]
    pub completed_on: Option<NaiveDate>,
}

const fn yes() -> bool {
    true
}

/// The rules on payments (缴费).
///
/// ```
/// use chrono::NaiveDate;
/// use ip_fees::payment::{PayChannel, Payment, PaymentRules};
/// let day = |d| NaiveDate::from_ymd_opt(2025, 3, d).unwrap();
/// let rules = PaymentRules::builtin()?;
/// let transfer = Payment {
///     channel: PayChannel::Bank,
///     day: day(10),
///     complete: false,
///     completed_on: Some(day(13)),
/// };
/// assert_eq!(rules.payment_day(&transfer), Some(day(13)));
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRules {
    channel: Vec<ChannelRule>,
    refund: RefundRule,
}

impl PaymentRules {
    /// The rules shipped with this crate.
    ///
    /// # Errors
    ///
    /// `fees.payment.unreadable`, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(include_str!("../../data/payment.toml"))
    }

    /// Reads rules.
    ///
    /// # Errors
    ///
    /// `fees.payment.unreadable`.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|e| Problem::new("fees.payment.unreadable").found(e))
    }

    /// The rule of a channel.
    pub fn channel(&self, channel: PayChannel) -> Option<&ChannelRule> {
        self.channel.iter().find(|rule| rule.id == channel)
    }

    /// The day of payment (缴费日); `None` when the payment is deemed not made.
    ///
    /// `Implementing Rules 2023, r. 111`.
    pub fn payment_day(&self, payment: &Payment) -> Option<NaiveDate> {
        let rule = self.channel(payment.channel)?;
        match rule.incomplete {
            _ if payment.complete => Some(payment.day),
            Incomplete::Completed => payment.completed_on.map(|day| day.max(payment.day)),
            Incomplete::Lost => None,
        }
    }

    /// The last day for asking back what was paid too much, twice or wrongly.
    ///
    /// `Implementing Rules 2023, r. 111`: three years from the day of payment.
    pub fn refund_until(&self, paid: NaiveDate, calendar: &Calendar) -> Option<Due> {
        let months = self.refund.years.checked_mul(12)?;
        Some(calendar.roll(paid.checked_add_months(Months::new(months))?))
    }

    /// Every reference to law in the rules.
    pub fn law_refs(&self) -> impl Iterator<Item = &LawRef> {
        let channels = self.channel.iter().flat_map(|rule| &rule.law);
        channels.chain(&self.refund.law).map(|cited| &cited.law)
    }
}
