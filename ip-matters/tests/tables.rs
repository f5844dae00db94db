//! The further tables of the national exchange: public services, the directory, cases; columns of other platforms.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use ip_core::law::{Mark, Registry};
use ip_core::text::Lang;
use ip_matters::document::Templates;
use ip_matters::entry::EntryState;
use ip_matters::exchange::cases::CaseExchange;
use ip_matters::exchange::national::{Exchange, Header};
use ip_matters::exchange::record::{CaseFile, CaseRecord, PartyKind};
use ip_matters::exchange::shape::Shapes;
use ip_matters::exchange::table::Sheet;
use ip_matters::exchange::{Labels, cpsv, hsds};
use ip_matters::lint::Lint;
use ip_matters::list::{List, ListEntry};
use ip_matters::matter::MatterType;
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

fn with<T>(world: &World, test: impl FnOnce(&Exchange<'_>) -> T) -> T {
    let registry = Registry::builtin().unwrap();
    let profile = Profile::builtin("national-exchange-2020").unwrap();
    test(&Exchange::national(&world.catalogue, &registry, &profile).unwrap())
}

fn sheet<'a>(sheets: &'a mut [Sheet], name: &str) -> &'a mut Sheet {
    sheets.iter_mut().find(|s| s.name == name).unwrap()
}

fn column(sheet: &Sheet, heading: &str) -> usize {
    let found = sheet.rows[0].iter().position(|h| h == heading);
    found.unwrap_or_else(|| panic!("{heading} in {}", sheet.name))
}

fn is_public(entry: &ListEntry) -> bool {
    entry.matter_type == Some(MatterType::PublicService)
}

#[test]
fn public_services_stand_in_tables_of_their_own() {
    let world = World::new();
    let list = list(&world);
    let public = list.entries.iter().filter(|e| is_public(e)).count();
    assert!(public > 0, "the demonstration city has public services");
    with(&world, |exchange| {
        let mut sheets = exchange.export(&list, true).sheets;
        let twin = sheet(&mut sheets, "up_task_public_basic");
        assert_eq!(twin.rows.len(), public + 1);
        assert!(!twin.rows[0].contains(&"power_source".to_string()));
        // The table says it where the cell does not.
        let kind = column(twin, "task_type");
        twin.rows[1][kind].clear();
        let general = sheet(&mut sheets, "up_task_general_basic");
        assert_eq!(general.rows.len(), list.entries.len() - public + 1);
        let back = exchange.import(&sheets, header(&list)).unwrap().list;
        assert_eq!(back.entries.iter().filter(|e| is_public(e)).count(), public);
        let mut powers = list.clone();
        powers.entries.retain(|e| !is_public(e));
        let names = |list: &List| -> Vec<String> {
            let all = exchange.export(list, true).sheets.into_iter();
            all.map(|s| s.name).collect()
        };
        assert!(names(&powers).iter().all(|n| !n.contains("public")));
        powers.entries.clear();
        assert!(names(&powers).contains(&"up_task_general_basic".into()));
    });
}

