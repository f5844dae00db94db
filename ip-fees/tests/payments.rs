//! The day of payment by channel, refunds, and a quote set against what was paid.

#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use ip_core::calendar::Calendar;
use ip_core::law::Registry;
use ip_fees::engine::Engine;
use ip_fees::payment::{Paid, PayChannel, Payment, PaymentRules, Settlement, reconcile};
use ip_fees::request::Request;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_day_of_payment_depends_on_the_channel_and_the_particulars() {
    let rules = PaymentRules::builtin().unwrap();
    let paid = |channel, complete, completed_on: Option<&str>| {
        rules.payment_day(&Payment {
            channel,
            day: day("2025-03-10"),
            complete,
            completed_on: completed_on.map(day),
        })
    };
    let channels = [
        PayChannel::Direct,
        PayChannel::Post,
        PayChannel::Bank,
        PayChannel::Online,
        PayChannel::Account,
    ];
    for channel in channels {
        assert_eq!(
            paid(channel, true, None),
            Some(day("2025-03-10")),
            "{channel:?}"
        );
        assert_eq!(paid(channel, false, None), None, "{channel:?}");
    }
    // Only a bank transfer is saved by particulars that arrive later.
    assert_eq!(
        paid(PayChannel::Bank, false, Some("2025-03-13")),
        Some(day("2025-03-13"))
    );
    assert_eq!(
        paid(PayChannel::Bank, false, Some("2025-03-01")),
        Some(day("2025-03-10"))
    );
    assert_eq!(paid(PayChannel::Post, false, Some("2025-03-13")), None);
}

#[test]
fn a_refund_can_be_asked_for_during_three_years() {
    let rules = PaymentRules::builtin().unwrap();
    let calendar = Calendar::builtin().unwrap();
    let until = |paid| rules.refund_until(day(paid), &calendar).unwrap().date;
    assert_eq!(
        until("2021-03-10"),
        day("2024-03-11"),
        "10 March 2024 was a Sunday"
    );
    assert_eq!(until("2020-02-29"), day("2023-02-28"));
}

#[test]
fn every_reference_exists() {
    let registry = Registry::builtin().unwrap();
    let rules = PaymentRules::builtin().unwrap();
    assert!(
        rules
            .law_refs()
            .all(|reference| registry.get(&reference.id).is_some())
    );
}

#[test]
fn a_quote_is_set_against_what_was_paid() {
    let engine = Engine::builtin().unwrap();
    let request = Request::from_json(
        br#"{"date": "2025-03-10", "acts": [
            {"act": "patent.file", "right": "invention", "claims": 12},
            {"act": "patent.examine", "right": "invention"}]}"#,
    )
    .unwrap();
    let quote = engine.quote(&request).unwrap();
    let paid = |code: &str, amount: &str| Paid {
        code: code.into(),
        amount: amount.parse().unwrap(),
        currency: Default::default(),
        day: day("2025-03-10"),
    };
    let rows = reconcile(
        &quote,
        &[
            paid("patent.filing", "900.00"),
            paid("patent.claims", "150.00"),
            paid("patent.examination", "2000.00"),
            paid("patent.examination", "1000.00"),
            paid("patent.priority", "80.00"),
        ],
    )
    .unwrap();
    let found: Vec<(&str, String, Settlement)> = rows
        .iter()
        .map(|row| {
            (
                row.code.as_str(),
                row.open.unwrap().to_string(),
                row.settlement,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("patent.filing", "0.00".into(), Settlement::Settled),
            ("patent.publication", "50.00".into(), Settlement::Short),
            ("patent.claims", "150.00".into(), Settlement::Short),
            ("patent.examination", "-500.00".into(), Settlement::Over),
            ("patent.priority", "-80.00".into(), Settlement::NotOwed),
        ]
    );
}

#[test]
fn what_is_unknown_is_not_settled() {
    let engine = Engine::builtin().unwrap();
    let request =
        Request::from_json(br#"{"date": "2025-03-10", "acts": [{"act": "pct.demand"}]}"#).unwrap();
    let quote = engine.quote(&request).unwrap();
    let rows = reconcile(&quote, &[]).unwrap();
    assert_eq!(rows[1].settlement, Settlement::Unknown);
    assert_eq!(rows[1].owed, None);
}
