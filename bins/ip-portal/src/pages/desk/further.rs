//! What is done with a case now and then: other ways in and out, special procedures, verification,
//! revocation, forwarding, supervision. Each is a form whose text goes to the vault as a note.

use std::collections::BTreeSet;

use ip_app::app::App;
use ip_app::cases::{Note, Registered};
use ip_app::error::AppError;
use ip_core::problem::Problem;
use ip_matters::case::{Command, CommandKind, ForwardMode, RefusalGround, State};
use ip_matters::entry::{CommitmentOffer, Entry, Material};
use ip_matters::limit::Length;
use ip_matters::material::Necessity;
use ip_matters::regime::RevocationGround;
use serde::Serialize;

use super::{branch, chosen, json, reference};
use crate::form::{Choice, Field, Kind, Sent};
use crate::view::{Page, words};

/// The name of an act and the fields of its form; `None` for what is not done from this page.
pub fn fields(
    p: &Page,
    registered: &Registered,
    entry: &Entry,
    kind: CommandKind,
) -> Option<(&'static str, Vec<Field>)> {
    use CommandKind as C;
    let note = |key: &str| Field::new("note", p.t(key), Kind::Area { limit: 2000 });
    let reasons = || note("act-reasons");
    Some(match kind {
        C::FindNotRequired => ("not-required", vec![reasons()]),
        C::RefuseAcceptance => {
            let grounds = [
                RefusalGround::OutOfCompetence,
                RefusalGround::FalseStatement,
            ];
            let ground = radio(p, "ground", "ground", "act-ground", &grounds);
            let organ = Field::line("competent", p.t("act-competent"));
            let organ = organ.hint(p.t("act-competent-hint")).optional();
            ("refuse", vec![ground, organ, reasons()])
        }
        C::CorrectOnSpot => {
            let all = papers(p, entry, |_| true);
            ("on-spot", vec![checks(p, "act-papers-corrected", all)])
        }
        C::AcceptWithTolerance => {
            let absent = |id: &String| !registered.case.materials.contains(id);
            let tolerable = |paper: &Material| paper.necessity == Necessity::Tolerable;
            let absent = papers(p, entry, |paper| tolerable(paper) && absent(&paper.id));
            if absent.is_empty() {
                return None;
            }
            let mut missing = checks(p, "act-papers-following", absent.clone());
            missing.values = absent.into_iter().map(|choice| choice.value).collect();
            let due = branch::day_field(p, "due", "act-due");
            ("tolerance", vec![missing, due, note("act-promise")])
        }
        C::ElectCommitment => {
            let said = commitment(p, registered, entry)?;
            let yes = vec![Choice::new("yes", p.t("act-commit-yes"))];
            let agree = Field::new("agree", p.t("act-commit-agree"), Kind::Checks(yes));
            ("commit", vec![agree.hint(said)])
        }
        C::VerifyFacts => {
            let officer = |n: i64| {
                let label = p.t("act-officer").with("n", n).to_string();
                Field::line(format!("officer{n}"), label).hint(p.t("act-receipt-hint"))
            };
            ("facts", vec![officer(1), officer(2), note("act-record")])
        }
        C::StartSpecial => {
            let rules = &p.app().office.rules.regimes;
            let regime = rules.on(entry.matter.regime, registered.filed.date_naive())?;
            let kinds = regime.pauses.iter();
            let kinds = kinds.map(|pause| Choice::new(pause.id.as_str(), p.label(&pause.name)));
            let kinds = Kind::Select(kinds.collect());
            let kind = Field::new("kind", p.t("act-special-kind"), kinds);
            let needs = Field::line("needs", p.t("act-special-needs"));
            let needs = needs.hint(p.t("act-special-needs-hint")).optional();
            ("special", vec![kind, needs, reasons()])
        }
        C::EndSpecial => ("special-end", vec![note("act-outcome")]),
        C::Terminate => ("terminate", vec![reasons()]),
        C::VerifyCommitment => {
            let answers = [
                ("yes", "act-met-yes"),
                ("no", "act-met-no"),
                ("nothing", "act-met-nothing"),
            ];
            let answers = answers.map(|(value, key)| Choice::new(value, p.t(key)));
            let met = Field::new("met", p.t("act-met"), Kind::Radio(answers.into()));
            ("verify-commitment", vec![met, note("act-record")])
        }
        C::Revoke => {
            let grounds = RevocationGround::ALL;
            let ground = radio(p, "revocation", "ground", "act-ground", &grounds);
            ("revoke", vec![ground, reasons()])
        }
        C::Cancel => ("cancel", vec![reasons()]),
        C::Forward => {
            let places = p.app().library.pack.outlets.iter();
            let places = places.map(|o| Choice::new(o.id.as_str(), p.label(&o.name)));
            let places = Kind::Select(places.collect());
            let to = Field::new("to", p.t("act-forward-to"), places);
            let here = registered.case.state == State::Received;
            let across = entry.scope.is_some();
            let all = [
                (ForwardMode::Transfer, here),
                (ForwardMode::CollectForOther, here && across),
                (ForwardMode::FullyOnline, here && across),
                (ForwardMode::Joint, across),
            ];
            let open = all.into_iter().filter(|(_, open)| *open);
            let modes: Vec<ForwardMode> = open.map(|(mode, _)| mode).collect();
            let mode = radio(p, "forward-mode", "mode", "act-forward-mode", &modes);
            let mut asked = vec![to, mode];
            if across {
                asked.push(note("act-agreement").optional());
            }
            ("forward", asked)
        }
        C::Urge => ("urge", vec![reasons()]),
        C::WithdrawCommitment => ("uncommit", Vec::new()),
        C::ExplainOverdue => ("overdue", vec![note("act-overdue-why")]),
        other => return branch::fields(p, registered, entry, other),
    })
}

