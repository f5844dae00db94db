//! A list out to the national tables and back, as CPSV-AP and as HSDS; every fault at its cell.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ip_core::law::{LawRef, Mark, Registry};
use ip_core::text::{Lang, Text};
use ip_matters::diff::compare;
use ip_matters::entry::Level;
use ip_matters::exchange::national::{Exchange, Header};
use ip_matters::exchange::shape::{Shapes, Value};
use ip_matters::exchange::table::{CellFault, Sheet};
use ip_matters::exchange::{Labels, cpsv, hsds};
use ip_matters::limit::{Length, LimitUnit};
use ip_matters::lint::Lint;
use ip_matters::list::{List, OnlineDepth, Scope};
use ip_matters::material::Necessity;
use ip_matters::matter::{Channel, ResultKind};
use ip_matters::profile::{Coded, Profile};
use proptest::prelude::*;
use world::World;

fn list(world: &World) -> List {
    List::of_pack(&world.pack, &world.rules, "2026-11-20".parse().unwrap())
}

fn header(list: &List) -> Header {
    Header {
        locality: list.locality.clone(),
        name: list.name.clone(),
        on: list.on,
    }
}

/// Runs `test` with the national exchange under a profile.
fn with<T>(world: &World, profile: &Profile, test: impl FnOnce(&Exchange<'_>) -> T) -> T {
    let registry = Registry::builtin().unwrap();
    test(&Exchange::national(&world.catalogue, &registry, profile).unwrap())
}

fn national() -> Profile {
    Profile::builtin("national-exchange-2020").unwrap()
}

fn cell<'a>(sheets: &'a mut [Sheet], sheet: &str, row: usize, heading: &str) -> &'a mut String {
    let sheet = sheets.iter_mut().find(|s| s.name == sheet).unwrap();
    let column = sheet.rows[0].iter().position(|h| h == heading).unwrap();
    &mut sheet.rows[row][column]
}

#[test]
fn the_city_goes_out_and_comes_back_the_same_to_the_applicant() {
    let world = World::new();
    let list = list(&world);
    with(&world, &national(), |exchange| {
        for raw in [false, true] {
            let export = exchange.export(&list, raw);
            assert_eq!(export.sheets.len(), exchange.tables().iter().count());
            let back = exchange.import(&export.sheets, header(&list)).unwrap().list;
            assert_eq!(back.entries.len(), list.entries.len());
            let diff = compare(&list, &back);
            assert_eq!(diff.compared, list.entries.len());
            let changes: Vec<_> = diff
                .changes
                .iter()
                // What the export says it left behind.
                .filter(|c| c.field != "commitment")
                .collect();
            assert!(changes.is_empty(), "{changes:#?}");
            for was in &list.entries {
                // Public services come behind the rest.
                let is = back.entries.iter().find(|e| e.matter == was.matter);
                let is = is.unwrap();
                assert_eq!(was.implementation, is.implementation);
                assert_eq!(was.basis, is.basis);
                assert_eq!((was.statutory, was.promised), (is.statutory, is.promised));
                assert_eq!(was.applicants, is.applicants);
                assert_eq!(was.name, is.name);
                let ids = |e: &ip_matters::list::ListEntry| -> Vec<String> {
                    e.steps.iter().map(|s| s.id.clone()).collect()
                };
                assert_eq!(ids(was), ids(is), "{}", was.key());
            }
        }
    });
}

#[test]
fn what_comes_back_has_no_fault_that_did_not_go_out() {
    let world = World::new();
    let list = list(&world);
    let registry = Registry::builtin().unwrap();
    let lint = Lint::builtin(&world.catalogue, &world.rules, &registry).unwrap();
    let faults = |list: &List| -> BTreeSet<(String, String)> {
        let all = lint.check(list, None).into_iter();
        // Marks stay behind, and the export says so.
        let all = all.filter(|f| f.rule != "R39");
        all.map(|f| (f.rule, f.pointer)).collect()
    };
    with(&world, &national(), |exchange| {
        let sheets = exchange.export(&list, false).sheets;
        let back = exchange.import(&sheets, header(&list)).unwrap().list;
        let new: Vec<_> = faults(&back).difference(&faults(&list)).cloned().collect();
        assert!(new.is_empty(), "{new:#?}");
    });
}

