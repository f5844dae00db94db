//! The holiday notices as data: what each settles, and from which day it was known.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::table;
use crate::law::{LawRef, Mark};
use crate::problem::Problem;
use crate::text::Text;

/// The longest stretch of days off taken for one holiday.
const LONGEST_REST: i64 = 60;

/// A holiday with its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Key, such as `spring-festival`.
    pub id: String,
    /// Name in both languages.
    pub title: Text,
}

/// Days off for one holiday, and the weekend days worked in exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rest {
    /// Key of the [`Holiday`].
    pub holiday: String,
    /// First day off.
    pub from: NaiveDate,
    /// Last day off.
    pub to: NaiveDate,
    /// Make-up working days (调休上班), always Saturdays or Sundays.
    #[serde(default)]
    pub make_up: Vec<NaiveDate>,
}

/// A notice of the State Council's General Office on the holidays of a year (节假日安排通知).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The year it settles, from 1 January to 31 December.
    pub year: i32,
    /// Document number, such as `国办发明电〔2025〕7号`; absent where not found.
    #[serde(default)]
    pub number: Option<String>,
    /// Day of issue; absent where not found.
    #[serde(default)]
    pub issued: Option<NaiveDate>,
    /// How well number and day of issue are proved.
    pub mark: Mark,
    /// What a reader of the data should know.
    #[serde(default)]
    pub note: Option<String>,
    /// Days off and make-up days.
    pub rest: Vec<Rest>,
}

impl Notice {
    /// The first day on which the notice counts as known: its day of issue, else 1 January.
    pub fn known_from(&self) -> Option<NaiveDate> {
        self.issued
            .or_else(|| NaiveDate::from_ymd_opt(self.year, 1, 1))
    }
}

/// Days off that the law alone fixes for a year without a notice yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statutory {
    /// The year.
    pub year: i32,
    /// The law that fixes them.
    pub basis: LawRef,
    /// How well they are proved.
    pub mark: Mark,
    /// Days off; no make-up days.
    pub rest: Vec<Rest>,
}

/// The whole data file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notices {
    #[serde(rename = "holiday", default)]
    pub(super) holidays: Vec<Holiday>,
    #[serde(rename = "notice", default)]
    pub(super) notices: Vec<Notice>,
    #[serde(default)]
    pub(super) statutory: Vec<Statutory>,
}

impl Notices {
    /// Reads and checks the file; notices come out in order of issue.
    pub(super) fn from_toml(text: &str) -> Result<Self, Problem> {
        let mut all: Self =
            toml::from_str(text).map_err(|e| Problem::new("core.calendar.unreadable").found(e))?;
        for (i, notice) in all.notices.iter().enumerate() {
            all.check(&notice.rest)
                .map_err(|p| p.under(&format!("/notice/{i}")))?;
        }
        for (i, statutory) in all.statutory.iter().enumerate() {
            all.check(&statutory.rest)
                .map_err(|p| p.under(&format!("/statutory/{i}")))?;
        }
        all.notices.sort_by_key(Notice::known_from);
        Ok(all)
    }

    fn check(&self, rests: &[Rest]) -> Result<(), Problem> {
        for (i, rest) in rests.iter().enumerate() {
            let at = |field: &str| format!("/rest/{i}/{field}");
            if !self.holidays.iter().any(|h| h.id == rest.holiday) {
                return Err(Problem::new("core.calendar.unknown-holiday")
                    .at(at("holiday"))
                    .found(&rest.holiday));
            }
            if rest.to < rest.from {
                return Err(Problem::new("core.calendar.reversed")
                    .at(at("to"))
                    .expected(format!("{} or later", rest.from))
                    .found(rest.to));
            }
            if (rest.to - rest.from).num_days() > LONGEST_REST {
                return Err(Problem::new("core.calendar.unreadable")
                    .at(at("to"))
                    .expected(format!("at most {LONGEST_REST} days"))
                    .found(rest.to));
            }
            for &day in &rest.make_up {
                if table::is_weekday(table::number(day)) {
                    return Err(Problem::new("core.calendar.make-up-on-weekday")
                        .at(at("makeUp"))
                        .found(day));
                }
                if rests.iter().any(|r| r.from <= day && day <= r.to) {
                    return Err(Problem::new("core.calendar.worked-and-off")
                        .at(at("makeUp"))
                        .found(day));
                }
            }
        }
        Ok(())
    }
}
