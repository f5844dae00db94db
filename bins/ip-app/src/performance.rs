//! Performance of outlets and cities (绩效): the public figures scored by a scheme, every point with its reason.
//!
//! No official weights were found, so that the scheme is the sample of `ip-eval` and says so. What is hidden in the
//! public figures is no value here either; what is not counted by this portal is left out, and the share of the weight
//! that could be judged stands beside each score.

use std::collections::BTreeMap;

use ip_core::text::Text;
use ip_eval::decimal::Decimal;
use ip_eval::index::{Scheme, Score, sample_subjects};
use ip_eval::publish::Row;

use crate::app::App;
use crate::error::AppError;
use crate::figures::Figures;

/// An outlet or a city with its score.
#[derive(Debug, Clone)]
pub struct Scored {
    /// Its name; an outlet's in the pack, or its id.
    pub name: Text,
    /// Its score.
    pub score: Score,
}

/// What a scheme says of everybody it was applied to.
#[derive(Debug, Clone)]
pub struct Performance {
    /// The scheme.
    pub scheme: Scheme,
    /// The outlets of this place, by what was counted here.
    pub outlets: Vec<Scored>,
    /// Made-up cities, to show how a comparison looks.
    pub samples: Vec<Scored>,
}

impl App {
    /// Scores the outlets by the public figures, and the samples by their own.
    ///
    /// # Errors
    ///
    /// The scheme or its sample cannot be read, which a test excludes.
    pub fn performance(&self, figures: &Figures) -> Result<Performance, AppError> {
        let scheme = Scheme::sample()?;
        let all = &self.rules.pack.outlets;
        let known = |id: &str| all.iter().find(|outlet| outlet.id == id);
        let outlets = figures.outlets.rows.iter().map(|row| Scored {
            name: known(&row.group).map_or_else(
                || Text::new(&row.group, &row.group),
                |outlet| outlet.name.clone(),
            ),
            score: scheme.score(&values(row)),
        });
        let samples = sample_subjects()?.into_iter().map(|subject| Scored {
            score: scheme.score(&subject.values),
            name: subject.name,
        });
        Ok(Performance {
            outlets: best_first(outlets.collect()),
            samples: best_first(samples.collect()),
            scheme,
        })
    }
}

/// The highest score first; who could not be judged last.
fn best_first(mut all: Vec<Scored>) -> Vec<Scored> {
    let total = |scored: &Scored| {
        let total = scored.score.total.as_ref();
        total.and_then(|total| total.parse::<Decimal>().ok())
    };
    all.sort_by_key(|scored| std::cmp::Reverse(total(scored)));
    all
}

/// What the figures of a group say under the keys of the scheme.
fn values(row: &Row) -> BTreeMap<String, Decimal> {
    let Some(figure) = &row.figure else {
        return BTreeMap::new();
    };
    let (metrics, loop_) = (&figure.metrics, &figure.rectification);
    let said = [
        ("active-rate", &metrics.active_rate_of_services),
        ("bad-per-10000", &metrics.bad_per10000),
        ("revisit-satisfaction", &loop_.revisit_satisfaction),
    ];
    let value = |(key, rate): (&str, &Option<String>)| {
        // Scores are made of millionths; what is finer is cut off.
        let rate = rate.as_deref()?;
        let cut = rate.find('.').map_or(rate.len(), |point| point + 7);
        let rate = rate.get(..cut).unwrap_or(rate);
        Some((key.to_owned(), rate.parse().ok()?))
    };
    said.into_iter().filter_map(value).collect()
}