/// Every column of the element set that the platform's own schema has.
const OFFICIAL: [(&str, &str, &str); 19] = [
    ("up_task_general_basic", "special_procedure", "无"),
    (
        "up_task_general_basic",
        "transact_addr",
        "政务路1号1楼3号窗口",
    ),
    ("up_task_general_basic", "transact_time", "工作日9:00—17:00"),
    ("up_task_general_basic", "is_single_login", "1"),
    ("up_task_general_basic", "app_is_single_login", "0"),
    (
        "up_task_general_basic",
        "local_task_code",
        "511A0138000000-00",
    ),
    ("up_task_general_basic", "task_handle_item", "01"),
    ("up_task_general_basic", "cd_batch", "20260101"),
    ("up_task_general_basic", "cd_operation", "I"),
    ("up_task_general_basic", "data_source", "990100"),
    ("up_task_general_extend", "is_entry_center", "1"),
    ("up_task_general_extend", "is_online", "1"),
    ("up_task_general_extend", "is_express", "1"),
    ("up_task_general_extend", "is_pay_online", "0"),
    ("up_task_general_extend", "result_guid", "2f0c7a"),
    ("up_task_general_material", "material_type", "1"),
    ("up_task_general_material", "page_num", "2"),
    ("up_task_general_fee_project", "is_desc", "1"),
    (
        "up_task_general_fee_project",
        "by_law",
        "《中华人民共和国专利法》第81条",
    ),
];

