//! International applications of inventions (PCT) and designs (Hague).

use chrono::NaiveDate;

use ip_core::problem::Problem;

use super::desk::{Desk, Relief, signed_percent};
use super::{LatePaymentFloor, WaiverDay, WaiverOrReduction};
use crate::fee::Fee;
use crate::label::Label;
use crate::quote::{Cut, CutKind, Formula, Why};
use crate::reduction::WaivedFee;
use crate::request::{ActKind, Fact, Office, PaidIn, PctFormat, Right, Stage};
use crate::tariff::{Price, Rate, Status};

impl<'t> Desk<'t, '_> {
    /// The acts of international applications.
    pub(super) fn pct(&mut self, kind: ActKind) {
        match kind {
            ActKind::PctFile => self.pct_file(),
            ActKind::PctDemand => self.pct_demand(),
            ActKind::PctCopy => self.counted(Fee::PctCopyPage, self.act.pages),
            ActKind::PctFurnishLate => self.charge(Fee::PctLateFurnishing, 0, 1),
            ActKind::PctRestorePriority => self.charge(Fee::PctRestorePriority, 0, 1),
            ActKind::PctCorrectPriority => self.charge(Fee::PctCorrectPriority, 0, 1),
            ActKind::PctPayLate => self.pct_pay_late(),
            ActKind::PctEnter => self.pct_enter(),
            ActKind::PctExamine => {
                let relief = self.waiver(WaivedFee::Examination, Fee::PatentExamination);
                self.charge_with(Fee::PatentExamination, 0, 1, relief);
            }
            ActKind::PctCorrectTranslation => match self.act.stage {
                Some(Stage::Preliminary) => {
                    self.charge(Fee::PctCorrectTranslationPreliminary, 0, 1);
                }
                Some(Stage::Examination) => {
                    self.charge(Fee::PctCorrectTranslationExamination, 0, 1);
                }
                None => self.missing(Fee::PctCorrectTranslationPreliminary, Fact::Stage),
            },
            ActKind::PctRestoreUnity => self.counted(Fee::PctRestoreUnity, self.act.inventions),
            ActKind::HaguePay => self.hague(),
            _ => {}
        }
    }

    /// Filing at the receiving office: transmittal, search, and what is collected for the
    /// International Bureau: the cut for electronic filing first, then that for natural persons.
    fn pct_file(&mut self) {
        let act = self.act;
        self.charge(Fee::PctTransmittal, 0, 1);
        let searched_by_epo = act.isa == Some(Office::EP);
        match act.isa {
            None | Some(Office::CN) => self.charge(Fee::PctSearch, 0, 1),
            Some(Office::EP) => self.charge(Fee::PctSearchEp, 0, 1),
            Some(_) => self.unknown(Fee::PctSearch, Why::plain(Label::WhyNoAuthority), None),
        }
        let relief = self.natural_persons();
        self.charge_with(Fee::PctInternationalFiling, 0, 1, relief);
        let sheets = self.item(Fee::PctSheets).chargeable(act.pages.unwrap_or(0));
        if sheets > 0 {
            self.charge_with(Fee::PctSheets, 0, sheets, relief);
        }
        match act.format.unwrap_or_default() {
            PctFormat::Paper => {}
            PctFormat::Pdf => self.charge_with(Fee::PctCutPdf, 0, 1, relief),
            PctFormat::Xml => self.charge_with(Fee::PctCutXml, 0, 1, relief),
        }
        if let Some(documents @ 1..) = act.priority_documents {
            self.charge(Fee::PctPriorityDocument, 0, documents);
        }
        let inventions = act.additional_inventions.unwrap_or(0);
        let protest = act.protest == Some(true);
        if searched_by_epo && (inventions > 0 || protest) {
            return self.note(Label::NotePaidToEpo, None);
        }
        if inventions > 0 {
            self.charge(Fee::PctSearchAdditional, 0, inventions);
        }
        if protest {
            self.charge(Fee::PctProtest, 0, 1);
        }
    }

    /// A demand for preliminary examination; what the EPO examines is paid to the EPO.
    fn pct_demand(&mut self) {
        match self.act.isa {
            None | Some(Office::CN) => {}
            other => {
                let label = match other {
                    Some(Office::EP) => Label::WhyPaidToEpo,
                    _ => Label::WhyNoAuthority,
                };
                return self.unknown(Fee::PctPreliminaryExamination, Why::plain(label), None);
            }
        }
        self.charge(Fee::PctPreliminaryExamination, 0, 1);
        if let Some(inventions @ 1..) = self.act.additional_inventions {
            self.charge(Fee::PctPreliminaryExaminationAdditional, 0, inventions);
        }
        let relief = self.natural_persons();
        self.charge_with(Fee::PctHandling, 0, 1, relief);
    }

    fn natural_persons(&self) -> Relief<'t> {
        let rule = &self.engine.tariffs().rules().natural_persons;
        if self.act.natural_persons_only == Some(true) {
            let cut = Cut {
                kind: CutKind::NaturalPersons,
                percent: rule.percent,
                mark: rule.mark,
                law: &rule.law,
            };
            Relief::Cut(cut, Why::with(Label::WhyNaturalPersons, rule.percent))
        } else {
            Relief::Full(Why::plain(Label::WhyNotNaturalPersons))
        }
    }

    /// A part of the individual designation fee, in renminbi or in the Swiss francs that WIPO lists;
    /// what is left of the latter after a reduction is printed nowhere.
    fn hague(&mut self) {
        let fees = match self.act.currency.unwrap_or_default() {
            PaidIn::Cny => [Fee::HaguePart1, Fee::HaguePart2, Fee::HaguePart3],
            PaidIn::Chf => [Fee::HaguePart1Chf, Fee::HaguePart2Chf, Fee::HaguePart3Chf],
        };
        let [first, second, third] = fees;
        let fee = match self.act.part {
            Some(1) => first,
            Some(2) => second,
            Some(_) => third,
            None => return self.missing(first, Fact::Part),
        };
        let relief = match self.relief(self.item(fee), self.days.act) {
            Relief::Cut(..) if self.act.currency == Some(PaidIn::Chf) => {
                Relief::Unknown(Why::plain(Label::WhyReducedUnknown), None)
            }
            relief => relief,
        };
        self.charge_with(fee, 0, 1, relief);
    }

    /// The late payment fee of the receiving office (`PCT Regulations, r. 16bis.2`): a share of what
    /// was not paid, no less than one fee while that is charged, no more than a share of another.
    fn pct_pay_late(&mut self) {
        let fee = Fee::PctLatePayment;
        let Some(unpaid) = self.act.unpaid else {
            return self.missing(fee, Fact::Unpaid);
        };
        let blank = self.line(fee);
        let (Some(Price::Percent(percent)), Some(between)) = (
            blank.rate.map(|span| &span.value.price),
            &blank.item.between,
        ) else {
            return self.unknown(fee, Why::plain(Label::WhyNoTariff), None);
        };
        let day = blank.basis_day;
        let one = |rate: &Rate| match &rate.price {
            Price::Each(each) => each.first().copied().flatten(),
            _ => None,
        };
        let least = self.engine.tariffs().item(&between.least).and_then(|item| {
            let of_the_day = || one(&item.rate_on(day)?.value);
            match self.engine.policy().late_payment_floor {
                LatePaymentFloor::OfTheDay => of_the_day(),
                LatePaymentFloor::LastCharged => item
                    .rates
                    .spans()
                    .iter()
                    .rfind(|span| {
                        span.value.status == Status::Charged
                            && span.days.from.is_none_or(|from| from <= day)
                    })
                    .map_or_else(of_the_day, |span| one(&span.value)),
            }
        });
        let most = self.engine.tariffs().item(&between.most);
        let most = most.and_then(|item| one(&item.rate_on(day)?.value)?.percent(between.percent));
        let Some(share) = signed_percent(unpaid, *percent) else {
            let problem = Problem::new("fees.quote.not-divisible").found(unpaid);
            return self.problem(problem, Fact::Unpaid);
        };
        let (Some(least), Some(most)) = (least, most) else {
            return self.unknown(fee, Why::plain(Label::WhyNoBounds), None);
        };
        let number = percent.unsigned_abs();
        let (formula, why) = if share > most {
            (
                Formula::Each(most),
                Why::with(Label::WhyLateMost, between.percent),
            )
        } else if share < least {
            (Formula::Each(least), Why::plain(Label::WhyLateLeast))
        } else {
            (
                Formula::Percent(unpaid, *percent),
                Why::with(Label::WhyLatePayment, number),
            )
        };
        self.settle(blank, formula, 1, Relief::Full(why));
    }

    /// Entry into the national phase: the national schedule with what the searching authority
    /// spares, and the fee for the two months of grace.
    fn pct_enter(&mut self) {
        let Some(right) = self.right_or_missing(Fee::PatentFiling) else {
            return;
        };
        let column = right as usize;
        if self.act.ro.is_none() || self.act.isa.is_none() {
            self.note(Label::NoteNoWaiverFacts, None);
        }
        let filing = self.waiver(WaivedFee::Filing, Fee::PatentFiling);
        self.charge_with(Fee::PatentFiling, column, 1, filing);
        if right == Right::Invention {
            self.charge(Fee::PatentPublication, column, 1);
        }
        let surcharges = self.waiver_alone(WaivedFee::Filing);
        self.surcharges(column, Some(surcharges));
        self.priorities();
        self.late_entry();
    }

    /// The fee for the months of grace; after them there is no entry.
    fn late_entry(&mut self) {
        let Some(months) = self.act.months_from_priority else {
            return;
        };
        let item = self.item(Fee::PctLateEntry);
        if let Some(last) = item.up_to
            && months > last
        {
            let problem = Problem::new("fees.request.invalid-value")
                .expected(alloc::format!("0..={last}"))
                .found(months);
            return self.problem(problem, Fact::MonthsFromPriority);
        }
        if months > item.included {
            // It keeps the entry open until a later day than the act's own.
            self.act_limit = None;
            self.charge(Fee::PctLateEntry, 0, 1);
        }
    }

    /// The day that picks a waiver.
    const fn waiver_day(&self) -> NaiveDate {
        match self.engine.policy().waiver_day {
            WaiverDay::Payment => self.days.paid,
            WaiverDay::Entry => self.days.act,
        }
    }

    /// What the receiving office and the searching authority spare.
    fn waiver_alone(&self, fee: WaivedFee) -> Relief<'t> {
        let rules = self.engine.tariffs().rules();
        let (ro, isa) = (self.act.ro, self.act.isa);
        let (day, uncertain) = self.engine.by_notice_of_2024(self.waiver_day());
        // In doubt only where the rules before and after spare something else.
        let spared = |day| {
            rules
                .waiver_on(day, fee, ro, isa)
                .map(|found| found.percent)
        };
        let after = rules.uncertain.to.and_then(|last| last.succ_opt());
        let doubtful = uncertain && rules.uncertain.from.map(spared) != after.map(spared);
        let Some(waiver) = rules.waiver_on(day, fee, ro, isa) else {
            return Relief::Full(Why::plain(Label::WhyNoWaiver).doubted(doubtful));
        };
        let cut = Cut {
            kind: CutKind::Waiver,
            percent: waiver.percent,
            mark: waiver.mark,
            law: &waiver.law,
        };
        let why = Why::with(Label::WhyWaiver, waiver.percent).doubted(doubtful);
        Relief::Cut(cut, why)
    }

    /// The waiver or the reduction of the applicants, never both: which of them, where the reduction
    /// spares more, is a reading.
    fn waiver(&self, waived: WaivedFee, fee: Fee) -> Relief<'t> {
        let reduction = self.relief(self.item(fee), self.days.act);
        match (self.waiver_alone(waived), reduction) {
            (Relief::Cut(waiver, spared), Relief::Cut(cut, why))
                if cut.percent > waiver.percent =>
            {
                match self.engine.policy().waiver_or_reduction {
                    WaiverOrReduction::Better => Relief::Cut(cut, why.doubted(true)),
                    WaiverOrReduction::Waiver => Relief::Cut(waiver, spared.doubted(true)),
                }
            }
            (waiver @ Relief::Cut(..), _) => waiver,
            (none, Relief::Full(why)) if why.label == Label::WhyNotRequested => none,
            (Relief::Full(none), Relief::Full(why)) => Relief::Full(why.doubted(none.doubtful)),
            (Relief::Full(none), Relief::Cut(cut, why)) => {
                Relief::Cut(cut, why.doubted(none.doubtful))
            }
            (_, reduction) => reduction,
        }
    }
}
