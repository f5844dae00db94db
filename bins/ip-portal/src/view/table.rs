//! Tables that become cards on a phone.

use crate::view::clock::ClockBadge;
use crate::view::parts::Tone;

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading, which a card repeats before each value.
    pub label: String,
    /// Whether it holds numbers: aligned right.
    pub numeric: bool,
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text or a number.
    Text(String),
    /// A label that leads somewhere.
    Link {
        /// What it says.
        label: String,
        /// Where it leads.
        href: String,
    },
    /// A word with a tone.
    Badge {
        /// The word.
        label: String,
        /// Its tone.
        tone: Tone,
    },
    /// Clocks with their names, one below the other.
    Clocks(Vec<(String, ClockBadge)>),
    /// A clock with its name.
    Clock {
        /// Which clock.
        name: String,
        /// How it stands.
        badge: ClockBadge,
    },
}

impl Cell {
    /// What it says, for a file.
    pub fn plain(&self) -> String {
        let clock = |name: &str, badge: &ClockBadge| {
            let due = badge.due.map(|day| day.to_string()).unwrap_or_default();
            format!("{name} {due}").trim_end().to_owned()
        };
        match self {
            Self::Text(text) => text.clone(),
            Self::Link { label, .. } | Self::Badge { label, .. } => label.clone(),
            Self::Clock { name, badge } => clock(name, badge),
            Self::Clocks(all) => {
                let each = all.iter().map(|(name, badge)| clock(name, badge));
                each.collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// A table of many things.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What the table shows, read out before it.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with one cell a column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without columns yet.
    pub fn new(caption: impl Into<String>) -> Self {
        Self {
            caption: caption.into(),
            ..Self::default()
        }
    }

    /// The same table with a column of words.
    #[must_use]
    pub fn words(mut self, label: impl Into<String>) -> Self {
        self.columns.push(Column {
            label: label.into(),
            numeric: false,
        });
        self
    }

    /// The same table with a column of numbers.
    #[must_use]
    pub fn numbers(mut self, label: impl Into<String>) -> Self {
        self.columns.push(Column {
            label: label.into(),
            numeric: true,
        });
        self
    }

    /// The cells of a row with their columns.
    pub fn cells<'a>(&'a self, row: &'a [Cell]) -> impl Iterator<Item = (&'a Column, &'a Cell)> {
        self.columns.iter().zip(row)
    }
}
