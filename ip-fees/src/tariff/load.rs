//! Reading tariff files and compiling them into tables.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::dated::{Dated, Days, Span};
use ip_core::law::{LawRef, Mark};
use ip_core::limit::Limits;
use ip_core::money::Money;
use ip_core::problem::{Problem, Problems};

use super::file::{AmountRow, ItemRow, RateRow, TariffFile};
use super::{
    Columns, Item, ItemJson, PayBy, Price, Rate, Reducible, Schedule, StepLaw, Tariffs, Term,
};
use crate::fee::Fee;
use crate::label::Labels;
use crate::reduction::Rules;

/// The schedules shipped with this crate: the name of the file and its text.
const FILES: &[(&str, &str)] = &[
    ("patent", include_str!("../../data/patent.toml")),
    ("annuity", include_str!("../../data/annuity.toml")),
    (
        "term-compensation",
        include_str!("../../data/term-compensation.toml"),
    ),
    ("pct", include_str!("../../data/pct.toml")),
    ("hague", include_str!("../../data/hague.toml")),
    ("hague-chf", include_str!("../../data/hague-chf.toml")),
    ("trademark", include_str!("../../data/trademark.toml")),
    ("madrid", include_str!("../../data/madrid.toml")),
    ("layout", include_str!("../../data/layout.toml")),
    ("gi", include_str!("../../data/gi.toml")),
    ("stamp-duty", include_str!("../../data/stamp-duty.toml")),
];
/// No right lasts longer; keeps a damaged file from asking for a huge table.
const MOST_YEARS: u32 = 100;
const REDUCTION: &str = include_str!("../../data/reduction.toml");
const LABELS: &str = include_str!("../../data/labels.toml");

impl Tariffs {
    /// The tariffs shipped with this crate.
    ///
    /// # Errors
    ///
    /// A problem of the data files, which a test excludes.
    pub fn builtin() -> Result<Self, Problems> {
        Self::from_toml(FILES.iter().copied())
    }

    /// The tariffs shipped with this crate, with some files put in the place of those of the same
    /// name (a successor tariff) or beside them (items of a locality).
    ///
    /// # Errors
    ///
    /// As [`Tariffs::from_toml`]; an item that stands in two files is `fees.tariff.duplicate-item`.
    pub fn builtin_with(files: &[(&str, &str)]) -> Result<Self, Problems> {
        let replaced = |name: &str| files.iter().any(|(other, _)| *other == name);
        let kept = FILES.iter().copied().filter(|(name, _)| !replaced(name));
        Self::from_toml(kept.chain(files.iter().copied()))
    }

