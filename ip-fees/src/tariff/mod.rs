//! Dated tariffs: items, what they cost on which days, and why.

mod file;
mod lint;
mod load;
mod pay_by;
mod view;

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use chrono::NaiveDate;
use ip_core::dated::{Dated, DatedError, Days, Span};
use ip_core::law::{LawRef, Mark};
use ip_core::money::{Currency, Money};
use ip_core::text::{Lang, Text};
use serde::{Deserialize, Serialize};

pub use lint::{Finding, Rule, Severity};
pub use view::{ChangeView, PriceView, RateView, YearStep};

use crate::fee::Fee;
use crate::label::Labels;
use crate::reduction::Rules;
use crate::request::{ActKind, Channel, Right};
use crate::sources::{Sources, quoted};

/// Which day of an act picks the rate of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BasisDate {
    /// The day on which the act is done.
    Act,
    /// The last day for paying.
    Due,
    /// The day of payment.
    Paid,
    /// The (international) filing date.
    Filed,
    /// The day on which the office received the document.
    Received,
    /// The day on which the registration was completed.
    Registered,
}

/// What an item costs in law on some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The amount is charged.
    #[default]
    Charged,
    /// Collection is suspended (停征): the item stays in law.
    Suspended,
    /// The item is gone (取消).
    Abolished,
    /// Nothing is charged (免费).
    Free,
    /// Owed, but not collected through the office on these days.
    NotCollected,
}

/// The group of items that one reduction percentage covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReductionClass {
    /// Filing and examination.
    General,
    /// Re-examination, and once maintenance.
    Reexamination,
    /// Annuities of the first years after grant.
    Annuity,
}

/// From which day a time limit for paying is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// The act itself.
    Act,
    /// The filing date.
    Filed,
    /// The filing or earliest priority date.
    Priority,
    /// Receipt of the office's notice, or by the office.
    Received,
    /// The day on which the registration was completed: for a patent the grant.
    Registered,
    /// The last day of the time limit that is to be made longer.
    Due,
}

/// What follows when a fee is not paid in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IfMissed {
    /// The application is deemed withdrawn.
    ApplicationWithdrawn,
    /// The priority is deemed not claimed.
    PriorityNotClaimed,
    /// The request is deemed not filed.
    RequestNotFiled,
    /// The right is deemed abandoned.
    RightAbandoned,
    /// The office invites to pay with a late fee.
    InvitationWithLateFee,
    /// The right lapses from the due date of the annuity.
    RightLapsed,
    /// A late fee is owed from the second month on.
    LateFee,
    /// The time limit is not made longer.
    NotExtended,
    /// The term is not compensated.
    NoCompensation,
    /// The request is not accepted.
    NotAccepted,
    /// The national phase can still be entered with a surcharge.
    LateEntry,
    /// The application has no effect in China any more.
    NoEntry,
}

/// A reference that holds on some days only, such as to an edition of the implementing rules.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "file::CitedRow")]
pub struct Cited {
    /// The days.
    pub days: Days,
    /// The reference.
    pub law: LawRef,
    /// The reference as a JSON object.
    pub(crate) json: String,
}

/// The code and the name of an item as JSON: `"CODE","title":"NAME"`, in both languages.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemJson([String; 2]);

impl ItemJson {
    fn new(code: &str, title: &Text) -> Self {
        Self([Lang::Zh, Lang::En].map(|lang| {
            let title = quoted(title.in_lang(lang));
            alloc::format!("{},\"title\":{title}", quoted(code))
        }))
    }

    /// The piece in one language.
    pub(crate) fn head(&self, lang: Lang) -> &str {
        self.0.get(lang as usize).map_or("", String::as_str)
    }
}

/// The time limit for paying an item. Its length is that of a named limit of ip-core.
#[derive(Debug, Clone)]
pub struct PayBy {
    /// The name of the limit; absent where a payment must simply be made by another limit's end.
    pub limit: Option<String>,
    /// Months counted from the start.
    pub months: u32,
    /// Days counted from the start, where it is not counted in months.
    pub days: u32,
    /// From where.
    pub from: Start,
    /// Months from another day, if that ends later and the day is known.
    pub or_months: Option<(u32, Start)>,
    /// Days from receipt of the office's notice, if that ends later.
    pub days_after_receipt: Option<u32>,
    /// Whether the last day is the one before the corresponding day, as at the end of a term.
    pub day_before: bool,
    /// Whether a last day that is no working day moves.
    pub rolls: bool,
    /// The last day for which its law is known; absent when nothing announces an end.
    pub known_until: Option<NaiveDate>,
    /// The only channel for which it is known; absent when for all.
    pub channel: Option<Channel>,
    /// What follows.
    pub if_missed: IfMissed,
    /// How well its length is proved.
    pub mark: Mark,
    /// The source.
    pub law: Vec<Cited>,
}