#[test]
fn the_directory_has_each_basic_code_once_and_keeps_what_it_says_itself() {
    let world = World::new();
    let list = list(&world);
    with(&world, |exchange| {
        let mut sheets = exchange.export(&list, true).sheets;
        let directory = sheet(&mut sheets, "up_task_directory");
        let code = column(directory, "catalog_code");
        let mut codes: Vec<_> = list.entries.iter().filter_map(|e| e.basic_code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(directory.rows.len(), codes.len() + 1);
        // Another platform's directory: its own batch and name, a matter that the place does not
        // have, a column that nobody here knows.
        for (heading, value) in [
            ("cd_batch", "20260930"),
            ("task_name", "专利代理机构执业许可(主项)"),
        ] {
            let at = column(directory, heading);
            directory.rows[1][at] = value.into();
        }
        directory.rows[0].push("main_item".into());
        for row in directory.rows.iter_mut().skip(1) {
            row.push("A1".into());
        }
        let mut foreign = vec![String::new(); directory.rows[0].len()];
        foreign[code] = "000100999000".into();
        foreign[column(directory, "task_name")] = "别处的事项".into();
        *foreign.last_mut().unwrap() = "B2".into();
        directory.rows.push(foreign);
        let read = exchange.import(&sheets, header(&list)).unwrap();
        let kept: Vec<_> = read
            .notes
            .iter()
            .map(|n| (n.code, n.heading.as_str()))
            .collect();
        assert_eq!(kept, [("matters.exchange.column-kept", "main_item")]);
        assert_eq!(read.list.directory.len(), 1);
        assert_eq!(read.list.directory[0]["task_name"], "别处的事项");
        let mut again = exchange.export(&read.list, true).sheets;
        let was = sheet(&mut sheets, "up_task_directory").clone();
        assert_eq!(sheet(&mut again, "up_task_directory"), &was);
        let json = serde_json::to_string(&read.list).unwrap();
        assert_eq!(serde_json::from_str::<List>(&json).unwrap(), read.list);
        let twice = was.rows[1].clone();
        sheet(&mut sheets, "up_task_directory").rows.push(twice);
        let faults = exchange.import(&sheets, header(&list)).unwrap_err();
        assert_eq!(faults[0].code, "matters.exchange.duplicate");
    });
}

#[test]
fn a_column_of_another_platform_is_kept_and_a_slip_of_the_pen_is_not() {
    let world = World::new();
    let list = list(&world);
    with(&world, |exchange| {
        let mut sheets = exchange.export(&list, true).sheets;
        for name in ["up_task_general_basic", "up_task_general_material"] {
            let sheet = sheet(&mut sheets, name);
            sheet.rows[0].push("province_flag".into());
            for (at, row) in sheet.rows.iter_mut().enumerate().skip(1) {
                row.push(format!("F{at}"));
            }
        }
        let read = exchange.import(&sheets, header(&list)).unwrap();
        assert_eq!(read.notes.len(), 2);
        let again = exchange.export(&read.list, true).sheets;
        for (was, is) in sheets.iter().zip(&again) {
            if ["up_task_general_basic", "up_task_general_material"].contains(&was.name.as_str()) {
                let last = |s: &Sheet| -> Vec<String> {
                    s.rows.iter().filter_map(|r| r.last().cloned()).collect()
                };
                assert_eq!(last(was), last(is), "{}", was.name);
            }
        }
        sheets[0].rows[0].push("承诺办结时间".into());
        let faults = exchange.import(&sheets, header(&list)).unwrap_err();
        assert_eq!(faults[0].code, "matters.exchange.unknown-column");
    });
}

#[test]
fn an_unknown_state_or_unit_is_kept_and_no_meaning_is_made_up() {
    let world = World::new();
    let list = list(&world);
    with(&world, |exchange| {
        let mut sheets = exchange.export(&list, true).sheets;
        let basic = sheet(&mut sheets, "up_task_general_basic");
        let unset = column(basic, "anticipate_day");
        assert!(
            basic.rows.iter().skip(1).any(|r| r[unset].is_empty()),
            "unknown is not zero"
        );
        for (heading, value) in [
            ("task_state", "9"),
            ("anticipate_day", "3"),
            ("anticipate_type", "4"),
        ] {
            let at = column(basic, heading);
            basic.rows[1][at] = value.into();
        }
        let was = basic.rows[1].clone();
        let back = exchange.import(&sheets, header(&list)).unwrap().list;
        assert_eq!(
            back.entries[0].state,
            EntryState::Draft,
            "it takes no cases"
        );
        assert_eq!(
            back.entries[0].statutory, None,
            "three of nobody knows what"
        );
        assert_eq!(back.entries[0].unknown_codes["state"], "9");
        let mut again = exchange.export(&back, true).sheets;
        assert_eq!(sheet(&mut again, "up_task_general_basic").rows[1], was);
    });
}

#[test]
fn the_tables_say_where_when_and_how_a_matter_is_offered() {
    let world = World::new();
    let list = list(&world);
    with(&world, |exchange| {
        let mut sheets = exchange.export(&list, true).sheets;
        let basic = sheet(&mut sheets, "up_task_general_basic");
        let (place, time) = (
            column(basic, "transact_addr"),
            column(basic, "transact_time"),
        );
        let all = |at: usize| basic.rows.iter().skip(1).map(move |r| r[at].clone());
        assert!(
            all(place).any(|cell| cell.contains("政务路1号")),
            "{:?}",
            basic.rows
        );
        assert!(
            all(time).any(|cell| cell.contains("周一至周五 09:00–12:00; 周一至周五 13:30–17:00"))
        );
        let extended = sheet(&mut sheets, "up_task_general_extend");
        for heading in ["is_online", "is_express", "is_entry_center"] {
            let at = column(extended, heading);
            assert!(
                extended.rows.iter().skip(1).any(|r| r[at] == "1"),
                "{heading}"
            );
        }
    });
}

const FILE: &str = r#"{
  "replay": {"matter": "cn.patent.agency-licence", "commands": [
    {"at": "2025-03-03T09:00:00+08:00", "by": {"desk": "applicant"}, "do": "submit",
     "number": "11990100MB2F00037E390011P04001202503030001", "matter": "cn.patent.agency-licence",
     "applicant": "party:1", "channel": "online", "materials": ["agency-licence-application"]},
    {"at": "2025-03-03T09:30:00+08:00", "by": {"desk": "clerk", "account": "account:clerk"}, "do": "receive"},
    {"at": "2025-03-04T10:00:00+08:00", "by": {"desk": "clerk", "account": "account:clerk"},
     "do": "notify-correction", "defects": [{"target": "premises-proof", "kind": "missing"}]},
    {"at": "2025-03-06T10:00:00+08:00", "do": "resubmit", "materials": ["premises-proof"]},
    {"at": "2025-03-20T00:10:00+08:00", "do": "tick"},
    {"at": "2025-03-20T10:00:00+08:00", "do": "assign", "reviewer": "account:reviewer"},
    {"at": "2025-03-21T10:00:00+08:00", "do": "start-special", "kind": "expert-review", "notice": "doc:7",
     "needs": {"n": 5, "unit": "working-day"}},
    {"at": "2025-03-24T10:00:00+08:00", "do": "end-special", "result": "doc:8"},
    {"at": "2025-03-25T10:00:00+08:00", "do": "start-special", "kind": "expert-review", "notice": "doc:9",
     "needs": {"n": 5, "unit": "working-day"}},
    {"at": "2025-03-26T10:00:00+08:00", "do": "end-special", "result": "doc:10"},
    {"at": "2025-03-27T10:00:00+08:00", "by": {"desk": "reviewer", "account": "account:reviewer"},
     "do": "decide", "verdict": "granted", "reasons": "text:1"},
    {"at": "2025-03-28T10:00:00+08:00", "by": {"desk": "reviewer", "account": "account:reviewer"},
     "do": "issue-result", "result": "licence:1"}]},
  "parties": {"party:1": {"name": "示例专利代理有限公司", "kind": "enterprise", "id": "91990100MA00000000"},
              "account:clerk": {"name": "窗口甲"}, "account:reviewer": {"name": "审查乙"}},
  "texts": {"text:1": "符合条件，准予许可。", "doc:7": "专家评审", "licence:1": "示专代000001"}}"#;

