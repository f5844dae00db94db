//! `/certificates/{identifier}/share`: the holder says who may use a certificate, for what, how often and how long.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Days, FixedOffset};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::sharing::{OPERATIONS, Wish};
use ip_certs::share::ShareOperation;
use ip_core::id::CertificateId;
use ip_core::problem::Problem;

use super::{field_names, purposes};
use crate::data_dir::random;
use crate::fault::Fault;
use crate::form::date::DateText;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::{Act, json};
use crate::state::AppState;
use crate::view::parts::{Link, Row, Tone};
use crate::view::sheet::{Notice, Sheet};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

/// The form of an authorisation.
///
/// # Errors
///
/// Not this person's certificate.
pub async fn ask(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(identifier): Path<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let p = Page::new(&app, &viewer, "share-title");
    let form = form(&app, &p, &actor, &identifier).await?;
    html(&sheet(p, &identifier, form))
}

fn sheet(p: Page, identifier: &str, form: Form) -> Sheet {
    let mine = p.t("share-mine").to_string();
    let lead = p.t("share-lead").to_string();
    let act = Act {
        title: p.t("share-act").to_string(),
        button: p.t("share-act-button").to_string(),
        href: format!("/certificates/{identifier}/share"),
        is_link: false,
        form,
    };
    Sheet {
        lead,
        rows: vec![Row::new(p.t("certificate-identifier"), identifier)],
        acts: vec![act],
        ..Sheet::new(p.below(mine, "/my/certificates"))
    }
}

async fn form(app: &AppState, p: &Page, actor: &Actor, identifier: &str) -> Result<Form, Fault> {
    let id: CertificateId = identifier.parse().map_err(|_| Fault::NotFound)?;
    let registered = app.office.registered(identifier).await?;
    if registered.owner != actor.account {
        return Err(Fault::NotFound);
    }
    let certificate = app.office.certificate(&id).await?;
    let kind = app.office.kind_of(&id);
    let hidden = app.office.hidden_fields(&certificate);
    let names = field_names(p, kind, &hidden);
    let hidden = hidden.iter().zip(names);
    let hidden = hidden.map(|(name, label)| Choice::new(name.as_str(), label));
    let organisations = app.accounts.iter().filter_map(|account| {
        let code = account.organisation.as_deref()?;
        Some(Choice::new(
            code,
            format!("{} ({code})", p.label(&account.name)),
        ))
    });
    let operations = OPERATIONS.map(|operation| {
        let mut choice = Choice::new(
            json(&operation),
            words::name(p, "share-operation", &operation),
        );
        choice.hint = p
            .t(match operation {
                ShareOperation::Compare => "share-hint-compare",
                ShareOperation::Query => "share-hint-query",
                ShareOperation::Download => "share-hint-download",
            })
            .to_string();
        choice
    });
    let rules = &app.office.rules.sharing;
    let ways = ["code", "consent"].map(|way| {
        let label = p.t(&format!("share-way-{way}")).to_string();
        let mut choice = Choice::new(way, label);
        choice.hint = match way {
            "code" => p
                .t("share-way-hint")
                .with("minutes", rules.code_minutes)
                .to_string(),
            _ => p
                .t("share-consent-hint")
                .with("days", rules.days)
                .to_string(),
        };
        choice
    });
    Ok(Form::new(vec![
        Field::new(
            "audience",
            p.t("share-audience"),
            Kind::Select(organisations.collect()),
        ),
        Field::new(
            "purpose",
            p.t("share-purpose"),
            Kind::Select(purposes(app, p)),
        ),
        Field::new(
            "operations",
            p.t("share-operations"),
            Kind::Checks(operations.into()),
        ),
        Field::new(
            "fields",
            p.t("share-fields"),
            Kind::Checks(hidden.collect()),
        )
        .hint(p.t("share-fields-hint"))
        .optional(),
        Field::new("way", p.t("share-way"), Kind::Radio(ways.into())).value("code"),
        Field::new("until", p.t("share-until"), Kind::Date)
            .hint(p.t("share-until-hint"))
            .optional(),
        Field::line("uses", p.t("share-uses"))
            .hint(p.t("share-uses-hint").with("uses", rules.uses))
            .optional(),
    ]))
}

