//! Amounts as steps over time or over patent years, drawn on the server: each amount a level line over
//! its days or years, nothing where nothing is known. Positions are percentages of the drawing.

use chrono::{Datelike, NaiveDate};
use ip_core::money::Money;
use ip_fees::tariff::YearStep;

use crate::view::lifeline::{fen, round, share, short};

/// An amount with its days; no first day means that it is not known, no last day that it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Which of several amounts, such as that of a kind of patent; from 0.
    pub series: usize,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// The amount.
    pub amount: Money,
    /// Whether it was seen in a source.
    pub seen: bool,
}

/// A level line of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    /// Which of several amounts.
    pub series: usize,
    /// Left end.
    pub x1: f64,
    /// Right end.
    pub x2: f64,
    /// Height.
    pub y: f64,
    /// The amount, written; empty where it goes on from the line before.
    pub written: String,
    /// Whether it is written below the line, because another line runs close above.
    pub below: bool,
    /// Whether it was seen in a source.
    pub seen: bool,
}

/// The drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Steps {
    /// Level lines.
    pub strokes: Vec<Stroke>,
    /// Years along the ground: position and number.
    pub years: Vec<(f64, i32)>,
}

/// Where nought lies.
const GROUND: f64 = 84.0;
/// The height of the greatest amount.
const TALL: f64 = 66.0;
/// Years before the first known day and after today that are drawn.
const MARGIN: i32 = 1;

/// Draws amounts up to a day.
pub fn draw(levels: &[Level], today: NaiveDate) -> Steps {
    let days = levels.iter().flat_map(|level| [level.from, level.to]);
    let days = days.flatten().chain([today]);
    let years = days.map(|day| day.year()).fold(None, |span, year| {
        let (first, last) = span.unwrap_or((year, year));
        Some((year.min(first), year.max(last)))
    });
    let Some((first, last)) = years else {
        return Steps::default();
    };
    let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(today);
    let first = first.saturating_sub(MARGIN);
    let last = last.saturating_add(MARGIN).saturating_add(1);
    let (start, end) = (new_year(first), new_year(last));
    let place = |day| share(start, end, day).unwrap_or_default();
    let most = levels.iter().map(|l| fen(l.amount)).fold(1.0, f64::max);
    let stroke = |level: &Level| Stroke {
        series: level.series,
        x1: level.from.map_or(0.0, place),
        x2: level.to.map_or(100.0, place),
        y: round((fen(level.amount) / most).mul_add(-TALL, GROUND)),
        written: short(level.amount),
        below: false,
        seen: level.seen,
    };
    let every = (last.saturating_sub(first) / 6).max(1);
    let named = (first..last).filter(|year| (year - first - MARGIN).rem_euclid(every) == 0);
    Steps {
        strokes: labelled(levels.iter().map(stroke).collect()),
        years: named.map(|year| (place(new_year(year)), year)).collect(),
    }
}

/// Draws amounts by patent year, one list of steps for each of several amounts.
pub fn draw_years(all: &[&[YearStep]]) -> Steps {
    let steps = all.iter().enumerate();
    let steps = steps.flat_map(|(series, steps)| steps.iter().map(move |step| (series, step)));
    let number = |year: usize| u32::try_from(year).unwrap_or(u32::MAX);
    let last = number(steps.clone().map(|(_, step)| step.to).max().unwrap_or(1));
    let amounts = steps.clone().map(|(_, step)| fen(step.amount));
    let most = amounts.fold(1.0, f64::max);
    // A year takes its slot: year 1 lies between 0 and 1.
    let place = |year: u32| round(f64::from(year) / f64::from(last) * 100.0);
    let strokes = steps.map(|(series, step)| Stroke {
        series,
        x1: place(number(step.from).saturating_sub(1)),
        x2: place(number(step.to)),
        y: round((fen(step.amount) / most).mul_add(-TALL, GROUND)),
        written: short(step.amount),
        below: false,
        seen: true,
    });
    let middle = |year: u32| round((f64::from(year) - 0.5) / f64::from(last) * 100.0);
    let named = (1..=last).filter(|year| *year == 1 || year % 5 == 0);
    let named = named.filter_map(|year| Some((middle(year), i32::try_from(year).ok()?)));
    Steps {
        years: named.collect(),
        strokes: labelled(strokes.collect()),
    }
}

/// Puts the amounts where they do not run into each other.
fn labelled(strokes: Vec<Stroke>) -> Vec<Stroke> {
    let place = |stroke: &Stroke| {
        let mut told = stroke.clone();
        told.below = strokes.iter().any(|other| {
            let lower = stroke.y - other.y;
            (other.x1 - stroke.x1).abs() < 12.0 && lower > 0.0 && lower < 10.0
        });
        let goes_on = strokes.iter().any(|other| {
            other.x1 < stroke.x1 && (other.x2 - stroke.x1).abs() < 1.0 && other.y == stroke.y
        });
        if goes_on {
            told.written.clear();
        }
        told
    };
    strokes.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_amounts_stand_right_of_earlier_ones() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let level = |from, to, amount: &str| Level {
            series: 0,
            from: day(from),
            to: day(to),
            amount: amount.parse().unwrap_or_default(),
            seen: true,
        };
        let levels = [
            level("2001-03-01", "2018-07-31", "500.00"),
            level("2018-08-01", "", "0.00"),
        ];
        let steps = draw(&levels, day("2026-03-07").unwrap_or_default());
        assert!(steps.strokes[0].x2 < steps.strokes[1].x1);
        assert!(steps.strokes[0].y < steps.strokes[1].y);
        assert_eq!(steps.strokes[1].x2, 100.0);
        assert!(
            draw(&[], day("2026-03-07").unwrap_or_default())
                .strokes
                .is_empty()
        );
    }
}
