//! A working page: what it is about, what stands in it, what may be done, what happened.

use askama::Template;

use crate::pages::desk::Act;
use crate::view::Page;
use crate::view::chart::Chart;
use crate::view::clock::ClockBadge;
use crate::view::parts::{Link, Moment, Row, Tone};
use crate::view::table::Table;

/// A working page; what is empty is left out.
#[derive(Template)]
#[template(path = "pages/sheet.html")]
pub struct Sheet {
    /// The page.
    pub p: Page,
    /// The sentence below the heading.
    pub lead: String,
    /// Why something was refused.
    pub refused: Vec<String>,
    /// What must be seen first.
    pub notice: Option<Notice>,
    /// What it is about.
    pub rows: Vec<Row>,
    /// Where to go from here.
    pub links: Vec<Link>,
    /// Clocks with their names.
    pub clocks: Vec<(String, ClockBadge)>,
    /// Charts with their tables.
    pub charts: Vec<Chart>,
    /// Tables, each with what is said when it has no rows.
    pub tables: Vec<(Table, String)>,
    /// What may be done now.
    pub acts: Vec<Act>,
    /// What happened.
    pub history: Vec<Moment>,
    /// Where the list goes on.
    pub more: Option<String>,
}

/// Something that must be seen first.
pub struct Notice {
    /// How loud.
    pub tone: Tone,
    /// What it is.
    pub title: String,
    /// What it says.
    pub lines: Vec<String>,
    /// Whether it is to be copied down.
    pub large: bool,
}

impl Notice {
    /// A notice of one line.
    pub fn new(tone: Tone, title: impl Into<String>, line: impl Into<String>) -> Self {
        Self {
            tone,
            title: title.into(),
            lines: vec![line.into()],
            large: false,
        }
    }
}

impl Sheet {
    /// A page with nothing in it yet.
    pub fn new(p: Page) -> Self {
        Self {
            p,
            lead: String::new(),
            refused: Vec::new(),
            notice: None,
            rows: Vec::new(),
            links: Vec::new(),
            clocks: Vec::new(),
            charts: Vec::new(),
            tables: Vec::new(),
            acts: Vec::new(),
            history: Vec::new(),
            more: None,
        }
    }

    /// The same page, with what was refused above it.
    #[must_use]
    pub fn refused(mut self, refused: Vec<String>) -> Self {
        self.p.refused = !refused.is_empty();
        self.refused = refused;
        self
    }
}
