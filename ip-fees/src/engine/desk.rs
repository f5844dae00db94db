//! The desk at which lines are written: picks the day, the rate and the cut of each item.

use alloc::vec::Vec;
use core::cell::Cell;

use chrono::NaiveDate;
use ip_core::calendar;
use ip_core::money::{Currency, Money};
use ip_core::problem::{Problem, Problems};

use super::{Engine, Policy, SuspensionDay, overflow};
use crate::fee::Fee;
use crate::label::Label;
use crate::quote::{Cut, CutKind, Due, Formula, Line, Missing, Note, Outcome, Quote, Why};
use crate::reduction::{Share, Standing};
use crate::request::{Act, ActKind, ApplicantKind, Fact, Reduction, Request, Right};
use crate::tariff::{BasisDate, Item, PayBy, Price, ReductionClass, Status};

/// The days of an act: the one that picks a tariff, those from which time limits are counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct ActDays {
    pub act: NaiveDate,
    pub paid: NaiveDate,
    pub filed: Option<NaiveDate>,
    pub received: Option<NaiveDate>,
    registered: NaiveDate,
}

impl ActDays {
    fn of(request: &Request, act: &Act) -> Self {
        let day = act.date.unwrap_or(request.date);
        Self {
            act: day,
            paid: act.paid_on.unwrap_or(day),
            filed: act.filed_on,
            received: act.received_on,
            registered: act.registered_on.unwrap_or(day),
        }
    }

    /// The day that picks the rate; `due` is the last day for paying.
    fn basis(
        &self,
        date: BasisDate,
        policy: Policy,
        due: impl FnOnce() -> Option<NaiveDate>,
    ) -> NaiveDate {
        match date {
            BasisDate::Act => self.act,
            BasisDate::Due => {
                let due = due().unwrap_or(self.act);
                match policy.suspension_day {
                    SuspensionDay::Due => due,
                    SuspensionDay::Payment => due.max(self.paid),
                }
            }
            BasisDate::Paid => self.paid,
            BasisDate::Filed => self.filed.unwrap_or(self.act),
            BasisDate::Received => self.received.unwrap_or(self.act),
            BasisDate::Registered => self.registered,
        }
    }
}

/// Whether a line is cut, and why or why not.
#[derive(Debug, Clone, Copy)]
pub(super) enum Relief<'t> {
    /// The item is paid in full.
    Full(Why),
    /// The item is cut.
    Cut(Cut<'t>, Why),
    /// Nobody can say.
    Unknown(Why, Option<Missing>),
}

/// The lines written so far, and the act that is being dealt with.
pub(super) struct Desk<'t, 'r> {
    pub engine: &'t Engine,
    pub request: &'r Request,
    pub act: &'r Act,
    pub days: ActDays,
    at: usize,
    lines: Vec<Line<'t>>,
    notes: Vec<Note>,
    problems: Problems,
    /// The patents whose restoration is charged: kind, and day from which their years are counted.
    pub restored: Vec<(Right, Option<NaiveDate>)>,
    /// The time limit for all lines of the act, where it has one of its own.
    pub act_limit: Option<&'t PayBy>,
    pub last_months: Cell<Option<((NaiveDate, u32), NaiveDate)>>,
    pub last_roll: Cell<Option<((NaiveDate, bool), calendar::Due)>>,
}

/// Stands for the act before the first one is turned to.
static NO_ACT: Act = Act::new(ActKind::GiApply);

impl<'t, 'r> Desk<'t, 'r> {
    pub(super) fn new(engine: &'t Engine, request: &'r Request) -> Self {
        Self {
            engine,
            request,
            act: &NO_ACT,
            days: ActDays::of(request, &NO_ACT),
            at: 0,
            lines: super::room(request.acts.len()),
            notes: Vec::new(),
            problems: Problems::default(),
            restored: Vec::new(),
            act_limit: None,
            last_months: Cell::new(None),
            last_roll: Cell::new(None),
        }
    }

