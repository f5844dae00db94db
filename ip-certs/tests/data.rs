//! The data files read, and the law they cite is registered.

use ip_certs::certificate::HolderCode;
use ip_certs::holder_code::{HolderClass, HolderCodeTypes};
use ip_certs::kind::{Family, Kinds, Shape};
use ip_certs::metadata;

#[test]
fn every_kind_cites_registered_law_and_speaks_both_languages() {
    let law = ip_core::law::Registry::builtin().unwrap();
    let kinds = Kinds::builtin().unwrap();
    assert!(kinds.iter().count() >= 14);
    for kind in kinds.iter() {
        assert!(
            !kind.name.zh.is_empty() && !kind.name.en.is_empty(),
            "{}",
            kind.key
        );
        assert!(!kind.basis.is_empty(), "{}", kind.key);
        for basis in &kind.basis {
            assert!(
                law.get(&basis.id).is_some(),
                "{} cites {}",
                kind.key,
                basis.id
            );
        }
        assert!(kind.suffix.len() == 3 && kind.suffix.bytes().all(|c| c.is_ascii_digit()));
        for field in &kind.fields {
            let label = &field.label;
            assert!(
                !label.zh.is_empty() && !label.en.is_empty(),
                "{}",
                field.key
            );
            assert!(field.pinyin.starts_with("KZ_"), "{}", field.key);
            // A digest says nothing to a person who would open it.
            assert!(!(field.disclosable && field.shape == Shape::Digest));
        }
    }
    let extract = kinds.get("patent-register-extract").unwrap();
    assert_eq!(extract.family, Family::Extract);
}

#[test]
fn the_types_of_holders_codes_are_those_of_the_annex() {
    let types = HolderCodeTypes::builtin().unwrap();
    let annex: Vec<&str> = types
        .iter()
        .filter(|t| t.annex)
        .map(|t| t.code.as_str())
        .collect();
    let expected = [
        "001", "099", "111", "114", "115", "118", "119", "120", "122", "411", "412", "413", "414",
        "511", "516", "999",
    ];
    assert_eq!(annex, expected);
    let admit = |kind: &str, value: &str| {
        let (kind, value) = (kind.to_owned(), value.to_owned());
        types.admit(&HolderCode { kind, value })
    };
    assert!(admit("001", "91110000802100433B") && !admit("001", "91110000802100433C"));
    assert!(admit("111", "11010519491231002X") && !admit("111", "110105194912310021"));
    assert!(admit("414", "E12345678") && !admit("414", " ") && !admit("414", "E\u{7}"));
    assert!(admit("551", "810000199408230021"));
    assert!(!admit("002", "91110000802100433B") && !admit("", "1"));
}

#[test]
fn a_licence_of_persons_is_not_issued_to_an_organisation() {
    let kinds = Kinds::builtin().unwrap();
    let kind = |key: &str| kinds.get(key).unwrap().holders;
    let (person, organisation) = (HolderClass::Person, HolderClass::Organisation);
    assert!(kind("patent-agent-licence").admits(person));
    assert!(!kind("patent-agent-licence").admits(organisation));
    assert!(!kind("patent-agency-licence").admits(person));
    assert!(
        kind("invention-patent").admits(person) && kind("invention-patent").admits(organisation)
    );
}

#[test]
fn kinds_that_share_a_key_or_a_field_are_refused() {
    let field = "{ key='a', pinyin='KZ_A', label={zh='甲',en='A'}, shape='text', need='always' }";
    let kind = |key: &str, suffix: &str, fields: &str| {
        format!(
            "[[kind]]\nkey='{key}'\nname={{zh='甲',en='A'}}\nfamily='grant'\nversion='1'\n\
             suffix='{suffix}'\nholders='any'\nmark='seen'\nbasis=[]\nfields=[{fields}]\n"
        )
    };
    let code = |text: &str| Kinds::from_toml(text).unwrap_err().code;
    assert_eq!(
        code(&(kind("a", "001", "") + &kind("a", "002", ""))),
        "certs.kind.duplicate"
    );
    assert_eq!(
        code(&(kind("a", "001", "") + &kind("b", "001", ""))),
        "certs.kind.duplicate"
    );
    assert_eq!(
        code(&kind("a", "001", &format!("{field},{field}"))),
        "certs.kind.duplicate"
    );
    assert_eq!(code("[[kind]]\nkey='a'"), "certs.kind.unreadable");
}

#[test]
fn the_metadata_elements_have_unique_names() {
    let elements = metadata::elements();
    assert!(elements.len() >= 14);
    let mut names: Vec<_> = elements.iter().flat_map(|e| [&e.json, &e.pinyin]).collect();
    names.sort();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
}