#[test]
fn an_official_export_comes_in_and_goes_out_cell_by_cell() {
    let world = World::new();
    let mut list = list(&world);
    let at = list
        .entries
        .iter()
        .position(|e| e.charged == ip_matters::matter::Charged::Yes);
    list.entries.swap(0, at.unwrap());
    list.entries[0].fees = vec![
        serde_json::from_str(r#"{"name":{"zh":"申请费","en":""},"standard":"900元"}"#).unwrap(),
    ];
    with(&world, &national(), |exchange| {
        let mut sheets = exchange.export(&list, true).sheets;
        for (sheet, column, value) in OFFICIAL {
            *cell(&mut sheets, sheet, 1, column) = value.into();
        }
        *cell(&mut sheets, "up_task_general_basic", 1, "use_level") = "3^4".into();
        *cell(&mut sheets, "up_task_general_basic", 1, "server_type") = "1^6".into();
        *cell(&mut sheets, "up_task_general_basic", 1, "anticipate_type") = "WD".into();
        let back = exchange.import(&sheets, header(&list)).unwrap().list;
        let entry = &back.entries[0];
        assert_eq!(entry.result_sample, Some(true));
        assert_eq!(entry.level, Some(Level::Graded));
        assert!(entry.unknown_codes.is_empty(), "{:?}", entry.unknown_codes);
        assert_eq!(entry.fees[0].basis, [LawRef::new("patent-law", "81")]);
        let again = exchange.export(&back, true).sheets;
        for (was, is) in sheets.iter().zip(&again) {
            assert_eq!(was.rows[0], is.rows[0]);
            let first = |s: &Sheet| s.rows.get(1).cloned();
            assert_eq!(first(was), first(is), "{}", was.name);
        }
    });
}

#[test]
fn a_mandatory_column_that_is_empty_is_told_once() {
    let world = World::new();
    let list = list(&world);
    with(&world, &national(), |exchange| {
        let notes = exchange.export(&list, false).notes;
        let of = |heading: &str| -> Vec<_> {
            let is = |n: &&CellFault| {
                n.code == "matters.exchange.mandatory-empty" && n.heading == heading
            };
            notes.iter().filter(is).collect()
        };
        let counts = of("特别程序").into_iter().filter_map(|n| n.found.as_ref());
        let sum: usize = counts.map(|n| n.parse::<usize>().unwrap()).sum();
        assert_eq!(sum, list.entries.len(), "in the two tables together");
        assert_eq!(of("事项类型").len(), 2, "the matters and the directory");
        assert!(of("事项名称").is_empty());
    });
}

#[test]
fn channels_that_have_no_code_come_back_unless_the_cell_was_changed() {
    let world = World::new();
    let mut list = list(&world);
    list.entries.truncate(1);
    list.entries[0].channels = vec![Channel::Mobile, Channel::Window, Channel::Phone];
    with(&world, &national(), |exchange| {
        let mut sheets = exchange.export(&list, false).sheets;
        let back = exchange.import(&sheets, header(&list)).unwrap().list;
        assert_eq!(back.entries[0].channels, list.entries[0].channels);
        *cell(&mut sheets, "事项", 1, "办理形式") = "1^3".into();
        let back = exchange.import(&sheets, header(&list)).unwrap().list;
        assert_eq!(back.entries[0].channels, [Channel::Window, Channel::Mail]);
    });
}

#[test]
fn the_letters_of_a_unit_mean_natural_and_working() {
    let unit = |raw| national().read::<LimitUnit>("unit", raw);
    assert_eq!(unit("ND"), Coded::Known(LimitUnit::Day));
    assert_eq!(unit("WD"), Coded::Known(LimitUnit::WorkingDay));
    assert_eq!(unit("NH"), Coded::Known(LimitUnit::Hour));
    assert_eq!(unit("WH"), Coded::Known(LimitUnit::WorkingHour));
    let annex = Profile::builtin("gbt39046").unwrap();
    let other = annex.read::<Channel>("channel", "9");
    assert_eq!(other, Coded::Unknown("9".into()), "9 is any other way");
    let none = national().read::<ResultKind>("result-kind", "4");
    assert_eq!(none, Coded::Known(ResultKind::Nothing));
}

#[test]
fn what_the_tables_cannot_hold_is_told() {
    let world = World::new();
    let mut list = list(&world);
    list.entries[0].promised = Some(Length {
        n: 2,
        unit: LimitUnit::Month,
    });
    with(&world, &national(), |exchange| {
        let mut export = exchange.export(&list, false);
        assert_eq!(cell(&mut export.sheets, "事项", 1, "承诺办结时限"), "0");
        assert_eq!(
            cell(&mut export.sheets, "事项", 1, "承诺办结时限说明"),
            "2个月"
        );
        let told = |n: &CellFault| (n.row, n.heading.as_str()) == (2, "promised");
        assert!(export.notes.iter().any(told), "{:#?}", export.notes);
        let back = exchange.import(&export.sheets, header(&list)).unwrap().list;
        assert_eq!(back.entries[0].promised, list.entries[0].promised);
    });
}

#[test]
fn every_fault_is_told_at_its_cell_and_nothing_is_imported() {
    let world = World::new();
    let list = list(&world);
    with(&world, &national(), |exchange| {
        let mut sheets = exchange.export(&list, false).sheets;
        *cell(&mut sheets, "事项", 1, "事项名称") = String::new();
        *cell(&mut sheets, "事项", 2, "法定办结时限") = "twenty".into();
        *cell(&mut sheets, "事项", 3, "计划生效日期") = "2026-02-30".into();
        *cell(&mut sheets, "事项", 4, "委托部门") = "长".repeat(101);
        *cell(&mut sheets, "材料", 1, "记录唯一标识") = "nobody".into();
        let first = cell(&mut sheets, "事项", 1, "记录唯一标识").clone();
        *cell(&mut sheets, "事项", 6, "记录唯一标识") = first;
        let head = sheets[0].rows[0].len();
        sheets[0].rows[0].push("颜色".into());
        let faults = exchange.import(&sheets, header(&list)).unwrap_err();
        let has = |sheet: &str, row: usize, code: &str| {
            let full = format!("matters.exchange.{code}");
            let found = faults
                .iter()
                .find(|f| f.sheet == sheet && f.row == row && f.code == full);
            found
                .unwrap_or_else(|| panic!("{sheet} {row} {code}: {faults:#?}"))
                .clone()
        };
        assert_eq!(has("事项", 2, "required").heading, "事项名称");
        let number = has("事项", 3, "not-a-number");
        assert_eq!(
            (number.column.as_str(), number.found.as_deref()),
            ("Q", Some("twenty"))
        );
        has("事项", 4, "not-a-date");
        assert_eq!(has("事项", 5, "too-long").expected.as_deref(), Some("100"));
        has("事项", 7, "duplicate");
        has("材料", 2, "no-entry");
        let odd = has("事项", 1, "unknown-column");
        assert_eq!(odd.column, ip_matters::exchange::table::letters(head));
        let none = exchange.import(&sheets[1..], header(&list)).unwrap_err();
        assert!(none.iter().any(|f| f.code == "matters.exchange.no-sheet"));
    });
}

#[test]
fn ten_thousand_rows_with_errors_are_all_told() {
    let world = World::new();
    let list = list(&world);
    with(&world, &national(), |exchange| {
        let mut sheets = exchange.export(&list, false).sheets;
        sheets.truncate(1);
        let row = sheets[0].rows[1].clone();
        sheets[0].rows.truncate(1);
        for i in 0..10_000 {
            let mut row = row.clone();
            row[0] = format!("r{i}");
            sheets[0].rows.push(row);
        }
        for row in 1..=10_000 {
            *cell(&mut sheets, "事项", row, "承诺办结时限") = "soon".into();
        }
        let faults = exchange.import(&sheets, header(&list)).unwrap_err();
        assert_eq!(faults.len(), 10_000);
        let rows: Vec<usize> = faults.iter().map(|f| f.row).collect();
        assert_eq!(rows, (2..=10_001).collect::<Vec<_>>());
    });
}

#[test]
fn an_unknown_digit_is_kept_reported_and_written_back() {
    let world = World::new();
    let list = list(&world);
    let registry = Registry::builtin().unwrap();
    with(&world, &national(), |exchange| {
        let mut sheets = exchange.export(&list, false).sheets;
        *cell(&mut sheets, "扩展信息", 1, "通办范围") = "9".into();
        *cell(&mut sheets, "事项", 1, "服务对象") = "1^X".into();
        let back = exchange.import(&sheets, header(&list)).unwrap().list;
        let kept = &back.entries[0].unknown_codes;
        assert_eq!(
            (kept["scope"].as_str(), kept["applicant"].as_str()),
            ("9", "X")
        );
        let lint = Lint::builtin(&world.catalogue, &world.rules, &registry).unwrap();
        let found = lint.check(&back, None);
        assert_eq!(found.iter().filter(|f| f.rule == "R37").count(), 2);
        let mut again = exchange.export(&back, false).sheets;
        assert_eq!(cell(&mut again, "扩展信息", 1, "通办范围"), "9");
        assert_eq!(cell(&mut again, "事项", 1, "服务对象"), "1^X");
    });
}

#[test]
fn one_digit_means_what_its_profile_says() {
    let own = Profile::from_toml(
        "mine.toml",
        "[[profile]]\nid='mine'\nname={zh='某市',en='Mine'}\n\
         [profile.field.scope]\nmark='seen'\ncodes={'1'='province','4'='nation'}\n",
    )
    .unwrap();
    let scope = |profile: &Profile, raw: &str| profile.read::<Scope>("scope", raw);
    assert_eq!(scope(&own, "1"), Coded::Known(Scope::Province));
    assert_eq!(scope(&national(), "1"), Coded::Known(Scope::Nation));
    assert_eq!(scope(&own, "2"), Coded::Unknown("2".into()));
    let depth = national().read::<OnlineDepth>("depth", "7");
    assert_eq!(depth, Coded::Known(OnlineDepth::Certificate));
    let broken = Profile::from_toml("mine.toml", "[[profile]]\nid=1\n").unwrap_err();
    assert_eq!(broken.0[0].code, "matters.data.unreadable");
    assert_eq!(broken.0[0].args["line"], "2");
    assert_eq!(
        Profile::builtin("mine").unwrap_err().0[0].code,
        "matters.profile.unknown"
    );
}

#[test]
fn every_code_of_the_profiles_names_a_value() {
    fn known<T: for<'de> serde::Deserialize<'de>>(profile: &Profile, field: &str) {
        for (code, name) in profile.table(field).into_iter().flat_map(|t| t.codes()) {
            let value = profile.read::<T>(field, code);
            assert!(
                matches!(value, Coded::Known(_)),
                "{} {field} {code} {name}",
                profile.id
            );
        }
    }
    for id in ["gbt39046", "national-exchange-2020"] {
        let profile = Profile::builtin(id).unwrap();
        known::<ip_matters::matter::MatterType>(&profile, "matter-type");
        known::<Level>(&profile, "level");
        known::<ip_matters::matter::Applicant>(&profile, "applicant");
        known::<Channel>(&profile, "channel");
        known::<Scope>(&profile, "scope");
        known::<ip_matters::entry::EntryState>(&profile, "state");
        known::<ip_matters::entry::PowerSource>(&profile, "power-source");
        known::<ResultKind>(&profile, "result-kind");
        known::<Necessity>(&profile, "necessity");
        known::<LimitUnit>(&profile, "unit");
        known::<OnlineDepth>(&profile, "depth");
        assert!(
            profile
                .tables()
                .any(|(_, table)| table.mark == Mark::Doubtful)
        );
    }
}

#[test]
fn the_linked_data_fits_the_published_shapes() {
    let world = World::new();
    let list = list(&world);
    let shapes = Shapes::cpsv_ap().unwrap();
    let graph = cpsv::graph(&list, &Registry::builtin().unwrap()).unwrap();
    let problems = shapes.check(&graph);
    assert!(problems.0.is_empty(), "{:#?}", problems.0);
    let services = graph
        .nodes
        .iter()
        .filter(|n| n.class == "cpsv:PublicService");
    assert_eq!(services.count(), list.entries.len());
    let json = serde_json::to_value(&graph).unwrap();
    assert_eq!(json["@context"]["dct"], "http://purl.org/dc/terms/");
    let node = json["@graph"].as_array().unwrap().iter();
    let service = node
        .clone()
        .find(|n| n["@type"] == "cpsv:PublicService")
        .unwrap();
    assert_eq!(service["dct:title"][0]["@language"], "zh");

    // Each way of not fitting is seen.
    let at = graph
        .nodes
        .iter()
        .position(|n| n.class == "cpsv:PublicService")
        .unwrap();
    let broken = |change: &dyn Fn(&mut ip_matters::exchange::shape::Node)| {
        let mut graph = graph.clone();
        change(&mut graph.nodes[at]);
        let problems = shapes.check(&graph);
        problems.0.first().map(|p| p.code.to_string())
    };
    let code = |code: &str| Some(format!("matters.shape.{code}"));
    assert_eq!(
        broken(&|n| drop(n.properties.remove("dct:title"))),
        code("count")
    );
    let plain = |n: &mut ip_matters::exchange::shape::Node| {
        n.properties
            .insert("dct:title".into(), vec![Value::plain("x")]);
    };
    assert_eq!(broken(&plain), code("datatype"));
    let nowhere = |n: &mut ip_matters::exchange::shape::Node| {
        n.properties
            .insert("m8g:hasChannel".into(), vec![Value::node("urn:none")]);
    };
    assert_eq!(broken(&nowhere), code("class"));
    let colour = |n: &mut ip_matters::exchange::shape::Node| {
        n.properties
            .insert("ex:colour".into(), vec![Value::plain("x")]);
    };
    assert_eq!(broken(&colour), code("unknown"));
}

#[test]
fn hsds_has_what_the_specification_requires() {
    let world = World::new();
    let list = list(&world);
    let document = hsds::document(&list, &Labels::builtin().unwrap(), Lang::En);
    let json = serde_json::to_value(&document).unwrap();
    let services = json["services"].as_array().unwrap();
    assert_eq!(services.len(), list.entries.len());
    let mut ids = BTreeSet::new();
    for service in services {
        for field in ["id", "name", "status"] {
            assert!(
                service[field].as_str().is_some_and(|s| !s.is_empty()),
                "{field}"
            );
        }
        let statuses = ["active", "inactive", "defunct", "temporarily closed"];
        assert!(statuses.contains(&service["status"].as_str().unwrap()));
        for field in ["id", "name", "description"] {
            assert!(service["organization"][field].is_string(), "{field}");
        }
        for phone in service["phones"].as_array().unwrap() {
            assert!(phone["id"].is_string() && phone["number"].is_string());
        }
        let id = service["id"].as_str().unwrap();
        assert_eq!(
            (id.len(), id.as_bytes()[14], id.as_bytes()[8]),
            (36, b'8', b'-')
        );
        assert!(ids.insert(id.to_owned()), "an id stands once");
    }
    // An optional paper is not required; an amount is a number.
    for (service, entry) in document.services.iter().zip(&list.entries) {
        let asked = entry
            .materials
            .iter()
            .filter(|m| m.necessity != Necessity::Optional);
        assert_eq!(service.required_documents.len(), asked.count());
    }
    let mut priced = list.clone();
    priced.entries.truncate(1);
    let fee = |amount: &str| {
        let fee = format!(r#"{{"name":{{"zh":"费","en":"fee"}},"amount":"{amount}"}}"#);
        serde_json::from_str(&fee).unwrap()
    };
    priced.entries[0].fees = vec![fee("900.00"), fee("75.50")];
    let priced = hsds::document(&priced, &Labels::builtin().unwrap(), Lang::En);
    let costs = serde_json::to_string(&priced.services[0].cost_options).unwrap();
    assert!(
        costs.contains("\"amount\":900,") && costs.contains("\"amount\":75.5,"),
        "{costs}"
    );
    let again = hsds::document(&list, &Labels::builtin().unwrap(), Lang::En);
    assert_eq!(again, document, "the same ids every time");
}

static WORLD: LazyLock<World> = LazyLock::new(World::new);

proptest! {
    #[test]
    fn any_cells_give_a_list_or_faults_and_never_panic(
        rows in prop::collection::vec(prop::collection::vec("[0-9^《》\\PC]{0,6}", 0..40), 0..6),
        raw in any::<bool>(),
    ) {
        let world = &*WORLD;
        let mut empty = list(world);
        empty.entries.truncate(1);
        with(world, &national(), |exchange| {
            let mut sheets = exchange.export(&empty, raw).sheets;
            for sheet in &mut sheets {
                sheet.rows.extend(rows.clone());
            }
            let _ = exchange.import(&sheets, header(&empty));
        });
    }

    #[test]
    fn a_text_survives_the_tables(text in "[一-龥a-z,\"]{1,20}") {
        let world = &*WORLD;
        let mut one = list(world);
        one.entries.truncate(1);
        one.entries[0].visit_reason = Some(Text::new(text.as_str(), ""));
        with(world, &national(), |exchange| {
            let sheets = exchange.export(&one, false).sheets;
            let back = exchange.import(&sheets, header(&one)).unwrap();
            assert_eq!(back.list.entries[0].visit_reason, one.entries[0].visit_reason);
        });
    }
}
