//! Links to annotated copies (downloadUrl): good for some minutes for whoever has the link, which names a use that
//! is recorded already. The copy is made again from that record; nothing is kept for it.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, FixedOffset};
use ip_app::sharing::{Released, Used};
use ip_core::text::Lang;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faces::Format;
use crate::fault::Fault;
use crate::pages::desk;
use crate::state::AppState;

/// The address of copies.
pub(super) const PATH: &str = "/use/download";

/// Which copy.
#[derive(Debug, Deserialize)]
pub struct Link {
    /// What the link says, and the code that only this portal can make.
    #[serde(default)]
    id: String,
}

/// The answer with the link to a copy.
pub(super) fn to(
    app: &AppState,
    used: &Used,
    format: Format,
    until: Option<DateTime<FixedOffset>>,
) -> Value {
    let minutes = u64::from(app.office.rules.sharing.code_minutes);
    let ends = app.unix_now().saturating_add(minutes.saturating_mul(60));
    let until = until.map_or(0, |until| until.timestamp());
    let says = format!(
        "{}.{}.{}.{until}.{ends}",
        used.authorisation,
        used.record,
        desk::json(&format)
    );
    let code = app.sessions.link_code(&says);
    json!({
        "certificateIdentifier": used.certificate.as_str(),
        "certificateState": used.state,
        "useRecord": used.record,
        "fileUrl": format!("{}{PATH}?id={says}.{code}", app.office.address),
        "fileFormat": desk::json(&format),
        "linkMinutes": minutes,
    })
}

/// The copy behind a link.
///
/// # Errors
///
/// No link of this portal; gone where its time is over, or what it leads to was withdrawn or does not stand.
pub async fn fetch(
    State(app): State<AppState>,
    Query(link): Query<Link>,
) -> Result<Response, Fault> {
    let (says, code) = link.id.rsplit_once('.').ok_or(Fault::NotFound)?;
    if !app.sessions.is_link_code(says, code) {
        return Err(Fault::NotFound);
    }
    let parts: Vec<&str> = says.split('.').collect();
    let &[authorisation, record, format, until, ends] = parts.as_slice() else {
        return Err(Fault::NotFound);
    };
    let number = |text: &str| text.parse::<u64>().map_err(|_| Fault::NotFound);
    if number(ends)? < app.unix_now() {
        return Err(Fault::Gone);
    }
    let mut formats = Format::ALL.into_iter();
    let format = formats.find(|known| desk::json(known) == format);
    let format = format.ok_or(Fault::NotFound)?;
    let until: i64 = until.parse().map_err(|_| Fault::NotFound)?;
    let until = DateTime::from_timestamp(until, 0).filter(|_| until != 0);
    let until = until.map(|at| at.with_timezone(&crate::when::china()));
    let used = app
        .office
        .copy_again(authorisation, number(record)?, until)
        .await?;
    let Released::Copy(copy) = &used.released else {
        return Err(Fault::Gone);
    };
    let drawn = app.faces.draw_or_give(copy.to_json(), format, Lang::Zh);
    let (format, bytes) = drawn.await?;
    let (media, ending) = format.media();
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}{ending}\"", used.certificate),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
