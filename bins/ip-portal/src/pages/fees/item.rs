//! `/fees/items/{item}`: one fee over time, with its law, how it is reckoned and how well it is proved.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use chrono::NaiveDate;
use ip_core::law::Mark;
use ip_core::money::Money;
use ip_fees::fee::Fee;
use ip_fees::tariff::{Item, PayBy, PriceView, RateView, Status, YearStep};

use crate::fault::Fault;
use crate::state::AppState;
use crate::view::fee::laws;
use crate::view::parts::{Law, Row, Tone, amount};
use crate::view::steps::{self, Level, Steps};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

#[derive(Template)]
#[template(path = "pages/fee-item.html")]
struct ItemPage {
    p: Page,
    code: String,
    now: Option<String>,
    mark: Option<(Tone, String)>,
    /// Drawings: what each shows, its description, the drawing, the names of its lines.
    charts: Vec<Drawing>,
    rows: Vec<Row>,
    table: Table,
    law: Vec<Law>,
    api: String,
}

/// Amounts drawn as steps.
struct Drawing {
    title: String,
    alt: String,
    /// What stands along the ground, where it is not the years of the calendar.
    ground: Option<String>,
    steps: Steps,
    series: Vec<String>,
}

/// One fee.
///
/// # Errors
///
/// There is no such item.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(code): Path<String>,
) -> Result<Html<String>, Fault> {
    let tariffs = app.library.fees.tariffs();
    let item = tariffs.item(&code).ok_or(Fault::NotFound)?;
    let schedule = tariffs.schedule_of(item).ok_or(Fault::NotFound)?;
    let p = Page::new(&app, &viewer, "fees-title");
    let up = p.title.clone();
    let title = p.label(&item.title).to_owned();
    let p = p.titled(title).below(up, "/fees");
    let today = p.today();
    let history = tariffs.history(&code, p.lang()).unwrap_or_default();
    let on_today = tariffs.show(today, p.lang());
    let now = on_today.iter().find(|rate| rate.code == code);
    let mut rows = vec![
        Row::new(p.t("item-tariff"), p.label(&schedule.title)),
        Row::new(p.t("item-unit"), p.label(&item.unit)),
        Row::new(p.t("item-formula"), formula(&p, item)),
    ];
    rows.push(Row::new(
        p.t("item-picked-by"),
        words::name(&p, "item-by", &item.basis_date),
    ));
    if let Some(limit) = &item.pay_by {
        rows.push(Row::new(p.t("item-pay-by"), pay_by(&p, limit)));
    }
    rows.push(Row::new(
        p.t("item-checked"),
        when::day(schedule.checked_on, p.lang()),
    ));
    let basis: Vec<_> = history.iter().flat_map(|rate| rate.basis.clone()).collect();
    html(&ItemPage {
        now: now.map(|rate| in_short(&p, rate)),
        mark: now.map(|rate| mark(&p, rate.mark)),
        charts: drawings(&p, &history, now, today),
        rows,
        table: table(&p, &history),
        law: laws(&p, &basis),
        api: format!("/api/v1/tariffs/{}/{code}?on={today}", schedule.id),
        code,
        p,
    })
}

/// How the item is reckoned.
fn formula(p: &Page, item: &Item) -> String {
    let unit = p.label(&item.unit);
    let mut says = vec![p.t("item-each").with("unit", unit).to_string()];
    let (included, last) = (i64::from(item.included), item.up_to.map(i64::from));
    if item.code == Fee::PctLateEntry.code() {
        // Its numbers are months, not pieces.
        let text = p.t("item-months-late").with("n", included);
        says.push(text.with("last", last.unwrap_or_default()).to_string());
    } else {
        if included > 0 {
            let text = p.t("item-included").with("n", included);
            says.push(text.with("unit", unit).to_string());
        }
        if let Some(last) = last {
            let text = p.t("item-up-to").with("n", last);
            says.push(text.with("unit", unit).to_string());
        }
    }
    says.push(match &item.reducible {
        Some(rule) => match rule.from {
            Some(from) => p
                .t("item-reducible-from")
                .with("day", p.day(&from))
                .to_string(),
            None => p.t("item-reducible").to_string(),
        },
        None => p.t("item-never-reduced").to_string(),
    });
    says.join(" ")
}