/// What the applicant of a case commits to, as it is shown and kept.
fn commitment(p: &Page, registered: &Registered, entry: &Entry) -> Option<String> {
    let case = &registered.case;
    let absent = |id: &str| !case.materials.contains(id) && !case.waived.contains(id);
    let offer = entry.commitment.as_ref()?;
    Some(offered(p, offer, &entry.materials, absent))
}

/// An offer in words: the notice, what the commitment takes the place of, and the papers for which it stands in.
pub fn offered(
    p: &Page,
    offer: &CommitmentOffer,
    asked: &[Material],
    absent: impl Fn(&str) -> bool,
) -> String {
    let mut said = vec![
        p.label(&offer.notice).to_owned(),
        words::name(p, "commitment-replaces", &offer.replaces),
    ];
    let papers = offer.papers.iter().filter(|id| absent(id));
    let named = papers.filter_map(|id| asked.iter().find(|paper| paper.id == **id));
    let named: Vec<_> = named.map(|paper| p.label(&paper.name)).collect();
    if !named.is_empty() {
        let list = named.join(&p.t("list-comma").to_string());
        said.push(p.t("act-commit-papers").with("papers", list).to_string());
    }
    said.join("\n")
}

/// One of some values, whose words begin with the prefix.
fn radio<T: Serialize>(p: &Page, prefix: &str, name: &str, key: &str, values: &[T]) -> Field {
    let choices = values
        .iter()
        .map(|value| Choice::new(json(value), words::name(p, prefix, value)))
        .collect();
    Field::new(name, p.t(key), Kind::Radio(choices))
}

fn checks(p: &Page, key: &str, choices: Vec<Choice>) -> Field {
    Field::new("papers", p.t(key), Kind::Checks(choices))
}

fn papers(p: &Page, entry: &Entry, wanted: impl Fn(&Material) -> bool) -> Vec<Choice> {
    let papers = entry.materials.iter().filter(|paper| wanted(paper));
    papers
        .map(|paper| Choice::new(paper.id.as_str(), p.label(&paper.name)))
        .collect()
}