/// The reduction an item can get.
#[derive(Debug, Clone)]
pub struct Reducible {
    /// The group of items.
    pub class: ReductionClass,
    /// First day on which the item is reducible; absent when always.
    pub from: Option<NaiveDate>,
    /// The source, where it is not that of the reduction itself.
    pub law: Sources,
}

/// How an amount is said.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Price {
    /// One amount per right (invention, utility model, design) or channel (paper, online).
    Each([Option<Money>; 3]),
    /// One amount per right and patent year; year 1 stands first.
    Years([Vec<Money>; 3]),
    /// Percentages of another amount, by step.
    Steps(Vec<u32>),
    /// A percentage of another amount; negative for what is paid back.
    Percent(i32),
    /// Sources contradict each other: these are their readings.
    Disputed(Vec<Money>),
}

/// How many patent years a right has.
#[derive(Debug, Clone)]
pub struct Term {
    /// Patent years from the filing date.
    pub years: u32,
    /// How well it is proved.
    pub mark: Mark,
    /// The sources.
    pub law: Vec<LawRef>,
}

/// What the columns of the amounts of an item are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Columns {
    /// One amount for all.
    #[default]
    One,
    /// One for each right.
    Rights,
    /// One for each channel.
    Channels,
}

impl Columns {
    /// The names of the columns in JSON.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::One => &["all"],
            Self::Rights => &["invention", "utility-model", "design"],
            Self::Channels => &["paper", "online"],
        }
    }
}

/// What an item costs on some days, and why.
#[derive(Debug, Clone)]
pub struct Rate {
    /// The amount.
    pub price: Price,
    /// Charged, suspended, gone or free.
    pub status: Status,
    /// Whether it was published for a term: nothing is known after its last day.
    pub fixed_term: bool,
    /// How well it is proved.
    pub mark: Mark,
    /// How well its first day is proved; what is doubtful begins no version of the schedule.
    pub from_mark: Mark,
    /// How well its last day is proved: unless it is seen, the amount may have stood longer.
    pub to_mark: Mark,
    /// The sources of the amount; those of the item where this has none of its own.
    pub law: Sources,
    /// The sources of single steps by patent year, where a later instrument added them.
    pub(crate) step_law: Vec<StepLaw>,
}

impl Rate {
    /// The sources of the step of a patent year, where it has its own.
    pub(crate) fn step_law(&self, right: Right, year: u32) -> Option<&Sources> {
        let step = |step: &&StepLaw| step.right == right as usize && step.years.contains(&year);
        self.step_law.iter().find(step).map(|step| &step.law)
    }

    /// Every source, those of single steps last.
    pub fn sources(&self) -> impl Iterator<Item = &LawRef> + Clone {
        let steps = self.step_law.iter().flat_map(|step| step.law.iter());
        self.law.iter().chain(steps)
    }
}

/// The sources of a step by patent year.
#[derive(Debug, Clone)]
pub(crate) struct StepLaw {
    /// The column of the right.
    pub right: usize,
    /// The patent years.
    pub years: RangeInclusive<u32>,
    /// The sources.
    pub law: Sources,
}

/// Bounds of an amount that is reckoned from another one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Between {
    /// Code of the item whose amount is the least, while it is charged.
    pub least: String,
    /// Code of the item of whose amount a share is the most.
    pub most: String,
    /// That share in percent.
    pub percent: u32,
}

