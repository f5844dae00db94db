//! `/my/certificates`: a person's certificates, and what they authorise.

pub mod looks;
pub mod wish;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::sharing::{HOLDER_CODES, Shared, Standing};
use ip_certs::certificate::State as Stands;
use ip_certs::kind::Kind as CertificateKind;
use ip_core::id::CertificateId;

use crate::fault::Fault;
use crate::form::{Choice, Form, Sent};
use crate::pages::desk::{Act, After};
use crate::state::AppState;
use crate::view::parts::{Link, Row, Tone};
use crate::view::sheet::Sheet;
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

/// Entries of a list on one page.
const PAGE: usize = 20;

/// The person's certificates and authorisations.
///
/// # Errors
///
/// Not signed in as a person, or the store fails.
pub async fn list(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(here): Query<After>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let after = here.cursor()?;
    let (found, next) = app
        .office
        .certificates(Some(&actor.account), after, PAGE)
        .await?;
    let (shared, _) = app.office.authorised_by(&actor.account, None, 50).await?;
    let p = Page::new(&app, &viewer, "share-mine");
    let mut certificates = Table::new(p.t("share-certificates"))
        .words(p.t("share-name"))
        .words(p.t("certificate-identifier"))
        .words(p.t("certificate-state"))
        .words(p.t("share-action"));
    for registered in &found {
        let id = registered.identifier.as_str();
        let share = if registered.state == Stands::Valid {
            Cell::Link {
                label: p.t("share-button").to_string(),
                href: format!("/certificates/{id}/share"),
            }
        } else {
            Cell::Text(String::new())
        };
        certificates.rows.push(vec![
            Cell::Text(certificate_name(&app, &p, Some(&registered.identifier))),
            Cell::Link {
                label: id.to_owned(),
                href: format!("/certificates/{id}"),
            },
            Cell::Badge {
                label: words::name(&p, "certificate-state", &registered.state),
                tone: if registered.state == Stands::Valid {
                    Tone::Good
                } else {
                    Tone::Care
                },
            },
            share,
        ]);
    }
    let authorisations = authorisations(&app, &p, &actor, &shared);
    let more = next.map(|cursor| viewer.here_with("after", &cursor.to_string()));
    let none = |key: &str| p.t(key).to_string();
    html(&Sheet {
        lead: none("share-mine-lead"),
        links: vec![Link::new(p.t("share-looks"), "/my/certificates/looks")],
        tables: vec![
            (certificates, none("share-certificates-none")),
            (authorisations, none("share-authorisations-none")),
        ],
        more,
        ..Sheet::new(p.clone())
    })
}

fn authorisations(app: &AppState, p: &Page, actor: &Actor, shared: &[Shared]) -> Table {
    let mut table = Table::new(p.t("share-authorisations"))
        .words(p.t("share-number"))
        .words(p.t("share-name"))
        .words(p.t("share-audience"))
        .words(p.t("share-purpose"))
        .words(p.t("share-until"))
        .numbers(p.t("share-uses"))
        .words(p.t("share-standing"));
    for shared in shared {
        let granted = &shared.authorisation;
        let standing = shared.standing(actor.at);
        table.rows.push(vec![
            Cell::Link {
                label: granted.id.clone(),
                href: format!("/my/certificates/authorisations/{}", granted.id),
            },
            Cell::Text(certificate_name(app, p, granted.certificates.first())),
            Cell::Text(organisation(app, p, &granted.audience)),
            Cell::Text(purpose(app, p, &granted.purpose)),
            Cell::Text(when::minute(granted.not_after, p.lang())),
            Cell::Text(format!("{} / {}", shared.uses, granted.max_uses)),
            standing_cell(p, standing),
        ]);
    }
    table
}

/// The type and the serial number of a certificate, which tell it from others of its holder.
fn certificate_name(app: &AppState, p: &Page, id: Option<&CertificateId>) -> String {
    let Some(id) = id else { return String::new() };
    let kind = app.office.kind_of(id);
    let kind = kind.map_or("", |kind| p.label(&kind.name));
    format!("{kind} {}", id.serial())
}

fn standing_cell(p: &Page, standing: Standing) -> Cell {
    Cell::Badge {
        label: words::name(p, "share-standing", &standing),
        tone: match standing {
            Standing::Open => Tone::Good,
            Standing::Over | Standing::UsedUp => Tone::Info,
            Standing::Withdrawn => Tone::Care,
        },
    }
}

