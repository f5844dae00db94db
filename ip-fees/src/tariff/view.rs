//! Tariffs to look at: what is in force on a day, the history of an item, what changed between days.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::dated::Span;
use ip_core::law::{LawRef, Mark};
use ip_core::money::{Currency, Money};
use ip_core::text::Lang;
use serde::Serialize;

use super::{Columns, Item, Price, Rate, Status, Tariffs};

/// A step of an annuity: the patent years that cost the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct YearStep {
    /// First patent year.
    pub from: usize,
    /// Last patent year.
    pub to: usize,
    /// The amount for each.
    pub amount: Money,
}

/// An amount as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PriceView {
    /// One amount for all.
    Amount(Money),
    /// An amount by right or by channel.
    Amounts(BTreeMap<&'static str, Money>),
    /// Steps of patent years by right.
    Years(BTreeMap<&'static str, Vec<YearStep>>),
    /// Percentages of another amount, month by month.
    Steps(Vec<u32>),
    /// A percentage of another amount.
    Percent(i32),
    /// Readings of sources that contradict each other.
    Readings(Vec<Money>),
}

/// An item with its rate on some days, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RateView {
    /// The code of the item.
    pub code: String,
    /// Its name.
    pub title: String,
    /// What one of it is.
    pub unit: String,
    /// The version of the tariff.
    pub tariff: String,
    /// The currency.
    pub currency: Currency,
    /// The amount.
    pub price: PriceView,
    /// Charged, suspended, gone or free.
    pub status: Status,
    /// First day in force, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// How well the first day is proved, where no source has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_mark: Option<Mark>,
    /// Last day in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// How well the last day is proved, where no source has it: the amount may have stood longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_mark: Option<Mark>,
    /// Whether it was published for a term: nothing is known after its last day.
    pub fixed_term: bool,
    /// How well it is proved.
    pub mark: Mark,
    /// The sources.
    pub basis: Vec<LawRef>,
    /// Whether the day asked for lies after the last check of the data.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub provisional: bool,
}

/// What happened to an item between two days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// The code of the item.
    pub code: String,
    /// Its name.
    pub title: String,
    /// The rate before; absent when none was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<RateView>,
    /// The rate after; absent when none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<RateView>,
}

impl Tariffs {
    /// Every rate in force on a day.
    pub fn show(&self, day: NaiveDate, lang: Lang) -> Vec<RateView> {
        self.items
            .iter()
            .filter_map(|item| self.view(item, item.rate_on(day)?, day, lang))
            .collect()
    }

    /// All rates of an item, the oldest first; `None` when there is no such item.
    ///
    /// A rate that still stands cites the law of the day on which the data were last checked, an
    /// earlier one that of its last day.
    pub fn history(&self, code: &str, lang: Lang) -> Option<Vec<RateView>> {
        let item = self.item(code)?;
        let spans = item.rates.spans().iter();
        Some(
            spans
                .filter_map(|span| {
                    let day = span.days.from.or(span.days.to).unwrap_or(NaiveDate::MIN);
                    let view = self.view(item, span, day, lang)?;
                    Some(RateView {
                        basis: law_on(item, span, self.last_checked_day(item, span)?),
                        ..view
                    })
                })
                .collect(),
        )
    }

    /// Every item that costs something else on the second day than on the first.
    pub fn diff(&self, before: NaiveDate, after: NaiveDate, lang: Lang) -> Vec<ChangeView> {
        self.diff_with(before, self, after, lang)
    }

    /// Every item that costs something else in another pack of tariffs on its day.
    pub fn diff_with(
        &self,
        before: NaiveDate,
        other: &Self,
        after: NaiveDate,
        lang: Lang,
    ) -> Vec<ChangeView> {
        let only_there = other
            .items
            .iter()
            .filter(|item| self.item(&item.code).is_none());
        self.items
            .iter()
            .chain(only_there)
            .filter_map(|item| {
                let on = |tariffs: &Self, day| {
                    let item = tariffs.item(&item.code)?;
                    tariffs.view(item, item.rate_on(day)?, day, lang)
                };
                let (old, new) = (on(self, before), on(other, after));
                let says = |view: &Option<RateView>| {
                    view.as_ref()
                        .map(|v| (v.price.clone(), v.status, v.currency))
                };
                (says(&old) != says(&new)).then(|| ChangeView {
                    code: item.code.clone(),
                    title: item.title.in_lang(lang).into(),
                    before: old,
                    after: new,
                })
            })
            .collect()
    }

    /// The last day of a rate on which the sources were read.
    fn last_checked_day(&self, item: &Item, span: &Span<Rate>) -> Option<NaiveDate> {
        let checked = self.schedule_of(item)?.checked_on;
        let started = span.days.from.map_or(checked, |from| checked.max(from));
        Some(span.days.to.map_or(started, |to| started.min(to)))
    }

    fn view(&self, item: &Item, span: &Span<Rate>, day: NaiveDate, lang: Lang) -> Option<RateView> {
        let schedule = self.schedule_of(item)?;
        let rate = &span.value;
        Some(RateView {
            code: item.code.clone(),
            title: item.title.in_lang(lang).into(),
            unit: item.unit.in_lang(lang).into(),
            tariff: schedule.version_on(day).into(),
            currency: schedule.currency,
            price: price_view(&rate.price, item.columns),
            status: rate.status,
            from: span.days.from,
            from_mark: Some(rate.from_mark).filter(|mark| mark.is_unverified()),
            to: span.days.to,
            to_mark: Some(rate.to_mark).filter(|mark| mark.is_unverified()),
            fixed_term: rate.fixed_term,
            mark: rate.mark,
            basis: law_on(item, span, day),
            provisional: !rate.fixed_term && day > schedule.checked_on,
        })
    }
}

/// The sources of a rate and of its item that hold on a day, each once.
fn law_on(item: &Item, span: &Span<Rate>, day: NaiveDate) -> Vec<LawRef> {
    let of_item = item.law.iter().filter(|cited| cited.days.contains(day));
    let mut law: Vec<LawRef> = Vec::new();
    for reference in span.value.sources().chain(of_item.map(|cited| &cited.law)) {
        if !law.contains(reference) {
            law.push(reference.clone());
        }
    }
    law
}

fn price_view(price: &Price, columns: Columns) -> PriceView {
    let names = columns.names();
    match price {
        Price::Each(each) => {
            let named = || names.iter().zip(each);
            match each.first().copied().flatten() {
                Some(amount) if named().all(|(_, each)| *each == Some(amount)) => {
                    PriceView::Amount(amount)
                }
                _ => PriceView::Amounts(
                    named()
                        .filter_map(|(name, amount)| Some((*name, (*amount)?)))
                        .collect(),
                ),
            }
        }
        Price::Years(rights) => PriceView::Years(
            names
                .iter()
                .zip(rights)
                .map(|(name, years)| (*name, year_steps(years)))
                .collect(),
        ),
        Price::Steps(steps) => PriceView::Steps(steps.clone()),
        Price::Percent(percent) => PriceView::Percent(*percent),
        Price::Disputed(readings) => PriceView::Readings(readings.clone()),
    }
}

/// Joins years that cost the same.
fn year_steps(years: &[Money]) -> Vec<YearStep> {
    let mut steps: Vec<YearStep> = Vec::new();
    for (year, amount) in (1..).zip(years) {
        match steps.last_mut() {
            Some(step) if step.amount == *amount => step.to = year,
            _ => steps.push(YearStep {
                from: year,
                to: year,
                amount: *amount,
            }),
        }
    }
    steps
}
