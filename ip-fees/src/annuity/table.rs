//! Annuities by the million: every amount precomputed, looked up by right, year, reduction and day.

use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::money::Money;

use crate::fee::Fee;
use crate::reduction::Share;
use crate::request::{Reduction, Right};
use crate::tariff::{Price, ReductionClass, Tariffs};

/// Patent years a table holds.
const YEARS: usize = 32;
/// Amounts of one stretch of days: right, reduction, year.
const CELLS: usize = 3 * 3 * YEARS;
/// No amount is known.
const UNKNOWN: i64 = i64::MIN;

/// One question to the table. The day is the due date, which picks schedule and window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The kind of patent.
    pub right: Right,
    /// The patent year.
    pub year: u8,
    /// The patent year of grant.
    pub grant_year: u8,
    /// The reduction granted.
    pub reduction: Reduction,
    /// The due date.
    pub due: NaiveDate,
}

/// Days on which nothing changes.
#[derive(Debug, Clone)]
struct Stretch {
    window: u32,
    amounts: Vec<i64>,
}

/// All annuities of all days, reduced and in full.
///
/// ```
/// use chrono::NaiveDate;
/// use ip_fees::annuity::{AnnuityTable, Cell};
/// use ip_fees::request::{Reduction, Right};
/// use ip_fees::tariff::Tariffs;
/// let table = AnnuityTable::new(&Tariffs::builtin()?);
/// let cell = Cell {
///     right: Right::Invention,
///     year: 4,
///     grant_year: 3,
///     reduction: Reduction::Single,
///     due: NaiveDate::from_ymd_opt(2025, 3, 10).unwrap(),
/// };
/// assert_eq!(table.amount(cell).map(|m| m.to_string()), Some("180.00".into()));
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone)]
pub struct AnnuityTable {
    from: Vec<NaiveDate>,
    stretches: Vec<Stretch>,
}

impl AnnuityTable {
    /// Computes the table.
    pub fn new(tariffs: &Tariffs) -> Self {
        let item = tariffs.fee(Fee::PatentAnnuity);
        let mut from: Vec<NaiveDate> = item
            .rates
            .spans()
            .iter()
            .map(|span| span.days)
            .chain(
                tariffs
                    .rules()
                    .regimes()
                    .spans()
                    .iter()
                    .map(|span| span.days),
            )
            .flat_map(|days| [days.from, days.to.and_then(|to| to.succ_opt())])
            .flatten()
            .collect();
        from.sort_unstable();
        from.dedup();
        let stretches = from.iter().map(|day| stretch(tariffs, *day)).collect();
        Self { from, stretches }
    }

    /// The annuity payable in time; `None` when it is unknown.
    pub fn amount(&self, cell: Cell) -> Option<Money> {
        match self.hundredths(&cell) {
            UNKNOWN => None,
            hundredths => Some(Money::from_hundredths(hundredths)),
        }
    }

    /// Answers a column of questions in hundredths; `i64::MIN` stands for unknown.
    ///
    /// As many answers are written as the shorter of both has places.
    pub fn fill(&self, cells: &[Cell], out: &mut [i64]) {
        for (cell, amount) in cells.iter().zip(out) {
            *amount = self.hundredths(cell);
        }
    }

    fn hundredths(&self, cell: &Cell) -> i64 {
        let after = self.from.partition_point(|from| *from <= cell.due);
        let Some(stretch) = after.checked_sub(1).and_then(|at| self.stretches.get(at)) else {
            return UNKNOWN;
        };
        if cell.year < cell.grant_year {
            return UNKNOWN;
        }
        let in_window = u32::from(cell.year) < u32::from(cell.grant_year) + stretch.window;
        // Before the first known rules a reduction is unknown, inside and outside any window.
        let reduction = if in_window || stretch.window == 0 {
            cell.reduction as usize
        } else {
            0
        };
        let at = (cell.right as usize * 3 + reduction) * YEARS + usize::from(cell.year);
        if usize::from(cell.year) < YEARS {
            stretch.amounts.get(at).copied().unwrap_or(UNKNOWN)
        } else {
            UNKNOWN
        }
    }
}

fn stretch(tariffs: &Tariffs, day: NaiveDate) -> Stretch {
    let mut amounts = alloc::vec![UNKNOWN; CELLS];
    let regime = tariffs.rules().regime_on(day);
    let rate = tariffs.fee(Fee::PatentAnnuity).rate_on(day);
    if let Some(Price::Years(columns)) = rate.map(|span| &span.value.price) {
        for (right, years) in columns.iter().enumerate() {
            for (year, full) in (1..YEARS).zip(years) {
                let shares = [None, Some(Share::Single), Some(Share::Joint)];
                for (reduction, share) in shares.into_iter().enumerate() {
                    let left = match (share, regime) {
                        (None, _) => Some(100),
                        (Some(share), Some(regime)) => {
                            100_u32.checked_sub(regime.percent(share, ReductionClass::Annuity))
                        }
                        (Some(_), None) => None,
                    };
                    if let Some(amount) = left.and_then(|left| full.percent(left))
                        && let Some(cell) = amounts.get_mut((right * 3 + reduction) * YEARS + year)
                    {
                        *cell = amount.hundredths();
                    }
                }
            }
        }
    }
    Stretch {
        window: regime.map_or(0, |regime| regime.window),
        amounts,
    }
}
