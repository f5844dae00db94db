//! The bad rate over time (差评率走势): watched by EWMA and CUSUM; a signal asks a person to look.

use chrono::{Datelike, Days, NaiveDate};
use ip_eval::publish::Snapshot;
use ip_eval::trend::{Count, Rules, Watched, watch};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;

/// Fewer points say nothing about a trend.
const FEWEST: usize = 3;

impl App {
    /// The months that are shown, each watched against all of them; nothing for fewer than three.
    ///
    /// It tells no more than the figures beside it: a hidden month is no point.
    ///
    /// # Errors
    ///
    /// The rules of trends cannot be read, which a test excludes.
    pub fn trend(&self, months: &Snapshot) -> Result<Vec<Watched>, AppError> {
        let shown = months.rows.iter().filter_map(|row| {
            let metrics = &row.figure.as_ref()?.metrics;
            Some(Count {
                day: format!("{}-01", row.group).parse().ok()?,
                k: metrics.bad,
                n: metrics.reviews,
            })
        });
        watched(shown.collect())
    }

    /// The last weeks, for whoever supervises; weeks without a review are no points.
    ///
    /// # Errors
    ///
    /// Not for this role, or the store's failures.
    pub async fn weekly_trend(&self, actor: &Actor, weeks: u64) -> Result<Vec<Watched>, AppError> {
        if actor.role != Role::Supervisor {
            return Err(AppError::Forbidden);
        }
        let this = monday(actor.day());
        let first = this.checked_sub_days(Days::new(7 * weeks)).unwrap_or(this);
        let mut counts: Vec<Count> = Vec::new();
        let bad = &self.rules.profile.levels.bad;
        for (key, cell) in self.cube().await?.iter() {
            let week = monday(key.day);
            let n: i64 = cell.active.0.iter().sum();
            let k: i64 = bad.iter().map(|level| cell.active[*level]).sum();
            let (Ok(k), Ok(n)) = (u64::try_from(k), u64::try_from(n)) else {
                continue;
            };
            if week < first || n == 0 {
                continue;
            }
            match counts.iter_mut().find(|count| count.day == week) {
                Some(count) => {
                    count.k += k;
                    count.n += n;
                }
                None => counts.push(Count { day: week, k, n }),
            }
        }
        counts.sort_by_key(|count| count.day);
        watched(counts)
    }
}

fn watched(counts: Vec<Count>) -> Result<Vec<Watched>, AppError> {
    let counted = counts.iter().filter(|count| count.n > 0).count();
    if counted < FEWEST {
        return Ok(Vec::new());
    }
    let all = counts.iter().fold((0_u64, 0_u64), |(k, n), count| {
        (k.saturating_add(count.k), n.saturating_add(count.n))
    });
    Ok(watch(&counts, all, &Rules::builtin()?).unwrap_or_default())
}

fn monday(day: NaiveDate) -> NaiveDate {
    let past = Days::new(day.weekday().num_days_from_monday().into());
    day.checked_sub_days(past).unwrap_or(day)
}
