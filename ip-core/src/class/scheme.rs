//! The schemes as data: which edition holds for a filing date, the titles of classes, and full lists.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::dated::{Dated, Days, Span};
use crate::law::Mark;
use crate::problem::Problem;
use crate::text::Text;

/// Codes this module can emit.
pub const CODES: &[&str] = &["core.class.unreadable", "core.class.list-line"];

/// A classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Goods and services of marks (尼斯分类).
    Nice,
    /// Designs (洛迦诺分类).
    Locarno,
    /// Patents (国际专利分类).
    Ipc,
    /// Figurative elements of marks (图形要素分类).
    Vienna,
}

/// An edition of a classification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its name, such as `13` or `2026.01`.
    pub name: String,
    /// How well its days are proved.
    pub mark: Mark,
}

/// A class with its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// The symbol of the top level.
    pub symbol: String,
    /// Its short title.
    pub title: Text,
}

/// A classification with its editions and the titles of its top level.
///
/// ```
/// use chrono::NaiveDate;
/// use ip_core::class::{Classification, Scheme};
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let nice = Classification::builtin(Scheme::Nice)?;
/// assert_eq!(nice.edition_on(day(2025, 12, 31)).unwrap().name, "12");
/// assert_eq!(nice.edition_on(day(2026, 1, 1)).unwrap().name, "13");
/// assert_eq!(nice.title("25").unwrap().en, "clothing");
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    scheme: Scheme,
    editions: Dated<Edition>,
    classes: Vec<Class>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    edition: Vec<EditionRow>,
    class: Vec<Class>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditionRow {
    name: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    mark: Mark,
}

impl Classification {
    /// The data shipped with this crate (`data/class/*.toml`).
    ///
    /// # Errors
    ///
    /// `core.class.unreadable` if a data file is damaged, which a test excludes.
    pub fn builtin(scheme: Scheme) -> Result<Self, Problem> {
        let text = match scheme {
            Scheme::Nice => include_str!("../../data/class/nice.toml"),
            Scheme::Locarno => include_str!("../../data/class/locarno.toml"),
            Scheme::Ipc => include_str!("../../data/class/ipc.toml"),
            Scheme::Vienna => include_str!("../../data/class/vienna.toml"),
        };
        Self::from_toml(scheme, text)
    }

    /// Reads editions and titles.
    ///
    /// # Errors
    ///
    /// `core.class.unreadable`, also when two editions share a day.
    pub fn from_toml(scheme: Scheme, text: &str) -> Result<Self, Problem> {
        let unreadable =
            |e: &dyn ToString| Problem::new("core.class.unreadable").found(e.to_string());
        let file: File = toml::from_str(text).map_err(|e| unreadable(&e))?;
        let spans = file.edition.into_iter().map(|row| Span {
            days: Days {
                from: row.from,
                to: row.to,
            },
            value: Edition {
                name: row.name,
                mark: row.mark,
            },
        });
        Ok(Self {
            scheme,
            editions: Dated::new(spans.collect()).map_err(|e| unreadable(&e))?,
            classes: file.class,
        })
    }

    /// Which classification it is.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The edition for a filing date, never for today; none before the first one known.
    pub fn edition_on(&self, filing: NaiveDate) -> Option<&Edition> {
        self.editions.on(filing)
    }

    /// Every edition with its days.
    pub fn editions(&self) -> &[Span<Edition>] {
        self.editions.spans()
    }

    /// The classes of the top level.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The title of a class of the top level.
    pub fn title(&self, symbol: &str) -> Option<&Text> {
        let class = self.classes.iter().find(|class| class.symbol == symbol)?;
        Some(&class.title)
    }
}

/// A symbol of one edition of one classification.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Symbol {
    /// The classification.
    pub scheme: Scheme,
    /// The name of the edition.
    pub edition: String,
    /// The symbol in canonical form.
    pub symbol: String,
}

/// A full list of one edition, loaded at run time because its text belongs to a publisher.
///
/// ```
/// use ip_core::class::{List, Scheme};
/// let list = List::from_csv(Scheme::Nice, "13", "symbol,zh,en\n250045,鞋,footwear\n")?;
/// assert_eq!(list.get("250045").unwrap().zh, "鞋");
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    scheme: Scheme,
    edition: String,
    entries: BTreeMap<String, Text>,
}

impl List {
    /// Reads `symbol,zh,en` lines after a heading; cells may stand in double quotes, `#` begins a comment.
    ///
    /// # Errors
    ///
    /// `core.class.list-line` with the line that has no symbol, no title, or a symbol seen before.
    pub fn from_csv(scheme: Scheme, edition: &str, text: &str) -> Result<Self, Problem> {
        let mut entries = BTreeMap::new();
        let rows = text
            .lines()
            .zip(1..)
            .filter(|(line, _)| !line.starts_with('#') && !line.trim().is_empty())
            .skip(1);
        for (line, number) in rows {
            let wrong = || {
                Problem::new("core.class.list-line")
                    .at(format!("/{number}"))
                    .expected("symbol,zh,en")
                    .found(line)
            };
            let cells = cells(line).ok_or_else(wrong)?;
            let [symbol, zh, en] = cells.as_slice() else {
                return Err(wrong());
            };
            let nameless = symbol.is_empty() || (zh.is_empty() && en.is_empty());
            let title = Text::new(zh.as_str(), en.as_str());
            if nameless || entries.insert(symbol.clone(), title).is_some() {
                return Err(wrong());
            }
        }
        Ok(Self {
            scheme,
            edition: edition.to_owned(),
            entries,
        })
    }

    /// The title of a symbol.
    pub fn get(&self, symbol: &str) -> Option<&Text> {
        self.entries.get(symbol)
    }

    /// The symbols that begin with a text, such as the items of a class, in order.
    pub fn starting_with<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Text)> {
        self.entries
            .range(prefix.to_owned()..)
            .take_while(move |(symbol, _)| symbol.starts_with(prefix))
            .map(|(symbol, title)| (symbol.as_str(), title))
    }

    /// A symbol of this list, named by scheme and edition; none if the list does not have it.
    pub fn symbol(&self, symbol: &str) -> Option<Symbol> {
        let (symbol, _) = self.entries.get_key_value(symbol)?;
        Some(Symbol {
            scheme: self.scheme,
            edition: self.edition.clone(),
            symbol: symbol.clone(),
        })
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The cells of a line; a cell in double quotes may hold commas and doubled quotes.
fn cells(line: &str) -> Option<Vec<String>> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut cell = String::new();
            let mut tail = quoted;
            loop {
                let (text, after) = tail.split_once('"')?;
                cell.push_str(text);
                match after.strip_prefix('"') {
                    Some(after) => {
                        cell.push('"');
                        tail = after;
                    }
                    None => {
                        tail = after;
                        break;
                    }
                }
            }
            cells.push(cell);
            match tail.strip_prefix(',') {
                Some(after) => rest = after,
                None if tail.is_empty() => return Some(cells),
                None => return None,
            }
        } else {
            match rest.split_once(',') {
                Some((cell, after)) => {
                    cells.push(cell.trim().to_owned());
                    rest = after;
                }
                None => {
                    cells.push(rest.trim().to_owned());
                    return Some(cells);
                }
            }
        }
    }
}
