//! The calculator: acts become lines.

mod annuity;
mod desk;
mod due;
mod other;
mod patent;
mod pct;
mod policy;
mod trademark;

use alloc::vec::Vec;

use chrono::{Days, Months, NaiveDate};
use ip_core::calendar::{self, Calendar};
use ip_core::problem::{Problem, Problems};

use crate::quote::{Due, Quote};
use crate::request::{ActKind, Request};
use crate::tariff::{PayBy, Tariffs};
use desk::Desk;

pub use policy::{
    CompensationYear, LatePaymentFloor, NoticeOf2024, OpenLicenceYears, Policy, RefundCents,
    SuspensionDay, WaiverDay, WaiverOrReduction,
};

/// Quotes fees from tariffs and a calendar.
///
/// ```
/// use ip_core::text::Lang;
/// use ip_fees::engine::Engine;
/// use ip_fees::request::Request;
/// let engine = Engine::builtin()?;
/// let request = Request::from_json(br#"{"date": "2025-03-10", "reduction": "85", "acts": [
///     {"act": "patent.file", "right": "invention", "claims": 15, "pages": 40, "priorities": 1}]}"#)?;
/// let quote = engine.quote(&request)?;
/// assert_eq!(quote.total().map(|t| t.amount.to_string()), Some("1515.00".into()));
/// assert_eq!(quote.lines[0].title(Lang::En), "Filing fee");
/// assert_eq!(quote.lines[0].figures().to_string(), "900.00 × 0.15");
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone)]
pub struct Engine {
    tariffs: Tariffs,
    calendar: Calendar,
    policy: Policy,
}

impl Engine {
    /// The engine over the tariffs and the calendar shipped with this workspace.
    ///
    /// # Errors
    ///
    /// A problem of the data files, which a test excludes.
    pub fn builtin() -> Result<Self, Problems> {
        Ok(Self::new(Tariffs::builtin()?, Calendar::builtin()?))
    }

    /// An engine over other tariffs or another calendar.
    pub const fn new(tariffs: Tariffs, calendar: Calendar) -> Self {
        Self {
            tariffs,
            calendar,
            policy: Policy::DEFAULT,
        }
    }

    /// The same engine with other readings of doubtful rules.
    #[must_use]
    pub const fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The tariffs.
    pub const fn tariffs(&self) -> &Tariffs {
        &self.tariffs
    }

    /// The calendar.
    pub const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The readings of doubtful rules.
    pub const fn policy(&self) -> Policy {
        self.policy
    }

    /// What the acts of a request cost, line by line.
    ///
    /// # Errors
    ///
    /// Every problem of the request; nothing is computed from what is not understood.
    pub fn quote(&self, request: &Request) -> Result<Quote<'_>, Problems> {
        request.check()?;
        let mut desk = Desk::new(self, request);
        for (at, act) in request.acts.iter().enumerate() {
            desk.turn_to(at, act);
            match act.kind {
                ActKind::PatentFile => desk.patent_file(),
                ActKind::PatentRegister => desk.patent_register(),
                ActKind::PatentAnnuity => desk.patent_annuity(),
                kind if kind <= ActKind::PatentExaminationRefund => desk.patent_other(kind),
                kind if kind <= ActKind::HaguePay => desk.pct(kind),
                kind if kind <= ActKind::TrademarkEndLicence => desk.trademark(kind),
                kind => desk.other(kind),
            }
        }
        desk.finish()
    }

    /// The last day for paying an item, counted from a day, and what follows when it is missed;
    /// `None` when no time limit is known for the item.
    ///
    /// From which day it is counted says [`crate::tariff::PayBy::from`].
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use ip_fees::engine::Engine;
    /// let engine = Engine::builtin()?;
    /// let filed = NaiveDate::from_ymd_opt(2025, 3, 10).unwrap();
    /// let due = engine.pay_by("patent.filing", filed).unwrap();
    /// assert_eq!(due.nominal.to_string(), "2025-05-10");
    /// assert_eq!(due.effective.to_string(), "2025-05-12");
    /// # Ok::<(), ip_core::problem::Problems>(())
    /// ```
    pub fn pay_by(&self, code: &str, from: NaiveDate) -> Option<Due<'_>> {
        let limit = self.tariffs.item(code)?.pay_by.as_ref()?;
        let counted = from
            .checked_add_months(Months::new(limit.months))?
            .checked_add_days(Days::new(limit.days.into()))?;
        let nominal = match limit.day_before {
            true => counted.pred_opt()?,
            false => counted,
        };
        let rolled = self.roll(nominal, limit);
        Some(Due::new(nominal, rolled, limit.if_missed, &limit.law).marked(limit.mark))
    }

    /// The working day to which the last day of a limit moves, where it does.
    pub(crate) fn roll(&self, nominal: NaiveDate, limit: &PayBy) -> calendar::Due {
        if limit.rolls {
            self.calendar.roll(nominal)
        } else {
            calendar::Due {
                date: nominal,
                provisional: false,
            }
        }
    }

    /// The day by which the rules of 2024 are looked up, and whether it lies between the day on which
    /// their notice is dated and that from which practice counts.
    pub(crate) fn by_notice_of_2024(&self, day: NaiveDate) -> (NaiveDate, bool) {
        let uncertain = self.tariffs.rules().uncertain;
        let doubtful = uncertain.contains(day);
        let after = uncertain.to.and_then(|last| last.succ_opt());
        match (self.policy.notice_of_2024, after) {
            (NoticeOf2024::Issue, Some(after)) if doubtful => (after, true),
            _ => (day, doubtful),
        }
    }

    /// Quotes each request on its own; an error stands in the place of its request.
    pub fn quote_all<'t>(
        &'t self,
        requests: impl IntoIterator<Item = Request>,
    ) -> impl Iterator<Item = Result<Quote<'t>, Problems>> {
        requests.into_iter().map(|request| self.quote(&request))
    }
}

/// A sum or product beyond what an amount can hold.
fn overflow(act: usize) -> Problem {
    Problem::new("fees.quote.overflow").at(alloc::format!("/acts/{act}"))
}

/// Room for the lines of an ordinary request.
fn room(acts: usize) -> Vec<crate::quote::Line<'static>> {
    Vec::with_capacity(acts.saturating_mul(4).saturating_add(4))
}