/// A fee item with its history.
#[derive(Debug, Clone)]
pub struct Item {
    /// Stable code.
    pub code: String,
    /// Name in both languages.
    pub title: Text,
    /// What one of it is.
    pub unit: Text,
    /// How well the unit is proved.
    pub unit_mark: Mark,
    /// Which day picks the rate.
    pub basis_date: BasisDate,
    /// How well that choice is proved.
    pub basis_date_mark: Mark,
    /// The reduction it can get; absent when it is always paid in full.
    pub reducible: Option<Reducible>,
    /// What the columns of its amounts are.
    pub columns: Columns,
    /// How many units are free.
    pub included: u32,
    /// The last unit that counts; absent when there is none.
    pub up_to: Option<u32>,
    /// How many days make one full unit, for items counted in full years: the fewest and the most
    /// that the rule can mean.
    pub days_per_year: Option<[u32; 2]>,
    /// The amount that is charged at least, and the share of another one that is charged at most.
    pub between: Option<Between>,
    /// Acts before the first day are payable until the second.
    pub transition: Option<(NaiveDate, NaiveDate)>,
    /// The sources of the item itself.
    pub law: Vec<Cited>,
    /// The time limit for paying.
    pub pay_by: Option<PayBy>,
    /// The history.
    pub rates: Dated<Rate>,
    /// The schedule it belongs to, as an index of [`Tariffs::schedules`].
    pub schedule: usize,
    pub(crate) json: ItemJson,
}

impl Item {
    /// An item of which nothing is known.
    fn without_rates(fee: Fee) -> Result<Self, DatedError> {
        Ok(Self {
            code: fee.code().into(),
            title: Text::new(fee.code(), fee.code()),
            unit: Text::default(),
            basis_date: BasisDate::Act,
            reducible: None,
            columns: Columns::One,
            included: 0,
            up_to: None,
            days_per_year: None,
            unit_mark: Mark::Seen,
            basis_date_mark: Mark::Seen,
            between: None,
            transition: None,
            law: Vec::new(),
            pay_by: None,
            rates: Dated::new(Vec::new())?,
            schedule: usize::MAX,
            json: ItemJson::new(fee.code(), &Text::new(fee.code(), fee.code())),
        })
    }

    /// The rate on a day, with its days.
    pub fn rate_on(&self, day: NaiveDate) -> Option<&Span<Rate>> {
        self.rates.span_on(day)
    }

    /// How many units of `count` are charged.
    pub fn chargeable(&self, count: u32) -> u32 {
        self.up_to
            .map_or(count, |last| count.min(last))
            .saturating_sub(self.included)
    }
}

/// A schedule: one tariff file.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Stable id, such as `cn-patent`.
    pub id: String,
    /// Name in both languages.
    pub title: Text,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// The day up to which its sources were read; later days are provisional.
    pub checked_on: NaiveDate,
    /// First days of its versions in order, each with the name printed on lines.
    pub versions: Vec<(NaiveDate, String)>,
}

impl Schedule {
    /// The name of the version in force on a day, such as `cn-patent@2018-08-01`.
    pub fn version_on(&self, day: NaiveDate) -> &str {
        let after = self.versions.partition_point(|(from, _)| *from <= day);
        after
            .checked_sub(1)
            .and_then(|at| self.versions.get(at))
            .map_or(self.id.as_str(), |(_, name)| name.as_str())
    }
}

/// All schedules, reduction rules and labels, compiled for lookup.
#[derive(Debug, Clone)]
pub struct Tariffs {
    schedules: Vec<Schedule>,
    items: Vec<Item>,
    terms: [Option<Dated<Term>>; 3],
    act_limits: Vec<(ActKind, PayBy)>,
    rules: Rules,
    labels: Labels,
}

impl Tariffs {
    /// The item of a fee the engine knows; the loader puts them first, in their order.
    pub(crate) fn fee(&self, fee: Fee) -> &Item {
        &self.items[fee.index()]
    }

    /// How many patent years a right filed on a day has; `None` when that is not known.
    ///
    /// Without a filing date the longest term is taken.
    pub fn term(&self, right: Right, filed: Option<NaiveDate>) -> Option<&Term> {
        let terms = self.terms.get(right as usize)?.as_ref()?;
        match filed {
            Some(day) => terms.on(day),
            None => terms
                .spans()
                .iter()
                .map(|span| &span.value)
                .max_by_key(|term| term.years),
        }
    }

    /// The time limit for paying everything that an act costs, where it has one of its own.
    pub fn act_limit(&self, act: ActKind) -> Option<&PayBy> {
        let found = self.act_limits.iter().find(|(kind, _)| *kind == act);
        found.map(|(_, limit)| limit)
    }

    /// The item with this code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.code == code)
    }

    /// All items, in the order of the files.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// All schedules.
    pub fn schedules(&self) -> &[Schedule] {
        &self.schedules
    }

    /// The schedule of an item.
    pub fn schedule_of(&self, item: &Item) -> Option<&Schedule> {
        self.schedules.get(item.schedule)
    }

    /// The rules on who pays less.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The wordings of reasons, notes and consequences.
    pub const fn labels(&self) -> &Labels {
        &self.labels
    }
}
