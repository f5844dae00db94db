//! A row of cells as a right: columns by their names, values as people write them.

use std::iter;

use chrono::NaiveDate;
use ip_app::wire;
use ip_core::problem::{Problem, Problems, pointer_step};
use ip_fees::annuity::Period;
use ip_fees::portfolio::Holding;
use ip_fees::request::{Reduction, Right};

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Right,
    FilingDate,
    GrantYear,
    Reduction,
    PaidThrough,
    OpenLicenceFrom,
    OpenLicenceTo,
    PriorityDate,
    Claims,
    Pages,
    Priorities,
    FilingPaid,
    ExaminationPaid,
}

/// The columns with their names: that of the JSON, and the Chinese one.
const NAMES: &[(Column, &str, &str)] = &[
    (Column::Id, "id", "编号"),
    (Column::Right, "right", "专利类型"),
    (Column::FilingDate, "filingDate", "申请日"),
    (Column::GrantYear, "grantYear", "授权年度"),
    (Column::Reduction, "reduction", "减缴比例"),
    (Column::PaidThrough, "paidThrough", "已缴至年度"),
    (Column::OpenLicenceFrom, "openLicenceFrom", "开放许可起"),
    (Column::OpenLicenceTo, "openLicenceTo", "开放许可止"),
    (Column::PriorityDate, "priorityDate", "优先权日"),
    (Column::Claims, "claims", "权利要求项数"),
    (Column::Pages, "pages", "说明书页数"),
    (Column::Priorities, "priorities", "优先权项数"),
    (Column::FilingPaid, "filingPaid", "申请费已缴"),
    (Column::ExaminationPaid, "examinationPaid", "实审费已缴"),
];

impl Column {
    fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        let found = NAMES
            .iter()
            .find(|(_, name, zh)| text.eq_ignore_ascii_case(name) || text == *zh);
        found.map(|(column, ..)| *column)
    }

    fn name(self) -> &'static str {
        let found = NAMES.iter().find(|(column, ..)| *column == self);
        found.map_or("", |(_, name, _)| name)
    }

    const fn is_required(self) -> bool {
        matches!(self, Self::Id | Self::Right | Self::FilingDate)
    }
}

/// The columns of a table, as its head names them.
#[derive(Debug)]
pub struct Columns {
    columns: Vec<Option<Column>>,
    /// Whether columns that mean nothing here are skipped.
    extra: bool,
}

impl Columns {
    /// Reads the head of a table.
    pub fn read<'a>(head: impl Iterator<Item = &'a str>, extra: bool) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut columns = Vec::new();
        for text in head {
            let column = Column::named(text);
            let place = format!("/header{}", pointer_step(text));
            if column.is_some() && columns.contains(&column) {
                problems.push(
                    Problem::new("fees.request.duplicate-field")
                        .at(&place)
                        .found(text),
                );
            }
            if column.is_none() && !extra && !text.trim().is_empty() {
                let known: Vec<&str> = NAMES.iter().map(|(_, name, _)| *name).collect();
                problems.push(wire::with_suggestion(
                    Problem::new("fees.request.unknown-field")
                        .at(place)
                        .expected(known.join(", "))
                        .found(text),
                ));
            }
            columns.push(column);
        }
        for (column, name, _) in NAMES {
            if column.is_required() && !columns.contains(&Some(*column)) {
                problems.push(
                    Problem::new("fees.request.missing-field")
                        .at(format!("/header/{name}"))
                        .expected(*name),
                );
            }
        }
        problems.or(Self { columns, extra })
    }

    /// The right that a row describes.
    pub fn holding<'a>(&self, row: impl Iterator<Item = &'a str>) -> Result<Holding, Problems> {
        let mut problems = Problems::default();
        let mut holding = Holding::new(String::new(), Right::Invention, NaiveDate::default());
        let mut licence = (None, None);
        let mut cells = row.map(str::trim);
        let width = self.columns.len();
        for (column, cell) in self
            .columns
            .iter()
            .zip(cells.by_ref().chain(iter::repeat("")))
            .take(width)
        {
            let Some(column) = *column else { continue };
            let place = || format!("/{}", column.name());
            if cell.is_empty() {
                if column.is_required() {
                    problems.push(
                        Problem::new("fees.request.missing-field")
                            .at(place())
                            .expected(column.name()),
                    );
                }
                continue;
            }
            if let Err(expected) = put(column, cell, &mut holding, &mut licence) {
                problems.push(
                    Problem::new("fees.request.invalid-value")
                        .at(place())
                        .expected(expected)
                        .found(cell),
                );
            }
        }
        if !self.extra
            && let Some(cell) = cells.find(|cell| !cell.is_empty())
        {
            problems.push(
                Problem::new("fees.request.unknown-field")
                    .at("")
                    .found(cell),
            );
        }
        match licence {
            (Some(from), to) => holding.open_licence = Some(Period { from, to }),
            (None, Some(_)) => problems.push(
                Problem::new("fees.request.missing-field")
                    .at("/openLicenceFrom")
                    .expected("openLicenceFrom"),
            ),
            (None, None) => {}
        }
        problems.or(holding)
    }
}

