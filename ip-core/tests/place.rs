//! The table of divisions: names on a day, successors, levels, damaged tables.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::NaiveDate;
use ip_core::id::{Division, DivisionLevel};
use ip_core::place::Divisions;
use ip_core::text::Lang;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn code(text: &str) -> Division {
    text.parse().expect("a code")
}

#[test]
fn the_shipped_table_reads_and_every_division_has_its_province() {
    let divisions = Divisions::builtin().unwrap();
    assert!(divisions.iter().count() > 3_200);
    let today = day("2026-11-21");
    assert_eq!(divisions.provinces(today).count(), 34);
    for place in divisions.iter() {
        let province = place.code.province();
        assert!(divisions.on(&province, today).is_some(), "{}", place.code);
        if let Some(successor) = &place.successor {
            assert!(divisions.now(&place.code, today).is_some(), "{successor}");
        }
    }
}

#[test]
fn provinces_and_prefectures_have_english_names_and_the_rest_keeps_its_own() {
    let divisions = Divisions::builtin().unwrap();
    let today = day("2026-11-21");
    let name = |text: &str| divisions.name_in(&code(text), today, Lang::En);
    assert_eq!(name("441900").as_deref(), Some("Dongguan, Guangdong"));
    assert_eq!(name("610100").as_deref(), Some("Xi'an, Shaanxi"));
    assert_eq!(name("140400").as_deref(), Some("Changzhi, Shanxi"));
    assert_eq!(
        name("440304").as_deref(),
        Some("福田区, Shenzhen, Guangdong")
    );
    let zh = divisions.name_in(&code("440304"), today, Lang::Zh);
    assert_eq!(zh, divisions.name_on(&code("440304"), today));
    for place in divisions.iter() {
        let county = place.code.level() == DivisionLevel::County;
        assert_eq!(place.en.is_none(), county, "{}", place.code);
    }
}

#[test]
fn names_and_neighbours() {
    let divisions = Divisions::builtin().unwrap();
    let today = day("2026-11-21");
    let name = |text: &str| divisions.name_on(&code(text), today);
    assert_eq!(name("440304").as_deref(), Some("广东省深圳市福田区"));
    assert_eq!(name("110108").as_deref(), Some("北京市海淀区"));
    assert_eq!(name("441900").as_deref(), Some("广东省东莞市"));
    assert_eq!(name("440399"), None);
    assert_eq!(
        divisions.below(&code("441900"), today).count(),
        0,
        "no counties"
    );
    let below = |text: &str| divisions.below(&code(text), today).count();
    assert_eq!(below("440000"), 21);
    assert_eq!(below("440300"), 9);
    assert!(
        below("110000") == 16,
        "districts stand right below a municipality"
    );
}

#[test]
fn an_abolished_division_is_found_on_its_days_and_leads_to_its_successor() {
    let divisions = Divisions::builtin().unwrap();
    for abolished in ["500105", "500112"] {
        assert!(divisions.on(&code(abolished), day("2025-11-05")).is_some());
        assert!(divisions.on(&code(abolished), day("2025-11-06")).is_none());
        let now = divisions.now(&code(abolished), day("2025-11-06")).unwrap();
        assert_eq!(now.code, code("500157"));
    }
    assert!(divisions.on(&code("500157"), day("2025-11-05")).is_none());
}

#[test]
fn a_table_of_ones_own_can_be_loaded_and_damage_is_refused() {
    let head = "code,name,from,to,successor\n";
    let read = |rows: &str| Divisions::from_csv(&format!("# own\n{head}{rows}"));
    let own = read("110000,甲,,2019-12-31,\n110000,乙,2020-01-01,,\n").unwrap();
    assert_eq!(
        own.on(&code("110000"), day("2019-12-31")).unwrap().name,
        "甲"
    );
    assert_eq!(
        own.on(&code("110000"), day("2020-01-01")).unwrap().name,
        "乙"
    );
    for damaged in [
        "11000,甲,,,",
        "110000,,,,",
        "110000,甲,2020-13-01,,",
        "110000,甲,,,x",
        "110000,甲,,,,,",
    ] {
        let problem = read(damaged).unwrap_err();
        assert_eq!(
            (problem.code.as_ref(), problem.pointer.as_str()),
            ("core.place.unreadable", "/3")
        );
    }
    let twice = read("110000,甲,,2020-01-01,\n110000,乙,2020-01-01,,\n").unwrap_err();
    assert_eq!(twice.code, "core.place.overlap");
    // A ring of successors ends without an answer.
    let ring = read("110101,甲,,2019-12-31,110102\n110102,乙,,2019-12-31,110101\n").unwrap();
    assert!(ring.now(&code("110101"), day("2026-01-01")).is_none());
}
