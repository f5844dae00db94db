//! `/matters`: find a matter. Words and filters stand in the address, so that a view can be shared.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, Response};
use ip_matters::entry::Entry;
use ip_matters::matter::{Applicant, Channel, Charged, Matter};
use ip_matters::search::{Hit, Reason};
use serde::Deserialize;

use crate::download;
use crate::fault::Fault;
use crate::form::Choice;
use crate::library::Library;
use crate::state::AppState;
use crate::view::guide::length;
use crate::view::pager::Pager;
use crate::view::{Page, html, why};
use crate::viewer::{Viewer, address};

/// Entries on a page.
const PER_PAGE: usize = 20;
/// The fields of IP with their text keys, as the second word of a matter's id.
pub const AREAS: [(&str, &str); 5] = [
    ("patent", "area-patent"),
    ("trademark", "area-trademark"),
    ("gi", "area-gi"),
    ("layout", "area-layout"),
    ("local", "area-local"),
];

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    /// Words.
    pub q: String,
    /// Field of IP.
    pub area: String,
    /// `all` for the whole national list, else what is handled here.
    pub scope: String,
    /// `person` or `organisation`.
    pub who: String,
    /// `online` for what needs no visit.
    pub way: String,
    /// Page of the list.
    pub page: String,
}

/// A matter in the list.
struct Item {
    href: String,
    name: String,
    number: String,
    area_key: &'static str,
    charged_key: &'static str,
    promised: Option<String>,
    online: bool,
    here: bool,
    /// Why it was found; empty without words.
    why: String,
}

#[derive(Template)]
#[template(path = "pages/matters.html")]
struct List {
    p: Page,
    search: Search,
    areas: Vec<Choice>,
    items: Vec<Item>,
    pager: Pager,
    has_locality: bool,
    everywhere: String,
    export: String,
}

/// The catalogue.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(search): Query<Search>,
) -> Result<Html<String>, Fault> {
    let mut p = Page::new(&app, &viewer, "matters-title");
    p.query.clone_from(&search.q);
    let found = search.find(&app.library);
    let pager = Pager::new(
        &viewer,
        found.len(),
        search.page.parse().unwrap_or(1),
        PER_PAGE,
    );
    let shown = pager.slice(&found);
    let items = shown
        .iter()
        .map(|(matter, reasons)| Item {
            why: why::line(&p, reasons),
            ..item(&p, &app.library, matter)
        })
        .collect();
    let areas = AREAS.map(|(value, key)| Choice::new(value, p.t(key)));
    let here = viewer.here();
    html(&List {
        items,
        areas: areas.into(),
        has_locality: !app.library.pack.entries.is_empty(),
        everywhere: address("/matters", search.pairs(true)),
        export: here.replacen("/matters", "/matters.csv", 1),
        pager,
        search,
        p,
    })
}

/// The same list as a table for other programs, in the language of the page.
pub async fn csv(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(search): Query<Search>,
) -> Response {
    let p = Page::new(&app, &viewer, "matters-title");
    let head = [
        "csv-number",
        "csv-id",
        "csv-name",
        "csv-area",
        "csv-fee",
        "csv-promised",
    ];
    let rows = search.find(&app.library).into_iter().map(|(matter, _)| {
        let item = item(&p, &app.library, matter);
        vec![
            item.number,
            matter.id.to_string(),
            item.name,
            p.t(item.area_key).to_string(),
            p.t(item.charged_key).to_string(),
            item.promised.unwrap_or_default(),
        ]
    });
    let head = head.map(|key| p.t(key).to_string()).to_vec();
    download::csv("matters.csv", head, rows)
}

impl Search {
    /// The matters looked for: the best first and with the reasons when there are words, else in the order of
    /// the list.
    fn find<'a>(&self, library: &'a Library) -> Vec<(&'a Matter, Vec<Reason>)> {
        let everywhere = self.scope == "all" || library.pack.entries.is_empty();
        let all: Vec<(&Matter, Vec<Reason>)> = if !self.q.trim().is_empty() {
            let hits = library.find(&self.q, everywhere).into_iter();
            let known = |hit: Hit| Some((library.catalogue.get(hit.matter.as_str())?, hit.reasons));
            hits.filter_map(known).collect()
        } else if everywhere {
            library
                .catalogue
                .matters()
                .map(|m| (m, Vec::new()))
                .collect()
        } else {
            let entries = library.pack.entries.iter();
            entries.map(|entry| (&entry.matter, Vec::new())).collect()
        };
        all.into_iter()
            .filter(|(matter, _)| self.admits(library, matter))
            .collect()
    }

    fn admits(&self, library: &Library, matter: &Matter) -> bool {
        let entry = library.pack.entry(matter.id.as_str());
        let who = match self.who.as_str() {
            "person" => matter.applicants.contains(&Applicant::NaturalPerson),
            "organisation" => matter.applicants.contains(&Applicant::Organisation),
            _ => true,
        };
        let area = self.area.is_empty() || area(matter).0 == self.area;
        who && area && (self.way != "online" || is_online(matter, entry))
    }

    /// The query of the same search over the whole national list.
    fn pairs(&self, everywhere: bool) -> Vec<(String, String)> {
        let scope = if everywhere { "all" } else { "" };
        [
            ("q", self.q.as_str()),
            ("area", &self.area),
            ("scope", scope),
            ("who", &self.who),
            ("way", &self.way),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
    }
}

fn item(p: &Page, library: &Library, matter: &Matter) -> Item {
    let entry = library.pack.entry(matter.id.as_str());
    Item {
        href: format!("/matters/{}", matter.id),
        name: p.label(&matter.name).to_owned(),
        number: matter.number.clone(),
        area_key: area(matter).1,
        charged_key: charged_key(matter.fee.charged),
        promised: entry
            .and_then(|entry| entry.promised)
            .map(|promised| length(p, promised)),
        online: is_online(matter, entry),
        here: entry.is_some(),
        why: String::new(),
    }
}

fn area(matter: &Matter) -> (&'static str, &'static str) {
    let word = matter.id.as_str().split('.').nth(1).unwrap_or_default();
    let known = AREAS.into_iter().find(|(area, _)| *area == word);
    known.unwrap_or(("local", "area-local"))
}

fn is_online(matter: &Matter, entry: Option<&Entry>) -> bool {
    entry
        .map_or(&matter.channels, |entry| &entry.channels)
        .contains(&Channel::Online)
}

/// Key of whether a fee is charged.
pub const fn charged_key(charged: Charged) -> &'static str {
    match charged {
        Charged::Yes => "fee-charged",
        Charged::No => "fee-free",
        Charged::Unknown => "fee-unknown",
    }
}