    /// Takes up the next act.
    pub(super) fn turn_to(&mut self, at: usize, act: &'r Act) {
        self.at = at;
        self.act = act;
        self.days = ActDays::of(self.request, act);
        self.act_limit = self.engine.tariffs.act_limit(act.kind);
    }

    pub(super) fn finish(self) -> Result<Quote<'t>, Problems> {
        self.problems.or(())?;
        Quote::new(self.lines, self.notes, self.engine.tariffs.labels())
            .ok_or_else(|| overflow(self.at).into())
    }

    pub(super) fn problem(&mut self, problem: Problem, fact: Fact) {
        let pointer = alloc::format!("/acts/{}/{}", self.at, fact.name());
        self.problems.push(problem.at(pointer));
    }

    pub(super) fn note(&mut self, label: Label, day: Option<NaiveDate>) {
        self.notes.push(Note {
            label,
            day,
            act: self.at,
        });
    }

    pub(super) fn item(&self, fee: Fee) -> &'t Item {
        self.engine.tariffs.fee(fee)
    }

    /// The day that picks the rate of an item.
    pub(super) fn basis_day(&self, item: &'t Item) -> NaiveDate {
        self.days.basis(item.basis_date, self.engine.policy, || {
            self.act
                .due_on
                .or_else(|| self.due_of(item).map(|due| due.nominal))
        })
    }

    /// The last day for paying an item: by the limit of the act, else by its own.
    fn due_of(&self, item: &'t Item) -> Option<Due<'t>> {
        let limit = self.act_limit.or(item.pay_by.as_ref());
        limit.and_then(|limit| self.due(limit))
    }

    /// An empty line of an item; the caller fills in the amounts.
    fn blank(&self, item: &'t Item) -> Line<'t> {
        self.blank_on(item, self.basis_day(item))
    }

    fn blank_on(&self, item: &'t Item, day: NaiveDate) -> Line<'t> {
        let rate = item.rate_on(day);
        let schedule = self.engine.tariffs.schedule_of(item);
        let open_ended = rate.is_none_or(|span| !span.value.fixed_term);
        Line {
            item,
            rate,
            tariff: rate
                .and(schedule)
                .map_or("", |schedule| schedule.version_on(day)),
            currency: schedule.map_or(Currency::Cny, |schedule| schedule.currency),
            act: self.at,
            outcome: Outcome::Amount,
            amount: Money::ZERO,
            full: Money::ZERO,
            quantity: 1,
            formula: Formula::Given,
            step_law: None,
            cut: None,
            why: Why::plain(Label::WhyNotReducible),
            missing: None,
            basis_day: day,
            due: self.due_of(item),
            provisional: open_ended && schedule.is_some_and(|schedule| day > schedule.checked_on),
        }
    }

    /// Writes a line, computed to the end.
    pub(super) fn write(&mut self, line: Line<'t>) {
        self.lines.push(line);
    }

    /// A line that says why nothing can be computed.
    pub(super) fn unknown(&mut self, fee: Fee, why: Why, missing: Option<Fact>) {
        let blank = self.blank(self.item(fee));
        let missing = missing.map(Missing::Fact);
        self.unknown_line(Line { missing, ..blank }, why);
    }

    /// Turns an empty line into one that says why nothing can be computed.
    pub(super) fn unknown_line(&mut self, blank: Line<'t>, why: Why) {
        self.write(Line {
            outcome: Outcome::Unknown,
            why,
            quantity: 0,
            ..blank
        });
    }

    /// The line written last.
    pub(super) fn last_line(&self) -> Option<&Line<'t>> {
        self.lines.last()
    }

    /// The line written last, to be completed.
    pub(super) fn last_line_mut(&mut self) -> Option<&mut Line<'t>> {
        self.lines.last_mut()
    }

    /// A line whose amount needs a fact that was left out.
    pub(super) fn missing(&mut self, fee: Fee, fact: Fact) {
        self.unknown(fee, Why::plain(Label::WhyMissingFact), Some(fact));
    }

    /// The kind of patent; without it, writes a line that says so.
    pub(super) fn right_or_missing(&mut self, fee: Fee) -> Option<Right> {
        if self.act.right.is_none() {
            self.missing(fee, Fact::Right);
        }
        self.act.right
    }

    /// Charges an item with the relief that its data allow.
    pub(super) fn charge(&mut self, fee: Fee, column: usize, quantity: u32) {
        let item = self.item(fee);
        let relief = self.relief(item, self.basis_day(item));
        self.charge_with(fee, column, quantity, relief);
    }

    /// Charges an item with this relief. The column is the right or the channel.
    pub(super) fn charge_with(
        &mut self,
        fee: Fee,
        column: usize,
        quantity: u32,
        relief: Relief<'t>,
    ) {
        let item = self.item(fee);
        let blank = self.blank(item);
        let Some(span) = blank.rate else {
            return self.unknown(fee, Why::plain(Label::WhyNoTariff), None);
        };
        let each = match &span.value.price {
            Price::Each(columns) => columns.get(column).copied().flatten(),
            Price::Disputed(_) => {
                return self.unknown(fee, Why::plain(Label::WhyDisputed), None);
            }
            _ => None,
        };
        match each {
            Some(each) => self.settle(blank, Formula::Each(each), quantity, relief),
            None => self.unknown(fee, Why::plain(Label::WhyNoTariff), None),
        }
    }

    /// Computes the amounts of a line from its formula, quantity and relief, and writes it.
    pub(super) fn settle(
        &mut self,
        blank: Line<'t>,
        formula: Formula,
        quantity: u32,
        relief: Relief<'t>,
    ) {
        let full = match formula {
            Formula::Each(each) => each.checked_mul(i64::from(quantity)),
            Formula::Percent(base, percent) => signed_percent(base, percent),
            Formula::Given => Some(blank.full),
        };
        let Some(full) = full else {
            let problem = overflow(self.at);
            return self.problems.push(problem);
        };
        let status = blank.rate.map_or(Status::Charged, |span| span.value.status);
        let mut line = Line {
            full,
            amount: full,
            quantity,
            formula,
            ..blank
        };
        match (status_label(status), relief) {
            (Some(label), _) => line.why = Why::plain(label),
            (None, Relief::Full(_)) if formula == Formula::Each(Money::ZERO) => {
                line.why = Why::plain(Label::WhyFree);
            }
            (None, Relief::Full(why)) => line.why = why,
            (None, Relief::Cut(cut, why)) => match cut.apply(full) {
                Some(amount) => {
                    line.amount = amount;
                    line.cut = Some(cut);
                    line.why = why;
                }
                None => {
                    let problem = Problem::new("fees.quote.not-divisible")
                        .at(alloc::format!("/acts/{}", self.at))
                        .found(full);
                    return self.problems.push(problem);
                }
            },
            (None, Relief::Unknown(why, missing)) => {
                line.amount = Money::ZERO;
                line.outcome = Outcome::Unknown;
                line.why = why;
                line.missing = missing;
            }
        }
        if line.outcome == Outcome::Amount && line.amount == Money::ZERO {
            line.outcome = Outcome::Free;
        }
        self.write(line);
    }

    /// An empty line, for callers that compute by themselves.
    pub(super) fn line(&self, fee: Fee) -> Line<'t> {
        self.blank(self.item(fee))
    }

    /// An empty line with the rate of a day that the caller worked out.
    pub(super) fn line_on(&self, fee: Fee, day: NaiveDate) -> Line<'t> {
        self.blank_on(self.item(fee), day)
    }

    /// The relief an item gets on a day by its data and the applicants; annuities have a window
    /// besides, which their own module looks at.
    pub(super) fn relief(&self, item: &'t Item, day: NaiveDate) -> Relief<'t> {
        let Some(reducible) = &item.reducible else {
            return Relief::Full(Why::plain(Label::WhyNotReducible));
        };
        let (ruled, doubtful) = self.engine.by_notice_of_2024(day);
        let doubtful = doubtful && reducible.from.is_some();
        if reducible.from.is_some_and(|from| ruled < from) && self.asks() {
            return Relief::Full(Why::plain(Label::WhyNotReducibleYet).doubted(doubtful));
        }
        match self.share(day, reducible.class) {
            Relief::Cut(cut, why) if !reducible.law.is_empty() => Relief::Cut(
                Cut {
                    law: &reducible.law,
                    ..cut
                },
                why.doubted(doubtful),
            ),
            relief => relief,
        }
    }

    /// Whether a reduction was asked for at all.
    fn asks(&self) -> bool {
        self.request.applicants.is_some()
            || self.request.reduction.unwrap_or_default() != Reduction::None
    }

    /// The income that decides about an applicant, counted from 0.
    fn income_of(&self, applicant: u32) -> Option<Missing> {
        let applicants = self.request.applicants.as_ref()?;
        let field = match applicants.get(applicant as usize)?.kind {
            ApplicantKind::Individual => "monthlyIncome",
            _ => "taxableIncome",
        };
        Some(Missing::Income { applicant, field })
    }

    /// The reduction of a group of items on a day.
    pub(super) fn share(&self, day: NaiveDate, class: ReductionClass) -> Relief<'t> {
        if !self.asks() {
            return Relief::Full(Why::plain(Label::WhyNotRequested));
        }
        let Some(regime) = self.engine.tariffs.rules().regime_on(day) else {
            return Relief::Unknown(Why::plain(Label::WhyNoReductionRules), None);
        };
        let standing = match (&self.request.applicants, self.request.reduction) {
            (Some(applicants), _) => regime.standing(applicants),
            (None, Some(Reduction::Single)) => Standing::Reduced(Share::Single),
            (None, Some(Reduction::Joint)) => Standing::Reduced(Share::Joint),
            (None, _) => Standing::NotRequested,
        };
        match standing {
            Standing::NotRequested => Relief::Full(Why::plain(Label::WhyNotRequested)),
            Standing::NotEligible(n) => Relief::Full(Why::with(Label::WhyNotEligible, n)),
            Standing::SeveralEntities => Relief::Full(Why::plain(Label::WhySeveralEntities)),
            Standing::IncomeMissing(n) => Relief::Unknown(
                Why::with(Label::WhyIncomeMissing, n),
                self.income_of(n.saturating_sub(1)),
            ),
            Standing::Reduced(share) => {
                let percent = regime.percent(share, class);
                let label = match share {
                    Share::Single => Label::WhySingle,
                    Share::Joint => Label::WhyJoint,
                };
                let cut = Cut {
                    kind: CutKind::Reduction,
                    percent,
                    mark: regime.mark,
                    law: &regime.law,
                };
                Relief::Cut(cut, Why::with(label, percent))
            }
        }
    }
}

/// The reason why an item that is not charged costs nothing.
const fn status_label(status: Status) -> Option<Label> {
    match status {
        Status::Charged => None,
        Status::Suspended => Some(Label::WhySuspended),
        Status::Abolished => Some(Label::WhyAbolished),
        Status::Free => Some(Label::WhyFree),
        Status::NotCollected => Some(Label::WhyNotCollected),
    }
}

/// A percentage that may be negative; `None` unless it is a whole number of hundredths.
pub(super) fn signed_percent(base: Money, percent: i32) -> Option<Money> {
    let part = base.percent(percent.unsigned_abs())?;
    if percent < 0 {
        Money::ZERO.checked_sub(part)
    } else {
        Some(part)
    }
}
