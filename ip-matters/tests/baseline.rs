//! The national baseline reads, is complete, and cites only what exists.

#![allow(clippy::panic, clippy::unwrap_used)]
use std::collections::BTreeMap;

use ip_core::law::{Mark, Registry};
use ip_matters::catalogue::Catalogue;
use ip_matters::matter::{Charged, RegimeId};

fn baseline() -> Catalogue {
    Catalogue::baseline().unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn all_rows_of_the_list_are_there() {
    let catalogue = baseline();
    let mut by_letter = BTreeMap::new();
    for matter in catalogue.matters() {
        *by_letter.entry(&matter.number[..1]).or_insert(0) += 1;
    }
    assert_eq!(
        by_letter,
        BTreeMap::from([("P", 44), ("T", 27), ("G", 4), ("L", 6), ("X", 25)])
    );
    let guide: Vec<_> = catalogue.matters().filter(|m| m.national_guide).collect();
    assert_eq!(
        guide.len(),
        10,
        "ten matters are named in the national guide"
    );
}

#[test]
fn every_law_cited_is_registered() {
    let registry = Registry::builtin().unwrap();
    let catalogue = baseline();
    for matter in catalogue.matters() {
        let limits = matter.limits.iter().filter_map(|l| l.basis.as_ref());
        let conditions = matter.conditions.iter().filter_map(|c| c.basis.as_ref());
        for law in matter.basis.iter().chain(limits).chain(conditions) {
            assert!(
                registry.get(&law.id).is_some(),
                "{} cites {}",
                matter.number,
                law.id
            );
        }
    }
}

#[test]
fn what_was_never_read_in_a_source_stays_marked() {
    let catalogue = baseline();
    let mark =
        |number: &str, field: &str| catalogue.by_number(number).unwrap().provenance[field].mark;
    assert_eq!(mark("P40", "basis"), Mark::Seen);
    assert_eq!(mark("P40", "materials"), Mark::Believed);
    assert_eq!(mark("P03", "fee"), Mark::Doubtful);
    assert_eq!(mark("P04", "limits"), Mark::Believed);
    assert_eq!(mark("P01", "name"), Mark::Seen);
    assert_eq!(mark("P11", "name"), Mark::Believed);
    for matter in catalogue.matters() {
        for field in [
            "name",
            "basis",
            "materials",
            "limits",
            "fee",
            "result",
            "channels",
            "regime",
        ] {
            assert!(
                matter.provenance.contains_key(field),
                "{} {field}",
                matter.number
            );
        }
        for limit in &matter.limits {
            assert!(limit.mark.is_some());
        }
        if matter.fee.charged == Charged::Unknown {
            assert_eq!(
                matter.provenance["fee"].mark,
                Mark::Doubtful,
                "{}",
                matter.number
            );
        }
    }
}

#[test]
fn licences_alone_run_on_the_licensing_law() {
    let catalogue = baseline();
    let licences: Vec<_> = catalogue
        .matters()
        .filter(|m| m.regime == RegimeId::AdministrativeLicence)
        .map(|m| m.number.as_str())
        .collect();
    assert_eq!(licences, ["P40", "P42", "P43"]);
}

#[test]
fn labels_are_in_both_languages() {
    for matter in baseline().matters() {
        let limits = matter.limits.iter().map(|l| &l.what);
        let conditions = matter.conditions.iter().map(|c| &c.text);
        let situations = matter.situations.iter().map(|s| &s.name);
        for text in [&matter.name, &matter.result.name]
            .into_iter()
            .chain(matter.role.as_ref())
            .chain(limits)
            .chain(conditions)
            .chain(situations)
        {
            assert!(
                !text.zh.is_empty() && !text.en.is_empty(),
                "{}",
                matter.number
            );
            assert!(
                text.en.is_ascii() || text.en.contains('é'),
                "{}: {}",
                matter.number,
                text.en
            );
        }
    }
}

#[test]
fn a_broken_file_is_named_with_its_line() {
    let problems = Catalogue::from_toml(
        [(
            "mine.toml",
            "[defaults]\nregime = 'filing'\nprovenance = {}\n[[matter]]\nnumber = 7\n",
        )],
        "mark = 'seen'",
        "",
    )
    .unwrap_err();
    let problem = &problems.0[0];
    assert_eq!(problem.code, "matters.data.unreadable");
    assert_eq!(problem.args["file"], "mine.toml");
    assert_eq!(problem.args["line"], "5");
}

#[test]
fn references_to_nothing_are_all_found() {
    let row = "[[matter]]\nnumber='A1'\nid='x.a'\nname={zh='甲',en='A'}\nbasis=[]\nmaterials={required=['nothing']}\nfee={charged='no'}\nresult={kind='other',name={zh='无',en='none'}}\nchannels=[]\nsameAs='x.none'\n";
    let text = format!(
        "[defaults]\nregime='filing'\nprovenance={{name={{mark='seen',source='nowhere'}}}}\n{row}{row}"
    );
    let problems =
        Catalogue::from_toml([("mine.toml", text.as_str())], "mark='seen'", "").unwrap_err();
    let mut codes: Vec<_> = problems.0.iter().map(|p| p.code.to_string()).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(
        codes,
        [
            "matters.catalogue.duplicate",
            "matters.catalogue.unknown-material",
            "matters.catalogue.unknown-matter",
            "matters.catalogue.unknown-source",
        ]
    );
}
