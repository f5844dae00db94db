//! The shipped data is complete in itself.

use ip_core::law::Registry;
use ip_fees::fee::Fee;
use ip_fees::tariff::Tariffs;

#[test]
fn every_reference_exists_in_the_register_of_instruments() {
    let registry = Registry::builtin().unwrap();
    let tariffs = Tariffs::builtin().unwrap();
    let missing: Vec<&str> = tariffs
        .law_refs()
        .map(|reference| reference.id.as_str())
        .filter(|id| registry.get(id).is_none())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_fee_the_engine_knows_has_an_item_named_in_both_languages() {
    let tariffs = Tariffs::builtin().unwrap();
    for fee in Fee::ALL {
        let item = tariffs
            .item(fee.code())
            .unwrap_or_else(|| panic!("{}", fee.code()));
        assert_ne!(item.title.zh, fee.code(), "no file has {}", fee.code());
        assert!(
            !item.title.en.is_empty() && !item.unit.en.is_empty(),
            "{}",
            fee.code()
        );
    }
    assert_eq!(
        tariffs.items().len(),
        Fee::ALL.len(),
        "an item no act can reach by name"
    );
}

#[test]
fn every_code_is_stable_and_stands_once() {
    let mut codes = ip_fees::CODES.to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes, ip_fees::CODES);
    let words = |code: &str| code.split('.').count() == 3;
    assert!(
        codes
            .iter()
            .all(|code| code.starts_with("fees.") && words(code))
    );
}
