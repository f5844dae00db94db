//! The life of a patent drawn on the server: a column for each year's annuity, where it stands, and
//! today. Positions are percentages, so that the drawing fills any width and its letters keep their size.

use chrono::NaiveDate;
use ip_core::money::Money;
use ip_fees::annuity::{Life, YearStatus};
use ip_fees::quote::Outcome;

/// A year of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The patent year.
    pub year: u32,
    /// Left edge.
    pub x: f64,
    /// Width.
    pub width: f64,
    /// Upper edge of the column.
    pub y: f64,
    /// Height of the column.
    pub height: f64,
    /// How it stands, as a class.
    pub status: &'static str,
    /// The amount, where it is not that of the year before and has room.
    pub amount: Option<String>,
    /// Whether the number of the year is written below.
    pub named: bool,
}

/// The drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lifeline {
    /// The years.
    pub columns: Vec<Column>,
    /// Where today lies, if it lies in the term.
    pub today: Option<f64>,
}

/// Where the ground of the columns lies.
const GROUND: f64 = 86.0;
/// Amounts written nearer to each other than this would run together on a phone.
const APART: f64 = 12.0;
/// The height of the highest column.
const TALL: f64 = 66.0;

/// The class and text key of a status.
pub const fn status_name(status: YearStatus) -> &'static str {
    match status {
        YearStatus::Paid => "paid",
        YearStatus::WithRegistration => "with-registration",
        YearStatus::Upcoming => "upcoming",
        YearStatus::Grace => "grace",
        YearStatus::Late => "late",
        YearStatus::Lapsed => "lapsed",
    }
}

/// Draws the life of a right as it stands on a day.
pub fn draw(life: &Life<'_>, filed: NaiveDate, today: NaiveDate) -> Lifeline {
    let years = life.years.last().map_or(0, |plan| plan.year);
    let known = |outcome| outcome != Outcome::Unknown;
    let most = life
        .years
        .iter()
        .filter(|plan| known(plan.line.outcome))
        .map(|plan| fen(plan.line.amount))
        .fold(1.0, f64::max);
    let slot = 100.0 / f64::from(years.max(1));
    let mut before = None;
    let mut written = -APART;
    let columns = life.years.iter().map(|plan| {
        let amount = known(plan.line.outcome).then_some(plan.line.amount);
        let height = amount.map_or(0.0, |amount| round(fen(amount) / most * TALL));
        let x = f64::from(plan.year.saturating_sub(1)) * slot;
        let is_new = amount.is_some() && before != amount && x - written >= APART;
        before = amount;
        if is_new {
            written = x;
        }
        Column {
            year: plan.year,
            x: round(slot.mul_add(0.12, x)),
            width: round(slot * 0.76),
            y: round(GROUND - height),
            height,
            status: status_name(plan.status),
            amount: amount.filter(|_| is_new).map(short),
            named: plan.year == 1 || plan.year % 5 == 0 || plan.year == years,
        }
    });
    let columns = columns.collect();
    Lifeline {
        columns,
        today: share(filed, life.term_end, today),
    }
}

/// Which percentage of the time from one day to another has passed on a day between them.
pub fn share(from: NaiveDate, to: NaiveDate, day: NaiveDate) -> Option<f64> {
    let days = |to: NaiveDate| {
        i32::try_from(to.signed_duration_since(from).num_days()).map_or(0.0, f64::from)
    };
    let all = days(to);
    (from <= day && day <= to && all > 0.0).then(|| round(days(day) / all * 100.0))
}

/// An amount as a chart measures it.
pub fn fen(amount: Money) -> f64 {
    amount.to_string().parse().unwrap_or_default()
}

/// An amount without decimals that are nought.
pub fn short(amount: Money) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

/// Two decimals are finer than any screen.
pub fn round(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn a_day_outside_has_no_place() {
        let (from, to) = (day("2020-01-01"), day("2020-01-11"));
        assert_eq!(share(from, to, day("2020-01-06")), Some(50.0));
        assert_eq!(share(from, to, day("2019-12-31")), None);
        assert_eq!(share(from, from, from), None);
    }

    #[test]
    fn amounts_are_written_short() {
        let amount = |text: &str| short(text.parse().unwrap_or_default());
        assert_eq!(amount("1200.00"), "1200");
        assert_eq!(amount("1200.50"), "1200.50");
    }
}
