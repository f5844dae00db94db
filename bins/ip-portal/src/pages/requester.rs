//! `/use`: an organisation uses certificates that holders share with it: yes or no before fields before files.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::sharing::{
    About, Ask, HOLDER_CODES, OPERATIONS, Released, Standing, Used, Wanted, read_code,
};
use ip_certs::share::ShareOperation;
use ip_core::problem::Problem;

use crate::faces::Format;
use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::certificates::{face, taken};
use crate::pages::desk::{Act, chosen, json};
use crate::pages::sharing::{purpose, purposes};
use crate::state::AppState;
use crate::view::parts::{Link, Row, Tone};
use crate::view::sheet::{Notice, Sheet};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

/// The values that can be compared, by their names in a certificate.
const CLAIMS: [&str; 3] = ["certificateHolderName", HOLDER_CODES, "certificateNumber"];

/// What a copy can be taken away as.
pub const COPIES: [Format; 3] = [Format::Pdf, Format::Ofd, Format::Json];

/// The account of an organisation, and the organisation's code.
///
/// # Errors
///
/// Not the account of an organisation.
pub fn organisation(app: &AppState, viewer: &Viewer) -> Result<(Actor, String), Fault> {
    let actor = app.actor(viewer, &[Role::Requester])?;
    let account = viewer.signed_in()?;
    let code = account.organisation.clone().ok_or(Fault::Forbidden)?;
    Ok((actor, code))
}

/// What may be used, and the form for a code.
///
/// # Errors
///
/// Not the account of an organisation, or the store fails.
pub async fn start(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "use-title");
    let code = by_code(&app, &p);
    let report = by_number(&app, &p);
    page(&app, &viewer, p, vec![code, report], Vec::new()).await
}

async fn page(
    app: &AppState,
    viewer: &Viewer,
    p: Page,
    acts: Vec<Act>,
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let (actor, code) = organisation(app, viewer)?;
    let (shared, _) = app.office.authorised_for(&code, None, 50).await?;
    let mut table = Table::new(p.t("use-consents"))
        .words(p.t("share-number"))
        .words(p.t("share-name"))
        .words(p.t("share-purpose"))
        .words(p.t("share-until"))
        .numbers(p.t("share-uses"));
    for shared in &shared {
        if shared.standing(actor.at) != Standing::Open {
            continue;
        }
        let granted = &shared.authorisation;
        let kind = granted
            .certificates
            .first()
            .and_then(|id| app.office.kind_of(id));
        table.rows.push(vec![
            Cell::Link {
                label: granted.id.clone(),
                href: format!("/use/{}", granted.id),
            },
            Cell::Text(kind.map_or_else(String::new, |kind| p.label(&kind.name).to_owned())),
            Cell::Text(purpose(app, &p, &granted.purpose)),
            Cell::Text(when::minute(granted.not_after, p.lang())),
            Cell::Text(format!("{} / {}", shared.uses, granted.max_uses)),
        ]);
    }
    let rows = vec![
        Row::new(p.t("use-organisation"), code),
        Row::new(p.t("use-account"), actor.account.as_str()),
    ];
    html(
        &Sheet {
            lead: p.t("use-lead").to_string(),
            rows,
            links: vec![Link::new(p.t("token-title"), "/use/tokens")],
            tables: vec![(table, p.t("use-consents-none").to_string())],
            acts,
            ..Sheet::new(p.clone())
        }
        .refused(refused),
    )
}

fn purpose_and_cause(app: &AppState, p: &Page, fixed: Option<&str>) -> Vec<Field> {
    let limit = app.office.rules.sharing.cause_chars;
    let all = purposes(app, p);
    let mut fields = Vec::new();
    match fixed {
        Some(id) => {
            let only = all.into_iter().filter(|choice| choice.value == id);
            let only = Kind::Select(only.collect());
            fields.push(Field::new("purpose", p.t("share-purpose"), only).value(id));
        }
        None => fields.push(Field::new(
            "purpose",
            p.t("share-purpose"),
            Kind::Select(all),
        )),
    }
    fields.push(
        Field::new("cause", p.t("use-cause"), Kind::Area { limit }).hint(p.t("use-cause-hint")),
    );
    fields
}