fn record(world: &World, exchange: &CaseExchange<'_>, file: &str) -> CaseRecord {
    let file: CaseFile = serde_json::from_str(file).unwrap();
    let templates = Templates::builtin().unwrap();
    let calendar = &world.calendar;
    file.record(exchange, &world.pack, &world.rules, &templates, calendar)
        .unwrap()
}

fn open_world() -> World {
    let mut world = World::new();
    for entry in &mut world.pack.entries {
        entry.effective = None;
    }
    world
}

#[test]
fn a_replayed_case_goes_into_the_case_tables_and_comes_back() {
    let world = open_world();
    let profile = Profile::builtin("national-exchange-2020").unwrap();
    let exchange = CaseExchange::national(&profile).unwrap();
    let record = record(&world, &exchange, FILE);
    let accept = &record.accept.as_ref().unwrap().values;
    assert_eq!(accept["applyer_type"], "enterprise");
    // Silence accepted it: from the day of the resubmission's receipt or the receipt itself, never
    // from the day on which somebody looked.
    assert!(accept["accept_date"].as_str() <= "2025-03-06", "{accept:?}");
    let steps: Vec<_> = record.process.iter().map(|r| &r.values).collect();
    assert_eq!(steps[1]["event_name"], "return");
    assert_eq!(
        (steps[1]["start"].as_str(), steps[1]["end"].as_str()),
        ("2025-03-04", "2025-03-06")
    );
    assert!(steps.iter().all(|s| s["start"] <= s["end"]), "{steps:?}");
    let decided = steps.iter().find(|s| s["end"] == "2025-03-27").unwrap();
    assert_eq!(decided["handle_explain"], "符合条件，准予许可。");
    assert_eq!(record.special.len(), 2);
    let result = &record.result.as_ref().unwrap().values;
    assert_eq!(result["result_type"], "certificate");
    assert_eq!(result["certificate_number"], "示专代000001");
    let debug = format!("{record:?}");
    assert!(
        !debug.contains("示例专利代理"),
        "names of people stay out of logs"
    );
    for raw in [true, false] {
        let export = exchange.export(std::slice::from_ref(&record), raw);
        let told: Vec<_> = export.notes.iter().map(|n| n.code).collect();
        assert!(told.contains(&"matters.exchange.doubtful-codes"));
        assert!(
            told.contains(&"matters.exchange.mandatory-empty"),
            "{told:?}"
        );
        let back = exchange.import(&export.sheets).unwrap();
        assert!(back.notes.is_empty(), "{:?}", back.notes);
        assert_eq!(back.cases, std::slice::from_ref(&record));
    }
}

