//! The days by which somebody must act in a person's cases: the clocks that run, and the fees that are not paid.

use chrono::NaiveDate;
use ip_app::actor::Actor;
use ip_app::cases::{Registered, Which};
use ip_app::error::AppError;
use ip_core::text::Text;
use ip_matters::entry::Entry;

use crate::fault::Fault;
use crate::pages::cases;
use crate::pages::desk::json;
use crate::state::AppState;
use crate::view::clock::{ClockBadge, ClockState};
use crate::view::table::{Cell, Table};
use crate::view::{Page, fee};

/// Cases that are read at once.
const READ: usize = 200;

/// A day by which somebody must act.
pub struct Deadline {
    /// The case.
    pub number: String,
    /// Its matter.
    pub matter: Text,
    /// What it is called in a file.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// How it stands, with its last day.
    pub badge: ClockBadge,
    /// Whether the person must act, and not the office.
    mine: bool,
}

/// The deadlines of a person's cases, the nearest day first.
///
/// # Errors
///
/// The store fails.
pub async fn of(app: &AppState, p: &Page, actor: &Actor) -> Result<Vec<Deadline>, Fault> {
    let which = Which::Of(actor.account.clone());
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let (found, next) = app.office.cases(&which, after, READ).await?;
        for registered in &found {
            let entry = app.office.rules.entry(registered.matter())?;
            let clocks = app.office.case_clocks(actor.at, registered)?;
            let running = clocks.iter().filter(|clock| clock.stopped.is_none());
            all.extend(running.map(|clock| {
                let (name, badge) = cases::badge(p, clock);
                Deadline {
                    number: registered.number.clone(),
                    matter: entry.matter.name.clone(),
                    key: json(&clock.name),
                    name,
                    badge,
                    mine: clock.name.is_party(),
                }
            }));
            all.extend(fees(app, p, entry, registered).await?);
        }
        after = match next {
            Some(next) => Some(next),
            None => break,
        };
    }
    all.sort_by_key(|deadline| {
        let due = deadline.badge.due;
        (due.is_none(), due, deadline.number.clone())
    });
    Ok(all)
}

/// The fees of a case that are not recorded as paid, with the day by which the law wants them.
async fn fees(
    app: &AppState,
    p: &Page,
    entry: &Entry,
    registered: &Registered,
) -> Result<Vec<Deadline>, Fault> {
    if registered.case.paid.is_some() {
        return Ok(Vec::new());
    }
    let form = match app.office.case_form(registered).await {
        Ok(form) => form,
        Err(AppError::NotFound(_)) => return Ok(Vec::new()),
        Err(other) => return Err(other.into()),
    };
    let owed = cases::own::fee(p, entry, registered, &form);
    let due = owed.into_iter().flat_map(|owed: fee::FeeView| owed.due);
    Ok(due
        .enumerate()
        .map(|(nth, (name, day, provisional))| Deadline {
            number: registered.number.clone(),
            matter: entry.matter.name.clone(),
            key: format!("fee-{nth}"),
            name,
            badge: ClockBadge {
                state: state(p, day, provisional),
                left: None,
                due: Some(day),
            },
            mine: true,
        })
        .collect())
}

/// How a day stands that no clock of the case keeps.
fn state(p: &Page, day: NaiveDate, provisional: bool) -> ClockState {
    if day < p.today() {
        ClockState::Late
    } else if provisional {
        ClockState::Provisional
    } else {
        ClockState::OnTime
    }
}

/// The deadlines as a table.
pub fn table(p: &Page, deadlines: &[Deadline]) -> Table {
    let mut table = Table::new(p.t("my-deadlines"))
        .words(p.t("case-clock"))
        .words(p.t("my-who"))
        .words(p.t("case-matter"))
        .words(p.t("case-number"));
    for deadline in deadlines {
        let who = match deadline.mine {
            true => "my-who-you",
            false => "my-who-office",
        };
        table.rows.push(vec![
            Cell::Clock {
                name: deadline.name.clone(),
                badge: deadline.badge.clone(),
            },
            Cell::Text(p.t(who).to_string()),
            Cell::Text(p.label(&deadline.matter).to_owned()),
            Cell::Link {
                label: deadline.number.clone(),
                href: format!("/cases/{}", deadline.number),
            },
        ]);
    }
    table
}