/// The name of an organisation that is registered here; its code where it is not.
pub fn organisation(app: &AppState, p: &Page, code: &str) -> String {
    let accounts = app.accounts.iter();
    let known = accounts
        .filter(|account| account.organisation.as_deref() == Some(code))
        .map(|account| p.label(&account.name))
        .next();
    known.unwrap_or(code).to_owned()
}

/// The wording of a purpose.
pub fn purpose(app: &AppState, p: &Page, id: &str) -> String {
    let purpose = app.office.rules.sharing.purpose(id);
    purpose
        .map_or(id, |purpose| p.label(&purpose.label))
        .to_owned()
}

/// The choices of purposes.
pub fn purposes(app: &AppState, p: &Page) -> Vec<Choice> {
    let all = app.office.rules.sharing.purposes().iter();
    all.map(|purpose| Choice::new(purpose.id.as_str(), p.label(&purpose.label)))
        .collect()
}

/// The wording of hidden fields.
pub fn field_names(p: &Page, kind: Option<&CertificateKind>, names: &[String]) -> Vec<String> {
    let label = |name: &String| {
        if name == HOLDER_CODES {
            return p.t("share-holder-code").to_string();
        }
        let field = kind.and_then(|kind| kind.field(name));
        field.map_or_else(|| name.clone(), |field| p.label(&field.label).to_owned())
    };
    names.iter().map(label).collect()
}

/// One authorisation, with the button that takes it back.
///
/// # Errors
///
/// Not this person's.
pub async fn authorisation(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Html<String>, Fault> {
    one(&app, &viewer, &id, Vec::new()).await
}

async fn one(
    app: &AppState,
    viewer: &Viewer,
    id: &str,
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(viewer, &[Role::Person])?;
    let shared = app.office.authorisation(id).await?;
    if shared.owner != actor.account {
        return Err(Fault::NotFound);
    }
    let p = Page::new(app, viewer, "share-authorisation");
    let granted = &shared.authorisation;
    let standing = shared.standing(actor.at);
    let kind = granted
        .certificates
        .first()
        .and_then(|id| app.office.kind_of(id));
    let certificates = granted
        .certificates
        .iter()
        .map(|id| id.to_string())
        .collect();
    let operations = granted.operations.iter();
    let operations = operations
        .map(|o| words::name(&p, "share-operation", o))
        .collect();
    let list = |key: &str, value: Vec<String>| Row {
        value,
        ..Row::new(p.t(key), "")
    };
    let mut rows = vec![
        Row::new(p.t("share-number"), id),
        list("certificate-identifier", certificates),
        Row::new(
            p.t("share-audience"),
            organisation(app, &p, &granted.audience),
        ),
        Row::new(p.t("share-purpose"), purpose(app, &p, &granted.purpose)),
        list("share-operations", operations),
        Row::new(
            p.t("share-until"),
            when::minute(granted.not_after, p.lang()),
        ),
        Row::new(
            p.t("share-uses"),
            format!("{} / {}", shared.uses, granted.max_uses),
        ),
        Row::new(
            p.t("share-standing"),
            words::name(&p, "share-standing", &standing),
        ),
    ];
    if !granted.fields.is_empty() {
        rows.push(list("share-fields", field_names(&p, kind, &granted.fields)));
    }
    if shared.failures > 0 {
        rows.push(Row::new(p.t("share-failures"), shared.failures.to_string()));
    }
    let withdraw = Act {
        title: p.t("share-withdraw").to_string(),
        button: p.t("share-withdraw-button").to_string(),
        href: format!("/my/certificates/authorisations/{id}/withdraw"),
        is_link: false,
        form: Form::default(),
    };
    let (looks, _) = app.office.looks(&actor.account, None, 200).await?;
    let mut history = Vec::new();
    for look in looks.iter().filter(|look| look.authorisation == id) {
        history.push(looks::moment(app, &p, look).await?);
    }
    let mine = p.t("share-mine").to_string();
    html(
        &Sheet {
            rows,
            acts: (!shared.withdrawn)
                .then_some(withdraw)
                .into_iter()
                .collect(),
            history,
            ..Sheet::new(p.clone().below(mine, "/my/certificates"))
        }
        .refused(refused),
    )
}

/// Takes an authorisation back.
///
/// # Errors
///
/// Not this person's, or the store fails.
pub async fn withdraw(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    _: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    match app.office.withdraw(&actor, &id).await {
        Ok(()) => {
            Ok(Redirect::to(&format!("/my/certificates/authorisations/{id}")).into_response())
        }
        Err(error @ AppError::Refused { .. }) => {
            let p = Page::new(&app, &viewer, "share-authorisation");
            let page = one(&app, &viewer, &id, words::error(&p, &error)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