#[test]
fn what_is_not_accepted_or_still_runs_stays_out_and_is_told() {
    let world = open_world();
    let profile = Profile::builtin("national-exchange-2020").unwrap();
    let exchange = CaseExchange::national(&profile).unwrap();
    let cut = |until: &str| {
        let mut file: serde_json::Value = serde_json::from_str(FILE).unwrap();
        let commands = file["replay"]["commands"].as_array_mut().unwrap();
        commands.retain(|c| c["at"].as_str().unwrap() < until);
        record(&world, &exchange, &file.to_string())
    };
    let (early, running) = (cut("2025-03-05"), cut("2025-03-26"));
    assert!(early.accept.is_none() && running.result.is_none());
    let export = exchange.export(&[early, running], true);
    let told: Vec<_> = export.notes.iter().map(|n| n.code).collect();
    assert_eq!(told[0], "matters.exchange.not-accepted");
    assert!(told.contains(&"matters.exchange.open-procedure"));
    let rows = |name: &str| {
        export
            .sheets
            .iter()
            .find(|s| s.name == name)
            .unwrap()
            .rows
            .len()
            - 1
    };
    assert_eq!(
        (rows("up_pro_accept"), rows("up_pro_special_procedure")),
        (1, 1)
    );
    assert_eq!(rows("up_pro_result"), 0);
}

#[test]
fn codes_and_columns_that_nobody_knows_come_back_and_are_told() {
    let profile = Profile::builtin("national-exchange-2020").unwrap();
    let exchange = CaseExchange::national(&profile).unwrap();
    let lines = |rows: &[&[&str]]| -> Vec<Vec<String>> {
        let row = |r: &&[&str]| r.iter().map(ToString::to_string).collect();
        rows.iter().map(row).collect()
    };
    let sheets = [
        Sheet {
            name: "up_pro_accept".into(),
            rows: lines(&[
                &["project_no", "project_type", "accept_date", "sync_sign"],
                &["n1", "3", "20250303T093000", "I"],
                &["n2", "2", "2025-03-04", ""],
            ]),
        },
        Sheet {
            name: "up_pro_result".into(),
            rows: lines(&[&["project_no", "result_type"], &["n2", "6"]]),
        },
    ];
    let read = exchange.import(&sheets).unwrap();
    let told: Vec<_> = read.notes.iter().map(|n| (n.code, n.row)).collect();
    assert_eq!(
        told,
        [
            ("matters.exchange.column-kept", 1),
            ("matters.exchange.unknown-code", 2)
        ]
    );
    let again = exchange.export(&read.cases, true).sheets;
    for was in &sheets {
        let is = again.iter().find(|s| s.name == was.name).unwrap();
        for (place, heading) in was.rows[0].iter().enumerate() {
            let at = column(is, heading);
            for (w, i) in was.rows.iter().zip(&is.rows) {
                assert_eq!(w[place], i[at], "{heading}");
            }
        }
    }
    let mut wrong = sheets.clone();
    wrong[0]
        .rows
        .push(vec!["n1".into(), "soon".into(), "yesterday".into()]);
    wrong[1].rows.push(vec!["n9".into(), "6".into()]);
    wrong[1].rows.push(vec!["n2".into(), "6".into()]);
    let faults = exchange.import(&wrong).unwrap_err();
    let codes: Vec<_> = faults
        .iter()
        .map(|f| f.code.rsplit('.').next().unwrap())
        .collect();
    assert_eq!(codes, ["not-a-date", "duplicate", "no-case", "duplicate"]);
    let none = exchange.import(&sheets[1..]).unwrap_err();
    assert_eq!(none[0].code, "matters.exchange.no-sheet");
}

