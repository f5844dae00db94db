//! Small parts of pages: links, banners, summary rows, tasks, moments of a timeline, money lines.

use ip_core::money::{Currency, Money};

/// A label that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// How loud a banner or badge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Plain information.
    Info,
    /// Something was done.
    Good,
    /// Something needs care.
    Care,
    /// Something is wrong.
    Bad,
}

impl Tone {
    /// Part of the class name.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Good => "good",
            Self::Care => "care",
            Self::Bad => "bad",
        }
    }

    /// Key of the word that stands for the colour.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Info => "tone-info",
            Self::Good => "tone-good",
            Self::Care => "tone-care",
            Self::Bad => "tone-bad",
        }
    }
}

/// A row of a summary list, such as an answer to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub key: String,
    /// What was answered; several lines stand below each other.
    pub value: Vec<String>,
    /// Where the answer can be changed.
    pub change: Option<String>,
}

impl Row {
    /// A row of one line.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: vec![value.into()],
            change: None,
        }
    }

    /// The same row with an address where the answer can be changed.
    #[must_use]
    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change = Some(href.into());
        self
    }
}

/// The state of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// Nothing left to do.
    Done,
    /// Begun.
    Begun,
    /// To be done.
    Open,
    /// Waits for another task.
    Waiting,
}

impl TaskState {
    /// Key of the word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Done => "task-done",
            Self::Begun => "task-begun",
            Self::Open => "task-open",
            Self::Waiting => "task-waiting",
        }
    }

    /// The tone of its badge.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Done => Tone::Good,
            Self::Begun | Self::Open => Tone::Info,
            Self::Waiting => Tone::Care,
        }
    }
}

/// One task of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What is to be done.
    pub label: String,
    /// Where it is done; absent while it waits.
    pub href: Option<String>,
    /// How far it is.
    pub state: TaskState,
}

/// A moment of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When, written out.
    pub when: String,
    /// What happened.
    pub what: String,
    /// More about it.
    pub more: Option<String>,
    /// Whether it has happened.
    pub past: bool,
}

/// A reference to law as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// Title of the instrument.
    pub title: String,
    /// Document number.
    pub number: Option<String>,
    /// Articles, rules or items, as people read them.
    pub articles: Vec<String>,
    /// What stands between two articles.
    pub comma: String,
}

/// An amount with what it is for and why it is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyLine {
    /// What it is for.
    pub label: String,
    /// The page that tells more of this fee.
    pub href: Option<String>,
    /// The amount, written; absent when unknown.
    pub amount: Option<String>,
    /// The full amount, written, when a reduction applies.
    pub full: Option<String>,
    /// What the payer must know, one sentence each.
    pub say: Vec<String>,
    /// How it was reached, one sentence each.
    pub why: Vec<String>,
    /// Where it stands in law.
    pub law: Vec<Law>,
    /// Whether the amount may still change.
    pub provisional: bool,
}

/// An amount as people read it: `900.00 元`, `CNY 900.00`, with thin grouping of thousands.
///
/// ```
/// use ip_core::money::{Currency, Money};
/// use ip_portal::view::parts::amount;
/// assert_eq!(amount(Money::from_units(123456), Currency::Cny, true), "123,456.00 元");
/// assert_eq!(amount(Money::from_units(-90), Currency::Cny, false), "CNY -90.00");
/// ```
pub fn amount(money: Money, currency: Currency, zh: bool) -> String {
    let text = money.to_string();
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", &*text), |rest| ("-", rest));
    let (units, decimals) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (at, digit) in units.chars().enumerate() {
        if at > 0 && (units.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let (name, code) = match currency {
        Currency::Cny => ("元", "CNY"),
        Currency::Chf => ("瑞士法郎", "CHF"),
        Currency::Eur => ("欧元", "EUR"),
    };
    if zh {
        format!("{sign}{grouped}.{decimals} {name}")
    } else {
        format!("{code} {sign}{grouped}.{decimals}")
    }
}
