//! Patents before the office: application, examination, grant, changes and requests.

use ip_core::money::Money;
use ip_core::problem::Problem;

use super::desk::{Desk, Relief, signed_percent};
use super::{CompensationYear, RefundCents};
use crate::fee::Fee;
use crate::label::Label;
use crate::quote::{Formula, Line, Outcome, Why};
use crate::request::{ActKind, ChangeItem, Fact, Occasion, Right};
use crate::tariff::Price;

impl<'t> Desk<'t, '_> {
    /// An application (申请): filing, publication, surcharges, priorities.
    pub(super) fn patent_file(&mut self) {
        let Some(right) = self.right_or_missing(Fee::PatentFiling) else {
            return;
        };
        let column = right as usize;
        self.charge(Fee::PatentFiling, column, 1);
        if right == Right::Invention {
            self.charge(Fee::PatentPublication, column, 1);
        }
        if right == Right::Design {
            if self.act.claims.is_some() || self.act.pages.is_some() {
                self.note(Label::NoteNoDesignSurcharge, None);
            }
        } else {
            self.surcharges(column, None);
        }
        self.priorities();
    }

    /// The surcharges for claims and pages beyond those included; an entry into the national phase
    /// brings its own relief.
    pub(super) fn surcharges(&mut self, column: usize, relief: Option<Relief<'t>>) {
        let claims = self.act.claims.unwrap_or(0);
        let pages = self.act.pages.unwrap_or(0);
        for (fee, count) in [
            (Fee::PatentClaims, claims),
            (Fee::PatentPages, pages),
            (Fee::PatentPagesOver300, pages),
        ] {
            match (self.item(fee).chargeable(count), relief) {
                (0, _) => {}
                (quantity, Some(relief)) => self.charge_with(fee, column, quantity, relief),
                (quantity, None) => self.charge(fee, column, quantity),
            }
        }
    }

    pub(super) fn priorities(&mut self) {
        let priorities = self.act.priorities.unwrap_or(0);
        if priorities > 0 {
            self.charge(Fee::PatentPriority, 0, priorities);
        }
    }

    /// The other acts on patents.
    pub(super) fn patent_other(&mut self, kind: ActKind) {
        match kind {
            ActKind::PatentExamine => self.charge(Fee::PatentExamination, 0, 1),
            ActKind::PatentReexamine => self.by_right(Fee::PatentReexamination),
            ActKind::PatentInvalidate => self.by_right(Fee::PatentInvalidation),
            ActKind::PatentEvaluate => self.evaluate(),
            ActKind::PatentCompulsoryLicence => self.by_right(Fee::PatentCompulsoryLicence),
            ActKind::PatentRoyaltyAdjudication => self.by_right(Fee::PatentRoyaltyAdjudication),
            ActKind::PatentMaintain => self.counted(Fee::PatentMaintenance, self.act.years),
            ActKind::PatentSuspend => self.charge(Fee::PatentSuspension, 0, 1),
            ActKind::PatentRestore => self.charge(Fee::PatentRestoration, 0, 1),
            ActKind::PatentExtend => self.extend(),
            ActKind::PatentChange => self.change(),
            ActKind::PatentCopy => self.counted(Fee::PatentCertifiedCopy, self.act.copies),
            ActKind::PatentTermCompensation => self.term_compensation(),
            ActKind::PatentTermCompensationAnnuity => self.term_compensation_annuity(),
            ActKind::PatentExaminationRefund => self.examination_refund(),
            _ => {}
        }
    }

    fn by_right(&mut self, fee: Fee) {
        if let Some(right) = self.right_or_missing(fee) {
            self.charge(fee, right as usize, 1);
        }
    }

    /// An evaluation report, or the search report on utility models that it took the place of.
    fn evaluate(&mut self) {
        let no_report_yet = self
            .item(Fee::PatentEvaluation)
            .rate_on(self.days.act)
            .is_none();
        match self.act.right {
            Some(Right::UtilityModel) if no_report_yet => {
                self.by_right(Fee::PatentSearchReport);
            }
            _ => self.by_right(Fee::PatentEvaluation),
        }
    }

    /// Charges an item as often as the request says, once when it says nothing.
    pub(super) fn counted(&mut self, fee: Fee, count: Option<u32>) {
        self.charge(fee, 0, count.unwrap_or(1));
    }

    fn extend(&mut self) {
        let fee = match self.act.occasion.unwrap_or_default() {
            Occasion::First => Fee::PatentExtensionFirst,
            Occasion::Further => Fee::PatentExtensionFurther,
        };
        self.counted(fee, self.act.months);
    }

    /// Each kind of change is paid once, however many particulars of the kind change.
    fn change(&mut self) {
        let Some(items) = &self.act.items else {
            return self.missing(Fee::PatentChangeParty, Fact::Items);
        };
        if items.contains(&ChangeItem::Party) {
            self.charge(Fee::PatentChangeParty, 0, 1);
        }
        if items.contains(&ChangeItem::NameBatch) {
            self.charge(Fee::PatentChangeNameBatch, 0, 1);
        }
        if items.contains(&ChangeItem::Agency) {
            self.charge(Fee::PatentChangeAgency, 0, 1);
        }
    }

    fn term_compensation(&mut self) {
        self.charge(Fee::PatentTermCompensation, 0, 1);
        let transition = self.item(Fee::PatentTermCompensation).transition;
        let earlier = transition.filter(|(before, _)| self.days.act < *before);
        if let (Some((_, pay_by)), Some(line)) = (earlier, self.last_line_mut())
            && line.outcome != Outcome::Unknown
        {
            line.due = line.due.map(|due| due.fixed(pay_by));
            self.note(Label::NoteTransitionUntil, Some(pay_by));
        }
    }

    /// One annuity for each full year of compensation; the rest of a year is free.
    fn term_compensation_annuity(&mut self) {
        let fee = Fee::PatentTermCompensationAnnuity;
        let per_year = self.item(fee).days_per_year.map(|[shorter, longer]| {
            match self.engine.policy().compensation_year {
                CompensationYear::Shorter => shorter,
                CompensationYear::Longer => longer,
            }
        });
        let per_year = per_year.filter(|days| *days > 0);
        let years = match (self.act.years, self.act.days, per_year) {
            (Some(years), _, _) => years,
            (None, Some(days), Some(per_year)) => days / per_year,
            _ => return self.missing(fee, Fact::Days),
        };
        let relief = Relief::Full(Why::plain(if years == 0 {
            Label::WhyPartYearFree
        } else {
            Label::WhyNotReducible
        }));
        self.charge_with(fee, 0, years, relief);
        if years > 0 {
            self.note(Label::NoteDrugCap, None);
        }
    }

    /// Part of the examination fee comes back on early voluntary withdrawal.
    fn examination_refund(&mut self) {
        let fee = Fee::PatentExaminationRefund;
        let Some(paid) = self.act.paid else {
            return self.missing(fee, Fact::Paid);
        };
        let line = self.line(fee);
        let Some(Price::Percent(percent)) = line.rate.map(|span| &span.value.price) else {
            return self.unknown(fee, Why::plain(Label::WhyNoTariff), None);
        };
        let Some(back) = signed_percent(paid, *percent) else {
            let problem = Problem::new("fees.quote.not-divisible").found(paid);
            return self.problem(problem, Fact::Paid);
        };
        let yuan = Money::from_hundredths(back.hundredths() / 100 * 100);
        let why = match percent.unsigned_abs() {
            0 => Why::plain(Label::WhyNoRefund),
            percent => Why::with(Label::WhyRefund, percent),
        };
        if back != yuan {
            self.note(Label::NoteCents, None);
        }
        let why = why.doubted(back != yuan);
        let (line, formula) = match self.engine.policy().refund_cents {
            RefundCents::Paid => (line, Formula::Percent(paid, *percent)),
            RefundCents::Kept => (Line { full: yuan, ..line }, Formula::Given),
        };
        self.settle(line, formula, 1, Relief::Full(why));
    }
}