#[test]
fn the_codes_of_products_read_their_own_way() {
    let codes = |profile: &str, field: &str, raw: &str| {
        let profile = Profile::builtin(profile).unwrap();
        profile.meaning(field, raw).map(ToString::to_string)
    };
    // What a formal refusal is, and what needs no licence at all, stay apart.
    assert_eq!(
        codes("construction-approval", "case-status", "4").as_deref(),
        Some("not-required")
    );
    assert_eq!(
        codes("construction-approval", "case-status", "5").as_deref(),
        Some("acceptance-refused")
    );
    assert_eq!(
        codes("hall-products", "special-kind", "A").as_deref(),
        Some("extension")
    );
    assert_eq!(
        codes("gbt39046", "special-kind", "1").as_deref(),
        Some("extension")
    );
    assert_eq!(
        codes("hall-products", "completion", "5").as_deref(),
        Some("not-corrected")
    );
    assert_eq!(
        codes("hall-products", "case-kind", "1").as_deref(),
        Some("promised")
    );
    assert_eq!(
        codes("gbt39046", "case-kind", "1").as_deref(),
        Some("immediate")
    );
    assert_eq!(
        codes("hall-products", "suspension", "转报").as_deref(),
        Some("transfer")
    );
    assert_eq!(
        codes("gbt39046", "satisfaction", "5").as_deref(),
        Some("very-dissatisfied")
    );
    for id in ["gbt39046", "national-exchange-2020"] {
        let profile = Profile::builtin(id).unwrap();
        for (code, name) in profile.table("party-kind").unwrap().codes() {
            let read = profile.read::<PartyKind>("party-kind", code);
            assert!(matches!(read, Coded::Known(_)), "{id} {code} {name}");
        }
    }
    let annex = Profile::builtin("gbt39046").unwrap();
    let written = annex.write("party-kind", &PartyKind::NonCorporateEnterprise);
    assert_eq!(
        written.as_deref(),
        Some("6"),
        "the annex has no other word for it"
    );
}

#[test]
fn linked_data_and_hsds_know_telephones_hours_and_places() {
    let world = World::new();
    let list = list(&world);
    let graph = cpsv::graph(&list, &Registry::builtin().unwrap()).unwrap();
    let problems = Shapes::cpsv_ap().unwrap().check(&graph);
    assert!(problems.0.is_empty(), "{:#?}", problems.0);
    let of = |class: &'static str| graph.nodes.iter().filter(move |n| n.class == class);
    for contact in of("m8g:ContactPoint") {
        assert!(
            contact.properties.contains_key("m8g:telephone"),
            "{}",
            contact.id
        );
    }
    assert!(of("m8g:ContactPoint").any(|n| n.properties.contains_key("m8g:openingHours")));
    assert!(of("skos:Concept").all(|n| n.properties.contains_key("skos:prefLabel")));
    let labels = Labels::builtin().unwrap();
    let document = hsds::document(&list, &labels, Lang::En);
    let json = serde_json::to_value(&document).unwrap();
    let services = json["services"].as_array().unwrap();
    let at = services
        .iter()
        .flat_map(|s| s["service_at_locations"].as_array().unwrap());
    let hall = at.clone().find(|l| {
        l["location"]["name"]
            .as_str()
            .unwrap()
            .contains("Service Centre")
    });
    let hall = hall.unwrap();
    assert_eq!(hall["schedules"][0]["byday"], "MO,TU,WE,TH,FR");
    assert_eq!(hall["schedules"][0]["opens_at"], "09:00");
    assert_eq!(services[0]["last_modified"].as_str().unwrap().len(), 25);
}

