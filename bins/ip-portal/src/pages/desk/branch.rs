//! The branches of a case at the desk: statements, the hearing, joint handling, the superior organ, a limit that waits
//! for its day, a renewal. Each is a form whose text goes to the vault as a note.

use chrono::NaiveDate;
use ip_app::app::App;
use ip_app::cases::{Note, Registered};
use ip_app::error::AppError;
use ip_core::problem::Problem;
use ip_matters::case::{Command, CommandKind};
use ip_matters::entry::Entry;
use ip_matters::limit::Limit;
use ip_matters::regime::Regime;

use super::reference;
use crate::form::{Choice, Field, Kind, Sent};
use crate::view::Page;

/// A field for a day.
pub fn day_field(p: &Page, name: &str, key: &str) -> Field {
    let day = Kind::Line {
        input: "date",
        autocomplete: "off",
    };
    Field::new(name, p.t(key), day)
}

/// The day typed in a field.
///
/// # Errors
///
/// It is none.
pub fn day(sent: &Sent, name: &str) -> Result<NaiveDate, Problem> {
    let typed = sent.get(name);
    typed.trim().parse().map_err(|_| {
        let problem = Problem::new("app.form.date").at(format!("/fields/{name}"));
        problem.found(typed)
    })
}

/// The rules under which a case runs.
fn regime<'a>(office: &'a App, registered: &Registered) -> Option<&'a Regime> {
    let rules = &office.rules.regimes;
    let id = registered.case.regime?;
    match &registered.case.rules {
        Some(version) => rules.version(id, version),
        None => rules.on(id, registered.filed.date_naive()),
    }
}

/// Who must approve that the time is extended; of several organs together, the head of the government.
pub fn approver(office: &App, registered: &Registered) -> String {
    let rules = regime(office, registered);
    let joint = rules.and_then(|rules| rules.joint.as_ref());
    let joint = joint.filter(|_| !registered.case.joint.is_empty());
    let own = rules.and_then(|rules| rules.extension.as_ref());
    let own = own.map(|rule| rule.approver.as_str());
    joint
        .map(|rule| rule.approver.as_str())
        .or(own)
        .unwrap_or("head-of-organ")
        .to_owned()
}

/// The limit of a case that waits for its day.
fn waiting<'a>(registered: &Registered, entry: &'a Entry) -> Option<&'a Limit> {
    let (channel, situation) = (registered.case.channel, &registered.case.situation);
    let limit = entry.matter.statutory_by(channel, situation.as_deref())?;
    limit.from.map(|_| limit)
}

/// The name of an act and the fields of its form; `None` for what is not done from this page.
pub fn fields(
    p: &Page,
    registered: &Registered,
    entry: &Entry,
    kind: CommandKind,
) -> Option<(&'static str, Vec<Field>)> {
    use CommandKind as C;
    let note = |key: &str| Field::new("note", p.t(key), Kind::Area { limit: 2000 });
    Some(match kind {
        C::NotifyInterested => {
            let until = day_field(p, "until", "act-party-until");
            ("party", vec![note("act-party-who"), until])
        }
        C::HearStatement => {
            let told = registered.case.interested.iter();
            let told = told.map(|(party, until)| {
                let label = p.t("act-statement-until").with("day", p.day(until));
                Choice::new(party.as_str(), label)
            });
            let who = Kind::Select(told.collect());
            let who = Field::new("party", p.t("act-statement-who"), who);
            ("statement", vec![who, note("act-record")])
        }
        C::TellHearing => ("hearing-tell", vec![note("act-party-who")]),
        C::RequestHearing => ("hearing-ask", vec![note("act-hearing-why")]),
        C::ScheduleHearing => {
            let on = day_field(p, "day", "act-hearing-day");
            ("hearing-set", vec![on, note("act-hearing-where")])
        }
        C::StartJoint => ("joint", vec![note("act-joint-organs")]),
        C::StartPreliminary => ("preliminary", vec![note("act-upper")]),
        C::SendUp => ("send-up", vec![note("act-opinion")]),
        C::RecordStart => {
            let on = day_field(p, "day", "act-start-day");
            let on = on.hint(p.label(&waiting(registered, entry)?.what));
            ("start", vec![on, note("act-start-evidence")])
        }
        C::Renew => {
            let of = Field::line("of", p.t("act-renew-of")).hint(p.t("act-receipt-hint"));
            (
                "renew",
                vec![of, day_field(p, "expires", "act-renew-expires")],
            )
        }
        _ => return None,
    })
}

/// The command that a sent form asks for, with what was written.
///
/// # Errors
///
/// No such act; a field that is missing or is none.
pub fn command(
    office: &App,
    registered: &Registered,
    act: &str,
    sent: &Sent,
) -> Result<(Command, Vec<Note>), AppError> {
    if act == "renew" {
        let command = Command::Renew {
            of: reference("of", sent.get("of").trim())?,
            expires: day(sent, "expires")?,
        };
        return Ok((command, Vec::new()));
    }
    let known = [
        "party",
        "statement",
        "hearing-tell",
        "hearing-ask",
        "hearing-set",
        "joint",
        "preliminary",
        "send-up",
        "start",
    ];
    if !known.contains(&act) {
        return Err(AppError::NotFound("act"));
    }
    let text = sent.get("note").trim();
    if text.is_empty() {
        return Err(Problem::new("app.form.missing").at("/fields/note").into());
    }
    let note = office.note_on(registered, 0, text)?;
    let written = note.reference.clone();
    let command = match act {
        "party" => Command::NotifyInterested {
            party: written,
            until: day(sent, "until")?,
        },
        "statement" => Command::HearStatement {
            party: reference("party", sent.get("party"))?,
            record: written,
        },
        "hearing-tell" => Command::TellHearing { party: written },
        "hearing-ask" => Command::RequestHearing {
            party: applicant(registered)?,
            request: written,
        },
        "hearing-set" => Command::ScheduleHearing {
            day: day(sent, "day")?,
            notice: written,
        },
        "joint" => Command::StartJoint {
            organs: [written.clone()].into(),
            record: written,
        },
        "preliminary" => Command::StartPreliminary { upper: written },
        "send-up" => Command::SendUp {
            opinion: written,
            file: applicant(registered)?,
        },
        _ => {
            let entry = office.rules.entry_of(&registered.case)?;
            let limit = waiting(registered, entry);
            let what = limit.and_then(|limit| limit.from);
            Command::RecordStart {
                what: what.ok_or(AppError::NotFound("act"))?,
                day: day(sent, "day")?,
                evidence: written,
            }
        }
    };
    Ok((command, vec![note]))
}

/// The reference under which the applicant's form is kept.
fn applicant(registered: &Registered) -> Result<ip_matters::case::Reference, AppError> {
    let applicant = registered.case.applicant.clone();
    applicant.ok_or(AppError::NotFound("case"))
}
