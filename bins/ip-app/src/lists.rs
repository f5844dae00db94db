//! Lists of matters as files: JSON, a workbook, or a table of comma-separated values; and the tariff that their lint asks.

use ip_core::law::Registry;
use ip_core::money::Money;
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use ip_fees::tariff::{Price, Tariffs};
use ip_matters::catalogue::Catalogue;
use ip_matters::exchange::national::{Exchange, Header, Import};
use ip_matters::exchange::table::{CellFault, Sheet};
use ip_matters::lint::Tariff;
use ip_matters::list::{List, ListEntry};
use ip_matters::profile::Profile;
use ip_matters::proofs::ProofList;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{sheets, wire};

/// The profile under which codes are read and written where none is named.
pub const PROFILE: &str = "national-exchange-2020";

/// Every code of this area begins with it.
const AREA: &str = "matters";

/// What lists are read against.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The national baseline.
    pub catalogue: &'a Catalogue,
    /// The register of laws.
    pub registry: &'a Registry,
    /// The code tables of whoever wrote the file.
    pub profile: &'a Profile,
}

/// A list that was read.
#[derive(Debug, Clone)]
pub struct Read {
    /// The list.
    pub list: List,
    /// The text of a JSON file, in which places have lines; none of a table.
    pub text: Option<String>,
    /// What was kept of a table without being understood.
    pub notes: Vec<CellFault>,
}

/// Why a file is no list. Nothing of it was taken.
#[derive(Debug)]
pub enum Unread {
    /// What is wrong with the file.
    Problems(Problems),
    /// Every wrong cell, and the sheets to mark them in.
    Cells(Vec<Sheet>, Vec<CellFault>),
}

impl Unread {
    /// Everything that is wrong.
    pub fn problems(self) -> Problems {
        match self {
            Self::Problems(problems) => problems,
            Self::Cells(_, faults) => Problems(faults.iter().map(CellFault::problem).collect()),
        }
    }
}

impl From<Problems> for Unread {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

impl From<Problem> for Unread {
    fn from(problem: Problem) -> Self {
        Self::Problems(problem.into())
    }
}

/// Whether a file is a workbook or a table, by its first bytes or its name.
pub fn is_table(name: &str, bytes: &[u8]) -> bool {
    is_workbook(bytes) || is_csv(name)
}

fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

fn is_csv(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("csv"))
}

/// The sheets of a workbook, or the one of a CSV file.
///
/// # Errors
///
/// `app.sheet.unreadable`.
pub fn sheets_of(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, Problems> {
    if !is_csv(name) {
        return Ok(sheets::read_xlsx(bytes)?);
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Ok(vec![sheets::read_csv(stem, bytes)?])
}

impl Reader<'_> {
    /// A list from a file. A table does not say whose it is and for which day: the header does.
    ///
    /// # Errors
    ///
    /// What is not understood in JSON, one problem for each entry, with file and line; every wrong cell of a table.
    pub fn read(&self, name: &str, bytes: &[u8], header: Header) -> Result<Read, Unread> {
        if is_table(name, bytes) {
            return self.tables(sheets_of(name, bytes)?, header);
        }
        let text = String::from_utf8_lossy(bytes);
        let list = wire::read::<List>(AREA, bytes).map_err(|first| {
            let faults = faults(&text, first).into_iter();
            Problems(faults.map(|problem| problem.arg("file", name)).collect())
        })?;
        let text = Some(text.into_owned());
        let notes = Vec::new();
        Ok(Read { list, text, notes })
    }

    /// A list from sheets: all of it, or every wrong cell and nothing.
    ///
    /// # Errors
    ///
    /// Every wrong cell, with the sheets.
    pub fn tables(&self, sheets: Vec<Sheet>, header: Header) -> Result<Read, Unread> {
        let exchange = Exchange::national(self.catalogue, self.registry, self.profile)?;
        match exchange.import(&sheets, header) {
            Ok(Import { list, notes }) => Ok(Read {
                list,
                text: None,
                notes,
            }),
            Err(faults) => Err(Unread::Cells(sheets, faults)),
        }
    }
}

/// The first fault of each entry of a list that cannot be read, with its line; before them the fault that was
/// found `first`, where it is not in an entry.
fn faults(text: &str, first: Problem) -> Vec<Problem> {
    #[derive(Deserialize)]
    struct Entries<'t> {
        #[serde(borrow)]
        entries: Vec<&'t RawValue>,
    }
    let on_line = |problem: Problem, line: Option<usize>| match line {
        Some(line) => problem.arg("line", line),
        None => problem,
    };
    let entries = serde_json::from_str::<Entries<'_>>(text).map_or(Vec::new(), |list| list.entries);
    let mut faults = Vec::new();
    if entries.is_empty() || !first.pointer.starts_with("/entries/") {
        let line = wire::line_of(text, &first.pointer);
        faults.push(on_line(first, line));
    }
    // Lines are counted once, from entry to entry.
    let (mut counted, mut lines) = (0, 0);
    for (i, entry) in entries.iter().enumerate() {
        let entry = entry.get();
        let Err(problem) = wire::read::<ListEntry>(AREA, entry.as_bytes()) else {
            continue;
        };
        // Both are addresses in the same text, so their difference is an offset in it.
        let begins = (entry.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let between = text.get(counted..begins).unwrap_or_default();
        lines += between.matches('\n').count();
        counted = begins;
        let line = wire::line_of(entry, &problem.pointer).map(|line| lines + line);
        faults.push(on_line(problem.under(&format!("/entries/{i}")), line));
    }
    faults
}

/// A list of proofs from a file: JSON, a workbook, or a table of comma-separated values.
///
/// # Errors
///
/// The place of the first thing that is not understood in JSON; every wrong cell of a table.
pub fn proofs(name: &str, bytes: &[u8], registry: &Registry) -> Result<ProofList, Unread> {
    if !is_table(name, bytes) {
        return Ok(wire::read(AREA, bytes)?);
    }
    let sheets = sheets_of(name, bytes)?;
    let Some(sheet) = sheets.first() else {
        return Err(Problem::new("app.sheet.unreadable").into());
    };
    ProofList::from_sheet(sheet, registry).map_err(|faults| Unread::Cells(sheets, faults))
}

/// A header for a table that was sent without one.
pub fn header(locality: &str, name: &str, on: chrono::NaiveDate) -> Header {
    Header {
        locality: locality.to_owned(),
        name: Text::new(name, ""),
        on,
    }
}

/// The tariffs in force, as the lint asks for them: an item, or an item and its column as in
/// `patent.filing/invention`.
#[derive(Debug)]
pub struct Fees(Tariffs);

impl Fees {
    /// The tariffs shipped with the program.
    ///
    /// # Errors
    ///
    /// A damaged data file, which a test excludes.
    pub fn builtin() -> Result<Self, Problems> {
        Ok(Self(Tariffs::builtin()?))
    }
}

impl Tariff for Fees {
    fn amount(&self, item: &str, on: chrono::NaiveDate) -> Option<Money> {
        let (code, column) = match item.split_once('/') {
            Some((code, column)) => (code, Some(column)),
            None => (item, None),
        };
        let item = self.0.item(code)?;
        let Price::Each(amounts) = &item.rate_on(on)?.value.price else {
            return None;
        };
        let names = item.columns.names();
        let place = match column {
            Some(column) => names.iter().position(|name| *name == column)?,
            None if names.len() == 1 => 0,
            None => return None,
        };
        *amounts.get(place)?
    }
}
