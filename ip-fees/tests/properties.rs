//! What holds for every request: more never costs less, a reduction never raises, a batch changes nothing.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use chrono::NaiveDate;
use ip_core::money::Money;
use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::quote::{Outcome, QuoteView};
use ip_fees::request::{
    Act, ActKind, Applicant, ApplicantKind, Channel, ClassItems, Classes, Reduction, Request, Right,
};
use proptest::prelude::*;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().unwrap());

fn total(request: &Request) -> Option<Money> {
    ENGINE
        .quote(request)
        .unwrap()
        .total()
        .map(|total| total.amount)
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0_u64..10_000)
        .prop_map(|n| NaiveDate::from_ymd_opt(2001, 3, 1).unwrap() + chrono::Days::new(n))
}

fn right() -> impl Strategy<Value = Right> {
    prop_oneof![
        Just(Right::Invention),
        Just(Right::UtilityModel),
        Just(Right::Design)
    ]
}

/// An application with counts that may be far beyond what is included.
fn filing() -> impl Strategy<Value = Act> {
    (right(), 0_u32..400, 0_u32..900, 0_u32..9).prop_map(|(right, claims, pages, priorities)| {
        let mut act = Act::new(ActKind::PatentFile);
        act.right = Some(right);
        act.claims = Some(claims);
        act.pages = Some(pages);
        act.priorities = Some(priorities);
        act
    })
}