/// First and last day of an open licence.
type Licence = (Option<NaiveDate>, Option<NaiveDate>);

/// Puts the value of a cell into its place, or says what would have been right.
fn put(
    column: Column,
    cell: &str,
    holding: &mut Holding,
    licence: &mut Licence,
) -> Result<(), &'static str> {
    match column {
        Column::Id => cell.clone_into(&mut holding.id),
        Column::Right => holding.right = right(cell)?,
        Column::FilingDate => holding.filing_date = day(cell)?,
        Column::GrantYear => holding.grant_year = Some(number(cell)?),
        Column::Reduction => holding.reduction = reduction(cell)?,
        Column::PaidThrough => holding.paid_through = Some(number(cell)?),
        Column::OpenLicenceFrom => licence.0 = Some(day(cell)?),
        Column::OpenLicenceTo => licence.1 = Some(day(cell)?),
        Column::PriorityDate => holding.priority_date = Some(day(cell)?),
        Column::Claims => holding.claims = Some(number(cell)?),
        Column::Pages => holding.pages = Some(number(cell)?),
        Column::Priorities => holding.priorities = Some(number(cell)?),
        Column::FilingPaid => holding.filing_paid = yes(cell)?,
        Column::ExaminationPaid => holding.examination_paid = yes(cell)?,
    }
    Ok(())
}

fn right(cell: &str) -> Result<Right, &'static str> {
    match cell.strip_suffix("专利").unwrap_or(cell) {
        "invention" | "发明" => Ok(Right::Invention),
        "utility-model" | "实用新型" => Ok(Right::UtilityModel),
        "design" | "外观设计" => Ok(Right::Design),
        _ => Err("invention, utility-model, design"),
    }
}

/// A day as `2025-03-10`, or as spreadsheets write it in China, `2025/3/10`.
pub fn day(cell: &str) -> Result<NaiveDate, &'static str> {
    let expected = "YYYY-MM-DD, YYYY/M/D";
    let part = |text: &str, widths: &[usize]| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        (digits && widths.contains(&text.len())).then(|| text.parse().ok())?
    };
    let (widths, mut parts): (&[usize], _) = match cell.contains('/') {
        true => (&[1, 2], cell.split('/')),
        false => (&[2], cell.split('-')),
    };
    let mut next = |widths| parts.next().and_then(|text| part(text, widths));
    let found = (|| {
        let year = i32::try_from(next(&[4])?).ok()?;
        NaiveDate::from_ymd_opt(year, next(widths)?, next(widths)?)
    })();
    found.filter(|_| parts.next().is_none()).ok_or(expected)
}

fn number(cell: &str) -> Result<u32, &'static str> {
    cell.parse().map_err(|_| "a whole number")
}

/// A reduction by its percentage.
pub fn reduction(cell: &str) -> Result<Reduction, &'static str> {
    match cell.strip_suffix('%').unwrap_or(cell) {
        "none" | "无" | "0" => Ok(Reduction::None),
        "85" | "0.85" => Ok(Reduction::Single),
        "70" | "0.7" | "0.70" => Ok(Reduction::Joint),
        _ => Err("85, 70, none"),
    }
}

fn yes(cell: &str) -> Result<bool, &'static str> {
    match cell.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" | "是" => Ok(true),
        "no" | "false" | "0" | "否" => Ok(false),
        _ => Err("yes, no"),
    }
}
