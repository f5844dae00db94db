//! `/my/certificates`: a person's certificates, what they authorise, and who looked and why.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::{DateTime, Days, FixedOffset};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::sharing::{HOLDER_CODES, Look, OPERATIONS, Shared, Standing, Wish};
use ip_certs::certificate::State as Stands;
use ip_certs::kind::Kind as CertificateKind;
use ip_certs::share::ShareOperation;
use ip_core::id::CertificateId;
use ip_core::problem::Problem;

use crate::data_dir::random;
use crate::fault::Fault;
use crate::form::date::DateText;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::{Act, After, json};
use crate::state::AppState;
use crate::view::parts::{Link, Moment, Row, Tone};
use crate::view::sheet::{Notice, Sheet};
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
        let kind = app.office.kind_of(&registered.identifier);
        let share = if registered.state == Stands::Valid {
            Cell::Link {
                label: p.t("share-button").to_string(),
                href: format!("/certificates/{id}/share"),
            }
        } else {
            Cell::Text(String::new())
        };
        certificates.rows.push(vec![
            Cell::Text(kind.map_or_else(String::new, |kind| p.label(&kind.name).to_owned())),
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
            Cell::Text(organisation(app, p, &granted.audience)),
            Cell::Text(purpose(app, p, &granted.purpose)),
            Cell::Text(when::minute(granted.not_after, p.lang())),
            Cell::Text(format!("{} / {}", shared.uses, granted.max_uses)),
            standing_cell(p, standing),
        ]);
    }
    table
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
        history.push(moment(app, &p, look).await?);
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

/// Who looked at the person's certificates and why.
///
/// # Errors
///
/// Not signed in as a person, or the store fails.
pub async fn looks(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(here): Query<After>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let after = here.cursor()?;
    let (looks, next) = app.office.looks(&actor.account, after, PAGE).await?;
    let p = Page::new(&app, &viewer, "share-looks");
    let mut history = Vec::new();
    for look in &looks {
        history.push(moment(&app, &p, look).await?);
    }
    let lead = if history.is_empty() {
        "share-looks-none"
    } else {
        "share-looks-lead"
    };
    let mine = p.t("share-mine").to_string();
    html(&Sheet {
        lead: p.t(lead).to_string(),
        history,
        more: next.map(|cursor| viewer.here_with("after", &cursor.to_string())),
        ..Sheet::new(p.clone().below(mine, "/my/certificates"))
    })
}

/// A use record as the holder reads it.
async fn moment(app: &AppState, p: &Page, look: &Look) -> Result<Moment, Fault> {
    let who = organisation(app, p, &look.requester);
    let what = match &look.operation {
        None => p.t("share-look-failed").with("who", who),
        Some(operation) => p
            .t("share-look")
            .with("who", who)
            .with("what", words::name(p, "share-operation", operation))
            .with("purpose", purpose(app, p, &look.purpose)),
    };
    let mut more = Vec::new();
    if let Some(cause) = app.office.cause(look).await? {
        more.push(p.t("share-look-cause").with("cause", cause).to_string());
    }
    if !look.fields.is_empty() {
        let kind = look
            .certificate
            .as_ref()
            .and_then(|id| app.office.kind_of(id));
        let fields = field_names(p, kind, &look.fields).join(&p.t("list-comma").to_string());
        more.push(p.t("share-look-fields").with("fields", fields).to_string());
    }
    let hash: String = look.hash.to_string().chars().take(16).collect();
    let chained = p
        .t("share-look-chained")
        .with("position", look.position)
        .with("hash", hash);
    more.push(chained.to_string());
    Ok(Moment {
        when: when::minute(look.at, p.lang()),
        what: what.to_string(),
        more: Some(more.join(" ")),
        past: true,
    })
}