/// Any act with the facts it cannot do without.
fn any_act() -> impl Strategy<Value = Act> {
    (proptest::sample::select(ActKind::ALL), 1_u32..30).prop_map(|(kind, count)| {
        let mut act = Act::new(kind);
        for fact in kind.facts().iter() {
            match fact.name() {
                "claims" => act.claims = Some(count),
                "pages" => act.pages = Some(count * 20),
                "copies" => act.copies = Some(count),
                "times" => act.times = Some(count),
                "days" => act.days = Some(count * 40),
                "paid" => act.paid = Some(Money::from_units(750)),
                "unpaid" => act.unpaid = Some(Money::from_hundredths(i64::from(count) * 70_000)),
                "receivedOn" => act.received_on = NaiveDate::from_ymd_opt(2024, 1, count % 28 + 1),
                "priorityOn" => act.priority_on = NaiveDate::from_ymd_opt(2022, 11, count % 28 + 1),
                "year" | "annuityYear" => {
                    act.year = (fact.name() == "year").then_some(count % 10 + 1);
                    act.annuity_year = (fact.name() == "annuityYear").then_some(count % 10 + 1);
                }
                "part" => act.part = Some(count % 3 + 1),
                "classes" if kind == ActKind::TrademarkRegister => {
                    let entry = ClassItems {
                        class: count,
                        items: Some(count),
                    };
                    act.classes = Some(Classes::List(vec![entry]));
                }
                "classes" => act.classes = Some(Classes::Count(count)),
                _ => {}
            }
        }
        act
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn more_claims_pages_and_priorities_never_cost_less(
        date in days(), act in filing(), claims in 0_u32..50, pages in 0_u32..400, priorities in 0_u32..4,
    ) {
        let mut more = act.clone();
        more.claims = act.claims.map(|n| n + claims);
        more.pages = act.pages.map(|n| n + pages);
        more.priorities = act.priorities.map(|n| n + priorities);
        let before = total(&Request::new(date, vec![act]));
        let after = total(&Request::new(date, vec![more]));
        prop_assert!(before <= after);
    }

    #[test]
    fn a_reduction_never_raises_and_the_larger_one_never_costs_more(date in days(), act in any_act()) {
        let request = Request::new(date, vec![act]);
        let joint = total(&request.clone().with_reduction(Reduction::Joint));
        let single = total(&request.clone().with_reduction(Reduction::Single));
        let full = total(&request);
        if let (Some(joint), Some(single), Some(full)) = (joint, single, full) {
            prop_assert!(single <= joint && joint <= full);
        }
    }

    #[test]
    fn more_classes_and_items_never_cost_less_and_nothing_is_pooled(
        date in days(), items in proptest::collection::vec(1_u32..40, 1..10), online: bool,
    ) {
        let channel = Some(if online { Channel::Online } else { Channel::Paper });
        let register = |items: &[u32]| {
            let mut act = Act::new(ActKind::TrademarkRegister);
            act.channel = channel;
            act.classes = Some(Classes::List(
                (1..).zip(items).map(|(class, items)| ClassItems { class, items: Some(*items) }).collect(),
            ));
            total(&Request::new(date, vec![act])).unwrap()
        };
        let alone = items.iter().map(|n| register(&[*n]));
        prop_assert_eq!(Money::sum(alone), Some(register(&items)));
        let mut more = items.clone();
        more.push(1);
        prop_assert!(register(&items) < register(&more));
    }

    #[test]
    fn a_quote_in_a_batch_is_the_quote_alone(date in days(), acts in proptest::collection::vec(any_act(), 1..6)) {
        let alone: Vec<Request> = acts.iter().map(|act| Request::new(date, vec![act.clone()])).collect();
        let batch: Vec<String> = ENGINE
            .quote_all(alone.clone())
            .map(|quote| quote.unwrap().to_json(Lang::En))
            .collect();
        for (request, json) in alone.iter().zip(&batch) {
            prop_assert_eq!(&ENGINE.quote(request).unwrap().to_json(Lang::En), json);
        }
    }

    /// Whatever is asked: the text is JSON, both writers agree, the lines add up, a free line costs
    /// nothing and an unknown one says why.
    #[test]
    fn every_quote_adds_up_and_is_written_alike(date in days(), acts in proptest::collection::vec(any_act(), 1..6)) {
        let quote = ENGINE.quote(&Request::new(date, acts)).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let text = quote.to_json(lang);
            prop_assert_eq!(&text, &serde_json::to_string(&quote.in_lang(lang)).unwrap());
            let view: QuoteView = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(serde_json::to_string(&view).unwrap(), text);
        }
        for line in &quote.lines {
            prop_assert_eq!(line.outcome == Outcome::Amount, line.amount != Money::ZERO);
            prop_assert!(line.outcome != Outcome::Free || line.basis().next().is_some());
        }
        let unknown = quote.lines.iter().any(|line| line.outcome == Outcome::Unknown);
        prop_assert_eq!(quote.outcome == Outcome::Unknown, unknown);
        prop_assert_eq!(quote.totals().next().is_none(), unknown);
    }

    /// An income a cent below the limit is eligible, the limit itself is not.
    #[test]
    fn eligibility_is_strict_and_monotone(cents in 0_i64..2_000_000) {
        let pays = |income: i64| {
            let mut act = Act::new(ActKind::PatentExamine);
            act.right = Some(Right::Invention);
            let mut request = Request::new(NaiveDate::from_ymd_opt(2025, 3, 10).unwrap(), vec![act]);
            request.applicants = Some(vec![Applicant {
                kind: ApplicantKind::Individual,
                monthly_income: Some(Money::from_hundredths(income)),
                taxable_income: None,
            }]);
            total(&request).unwrap()
        };
        prop_assert_eq!(pays(cents).to_string(), if cents < 500_000 { "375.00" } else { "2500.00" });
    }

    /// No bytes make the reader panic, and what it accepts is read back the same.
    #[test]
    fn the_reader_takes_anything(bytes in proptest::collection::vec(any::<u8>(), 0..200), date in days(), acts in proptest::collection::vec(any_act(), 1..4)) {
        let _ = Request::from_json(&bytes);
        let request = Request::new(date, acts);
        let text = serde_json::to_vec(&request).unwrap();
        prop_assert_eq!(Request::from_json(&text).unwrap(), request);
        let cut = text.len() / 2;
        prop_assert!(Request::from_json(&text[..cut]).is_err());
    }
}
