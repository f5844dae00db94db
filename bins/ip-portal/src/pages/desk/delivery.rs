//! Service of a decision (送达): the channels that the procedure knows, and the days that can be proved.

use chrono::NaiveDate;
use ip_app::app::App;
use ip_app::cases::Registered;
use ip_app::error::AppError;
use ip_core::problem::Problem;
use ip_matters::case::Command;
use ip_matters::entry::Entry;
use ip_matters::regime::{Counts, DeliveryChannel};

use super::{chosen, json, reference};
use crate::form::{Choice, Field, Kind, Sent};
use crate::view::{Page, words};

/// How the decision was served: by the channels of the procedure, with the days that can be proved.
pub fn fields(p: &Page, registered: &Registered, entry: &Entry) -> Vec<Field> {
    let rules = &p.app().office.rules.regimes;
    let rules = rules.on(entry.matter.regime, registered.filed.date_naive());
    let rules = rules
        .map(|regime| regime.delivery.as_slice())
        .unwrap_or_default();
    let channels = rules.iter().map(|rule| {
        Choice::new(
            json(&rule.channel),
            words::name(p, "delivery", &rule.channel),
        )
    });
    let channels: Vec<Choice> = channels.collect();
    let usual = channels
        .iter()
        .find(|one| one.value == json(&DeliveryChannel::Electronic));
    let usual = usual.or(channels.first()).map(|one| one.value.clone());
    let day = || Kind::Line {
        input: "date",
        autocomplete: "off",
    };
    vec![
        Field::new("channel", p.t("act-deliver-channel"), Kind::Radio(channels))
            .value(usual.unwrap_or_default()),
        Field::new("dispatched", p.t("act-deliver-dispatched"), day()).value(p.today().to_string()),
        Field::new("received", p.t("act-deliver-received"), day())
            .hint(p.t("act-deliver-received-hint"))
            .optional(),
    ]
}

/// The command of a sent form.
///
/// # Errors
///
/// No channel, or a day that is none, at its field.
pub fn command(office: &App, registered: &Registered, sent: &Sent) -> Result<Command, AppError> {
    let day = |name: &str| -> Result<NaiveDate, Problem> {
        let typed = sent.get(name).trim();
        let wrong = |_| {
            Problem::new("app.form.date")
                .at(format!("/fields/{name}"))
                .found(typed)
        };
        typed.parse().map_err(wrong)
    };
    let channel = chosen(sent, "channel")?;
    let dispatched = day("dispatched")?;
    let entry = office.rules.entry_of(&registered.case)?;
    let rules = office
        .rules
        .regimes
        .on(entry.matter.regime, registered.filed.date_naive());
    let counts = rules
        .and_then(|regime| regime.delivery(channel))
        .map(|rule| rule.counts);
    let received = match sent.get("received").trim() {
        // What is served in the portal enters the person's account as it is sent.
        "" => (counts == Some(Counts::OnEntry)).then_some(dispatched),
        _ => Some(day("received")?),
    };
    Ok(Command::Deliver {
        channel,
        dispatched,
        received,
        evidence: reference("evidence", &format!("portal:{}", registered.number))?,
    })
}
