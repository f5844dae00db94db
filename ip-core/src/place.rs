//! Places (行政区划): which division a code names on a day, what lies above and below it, what followed it.
//!
//! ```
//! use chrono::NaiveDate;
//! use ip_core::place::Divisions;
//! let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
//! let divisions = Divisions::builtin()?;
//! let jiangbei = "500105".parse()?;
//! assert_eq!(divisions.name_on(&jiangbei, day(2025, 1, 1)).unwrap(), "重庆市江北区");
//! assert!(divisions.on(&jiangbei, day(2026, 1, 1)).is_none());
//! assert_eq!(divisions.now(&jiangbei, day(2026, 1, 1)).unwrap().name, "两江新区");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::Serialize;

use crate::dated::Days;
use crate::id::{Division, DivisionLevel};
use crate::problem::Problem;
use crate::text::Lang;

/// Codes this module can emit.
pub const CODES: &[&str] = &["core.place.unreadable", "core.place.overlap"];

/// How many renamings are followed before giving up.
const LONGEST_CHAIN: usize = 16;

/// A division as it stood on some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Its code.
    pub code: Division,
    /// Its own name, without those above it.
    pub name: String,
    /// Its name in English or in pinyin, where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// The days on which the code named it.
    pub days: Days,
    /// The division that took over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<Division>,
}

impl Place {
    /// Its own name in a language; the Chinese one where the English was not found.
    pub fn name_in(&self, lang: Lang) -> &str {
        match (lang, &self.en) {
            (Lang::En, Some(en)) => en,
            _ => &self.name,
        }
    }
}

/// A table of divisions with the days on which each stood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Divisions {
    /// In order of code, then of first day.
    places: Vec<Place>,
}

impl Divisions {
    /// The table shipped with this crate (`data/place/divisions.csv`).
    ///
    /// # Errors
    ///
    /// One of [`CODES`] if the data file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_csv(include_str!("../data/place/divisions.csv"))
    }

    /// Reads a table: a line for each division, `code,name,from,to,successor,en`, whose last columns
    /// may be left out; `#` begins a comment.
    ///
    /// # Errors
    ///
    /// `core.place.unreadable` with the line, `core.place.overlap` for a code with two names on a day.
    pub fn from_csv(text: &str) -> Result<Self, Problem> {
        let rows = text
            .lines()
            .zip(1..)
            .filter(|(line, _)| !line.starts_with('#') && !line.trim().is_empty())
            .skip(1);
        let mut places = Vec::new();
        for (line, number) in rows {
            let place = row(line).ok_or_else(|| {
                Problem::new("core.place.unreadable")
                    .at(format!("/{number}"))
                    .expected("code,name,from,to,successor,en")
                    .found(line)
            })?;
            places.push(place);
        }
        places.sort_by_key(|place| (place.code, place.days.from));
        let overlap = places.windows(2).find(|pair| {
            pair[0].code == pair[1].code
                && pair[0]
                    .days
                    .to
                    .is_none_or(|to| pair[1].days.from.is_none_or(|from| from <= to))
        });
        match overlap {
            Some(pair) => Err(Problem::new("core.place.overlap").found(pair[0].code)),
            None => Ok(Self { places }),
        }
    }

    /// Every row.
    pub fn iter(&self) -> impl Iterator<Item = &Place> {
        self.places.iter()
    }

    /// Every row of a code, oldest first.
    fn rows(&self, code: &Division) -> &[Place] {
        let first = self.places.partition_point(|p| p.code < *code);
        let after = self.places.partition_point(|p| p.code <= *code);
        self.places.get(first..after).unwrap_or_default()
    }

    /// The division that the code named on a day.
    pub fn on(&self, code: &Division, day: NaiveDate) -> Option<&Place> {
        self.rows(code).iter().find(|p| p.days.contains(day))
    }

    /// The division that stands in its place on a day: itself, or what followed it.
    pub fn now(&self, code: &Division, day: NaiveDate) -> Option<&Place> {
        let mut code = *code;
        for _ in 0..LONGEST_CHAIN {
            if let Some(place) = self.on(&code, day) {
                return Some(place);
            }
            code = self.rows(&code).iter().rev().find_map(|p| p.successor)?;
        }
        None
    }

    /// The full name on a day: province, prefecture and county, where each is named.
    pub fn name_on(&self, code: &Division, day: NaiveDate) -> Option<String> {
        let place = self.on(code, day)?;
        let mut name = place.name.clone();
        let mut above = code.parent();
        while let Some(parent) = above {
            if let Some(place) = self.on(&parent, day) {
                name.insert_str(0, &place.name);
            }
            above = parent.parent();
        }
        Some(name)
    }

    /// The full name on a day in a language: in English from the smallest to the province.
    ///
    /// ```
    /// use ip_core::{place::Divisions, text::Lang};
    /// let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    /// let dongguan = "441900".parse()?;
    /// let name = Divisions::builtin()?.name_in(&dongguan, day, Lang::En);
    /// assert_eq!(name.as_deref(), Some("Dongguan, Guangdong"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn name_in(&self, code: &Division, day: NaiveDate, lang: Lang) -> Option<String> {
        if lang == Lang::Zh {
            return self.name_on(code, day);
        }
        let mut name = String::from(self.on(code, day)?.name_in(lang));
        let mut above = code.parent();
        while let Some(parent) = above {
            if let Some(place) = self.on(&parent, day) {
                name = format!("{name}, {}", place.name_in(lang));
            }
            above = parent.parent();
        }
        Some(name)
    }

    /// The divisions right below another on a day; counties stand right below a municipality, and some
    /// below their province.
    pub fn below(&self, code: &Division, day: NaiveDate) -> impl Iterator<Item = &Place> {
        let (code, level) = (*code, code.level());
        self.places.iter().filter(move |place| {
            place.code != code
                && place.code.is_within(&code)
                && place.days.contains(day)
                && (level != DivisionLevel::Province || self.stands_right_below(place, day))
        })
    }

    /// Whether no prefecture stands between a division and its province.
    fn stands_right_below(&self, place: &Place, day: NaiveDate) -> bool {
        match place.code.level() {
            DivisionLevel::County => place
                .code
                .parent()
                .is_none_or(|prefecture| self.on(&prefecture, day).is_none()),
            _ => true,
        }
    }

    /// The provinces on a day.
    pub fn provinces(&self, day: NaiveDate) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| {
            place.code.level() == DivisionLevel::Province && place.days.contains(day)
        })
    }
}

/// One line of the table.
fn row(line: &str) -> Option<Place> {
    let mut cells = line.split(',').map(str::trim);
    let (code, name) = (cells.next()?.parse().ok()?, cells.next()?);
    let mut day = || match cells.next() {
        None | Some("") => Some(None),
        Some(text) => text.parse().ok().map(Some),
    };
    let days = Days {
        from: day()?,
        to: day()?,
    };
    let successor = match cells.next() {
        None | Some("") => None,
        Some(text) => Some(text.parse().ok()?),
    };
    let en = cells
        .next()
        .filter(|name| !name.is_empty())
        .map(String::from);
    let reversed = days.from.zip(days.to).is_some_and(|(from, to)| to < from);
    (!name.is_empty() && !reversed && cells.next().is_none()).then(|| Place {
        code,
        name: name.into(),
        en,
        days,
        successor,
    })
}