/// By when the item is to be paid, and what follows when it is not.
fn pay_by(p: &Page, limit: &PayBy) -> String {
    let start = words::name(p, "item-start", &limit.from);
    let (key, n) = match (limit.months, limit.days) {
        (0, 0) => ("item-by-then", 0),
        (0, days) => ("item-days", days),
        (months, _) => ("item-months", months),
    };
    let mut says = vec![
        p.t(key)
            .with("start", start)
            .with("n", i64::from(n))
            .to_string(),
    ];
    if let Some((months, from)) = limit.or_months {
        let start = words::name(p, "item-start", &from);
        let text = p.t("item-or-months").with("start", start);
        says.push(text.with("n", i64::from(months)).to_string());
    }
    if let Some(days) = limit.days_after_receipt {
        let text = p.t("item-or-receipt").with("n", i64::from(days));
        says.push(text.to_string());
    }
    let labels = p.app().library.fees.tariffs().labels();
    let missed = p.label(labels.get(limit.if_missed.label())).to_owned();
    says.push(p.t("guide-if-missed").with("what", missed).to_string());
    if limit.mark.is_unverified() {
        says.push(words::name(p, "mark", &limit.mark));
    }
    says.join(p.t("list-semicolon").to_string().as_str())
}

fn mark(p: &Page, mark: Mark) -> (Tone, String) {
    let tone = match mark {
        Mark::Seen => Tone::Good,
        Mark::Believed => Tone::Care,
        Mark::Doubtful => Tone::Bad,
    };
    (tone, words::name(p, "mark", &mark))
}

/// What can be drawn: the amounts over time, and of what is paid by the year today's amounts by year.
fn drawings(
    p: &Page,
    history: &[RateView],
    now: Option<&RateView>,
    today: NaiveDate,
) -> Vec<Drawing> {
    let named = |names: &[&str]| names.iter().map(|name| column(p, name)).collect();
    let mut all = Vec::new();
    if let Some(PriceView::Years(by)) = now.map(|rate| &rate.price) {
        let (names, steps): (Vec<_>, Vec<_>) = by.iter().map(|(n, s)| (*n, s.as_slice())).unzip();
        all.push(Drawing {
            title: p.t("item-by-year").to_string(),
            alt: p.t("item-by-year-alt").to_string(),
            ground: Some(p.t("item-patent-year").to_string()),
            steps: steps::draw_years(&steps),
            series: named(&names),
        });
    }
    let (levels, names) = levels(history);
    if !levels.is_empty() {
        let key = if all.is_empty() {
            "item-chart"
        } else {
            "item-whole"
        };
        all.push(Drawing {
            title: p.t(key).to_string(),
            alt: p.t("item-chart-alt").to_string(),
            ground: None,
            steps: steps::draw(&levels, today),
            series: named(&names),
        });
    }
    all
}

/// What all years of a term cost together.
fn whole(years: &[YearStep]) -> Option<Money> {
    years.iter().try_fold(Money::ZERO, |sum, step| {
        let count = step.to.checked_sub(step.from)?.checked_add(1)?;
        sum.checked_add(step.amount.checked_mul(i64::try_from(count).ok()?)?)
    })
}

