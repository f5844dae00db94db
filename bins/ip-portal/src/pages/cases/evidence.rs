//! What stood in for papers of a case: registers, certificates; and a register asked again.

use ip_app::actor::{Actor, Role};
use ip_app::cases::Registered;
use ip_app::draft::Draft;
use ip_matters::case::CheckOutcome;
use ip_matters::entry::Entry;

use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind};
use crate::pages::desk::Act;
use crate::view::parts::Link;
use crate::view::{Page, words};
use crate::when;

fn paper(p: &Page, entry: &Entry, id: &str) -> String {
    let paper = entry.materials.iter().find(|material| material.id == id);
    paper.map_or_else(|| id.to_owned(), |paper| p.label(&paper.name).to_owned())
}

/// What came of a check of which paper.
pub fn checked(p: &Page, registered: &Registered, material: &str, outcome: CheckOutcome) -> String {
    let entry = p.app().office.rules.entry_of(&registered.case).ok();
    let paper = entry.map_or_else(|| material.to_owned(), |entry| paper(p, entry, material));
    format!("{paper}: {}", words::name(p, "check-outcome", &outcome))
}

/// What registers answered and certificates showed, with the source and the time of the consent.
pub fn instead(
    p: &Page,
    actor: &Actor,
    entry: &Entry,
    form: &Draft,
) -> Vec<(String, String, Option<Link>)> {
    let each = form.checks.iter().map(|(id, check)| {
        let outcome = words::name(p, "check-outcome", &check.outcome);
        let at = when::minute(check.at, p.lang());
        let (said, link) = match &check.certificate {
            None => {
                let said = p
                    .t("check-kept")
                    .with("register", p.label(&check.name))
                    .with("outcome", outcome)
                    .with("evidence", p.label(&check.evidence))
                    .with("at", at);
                (said.to_string(), None)
            }
            Some(verified) => {
                let verdict = words::name(p, "verdict", &verified.verdict);
                let said = p
                    .t("proof-kept")
                    .with("name", p.label(&check.name))
                    .with("verdict", verdict)
                    .with("outcome", outcome)
                    .with("record", verified.used.clone().unwrap_or_default())
                    .with("at", at);
                let href = format!("/certificates/{}", verified.identifier);
                let known = verified.used.is_some() && !actor.is(&[Role::Requester]);
                let link = known.then(|| Link::new(verified.identifier.to_string(), href));
                (said.to_string(), link)
            }
        };
        (paper(p, entry, id), said, link)
    });
    each.collect()
}

/// The form that asks a silent register again; `None` where none is silent.
///
/// # Errors
///
/// The matter is not in the lists any more.
pub fn again(
    p: &Page,
    actor: &Actor,
    registered: &Registered,
    form: &Draft,
) -> Result<Option<Act>, Fault> {
    let office = &p.app().office;
    let open = office.unanswered(actor, registered, form)?;
    let entry = office.rules.entry_of(&registered.case)?;
    let first = open.first().cloned();
    let choices = open.iter().map(|id| {
        let check = form.checks.get(id);
        let asked = check.map(|check| p.label(&check.name)).unwrap_or_default();
        let mut choice = Choice::new(id.as_str(), paper(p, entry, id));
        choice.hint = asked.to_owned();
        choice
    });
    let field = Field::new(
        "paper",
        p.t("act-ask-again-paper"),
        Kind::Radio(choices.collect()),
    );
    Ok(first.map(|first| Act {
        title: p.t("act-ask-again").to_string(),
        button: p.t("act-ask-again-button").to_string(),
        href: format!("/desk/cases/{}/ask-again", registered.number),
        is_link: false,
        form: Form::new(vec![field.value(first).hint(p.t("act-ask-again-what"))]),
    }))
}