    /// The files shipped with this crate, name and text, to begin a pack from.
    pub const fn builtin_files() -> &'static [(&'static str, &'static str)] {
        FILES
    }

    /// Compiles tariff files (name, text). The names `reduction` and `labels` are those of the rules
    /// on who pays less and of the wordings; without them the shipped ones are used.
    ///
    /// Items that the engine needs and the files leave out are answered as unknown.
    ///
    /// # Errors
    ///
    /// Every problem of the files: `fees.tariff.unreadable`, `fees.tariff.duplicate-item`,
    /// `fees.tariff.id`, `fees.tariff.overlap`, `fees.tariff.reversed`, `fees.tariff.amount`.
    pub fn from_toml<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut schedules = Vec::new();
        let mut items: Vec<Item> = Vec::new();
        let mut terms = [const { Vec::new() }; 3];
        let mut act_limits = Vec::new();
        let named = Limits::builtin()?;
        let (mut reduction, mut wordings) = (REDUCTION, LABELS);
        for (name, text) in files {
            match name {
                "reduction" => {
                    reduction = text;
                    continue;
                }
                "labels" => {
                    wordings = text;
                    continue;
                }
                _ => {}
            }
            let file: TariffFile = match toml::from_str(text) {
                Ok(file) => file,
                Err(error) => {
                    problems.push(
                        Problem::new("fees.tariff.unreadable")
                            .at(format!("/{name}"))
                            .found(error),
                    );
                    continue;
                }
            };
            if !is_kebab(&file.id) {
                problems.push(
                    Problem::new("fees.tariff.id")
                        .at(format!("/{name}/id"))
                        .found(&file.id),
                );
            }
            let schedule = schedules.len();
            schedules.push(compile_schedule(&file));
            for row in file.term {
                terms[row.right.column()].push(Span {
                    days: Days {
                        from: row.from,
                        to: row.to,
                    },
                    value: Term {
                        years: row.years,
                        mark: row.mark,
                        law: row.law,
                    },
                });
            }
            for (at, row) in file.due.into_iter().enumerate() {
                let (act, pointer) = (row.act, format!("/{name}/due/{at}"));
                match PayBy::of_act(row, &named) {
                    Ok(limit) => act_limits.push((act, limit)),
                    Err(problem) => problems.push(problem.at(pointer)),
                }
            }
            for (at, row) in file.item.into_iter().enumerate() {
                let pointer = format!("/{name}/item/{at}");
                if items.iter().any(|item| item.code == row.code) {
                    problems.push(
                        Problem::new("fees.tariff.duplicate-item")
                            .at(pointer)
                            .found(&row.code),
                    );
                    continue;
                }
                match compile_item(row, schedule, &named, &pointer) {
                    Ok(item) => items.push(item),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        let rules = Rules::from_toml(reduction).map_err(|problem| problems.push(problem));
        let labels = Labels::from_toml(wordings).map_err(|problem| problems.push(problem));
        match (rules, labels) {
            (Ok(rules), Ok(labels)) => problems.or(Self {
                schedules,
                items: in_fee_order(items)?,
                terms: terms.map(|spans| Dated::new(spans).ok()),
                act_limits,
                rules,
                labels,
            }),
            _ => Err(problems),
        }
    }
}

/// The items of [`Fee`] in its order, then all others. One the files leave out has no rates.
fn in_fee_order(mut items: Vec<Item>) -> Result<Vec<Item>, Problem> {
    let mut ordered: Vec<Item> = Vec::with_capacity(items.len());
    for fee in Fee::ALL {
        ordered.push(
            match items.iter().position(|item| item.code == fee.code()) {
                Some(at) => items.swap_remove(at),
                None => Item::without_rates(*fee)
                    .map_err(|e| Problem::new("fees.tariff.reversed").found(e))?,
            },
        );
    }
    ordered.append(&mut items);
    Ok(ordered)
}

/// Whether an id is lower-case words with hyphens, so that it can stand in JSON as it is.
fn is_kebab(id: &str) -> bool {
    let part = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !id.is_empty() && id.bytes().all(part)
}

/// A version begins on every day on which some item of the file changes.
fn compile_schedule(file: &TariffFile) -> Schedule {
    let mut days: Vec<NaiveDate> = file
        .item
        .iter()
        .flat_map(|item| &item.rate)
        .filter(|rate| rate.from_mark != Mark::Doubtful)
        .filter_map(|rate| rate.from)
        .collect();
    days.sort_unstable();
    days.dedup();
    Schedule {
        id: file.id.clone(),
        title: file.title.clone(),
        currency: file.currency,
        checked_on: file.checked_on,
        versions: days
            .into_iter()
            .map(|day| (day, format!("{}@{day}", file.id)))
            .collect(),
    }
}

fn compile_item(
    row: ItemRow,
    schedule: usize,
    named: &Limits,
    pointer: &str,
) -> Result<Item, Problem> {
    let columns = row
        .rate
        .iter()
        .map(RateRow::columns)
        .find(|columns| *columns != Columns::One)
        .unwrap_or_default();
    let pay_by = row
        .due
        .map(|due| PayBy::of_item(due, named))
        .transpose()
        .map_err(|problem| problem.at(format!("{pointer}/due")))?;
    let mut spans = Vec::with_capacity(row.rate.len());
    for (at, rate) in row.rate.into_iter().enumerate() {
        let days = Days {
            from: rate.from,
            to: rate.to,
        };
        let cited = !rate.law.is_empty() || row.law.iter().any(|law| law.holds_within(days));
        let value = compile_rate(rate).filter(|_| cited).ok_or_else(|| {
            Problem::new("fees.tariff.amount")
                .at(format!("{pointer}/rate/{at}"))
                .found(&row.code)
        })?;
        spans.push(Span { days, value });
    }
    let rates = Dated::new(spans).map_err(|error| {
        let code = match error.code() {
            "core.dated.overlap" => "fees.tariff.overlap",
            _ => "fees.tariff.reversed",
        };
        Problem::new(code)
            .at(format!("{pointer}/rate"))
            .found(&row.code)
            .arg("detail", error.to_string())
    })?;
    Ok(Item {
        json: ItemJson::new(&row.code, &row.title),
        code: row.code,
        title: row.title,
        unit: row.unit,
        basis_date: row.basis_date,
        reducible: row.reducible.map(|reducible| Reducible {
            class: reducible.class,
            from: reducible.from,
            law: reducible.law,
        }),
        columns,
        included: row.included,
        up_to: row.up_to,
        days_per_year: row.days_per_year,
        unit_mark: row.unit_mark,
        basis_date_mark: row.basis_date_mark,
        transition: row.transition.map(|t| (t.before, t.pay_by)),
        law: row.law.into_iter().map(Into::into).collect(),
        between: row.between,
        pay_by,
        rates,
        schedule,
    })
}

/// The rate of a row; `None` unless exactly one way to say the amount is used.
fn compile_rate(row: RateRow) -> Option<Rate> {
    let mut step_law = Vec::new();
    let ways = [
        row.amount.map(|amount| match amount {
            AmountRow::All(money) => Price::Each([Some(money); 3]),
            AmountRow::By(columns) => {
                let mut each = [None; 3];
                for (variant, money) in columns {
                    each[variant.column()] = Some(money);
                }
                Price::Each(each)
            }
        }),
        row.bands.map(|rights| {
            let mut years = [const { Vec::<Money>::new() }; 3];
            for (right, bands) in rights {
                let column = &mut years[right.column()];
                let mut first = 1;
                for band in bands {
                    column.resize(band.up_to.min(MOST_YEARS) as usize, band.amount);
                    if !band.law.is_empty() {
                        step_law.push(StepLaw {
                            right: right.column(),
                            years: first..=band.up_to,
                            law: band.law,
                        });
                    }
                    first = band.up_to.saturating_add(1);
                }
            }
            Price::Years(years)
        }),
        row.steps.map(Price::Steps),
        row.percent.map(Price::Percent),
        row.readings.map(Price::Disputed),
    ];
    let mut said = ways.into_iter().flatten();
    let price = said.next()?;
    if said.next().is_some() {
        return None;
    }
    Some(Rate {
        price,
        status: row.status,
        fixed_term: row.fixed_term,
        mark: row.mark,
        from_mark: row.from_mark,
        to_mark: row.to_mark,
        law: row.law,
        step_law,
    })
}

impl Tariffs {
    /// Every reference to law in the tariffs and the reduction rules.
    pub fn law_refs(&self) -> impl Iterator<Item = &LawRef> {
        let of_items = self.items.iter().flat_map(|item| {
            item.law
                .iter()
                .chain(item.pay_by.iter().flat_map(|limit| &limit.law))
                .map(|cited| &cited.law)
                .chain(item.reducible.iter().flat_map(|r| r.law.iter()))
                .chain(
                    item.rates
                        .spans()
                        .iter()
                        .flat_map(|span| span.value.sources()),
                )
        });
        let of_acts = self.act_limits.iter().flat_map(|(_, limit)| &limit.law);
        of_items
            .chain(of_acts.map(|cited| &cited.law))
            .chain(self.rules.law_refs())
    }
}
