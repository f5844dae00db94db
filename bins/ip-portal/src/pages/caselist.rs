//! The list of cases of a queue or a person: what is shown of it and in which order stands in the address, and the same list
//! goes out as a file.

use axum::response::Response;
use ip_app::actor::Actor;
use ip_app::cases::{Registered, Which};
use ip_app::port::Cursor;
use ip_matters::case::{ClockStatus, State as Stands};
use serde::{Deserialize, Serialize};

use crate::download;
use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind};
use crate::pages::cases;
use crate::pages::desk::json;
use crate::state::AppState;
use crate::view::table::{Cell, Table};
use crate::view::{Page, words};
use crate::when;

/// Cases that are read at once.
const READ: usize = 200;
/// Most cases of a file.
const MOST: usize = 10_000;

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Longest here first.
    Oldest,
    /// Last come first.
    Newest,
}

/// What the address says of the list; an empty value says nothing.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Shown {
    #[serde(default)]
    after: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    matter: String,
    #[serde(default)]
    clock: String,
    #[serde(default)]
    order: String,
}

/// A value of an enum by its name in JSON, in the address.
fn named<T: serde::de::DeserializeOwned>(field: &str, text: &str) -> Result<Option<T>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let value = serde_json::from_value(text.into());
    value
        .map(Some)
        .map_err(|_| Fault::BadRequest(field.to_owned()))
}

/// What is asked for, read.
struct Asked {
    state: Option<Stands>,
    clock: Option<ClockStatus>,
    order: Option<Order>,
}

impl Shown {
    /// Whether less than everything is shown.
    pub fn is_narrowed(&self) -> bool {
        [&self.state, &self.matter, &self.clock]
            .iter()
            .any(|value| !value.is_empty())
    }

    fn read(&self) -> Result<Asked, Fault> {
        Ok(Asked {
            state: named("state", &self.state)?,
            clock: named("clock", &self.clock)?,
            order: named("order", &self.order)?,
        })
    }

    /// The cases to show, at least a page of them where there are as many, and where to go on.
    ///
    /// # Errors
    ///
    /// A value in the address that is none; the store fails.
    pub async fn find(
        &self,
        app: &AppState,
        actor: &Actor,
        which: &Which,
        page: usize,
    ) -> Result<(Vec<Registered>, Option<Cursor>), Fault> {
        let asked = self.read()?;
        let mut after: Option<Cursor> = match self.after.as_str() {
            "" => None,
            place => Some(
                place
                    .parse()
                    .map_err(|_| Fault::BadRequest("after".to_owned()))?,
            ),
        };
        let usual = match which {
            Which::Of(_) => Order::Newest,
            Which::In(_) | Which::Open => Order::Oldest,
        };
        let newest = asked.order.unwrap_or(usual) == Order::Newest;
        let which = match (which, asked.state) {
            (Which::Open, Some(state)) => &Which::In(state),
            _ => which,
        };
        let mut all = Vec::new();
        loop {
            let (read, next) = app
                .office
                .cases_ordered(which, newest, after, page.min(READ))
                .await?;
            for registered in read {
                if self.fits(app, actor, &asked, &registered)? {
                    all.push(registered);
                }
            }
            after = next;
            if after.is_none() || all.len() >= page {
                return Ok((all, after));
            }
        }
    }

    fn fits(
        &self,
        app: &AppState,
        actor: &Actor,
        asked: &Asked,
        registered: &Registered,
    ) -> Result<bool, Fault> {
        let state = asked
            .state
            .is_none_or(|state| registered.case.state == state);
        let matter = self.matter.is_empty() || registered.matter() == self.matter;
        if !(state && matter) {
            return Ok(false);
        }
        let Some(wanted) = asked.clock else {
            return Ok(true);
        };
        let clocks = app.office.case_clocks(actor.at, registered)?;
        let mut running = clocks.iter().filter(|clock| clock.stopped.is_none());
        Ok(running.any(|clock| clock.status == wanted))
    }

    /// The form above the list.
    pub fn form(&self, p: &Page) -> Form {
        let states = Stands::ALL.iter().filter(|state| **state != Stands::Draft);
        let states = states.map(|state| Choice::new(json(state), words::name(p, "state", state)));
        let clocks = [
            (ClockStatus::Soon, "clock-soon"),
            (ClockStatus::Late, "clock-late"),
            (ClockStatus::Paused, "clock-paused"),
        ];
        let clocks = clocks.map(|(status, key)| Choice::new(json(&status), p.t(key)));
        let orders = [Order::Oldest, Order::Newest];
        let orders =
            orders.map(|order| Choice::new(json(&order), words::name(p, "list-order", &order)));
        let entries = &p.app().library.pack.entries;
        let matters = entries
            .iter()
            .map(|e| Choice::new(e.matter.id.as_str(), p.label(&e.matter.name)));
        let select = |name: &str, key: &str, choices: Vec<Choice>, value: &str| {
            Field::new(name, p.t(key), Kind::Select(choices)).value(value)
        };
        Form::new(vec![
            select("state", "case-state", states.collect(), &self.state),
            select("matter", "case-matter", matters.collect(), &self.matter),
            select("clock", "case-clock", clocks.into(), &self.clock),
            select("order", "list-order", orders.into(), &self.order),
        ])
    }

    /// The same list as a file for a spreadsheet.
    ///
    /// # Errors
    ///
    /// As [`Shown::find`].
    pub async fn csv(
        &self,
        app: &AppState,
        p: &Page,
        actor: &Actor,
        which: &Which,
    ) -> Result<Response, Fault> {
        let whole = Self {
            after: String::new(),
            ..self.clone()
        };
        let (mut found, _) = whole.find(app, actor, which, MOST).await?;
        found.truncate(MOST);
        let table = table(app, p, actor, &found)?;
        let head = table.columns.iter().map(|column| column.label.clone());
        let rows = table
            .rows
            .iter()
            .map(|row| row.iter().map(Cell::plain).collect());
        Ok(download::csv("cases.csv", head.collect(), rows))
    }
}

/// Cases as a table with every clock that runs: the statutory and the promised one side by side.
///
/// # Errors
///
/// A matter that is not in the lists any more.
pub fn table(
    app: &AppState,
    p: &Page,
    actor: &Actor,
    found: &[Registered],
) -> Result<Table, Fault> {
    let mut table = Table::new(p.t("queue-caption"))
        .words(p.t("case-number"))
        .words(p.t("case-matter"))
        .words(p.t("case-filed"))
        .words(p.t("case-state"))
        .words(p.t("case-clock"));
    for registered in found {
        let entry = app.office.rules.entry_of(&registered.case)?;
        let clocks = app.office.case_clocks(actor.at, registered)?;
        let running = clocks.iter().filter(|clock| clock.stopped.is_none());
        let running: Vec<_> = running.map(|clock| cases::badge(p, clock)).collect();
        table.rows.push(vec![
            Cell::Link {
                label: registered.number.clone(),
                href: format!("/cases/{}", registered.number),
            },
            Cell::Text(p.label(&entry.matter.name).to_owned()),
            Cell::Text(when::day(registered.filed.date_naive(), p.lang())),
            Cell::Badge {
                label: words::name(p, "state", &registered.case.state),
                tone: cases::tone(registered.case.state),
            },
            match running.is_empty() {
                true => Cell::Text(p.t("case-no-clock").to_string()),
                false => Cell::Clocks(running),
            },
        ]);
    }
    Ok(table)
}
