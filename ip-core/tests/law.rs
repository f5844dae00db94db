//! The register of legal instruments is readable and complete in itself.

use ip_core::law::Registry;

#[test]
fn the_builtin_register_reads_and_every_title_has_both_languages() {
    let registry = Registry::builtin().expect("the shipped register reads");
    assert!(registry.iter().count() > 20);
    for instrument in registry.iter() {
        assert!(
            !instrument.title.zh.is_empty(),
            "{} has no Chinese title",
            instrument.id
        );
        assert!(
            !instrument.title.en.is_empty(),
            "{} has no English title",
            instrument.id
        );
        if let (Some(from), Some(to)) = (instrument.from, instrument.to) {
            assert!(from <= to, "{} ends before it begins", instrument.id);
        }
    }
    assert_eq!(registry.get("patent-law").unwrap().title.en, "Patent Law");
    assert!(registry.get("no-such-law").is_none());
}

#[test]
fn an_instrument_listed_twice_is_refused() {
    let row = "[[instrument]]\nid='a'\ntitle={zh='甲',en='A'}\nmark='seen'\n";
    let problem = Registry::from_toml(&format!("{row}{row}")).unwrap_err();
    assert_eq!(problem.code, "core.law.duplicate");
}
