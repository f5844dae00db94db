//! What no request may say: facts of another act, absurd counts, days in the wrong order.

use alloc::format;
use alloc::string::String;

use ip_core::money::Money;
use ip_core::problem::{Problem, Problems};

use super::act::{Act, ActKind, Classes};
use super::fact::{Fact, FactSet, Shape};
use super::{Request, Right};

/// Most acts in one request.
const MOST_ACTS: usize = 1_000;
/// Classes of the Nice Classification.
const NICE_CLASSES: u32 = 45;
/// Most items in one class.
const MOST_ITEMS: u32 = 10_000;
/// Largest amount believed, in yuan.
const LARGEST: Money = Money::from_units(1_000_000_000);

impl Request {
    /// Every problem of the request that does not depend on a tariff.
    ///
    /// # Errors
    ///
    /// See [`crate::CODES`], those beginning with `fees.request`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::default();
        if self.reduction.is_some() && self.applicants.is_some() {
            problems.push(Problem::new("fees.request.reduction-and-applicants").at("/applicants"));
        }
        for (at, applicant) in self.applicants.iter().flatten().enumerate() {
            if applicant.monthly_income.is_some_and(|m| m < Money::ZERO) {
                problems.push(
                    Problem::new("fees.request.invalid-value")
                        .at(format!("/applicants/{at}/monthlyIncome")),
                );
            }
        }
        if self.applicants.as_ref().is_some_and(|a| a.is_empty()) {
            problems.push(Problem::new("fees.request.empty").at("/applicants"));
        }
        if self.acts.is_empty() {
            problems.push(Problem::new("fees.request.empty").at("/acts"));
        }
        if self.acts.len() > MOST_ACTS {
            problems.push(
                Problem::new("fees.request.invalid-value")
                    .at("/acts")
                    .expected(MOST_ACTS)
                    .found(self.acts.len()),
            );
        }
        for (at, act) in self.acts.iter().enumerate() {
            check_act(self, at, act, &mut problems);
        }
        problems.or(())
    }
}

/// The JSON pointer of a fact of the act at this place.
fn pointer(at: usize, fact: Fact) -> String {
    format!("/acts/{at}/{}", fact.name())
}

fn check_act(request: &Request, at: usize, act: &Act, problems: &mut Problems) {
    let facts = FactSet::of(act);
    let foreign = facts.without(act.kind.facts());
    if !foreign.is_empty() {
        for fact in foreign.iter() {
            problems.push(
                Problem::new("fees.request.unknown-field")
                    .at(pointer(at, fact))
                    .expected(act.kind.facts().names().join(", "))
                    .found(fact.name()),
            );
        }
    }
    check_counts(at, act, problems);
    check_lists(request, at, act, problems);
    check_right(at, act, problems);
    if act.kind == ActKind::PatentAnnuity {
        check_annuity(request, at, act, problems);
    }
}

fn check_counts(at: usize, act: &Act, problems: &mut Problems) {
    let counts = [
        (Fact::Claims, act.claims),
        (Fact::Pages, act.pages),
        (Fact::Priorities, act.priorities),
        (Fact::AnnuityYear, act.annuity_year),
        (Fact::Year, act.year),
        (Fact::GrantYear, act.grant_year),
        (Fact::Months, act.months),
        (Fact::Copies, act.copies),
        (Fact::Days, act.days),
        (Fact::Years, act.years),
        (Fact::PriorityDocuments, act.priority_documents),
        (Fact::AdditionalInventions, act.additional_inventions),
        (Fact::MonthsFromPriority, act.months_from_priority),
        (Fact::Inventions, act.inventions),
        (Fact::Part, act.part),
        (Fact::Times, act.times),
    ];
    for (fact, count) in counts {
        if let (Some(count), Shape::Count(least, most)) = (count, fact.shape()) {
            in_range(count, least, most, || pointer(at, fact), problems);
        }
    }
}

fn in_range(
    found: u32,
    least: u32,
    most: u32,
    pointer: impl FnOnce() -> String,
    problems: &mut Problems,
) {
    if !(least..=most).contains(&found) {
        problems.push(
            Problem::new("fees.request.invalid-value")
                .at(pointer())
                .expected(format!("{least}..={most}"))
                .found(found),
        );
    }
}

