//! Annuities before the office: the fee, the late fee, credits, and what is left after lapse.

use chrono::{Months, NaiveDate};
use ip_core::money::Money;
use ip_core::problem::Problem;

use super::desk::{Desk, Relief, signed_percent};
use crate::annuity::{Timing, Window};
use crate::fee::Fee;
use crate::label::Label;
use crate::quote::{Cut, CutKind, Due, Formula, Line, Missing, Outcome, Why};
use crate::request::{Act, ActKind, CreditFor, Fact, Right};
use crate::tariff::{IfMissed, Price, ReductionClass};

impl<'t> Desk<'t, '_> {
    /// Grant formalities (办理登记手续): what was due that day, with the annuity of the year of grant.
    pub(super) fn patent_register(&mut self) {
        let Some(right) = self.right_or_missing(Fee::PatentRegistration) else {
            return;
        };
        let column = right as usize;
        self.charge(Fee::PatentRegistration, column, 1);
        self.charge(Fee::PatentAnnouncement, column, 1);
        self.charge(Fee::PatentStampDuty, column, 1);
        let Some(year) = self.act.annuity_year else {
            return self.missing(Fee::PatentAnnuity, Fact::AnnuityYear);
        };
        let day = self.basis_day(self.item(Fee::PatentRegistration));
        let relief = self.annuity_relief(day, year, Some(year));
        // The formalities are complete when everything is paid, the first annuity among it.
        let limit = self.item(Fee::PatentRegistration).pay_by.as_ref();
        let due = limit.and_then(|limit| self.due(limit));
        self.annuity_line(right, year, Fact::AnnuityYear, day, relief, due);
    }

    /// One annuity (年费), paid in time, late, in parts, or after lapse.
    pub(super) fn patent_annuity(&mut self) {
        let act = self.act;
        let (Some(right), Some(year)) = (act.right, act.year) else {
            let fact = if act.right.is_none() {
                Fact::Right
            } else {
                Fact::Year
            };
            return self.missing(Fee::PatentAnnuity, fact);
        };
        // Nothing is granted before the first year begins, so that year is paid on grant whatever else.
        let with_registration = act.grant_year == Some(year) || year == 1;
        let months = |steps: &[u32]| u32::try_from(steps.len()).unwrap_or(0);
        let late = self.line(Fee::PatentAnnuityLate);
        let steps: &'t [u32] = match late.rate.map(|span| &span.value.price) {
            Some(Price::Steps(steps)) => steps,
            _ => &[],
        };
        let (origin, calendar) = (
            self.engine.policy().late_band_origin,
            self.engine.calendar(),
        );
        let window = match (act.filing_date, act.due_on) {
            _ if with_registration => None,
            (Some(filed), _) => Window::new(filed, year, months(steps), origin, calendar),
            (None, Some(due)) => Window::from(due, months(steps), origin, calendar),
            (None, None) => None,
        };
        if with_registration {
            self.note(Label::NotePaidWithRegistration, None);
        } else if window.is_none() {
            self.note(Label::NoteNoDueDate, None);
        }
        let day = act
            .due_on
            .or(window.map(|window| window.nominal))
            .unwrap_or(self.days.act);
        let relief = self.annuity_relief(day, year, act.grant_year);
        let due = window.map(|window| {
            let law = &self.item(Fee::PatentAnnuity).law;
            Due::new(window.nominal, window.due, IfMissed::LateFee, law)
        });
        let Some((full, amount)) = self.annuity_line(right, year, Fact::Year, day, relief, due)
        else {
            return;
        };
        if let Some(window) = window {
            self.late_fee(right, late, steps, day, &window, (full, amount));
        }
        self.credits();
    }

    /// The annuity itself; gives its full and its payable amount when both are known.
    fn annuity_line(
        &mut self,
        right: Right,
        year: u32,
        fact: Fact,
        day: NaiveDate,
        relief: Relief<'t>,
        due: Option<Due<'t>>,
    ) -> Option<(Money, Money)> {
        let term = self.engine.tariffs().term(right, self.act.filing_date);
        if let Some(term) = term
            && year > term.years
        {
            let problem = Problem::new("fees.request.year-beyond-term")
                .expected(alloc::format!("1..={}", term.years))
                .found(year);
            self.problem(problem, fact);
            return None;
        }
        let blank = Line {
            due,
            ..self.line_on(Fee::PatentAnnuity, day)
        };
        let each = match blank.rate.map(|span| &span.value.price) {
            Some(Price::Years(columns)) => columns
                .get(right as usize)
                .and_then(|years| years.get(usize::try_from(year.checked_sub(1)?).ok()?)),
            _ => None,
        };
        let Some(each) = each else {
            self.unknown_line(blank, Why::plain(Label::WhyNoTariff));
            return None;
        };
        let step_law = blank.rate.and_then(|span| span.value.step_law(right, year));
        self.settle(Line { step_law, ..blank }, Formula::Each(*each), 1, relief);
        self.last_line()
            .filter(|line| line.outcome != Outcome::Unknown)
            .map(|line| (line.full, line.amount))
    }

    /// Who pays less for an annuity falling due on a day: reduction within the window, or open
    /// licence, whichever is better; never both.
    pub(super) fn annuity_relief(
        &self,
        day: NaiveDate,
        year: u32,
        grant_year: Option<u32>,
    ) -> Relief<'t> {
        let reduction = self.windowed(day, year, grant_year);
        if self.act.open_licence != Some(true) {
            return reduction;
        }
        let rule = &self.engine.tariffs().rules().open_licence;
        let licence = Cut {
            kind: CutKind::OpenLicence,
            percent: rule.percent,
            mark: rule.mark,
            law: &rule.law,
        };
        let (ruled, doubtful) = self.engine.by_notice_of_2024(day);
        let licensed = Why::with(Label::WhyOpenLicence, licence.percent).doubted(doubtful);
        match reduction {
            Relief::Full(why) if ruled < rule.from => {
                let why = match why.label {
                    Label::WhyNotRequested => Why::plain(Label::WhyOpenLicenceNotYet),
                    _ => why,
                };
                Relief::Full(why.doubted(doubtful))
            }
            Relief::Full(_) => Relief::Cut(licence, licensed),
            Relief::Cut(cut, _) if ruled >= rule.from && licence.percent > cut.percent => {
                Relief::Cut(licence, licensed)
            }
            Relief::Cut(cut, _) if ruled >= rule.from => {
                Relief::Cut(cut, Why::with(Label::WhyReductionBetter, cut.percent))
            }
            other => other,
        }
    }

    /// The reduction, if the year lies in the window that counts from the year of grant.
    ///
    /// Without the year of grant a year no later than the length of the window is inside whatever
    /// the grant was; a later one cannot be judged.
    fn windowed(&self, day: NaiveDate, year: u32, grant_year: Option<u32>) -> Relief<'t> {
        let relief = self.share(day, ReductionClass::Annuity);
        let (Relief::Cut(..), Some(regime)) =
            (relief, self.engine.tariffs().rules().regime_on(day))
        else {
            return relief;
        };
        let window = regime.window;
        match grant_year {
            Some(grant) if year >= grant.saturating_add(window) => {
                Relief::Full(Why::with(Label::WhyOutsideWindow, window))
            }
            None if year > window => Relief::Unknown(
                Why::with(Label::WhyWindowUnknown, window),
                Some(Missing::Fact(Fact::GrantYear)),
            ),
            _ => relief,
        }
    }

    /// The late fee in the month of delay of the payment that settles everything; after the last
    /// day the price of restoration.
    fn late_fee(
        &mut self,
        right: Right,
        late: Line<'t>,
        steps: &[u32],
        day: NaiveDate,
        window: &Window,
        (full, amount): (Money, Money),
    ) {
        let settled = self.settled_on(steps, window, full, amount);
        if let Some(settled) = settled {
            self.note(Label::NoteSettled, Some(settled));
        }
        let timing = window.timing(settled.unwrap_or(self.days.paid));
        let percent = match timing {
            Timing::Month(month) => steps.get(month).copied().unwrap_or(0),
            Timing::Lapsed => steps.last().copied().unwrap_or(0),
        };
        if percent > 0 {
            let blank = Line {
                due: Some(Due::new(
                    window.last_nominal,
                    window.last,
                    IfMissed::RightLapsed,
                    &late.item.law,
                )),
                ..self.line_on(Fee::PatentAnnuityLate, day)
            };
            let label = match timing {
                Timing::Month(_) => Label::WhyFullBase,
                Timing::Lapsed => Label::WhyRestoreBase,
            };
            let formula = Formula::Percent(full, i32::try_from(percent).unwrap_or(i32::MAX));
            self.settle(blank, formula, 1, Relief::Full(Why::with(label, percent)));
        }
        if timing == Timing::Lapsed {
            self.note(Label::NoteLapsed, Some(window.nominal));
            self.restoration(right, window);
        }
    }

    /// One request restores a right, however many annuities are missing: asked for in the request
    /// already, charged with another annuity of the patent, or added.
    fn restoration(&mut self, right: Right, window: &Window) {
        let asked = |act: &Act| act.kind == ActKind::PatentRestore;
        if self.request.acts.iter().any(asked) {
            return;
        }
        // The day from which the patent years are counted stands for the patent.
        let before = self
            .act
            .year
            .and_then(|year| year.checked_sub(1)?.checked_mul(12));
        let counted = before.and_then(|n| window.nominal.checked_sub_months(Months::new(n)));
        let patent = (right, self.act.filing_date.or(counted));
        if self.restored.contains(&patent) {
            return self.note(Label::NoteRestoredOnce, None);
        }
        self.restored.push(patent);
        self.charge(Fee::PatentRestoration, 0, 1);
    }

    /// The day on which earlier payments first covered the annuity and the late fee of that day.
    ///
    /// Until then every later payment is measured by its own month of delay
    /// (`Examination Guidelines, part V, ch. 9`).
    fn settled_on(
        &self,
        steps: &[u32],
        window: &Window,
        full: Money,
        amount: Money,
    ) -> Option<NaiveDate> {
        let credits = self.act.credits.as_deref().unwrap_or_default();
        let paid_until = |day: NaiveDate, purpose: CreditFor| {
            let counted = credits
                .iter()
                .filter(|credit| credit.paid_on <= day && credit.purpose == purpose);
            Money::sum(counted.map(|credit| credit.amount))
        };
        let covers = |day: NaiveDate| {
            let Timing::Month(month) = window.timing(day) else {
                return None;
            };
            let late = signed_percent(full, i32::try_from(*steps.get(month)?).ok()?);
            Some(
                paid_until(day, CreditFor::Annuity)? >= amount
                    && paid_until(day, CreditFor::Late)? >= late?,
            )
        };
        credits
            .iter()
            .map(|credit| credit.paid_on)
            .filter(|day| covers(*day).unwrap_or(false))
            .min()
    }

    /// What was paid earlier, each payment on its own line.
    fn credits(&mut self) {
        let act = self.act;
        for credit in act.credits.iter().flatten() {
            let line = self.line(Fee::PatentAnnuityCredit);
            let Some(Price::Percent(percent)) = line.rate.map(|span| &span.value.price) else {
                return self.unknown(
                    Fee::PatentAnnuityCredit,
                    Why::plain(Label::WhyNoTariff),
                    None,
                );
            };
            let full = signed_percent(credit.amount, *percent).unwrap_or_default();
            let line = Line { full, ..line };
            let why = Why::plain(Label::WhyCredit);
            self.settle(line, Formula::Given, 1, Relief::Full(why));
        }
    }
}
