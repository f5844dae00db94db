//! A bad rate over time, drawn with the mean so far and its limits: what is unusual asks a person to look.

use chrono::NaiveDate;
use ip_eval::trend::Watched;

use crate::pages::figures::percent;
use crate::view::Page;
use crate::view::chart::{Chart, Judged, Point, trend};

/// A day as the month that begins with it.
pub fn month(_: &Page, day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// A day as the week that begins with it.
pub fn week(p: &Page, day: NaiveDate) -> String {
    p.t("trend-week")
        .with("day", day.format("%m-%d").to_string())
        .to_string()
}

/// The chart with a title that says the finding; none without points. `key` names the texts of its unit of time.
pub fn chart(
    p: &Page,
    key: &str,
    watched: &[Watched],
    name: fn(&Page, NaiveDate) -> String,
) -> Option<Chart> {
    let value = |rate: &str| rate.parse::<f64>().unwrap_or_default();
    let judged = |day: &Watched| {
        let rate = day.rate.as_deref()?;
        let written = percent(Some(rate));
        let mut point = Point::new(name(p, day.count.day), value(rate), written);
        let limits = p
            .t("trend-limits")
            .with("k", day.count.k)
            .with("n", day.count.n)
            .with("mean", percent(Some(&day.ewma)))
            .with("lower", percent(Some(&day.lower)))
            .with("upper", percent(Some(&day.upper)));
        point.note = limits.to_string();
        if day.signal {
            point.note = format!("{} {}", p.t("trend-signal"), point.note);
        }
        Some(Judged {
            point,
            mean: value(&day.ewma),
            limits: (value(&day.lower), value(&day.upper)),
            signal: day.signal,
        })
    };
    let points: Vec<Judged> = watched.iter().filter_map(judged).collect();
    let last = watched.iter().rfind(|day| day.rate.is_some())?;
    let signals = points.iter().filter(|judged| judged.signal).count();
    let rate = percent(last.rate.as_deref());
    let title = match signals {
        0 => p.t("trend-steady").with("rate", rate),
        n => p.t("trend-unusual").with("n", n).with("rate", rate),
    };
    Some(Chart {
        title: title.to_string(),
        alt: p.t("trend-alt").to_string(),
        label_heading: p.t(key).to_string(),
        value_heading: p.t("figures-bad-rate").to_string(),
        source: p.t("trend-source").to_string(),
        shape: trend(points),
    })
}