fn check_lists(request: &Request, at: usize, act: &Act, problems: &mut Problems) {
    match &act.classes {
        Some(Classes::Count(count)) if act.kind == ActKind::TrademarkRegister => {
            problems.push(
                Problem::new("fees.request.wrong-type")
                    .at(pointer(at, Fact::Classes))
                    .expected("a list of classes with their items")
                    .found(count),
            );
        }
        Some(Classes::Count(count)) => {
            in_range(
                *count,
                1,
                NICE_CLASSES,
                || pointer(at, Fact::Classes),
                problems,
            );
        }
        Some(Classes::List(list)) => {
            if list.is_empty() {
                problems.push(Problem::new("fees.request.empty").at(pointer(at, Fact::Classes)));
            }
            let mut seen = 0_u64;
            for (n, entry) in list.iter().enumerate() {
                let place = |name: &str| format!("/acts/{at}/classes/{n}/{name}");
                in_range(entry.class, 1, NICE_CLASSES, || place("class"), problems);
                if let Some(items) = entry.items {
                    in_range(items, 1, MOST_ITEMS, || place("items"), problems);
                }
                let bit = 1 << entry.class.min(63);
                if seen & bit != 0 {
                    problems.push(
                        Problem::new("fees.request.duplicate")
                            .at(place("class"))
                            .found(entry.class),
                    );
                }
                seen |= bit;
            }
        }
        None => {}
    }
    if act.items.as_ref().is_some_and(|items| items.is_empty()) {
        problems.push(Problem::new("fees.request.empty").at(pointer(at, Fact::Items)));
    }
    let paid_on = act.paid_on.or(act.date).unwrap_or(request.date);
    for (n, credit) in act.credits.iter().flatten().enumerate() {
        let place = |name: &str| format!("/acts/{at}/credits/{n}/{name}");
        positive(credit.amount, || place("amount"), problems);
        if credit.paid_on > paid_on {
            problems.push(
                Problem::new("fees.request.days-reversed")
                    .at(place("paidOn"))
                    .expected(format!("no later than {paid_on}"))
                    .found(credit.paid_on),
            );
        }
    }
    for (fact, amount) in [(Fact::Paid, act.paid), (Fact::Unpaid, act.unpaid)] {
        if let Some(amount) = amount {
            positive(amount, || pointer(at, fact), problems);
        }
    }
    if act.days.is_some() && act.years.is_some() {
        problems.push(Problem::new("fees.request.days-and-years").at(pointer(at, Fact::Years)));
    }
}

fn positive(amount: Money, pointer: impl FnOnce() -> String, problems: &mut Problems) {
    if amount <= Money::ZERO || amount > LARGEST {
        problems.push(
            Problem::new("fees.request.invalid-value")
                .at(pointer())
                .expected(format!("0.01..={LARGEST}"))
                .found(amount),
        );
    }
}

/// Acts that exist for some rights only.
fn check_right(at: usize, act: &Act, problems: &mut Problems) {
    let rights: &[Right] = match act.kind {
        ActKind::PatentExamine
        | ActKind::PatentMaintain
        | ActKind::PatentTermCompensation
        | ActKind::PatentTermCompensationAnnuity
        | ActKind::PatentExaminationRefund => &[Right::Invention],
        ActKind::PatentEvaluate => &[Right::UtilityModel, Right::Design],
        ActKind::PatentCompulsoryLicence
        | ActKind::PatentRoyaltyAdjudication
        | ActKind::PctEnter => &[Right::Invention, Right::UtilityModel],
        _ => return,
    };
    if let Some(right) = act.right
        && !rights.contains(&right)
    {
        problems.push(
            Problem::new("fees.request.not-applicable")
                .at(pointer(at, Fact::Right))
                .found(format!("{right:?}"))
                .arg("act", act.kind.code()),
        );
    }
}

fn check_annuity(request: &Request, at: usize, act: &Act, problems: &mut Problems) {
    if let (Some(year), Some(grant)) = (act.year, act.grant_year)
        && year < grant
    {
        problems.push(
            Problem::new("fees.request.year-before-grant")
                .at(pointer(at, Fact::Year))
                .expected(format!("{grant} or later"))
                .found(year),
        );
    }
    let paid_on = act.paid_on.or(act.date).unwrap_or(request.date);
    if let Some(filed) = act.filing_date
        && filed > paid_on
    {
        problems.push(
            Problem::new("fees.request.days-reversed")
                .at(pointer(at, Fact::FilingDate))
                .expected(format!("no later than {paid_on}"))
                .found(filed),
        );
    }
}
