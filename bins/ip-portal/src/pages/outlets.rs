//! `/outlets`: where one can go, when it is open, and what is done at which window.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use chrono::{NaiveDate, NaiveTime, Weekday};
use ip_matters::outlet::{Function, Hours, Opening, Outlet, where_can_i};
use serde::Deserialize;

use crate::fault::Fault;
use crate::form::Choice;
use crate::state::AppState;
use crate::view::guide::{class_key, function_key};
use crate::view::parts::{Link, Tone};
use crate::view::{Page, html};
use crate::viewer::Viewer;
use crate::when;

/// What the five functions are called in the address.
const FUNCTIONS: [(&str, Function); 5] = [
    ("acceptance", Function::Acceptance),
    ("payment", Function::Payment),
    ("inquiry", Function::Inquiry),
    ("retrieval", Function::Retrieval),
    ("consultation", Function::Consultation),
];

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    /// A matter's id.
    pub matter: String,
    /// What is to be done there.
    pub function: String,
    /// On which day.
    pub day: String,
}

/// An outlet as the page shows it.
struct Place<'a> {
    outlet: &'a Outlet,
    class_key: &'static str,
    open_key: &'static str,
    tone: Tone,
    hours: Vec<String>,
    /// The hours of the day asked for.
    today: Vec<String>,
    /// Whether the holidays of that day are not published yet.
    provisional: bool,
    functions: Vec<&'static str>,
    windows: Vec<(String, Vec<Link>)>,
}

#[derive(Template)]
#[template(path = "pages/outlets.html")]
struct Outlets<'a> {
    p: Page,
    search: Search,
    matters: Vec<Choice>,
    functions: Vec<Choice>,
    places: Vec<Place<'a>>,
}

/// The outlets.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(search): Query<Search>,
) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "outlets-title");
    let library = &app.library;
    let matter = library
        .pack
        .entry(&search.matter)
        .map(|entry| &entry.matter.id);
    let function = FUNCTIONS
        .into_iter()
        .find(|(name, _)| *name == search.function);
    let day = match search.day.trim() {
        "" => p.today(),
        typed => typed
            .parse()
            .map_err(|_| Fault::BadRequest("day".to_owned()))?,
    };
    let found = where_can_i(&library.pack.outlets, matter, function.map(|(_, f)| f), day);
    let places = found.map(|outlet| place(&p, outlet, day)).collect();
    let named = |entry: &ip_matters::entry::Entry| {
        Choice::new(entry.matter.id.as_str(), p.label(&entry.matter.name))
    };
    let matters = library.pack.entries.iter().map(named).collect();
    let functions = FUNCTIONS.map(|(name, f)| Choice::new(name, p.t(function_key(f))));
    html(&Outlets {
        places,
        matters,
        functions: functions.into(),
        search,
        p,
    })
}

fn place<'a>(p: &Page, outlet: &'a Outlet, day: NaiveDate) -> Place<'a> {
    let now = p.app().now();
    let opening = outlet.opening(day, &p.app().library.calendar);
    let today = times(&opening);
    let within = |hours: &Hours| hours.from <= now.time() && now.time() < hours.to;
    let asked_now = day == now.date_naive();
    let open = match asked_now {
        true => opening.hours.iter().any(|hours| within(hours)),
        false => !today.is_empty(),
    };
    let matter = |id: &ip_matters::matter::MatterId| {
        let entry = p.app().library.pack.entry(id.as_str())?;
        Some(Link::new(
            p.label(&entry.matter.name),
            format!("/matters/{id}"),
        ))
    };
    let windows = outlet.windows.iter().map(|window| {
        let matters = window.matters.iter().filter_map(matter).collect();
        (p.label(&window.name).to_owned(), matters)
    });
    Place {
        class_key: class_key(outlet.class),
        provisional: opening.provisional,
        open_key: match (asked_now, open) {
            _ if opening.unknown => "outlet-hours-unknown",
            (true, true) => "outlet-open",
            (true, false) => "outlet-closed",
            (false, true) => "outlet-open-then",
            (false, false) => "outlet-closed-then",
        },
        today,
        tone: if open { Tone::Good } else { Tone::Info },
        hours: outlet.hours.iter().map(|hours| written(p, hours)).collect(),
        functions: outlet.functions.iter().map(|f| function_key(*f)).collect(),
        windows: windows.collect(),
        outlet,
    }
}

/// The hours of an outlet on a day; none on a day off.
pub fn hours_on(p: &Page, outlet: &Outlet, day: NaiveDate) -> Vec<String> {
    times(&outlet.opening(day, &p.app().library.calendar))
}

fn times(opening: &Opening<'_>) -> Vec<String> {
    let time = |time: NaiveTime| time.format("%H:%M").to_string();
    let hours = opening.hours.iter();
    hours
        .map(|hours| format!("{}–{}", time(hours.from), time(hours.to)))
        .collect()
}

/// Hours as people read them: `星期一至星期五 09:00–12:00`.
fn written(p: &Page, hours: &Hours) -> String {
    let day = |number: &u8| {
        let weekday = Weekday::try_from(number.saturating_sub(1)).unwrap_or(Weekday::Mon);
        when::weekday(weekday, p.lang()).to_owned()
    };
    let in_a_row = hours.days.windows(2).all(|pair| match pair {
        [a, b] => a.checked_add(1) == Some(*b),
        _ => false,
    });
    let days = match (hours.days.first(), hours.days.last()) {
        (Some(first), Some(last)) if in_a_row && first != last => p
            .t("outlet-days")
            .with("from", day(first))
            .with("to", day(last))
            .to_string(),
        _ => hours
            .days
            .iter()
            .map(day)
            .collect::<Vec<_>>()
            .join(p.t("list-comma").to_string().as_str()),
    };
    let time = |time: NaiveTime| time.format("%H:%M").to_string();
    format!("{days} {}–{}", time(hours.from), time(hours.to))
}
