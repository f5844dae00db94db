//! `ip-tool workdays`: working days counted forward, or between two days.

use chrono::NaiveDate;
use ip_app::wire;
use ip_core::calendar::Calendar;
use ip_core::problem::{Problem, Problems};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::output::Words;
use crate::table;

/// A number of working days to go, or a last day to count to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// The day before the first one counted.
    from: NaiveDate,
    /// Working days to go.
    #[serde(default)]
    n: Option<u32>,
    /// The last day counted.
    #[serde(default)]
    to: Option<NaiveDate>,
    /// Cuts the calendar's coverage, to see what becomes provisional.
    #[serde(default)]
    calendar_until: Option<NaiveDate>,
}

/// The day reached, or the working days counted.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Response {
    /// The `n`-th working day after `from`.
    Day {
        /// The day.
        date: NaiveDate,
        /// Whether it leans on days that no holiday notice settles.
        provisional: bool,
    },
    /// The working days after `from` up to and including `to`.
    Count {
        /// Working days.
        count: u32,
        /// Whether it leans on days that no holiday notice settles.
        provisional: bool,
    },
}

/// Counts on a calendar.
pub struct Workdays {
    calendar: Calendar,
}

impl Workdays {
    /// Counts on the calendar shipped with the core.
    pub fn new() -> Result<Self, Problem> {
        Ok(Self {
            calendar: Calendar::builtin()?,
        })
    }
}

impl Answer for Workdays {
    type Request = Request;
    type Response = Response;

    fn area(&self) -> &'static str {
        "core"
    }

    fn read(&self, bytes: &[u8]) -> Result<Request, Problems> {
        Ok(wire::read(self.area(), bytes)?)
    }

    fn answer(&self, request: Request) -> Result<Response, Problems> {
        let cut = request.calendar_until.map(|day| self.calendar.until(day));
        let calendar = cut.as_ref().unwrap_or(&self.calendar);
        match (request.n, request.to) {
            (Some(n), None) => {
                let due = calendar.add_working_days(request.from, n);
                Ok(Response::Day {
                    date: due.date,
                    provisional: due.provisional,
                })
            }
            (None, Some(to)) if to < request.from => Err(Problem::new("core.workdays.reversed")
                .at("/to")
                .found(to)
                .into()),
            (None, Some(to)) => {
                let count = calendar.count_working_days(request.from, to);
                Ok(Response::Count {
                    count: count.days,
                    provisional: count.provisional,
                })
            }
            _ => Err(Problem::new("core.workdays.n-or-to").into()),
        }
    }

    fn table(&self, response: &Response, words: Words) -> String {
        let (name, value, provisional) = match response {
            Response::Day { date, provisional } => {
                (words.pick("日期", "Date"), date.to_string(), *provisional)
            }
            Response::Count { count, provisional } => (
                words.pick("工作日数", "Working days"),
                count.to_string(),
                *provisional,
            ),
        };
        table::pairs([
            (name, value),
            (words.pick("暂定", "Provisional"), words.yes(provisional)),
        ])
    }
}