fn operation_and_claims(p: &Page, operations: &[ShareOperation]) -> Vec<Field> {
    let choices = operations.iter();
    let choices = choices.map(|o| Choice::new(json(o), words::name(p, "share-operation", o)));
    let mut fields = vec![Field::new(
        "operation",
        p.t("use-operation"),
        Kind::Radio(choices.collect()),
    )];
    if operations.contains(&ShareOperation::Download) {
        let formats = COPIES.map(|format| {
            let name = json(&format);
            let label = p.t(&format!("take-{name}")).to_string();
            Choice::new(name, label)
        });
        let formats = Kind::Select(formats.into());
        fields.push(
            Field::new("format", p.t("use-format"), formats)
                .value("pdf")
                .optional(),
        );
    }
    if operations.contains(&ShareOperation::Compare) {
        for (name, key) in CLAIMS.iter().zip([
            "certificate-holder",
            "share-holder-code",
            "certificate-number",
        ]) {
            let label = p
                .t("use-claim")
                .with("what", p.t(key).to_string())
                .to_string();
            fields.push(Field::line(*name, label).optional());
        }
    }
    fields
}

fn by_code(app: &AppState, p: &Page) -> Act {
    let mut fields = vec![Field::line("code", p.t("use-code")).hint(p.t("use-code-hint"))];
    fields.extend(purpose_and_cause(app, p, None));
    fields.extend(operation_and_claims(p, &OPERATIONS));
    Act {
        title: p.t("use-by-code").to_string(),
        button: p.t("use-button").to_string(),
        href: "/use".to_owned(),
        is_link: false,
        form: Form::new(fields),
    }
}

fn by_number(app: &AppState, p: &Page) -> Act {
    let mut fields = vec![Field::line("number", p.t("use-number"))];
    let mut more = purpose_and_cause(app, p, None);
    for field in &mut more {
        // Two forms of one page must not share an id.
        field.name = format!("report-{}", field.name);
    }
    fields.extend(more);
    Act {
        title: p.t("use-report").to_string(),
        button: p.t("use-button").to_string(),
        href: "/use/reports".to_owned(),
        is_link: false,
        form: Form::new(fields),
    }
}

fn claims(sent: &Sent) -> BTreeMap<String, String> {
    let given = CLAIMS.iter().map(|name| (*name, sent.get(name).trim()));
    given
        .filter(|(_, claim)| !claim.is_empty())
        .map(|(name, claim)| (name.to_owned(), claim.to_owned()))
        .collect()
}

fn wanted(sent: &Sent) -> Result<Wanted, Problem> {
    if sent.get("purpose").is_empty() {
        return Err(Problem::new("app.form.missing").at("/fields/purpose"));
    }
    Ok(match chosen(sent, "operation")? {
        ShareOperation::Compare => Wanted::Compare(claims(sent)),
        ShareOperation::Query => Wanted::Query(None),
        ShareOperation::Download => Wanted::Download {
            fields: None,
            until: None,
        },
    })
}

/// Presents a code.
///
/// # Errors
///
/// Not the account of an organisation, too many wrong codes, or the store fails.
pub async fn present(
    State(app): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Result<Response, Fault> {
    let (actor, code) = organisation(&app, &viewer)?;
    let braked = format!("share:{}", actor.account);
    let wait = app.throttle.wait(viewer.from, &braked, app.unix_now());
    if wait > 0 {
        return Err(Fault::Wait(wait));
    }
    let done = match (read_code(sent.get("code")), wanted(&sent)) {
        (Some((authorisation, secret)), Ok(wanted)) => {
            let ask = Ask {
                authorisation,
                code: Some(secret),
                certificate: None,
                purpose: sent.get("purpose").to_owned(),
                cause: sent.get("cause").to_owned(),
                wanted,
            };
            app.office.use_certificate(&actor, &code, &ask).await
        }
        (None, _) => Err(Problem::new("certs.share.code").at("/fields/code").into()),
        (_, Err(problem)) => Err(problem.into()),
    };
    if done.as_ref().is_err_and(is_wrong_code) {
        app.throttle.failed(viewer.from, &braked, app.unix_now());
    }
    let p = Page::new(&app, &viewer, "use-title");
    answer(&app, &viewer, p, done, &sent, |p| {
        vec![by_code(&app, p), by_number(&app, p)]
    })
    .await
}

/// Whether a use failed because of its code.
pub fn is_wrong_code(error: &AppError) -> bool {
    let problems = error.problems();
    problems.0.iter().any(|p| p.code == "certs.share.code")
}

/// One authorisation without a code, and what may be done with it.
///
/// # Errors
///
/// Not for this organisation.
pub async fn consent(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "use-title");
    let act = by_consent(&app, &viewer, &p, &id).await?;
    page(&app, &viewer, p, vec![act], Vec::new()).await
}

async fn by_consent(app: &AppState, viewer: &Viewer, p: &Page, id: &str) -> Result<Act, Fault> {
    let (_, code) = organisation(app, viewer)?;
    let shared = app.office.authorisation(id).await?;
    if shared.authorisation.audience != code || shared.by_code() {
        return Err(Fault::NotFound);
    }
    let granted = &shared.authorisation;
    let mut fields = purpose_and_cause(app, p, Some(&granted.purpose));
    fields.extend(operation_and_claims(p, &granted.operations));
    Ok(Act {
        title: p.t("use-consent").with("number", id).to_string(),
        button: p.t("use-button").to_string(),
        href: format!("/use/{id}"),
        is_link: false,
        form: Form::new(fields),
    })
}

