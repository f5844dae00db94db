//! Files for the browser, embedded in the program: one style sheet, one script, one icon.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::fault::Fault;
use crate::session::hex;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The address of a file: it holds a part of the content's hash, so the answer may be kept for ever.
pub fn href(name: &str) -> String {
    let stamp = Files::get(name).map(|file| stamp(&file));
    format!("/static/{}/{name}", stamp.as_deref().unwrap_or("0"))
}

/// Answers with a file, or with 304 when the browser has it.
pub async fn serve(
    Path((asked, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let file = Files::get(&name).ok_or(Fault::NotFound)?;
    let stamp = stamp(&file);
    let tag = format!("\"{stamp}\"");
    // An address with an old hash gets today's file, but not for ever.
    let keep = if asked == stamp {
        "public, max-age=31536000, immutable"
    } else {
        "public, no-cache"
    };
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_owned().into_response()
    };
    let set = response.headers_mut();
    set.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(&name)),
    );
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    set.insert(
        header::ETAG,
        HeaderValue::try_from(tag).map_err(Fault::internal)?,
    );
    Ok(response)
}

fn stamp(file: &rust_embed::EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    hex(hash.first_chunk::<6>().map_or(&[], |part| part.as_slice()))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, kind)| kind) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