/// Authorises; a one-time code is shown now and never again.
///
/// # Errors
///
/// Not this person's certificate, or the store fails.
pub async fn authorise(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(identifier): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let p = Page::new(&app, &viewer, "share-title");
    let done = match wish(&app, &actor, &identifier, &sent) {
        Ok(wish) => {
            let entropy = random::<32>().map_err(Fault::internal)?;
            app.office.authorise(&actor, wish, &entropy).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(given) => {
            let mine = p.t("share-mine").to_string();
            let page = Sheet {
                notice: Some(match &given.code {
                    Some(code) => Notice {
                        large: true,
                        ..Notice::new(Tone::Good, p.t("share-code-title"), code)
                    },
                    None => Notice::new(Tone::Good, p.t("share-done"), &given.id),
                }),
                lead: match given.code {
                    Some(_) => p.t("share-code-lead").to_string(),
                    None => p.t("share-done-lead").to_string(),
                },
                links: vec![Link::new(
                    p.t("share-see"),
                    format!("/my/certificates/authorisations/{}", given.id),
                )],
                ..Sheet::new(p.clone().below(mine, "/my/certificates"))
            };
            // The code stands on this page alone.
            let headers = [(header::CACHE_CONTROL, "no-store")];
            Ok((headers, html(&page)?).into_response())
        }
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let mut form = form(&app, &p, &actor, &identifier).await?;
            form.fill(&sent.0);
            for problem in &error.problems().0 {
                let field = problem.pointer.rsplit('/').next().unwrap_or_default();
                form.refuse(field, words::problem(&p, problem));
            }
            let refused = words::error(&p, &error);
            let page = html(&sheet(p, &identifier, form).refused(refused))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn wish(app: &AppState, actor: &Actor, identifier: &str, sent: &Sent) -> Result<Wish, AppError> {
    let certificate = identifier
        .parse()
        .map_err(|_| AppError::NotFound("certificate"))?;
    let many = |name: &str| {
        let values = sent.0.iter().filter(|(key, _)| key == name);
        values.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    let operations = OPERATIONS
        .into_iter()
        .filter(|operation| many("operations").contains(&json(operation)))
        .collect();
    let audience = sent.get("audience");
    let registered = app
        .accounts
        .iter()
        .any(|account| account.organisation.as_deref() == Some(audience));
    let by_code = sent.get("way") != "consent";
    let uses = match sent.get("uses").trim() {
        "" => 1,
        text => text
            .parse()
            .map_err(|_| Problem::new("app.form.number").at("/fields/uses"))?,
    };
    Ok(Wish {
        certificate,
        fields: many("fields"),
        operations,
        purpose: sent.get("purpose").to_owned(),
        audience: if registered {
            audience.to_owned()
        } else {
            String::new()
        },
        until: if by_code {
            actor.at
        } else {
            until(actor, sent)?
        },
        uses,
        by_code,
    })
}

/// The end of the last day that was chosen.
fn until(actor: &Actor, sent: &Sent) -> Result<DateTime<FixedOffset>, AppError> {
    let wrong = |code: &'static str| Problem::new(code).at("/fields/until");
    let boxes = DateText::read(&sent.0, "until");
    if boxes.is_empty() {
        return Err(wrong("app.form.missing").into());
    }
    let day = boxes.date().map_err(|_| wrong("app.form.date"))?;
    let next = day.checked_add_days(Days::new(1));
    let midnight = next.and_then(|day| day.and_hms_opt(0, 0, 0));
    let midnight = midnight.and_then(|m| m.and_local_timezone(*actor.at.offset()).single());
    midnight.ok_or_else(|| wrong("app.form.date").into())
}