/// Uses a certificate on an authorisation without a code.
///
/// # Errors
///
/// Not for this organisation, or the store fails.
pub async fn use_consent(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let (actor, code) = organisation(&app, &viewer)?;
    let p = Page::new(&app, &viewer, "use-title");
    let act = by_consent(&app, &viewer, &p, &id).await?;
    let done = match wanted(&sent) {
        Ok(wanted) => {
            let ask = Ask {
                authorisation: id.clone(),
                code: None,
                certificate: None,
                purpose: sent.get("purpose").to_owned(),
                cause: sent.get("cause").to_owned(),
                wanted,
            };
            app.office.use_certificate(&actor, &code, &ask).await
        }
        Err(problem) => Err(problem.into()),
    };
    answer(&app, &viewer, p, done, &sent, |_| vec![act]).await
}

/// Patent evaluation reports by the number of the patent, where their holder allows it.
///
/// # Errors
///
/// Not the account of an organisation, or the store fails.
pub async fn reports(
    State(app): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Result<Response, Fault> {
    let (actor, code) = organisation(&app, &viewer)?;
    let p = Page::new(&app, &viewer, "use-title");
    let about = About::Report {
        number: sent.get("number").to_owned(),
    };
    let why = (sent.get("report-purpose"), sent.get("report-cause"));
    let found = if why.0.is_empty() {
        Err(Problem::new("app.form.missing")
            .at("/fields/report-purpose")
            .into())
    } else {
        app.office
            .inquire(&actor, &code, &about, why, &Wanted::Query(None))
            .await
    };
    let done = match found {
        Ok(found) => match found.into_iter().next() {
            Some(used) => Ok(used),
            None => Err(Problem::new("certs.share.none").into()),
        },
        Err(error) => Err(error),
    };
    answer(&app, &viewer, p, done, &sent, |p| {
        vec![by_code(&app, p), by_number(&app, p)]
    })
    .await
}

/// What was released, or why nothing was, above the forms with what was typed.
async fn answer(
    app: &AppState,
    viewer: &Viewer,
    p: Page,
    done: Result<Used, AppError>,
    sent: &Sent,
    acts: impl FnOnce(&Page) -> Vec<Act>,
) -> Result<Response, Fault> {
    match done {
        Ok(used) => {
            let mut formats = COPIES.into_iter();
            let format = formats.find(|format| json(format) == sent.get("format"));
            released(app, viewer, p, &used, format.unwrap_or(Format::Json)).await
        }
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let mut acts = acts(&p);
            for act in &mut acts {
                let asked = act
                    .form
                    .fields
                    .iter()
                    .any(|field| sent.0.iter().any(|(name, _)| *name == field.name));
                if asked {
                    act.form.fill(&sent.0);
                    // A code is typed anew.
                    let code = act
                        .form
                        .fields
                        .iter_mut()
                        .find(|field| field.name == "code");
                    if let Some(code) = code {
                        code.values.clear();
                    }
                }
            }
            let refused = words::error(&p, &error);
            let page = page(app, viewer, p, acts, refused).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn released(
    app: &AppState,
    viewer: &Viewer,
    p: Page,
    used: &Used,
    format: Format,
) -> Result<Response, Fault> {
    let mut rows = vec![
        Row::new(p.t("certificate-identifier"), used.certificate.as_str()),
        Row::new(
            p.t("certificate-state"),
            words::name(&p, "certificate-state", &used.state),
        ),
    ];
    let notice = match &used.released {
        Released::Copy(copy) => {
            let name = format!("{}-copy", used.certificate);
            let lang = viewer.lang();
            let (format, bytes) = app.faces.draw_or_give(copy.to_json(), format, lang).await?;
            return taken(app, viewer, &name, format, Ok(bytes));
        }
        Released::Compared(true) => Notice::new(Tone::Good, p.t("use-yes"), p.t("use-yes-what")),
        Released::Compared(false) => Notice::new(Tone::Bad, p.t("use-no"), p.t("use-no-what")),
        Released::Fields(certificate) => {
            // The face has the identifier among its lines.
            rows.remove(0);
            rows.extend(face(app, &p, certificate)?);
            Notice::new(Tone::Info, p.t("use-fields"), p.t("use-recorded"))
        }
    };
    let back = p.t("use-title").to_string();
    let page = html(&Sheet {
        notice: Some(notice),
        rows,
        ..Sheet::new(p.clone().below(back, "/use"))
    })?;
    Ok(([(header::CACHE_CONTROL, "no-store")], page).into_response())
}