/// The amounts that can be drawn, with the names of their columns.
fn levels(history: &[RateView]) -> (Vec<Level>, Vec<&'static str>) {
    let mut names: Vec<&'static str> = Vec::new();
    let mut all = Vec::new();
    for rate in history {
        let amounts: Vec<(&'static str, Money)> = match &rate.price {
            PriceView::Amount(amount) => vec![("all", *amount)],
            PriceView::Amounts(by) => by.iter().map(|(name, amount)| (*name, *amount)).collect(),
            PriceView::Years(by) => by
                .iter()
                .filter_map(|(name, years)| Some((*name, whole(years)?)))
                .collect(),
            _ => continue,
        };
        for (name, amount) in amounts {
            let series = names.iter().position(|known| *known == name);
            let series = series.unwrap_or_else(|| {
                names.push(name);
                names.len().saturating_sub(1)
            });
            all.push(Level {
                series,
                from: rate.from,
                to: rate.to,
                amount,
                seen: rate.mark == Mark::Seen,
            });
        }
    }
    (all, names)
}

/// The name of a column of amounts.
fn column(p: &Page, name: &str) -> String {
    p.t(&format!("fee-word-{name}")).to_string()
}

/// What an item costs today; what differs by the year is drawn.
fn in_short(p: &Page, rate: &RateView) -> String {
    match &rate.price {
        PriceView::Years(_) => p.t("item-differs").to_string(),
        _ => price(p, rate),
    }
}

/// What an item costs on some days, in words.
fn price(p: &Page, rate: &RateView) -> String {
    let money = |value: Money| amount(value, rate.currency, p.is_zh());
    let comma = p.t("list-comma").to_string();
    if rate.status != Status::Charged {
        let is = words::name(p, "item-is", &rate.status);
        return match &rate.price {
            // Where only some columns are known, the others are not free.
            PriceView::Amounts(by) => {
                let each = by.keys().map(|name| format!("{} {is}", column(p, name)));
                each.collect::<Vec<_>>().join(&comma)
            }
            _ => is,
        };
    }
    match &rate.price {
        PriceView::Amount(value) => money(*value),
        PriceView::Amounts(by) => {
            let each = by
                .iter()
                .map(|(name, value)| format!("{} {}", column(p, name), money(*value)));
            each.collect::<Vec<_>>().join(&comma)
        }
        PriceView::Years(by) => {
            let each = by.iter().map(|(name, years)| {
                let years = years.iter().map(|step| {
                    p.t("item-years")
                        .with("from", step.from.to_string())
                        .with("to", step.to.to_string())
                        .with("sum", money(step.amount))
                        .to_string()
                });
                let years = years.collect::<Vec<_>>().join(&comma);
                format!("{}: {years}", column(p, name))
            });
            each.collect::<Vec<_>>().join("; ")
        }
        PriceView::Steps(steps) => {
            let steps = steps.iter().map(|percent| format!("{percent} %"));
            p.t("item-steps")
                .with("steps", steps.collect::<Vec<_>>().join(&comma))
                .to_string()
        }
        PriceView::Percent(percent) => format!("{percent} %"),
        PriceView::Readings(readings) => {
            let readings = readings.iter().map(|value| money(*value));
            p.t("item-disputed")
                .with("readings", readings.collect::<Vec<_>>().join(&comma))
                .to_string()
        }
        _ => p.t("money-unknown").to_string(),
    }
}

fn table(p: &Page, history: &[RateView]) -> Table {
    let mut table = Table::new(p.t("item-history"))
        .words(p.t("item-from"))
        .words(p.t("item-to"))
        .words(p.t("item-amount"))
        .words(p.t("item-proof"));
    for rate in history {
        let day = |day: Option<NaiveDate>, key: &str| match day {
            Some(day) => when::day(day, p.lang()),
            None => p.t(key).to_string(),
        };
        let open = if rate.fixed_term {
            "item-unknown-end"
        } else {
            "item-still"
        };
        let (tone, label) = mark(p, rate.mark);
        table.rows.push(vec![
            Cell::Text(day(rate.from, "item-unknown-start")),
            Cell::Text(day(rate.to, open)),
            Cell::Text(price(p, rate)),
            Cell::Badge { label, tone },
        ]);
    }
    table
}