#[test]
fn a_matter_split_into_items_has_a_code_for_each() {
    let world = World::new();
    let registry = Registry::builtin().unwrap();
    let lint = Lint::builtin(&world.catalogue, &world.rules, &registry).unwrap();
    let mut list = list(&world);
    list.entries.truncate(1);
    let code = list.entries[0].implementation.clone().unwrap();
    list.entries.push(list.entries[0].clone());
    let codes = |list: &List| -> Vec<(String, String)> {
        let all = lint.check(list, None).into_iter();
        let own = all.filter(|f| ["R01", "R02"].contains(&f.rule.as_str()));
        own.map(|f| (f.rule, f.pointer)).collect()
    };
    assert_eq!(
        codes(&list),
        [("R01".into(), "/entries/1/implementation".into())]
    );
    for (entry, item) in list.entries.iter_mut().zip(["01", "02"]) {
        entry.handling_item = Some(format!("{code}{item}"));
    }
    assert!(codes(&list).is_empty(), "{:?}", codes(&list));
    with(&world, |exchange| {
        let sheets = exchange.export(&list, true).sheets;
        let back = exchange.import(&sheets, header(&list)).unwrap().list;
        let items: Vec<_> = back
            .entries
            .iter()
            .map(|e| e.handling_item.clone())
            .collect();
        assert_eq!(
            items,
            [Some(format!("{code}01")), Some(format!("{code}02"))]
        );
    });
    list.entries[1].handling_item = Some(format!("{code}01"));
    assert_eq!(
        codes(&list),
        [("R01".into(), "/entries/1/handlingItem".into())]
    );
    list.entries[1].handling_item = Some("01".into());
    assert_eq!(
        codes(&list),
        [("R02".into(), "/entries/1/handlingItem".into())]
    );
}

#[test]
fn a_waiver_keeps_its_mark() {
    let world = World::new();
    let marks = |id: &str| -> Vec<_> {
        let paper = world.catalogue.material(id).unwrap();
        paper.waivable_by.iter().map(|w| w.mark).collect()
    };
    assert_eq!(marks("change-proof"), [Some(Mark::Seen), Some(Mark::Seen)]);
    let all = world.pack.entries.iter().flat_map(|e| &e.materials);
    let others: Vec<_> = all
        .filter(|m| m.id != "change-proof")
        .flat_map(|m| &m.waivable_by)
        .collect();
    assert!(
        others.iter().all(|w| w.mark == Some(Mark::Believed)),
        "{others:?}"
    );
}

proptest! {
    /// Whatever stands in the sheets, reading gives cases or faults, and cases come back as they are.
    #[test]
    fn any_sheet_is_read_or_refused(cells in proptest::collection::vec("[0-9a-zA-Z年^/-]{0,12}", 30)) {
        let profile = Profile::builtin("national-exchange-2020").unwrap();
        let exchange = CaseExchange::national(&profile).unwrap();
        let heads = [
            ("up_pro_accept", ["project_no", "project_type", "accept_date", "apply_type", "own_column"]),
            ("up_pro_process", ["project_no", "process_name", "event_name", "start", "end"]),
        ];
        let mut cells = cells.into_iter();
        let sheets = heads.map(|(name, head)| {
            let mut rows = vec![head.map(String::from).to_vec()];
            for number in ["n1", "n2", "n3"] {
                let rest = cells.by_ref().take(4);
                rows.push(core::iter::once(number.to_string()).chain(rest).collect());
            }
            Sheet { name: name.into(), rows }
        });
        if let Ok(read) = exchange.import(&sheets) {
            let again = exchange.export(&read.cases, true);
            prop_assert_eq!(exchange.import(&again.sheets).unwrap().cases, read.cases);
        }
    }
}