/// The command that a sent form asks for, with what was written.
///
/// # Errors
///
/// No such act; a field that is missing or is none.
pub fn command(
    p: &Page,
    office: &App,
    registered: &Registered,
    act: &str,
    sent: &Sent,
) -> Result<(Command, Vec<Note>), AppError> {
    let missing = |field: &str| Problem::new("app.form.missing").at(format!("/fields/{field}"));
    let chosen_papers = || -> BTreeSet<String> {
        let papers = sent.0.iter().filter(|(name, _)| name == "papers");
        papers.map(|(_, id)| id.clone()).collect()
    };
    let note = match act {
        "on-spot" => {
            let materials = chosen_papers();
            return Ok((Command::CorrectOnSpot { materials }, Vec::new()));
        }
        "forward" => {
            let note = match sent.get("note").trim() {
                "" => None,
                text => Some(office.note_on(registered, 0, text)?),
            };
            let command = Command::Forward {
                to: reference("to", sent.get("to"))?,
                mode: chosen(sent, "mode")?,
                agreement: note.as_ref().map(|note| note.reference.clone()),
            };
            return Ok((command, note.into_iter().collect()));
        }
        "uncommit" => return Ok((Command::WithdrawCommitment, Vec::new())),
        "commit" => {
            let entry = office.rules.entry_of(&registered.case)?;
            let said = commitment(p, registered, entry);
            let said = said.ok_or(AppError::NotFound("commitment"))?;
            if sent.get("agree") != "yes" {
                return Err(missing("agree").into());
            }
            // The words that were agreed to are kept as they were shown, in the language of the page.
            office.note_on(registered, 0, &said)?
        }
        "not-required" | "refuse" | "tolerance" | "facts" | "special" | "special-end"
        | "terminate" | "verify-commitment" | "revoke" | "cancel" | "urge" | "overdue" => {
            let text = sent.get("note").trim();
            if text.is_empty() {
                return Err(missing("note").into());
            }
            office.note_on(registered, 0, text)?
        }
        other => return branch::command(office, registered, other, sent),
    };
    let reason = note.reference.clone();
    let mut notes = vec![note];
    let command = match act {
        "not-required" => Command::FindNotRequired { reason },
        "refuse" => Command::RefuseAcceptance {
            ground: chosen(sent, "ground")?,
            reason,
            competent: match sent.get("competent").trim() {
                "" => None,
                organ => {
                    let organ = office.note_on(registered, 1, organ)?;
                    let reference = organ.reference.clone();
                    notes.push(organ);
                    Some(reference)
                }
            },
        },
        "tolerance" => Command::AcceptWithTolerance {
            missing: chosen_papers(),
            promise: reason,
            due: branch::day(sent, "due")?,
        },
        "commit" => Command::ElectCommitment { commitment: reason },
        "facts" => Command::VerifyFacts {
            officers: ["officer1", "officer2"]
                .into_iter()
                .map(|field| reference(field, sent.get(field).trim()))
                .collect::<Result<_, _>>()?,
            record: reason,
        },
        "special" => {
            let kind = sent.get("kind").to_owned();
            if kind.is_empty() {
                return Err(missing("kind").into());
            }
            Command::StartSpecial {
                kind,
                notice: reason,
                needs: working_days(sent.get("needs"))?,
            }
        }
        "special-end" => Command::EndSpecial { result: reason },
        "terminate" => Command::Terminate { reason },
        "verify-commitment" => Command::VerifyCommitment {
            met: match sent.get("met") {
                "yes" => true,
                "no" | "nothing" => false,
                _ => return Err(missing("met").into()),
            },
            performed: sent.get("met") != "nothing",
            record: reason,
        },
        "revoke" => Command::Revoke {
            ground: chosen(sent, "ground")?,
            reason,
            public_harm: false,
        },
        "cancel" => Command::Cancel { reason },
        "overdue" => Command::ExplainOverdue { reason },
        _ => Command::Urge { reason },
    };
    Ok((command, notes))
}

/// A number of working days, where one was typed.
fn working_days(typed: &str) -> Result<Option<Length>, Problem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let n = typed.parse().map_err(|_| {
        let problem = Problem::new("app.form.number").at("/fields/needs");
        problem.found(typed)
    })?;
    Ok(Some(Length::working_days(n)))
}
