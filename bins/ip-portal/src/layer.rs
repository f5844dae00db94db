//! What every request meets: its reference, its viewer, error pages, cookies and safe headers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::Method;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::data_dir::random;
use crate::fault::Fault;
use crate::pages::error;
use crate::session::{Nonce, SESSION_COOKIE, SESSION_SECONDS, VISIT_COOKIE, hex, unhex};
use crate::state::AppState;
use crate::viewer::{PREFS_COOKIE, Prefs, Sight, Viewer, address, cookie};

/// Name of the header that carries the reference of a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Nothing but our own files, no inline script or style, no frame around us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

const SAFE_HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_SECURITY_POLICY),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
];

/// Seconds a preference is remembered: a year.
const PREFS_SECONDS: u64 = 365 * 24 * 60 * 60;

/// Meets a request and sees its answer off.
pub async fn attend(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let (viewer, cookies) = match meet(&app, &request) {
        Ok(met) => met,
        Err(fault) => return fault.into_response(),
    };
    let asks_json = request.uri().path().starts_with("/api/");
    let method = request.method().clone();
    request.extensions_mut().insert(viewer.clone());
    let mut response = next.run(request).await;
    if let Some(fault) = fault_of(&response) {
        log(&fault, &method, &viewer);
        response = if asks_json {
            problem_json(&app, &viewer, &fault)
        } else {
            fault_page(&app, &viewer, &fault, &method)
        };
    }
    see_off(&mut response, &viewer, cookies);
    response
}

/// Cookies to set with the answer.
struct Cookies {
    session: Option<String>,
    visit: Option<String>,
    prefs: Option<String>,
    secure: bool,
}

fn meet(app: &AppState, request: &Request) -> Result<(Viewer, Cookies), Fault> {
    let headers = request.headers();
    let now = app.unix_now();
    let session = cookie(headers, SESSION_COOKIE).and_then(|value| app.sessions.read(value, now));
    // An account that was removed is not signed in any more.
    let signed_in = session.and_then(|s| app.accounts.get(&s.login).cloned().map(|a| (s, a)));
    let visit = cookie(headers, VISIT_COOKIE).and_then(unhex::<16>);
    let fresh: Nonce = random().map_err(Fault::internal)?;
    let nonce = match (&signed_in, visit) {
        (Some((session, _)), _) => session.nonce,
        (None, Some(visit)) => visit,
        (None, None) => fresh,
    };
    let (prefs, asked) = Prefs::of(request.uri(), headers);
    let renewed = signed_in
        .as_ref()
        .filter(|(session, _)| session.is_half_over(now))
        .map(|(session, _)| app.sessions.issue(&session.login, &session.nonce, now));
    let cookies = Cookies {
        session: renewed,
        visit: (signed_in.is_none() && visit.is_none()).then(|| hex(&nonce)),
        prefs: asked.then(|| prefs.to_cookie()),
        secure: is_https(headers),
    };
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let viewer = Viewer::new(Sight {
        who: signed_in.map(|(_, account)| account),
        prefs,
        nonce,
        request_id: hex(&random::<6>().map_err(Fault::internal)?),
        uri: request.uri().clone(),
        from: from.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip()),
        form_shown: AtomicBool::new(false),
    });
    Ok((viewer, cookies))
}

/// Whether the browser came over HTTPS, through a proxy that says so.
pub fn is_https(headers: &HeaderMap) -> bool {
    headers
        .get("x-forwarded-proto")
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"https"))
}

/// A `Set-Cookie` value: never for scripts, not sent from other sites; no `seconds` is until the
/// browser closes, zero deletes.
pub fn set_cookie(name: &str, value: &str, seconds: Option<u64>, secure: bool) -> String {
    let age = seconds.map_or_else(String::new, |s| format!("; Max-Age={s}"));
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")
}

fn fault_of(response: &Response) -> Option<Fault> {
    let own = response.extensions().get::<Fault>().cloned();
    own.or_else(|| {
        // The framework's own refusals are plain text; our answers say what they are.
        let kind = response.headers().get(header::CONTENT_TYPE);
        let plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
        plain.then(|| Fault::of_status(response.status())).flatten()
    })
}

fn log(fault: &Fault, method: &Method, viewer: &Viewer) {
    let (id, path) = (&viewer.request_id, viewer.uri.path());
    if let Fault::Internal(why) = fault {
        tracing::error!(%id, %method, path, why, "gone wrong");
    } else {
        tracing::debug!(%id, %method, path, %fault, "refused");
    }
}

fn fault_page(app: &AppState, viewer: &Viewer, fault: &Fault, method: &Method) -> Response {
    if *fault == Fault::SignIn {
        let back = if method == Method::GET {
            viewer.here()
        } else {
            "/".to_owned()
        };
        let door = address("/login", [("next".to_owned(), back)]);
        return Redirect::to(&door).into_response();
    }
    error::page(app, viewer, fault)
}

/// RFC 9457.
fn problem_json(app: &AppState, viewer: &Viewer, fault: &Fault) -> Response {
    let key = format!("fault-{}-title", fault.key());
    let body = serde_json::json!({
        "type": format!("urn:problem:portal.request.{}", fault.key()),
        "code": format!("portal.request.{}", fault.key()),
        "title": app.texts.t(viewer.lang(), &key).to_string(),
        "status": fault.status().as_u16(),
        "instance": format!("urn:request:{}", viewer.request_id),
    });
    let mut response = (fault.status(), Json(body)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

fn see_off(response: &mut Response, viewer: &Viewer, cookies: Cookies) {
    let headers = response.headers_mut();
    let visit = cookies
        .visit
        .filter(|_| viewer.form_shown.load(Ordering::Relaxed));
    let own = headers.contains_key(header::SET_COOKIE);
    let lines = [
        // A page that signs in or out has the last word on the session.
        cookies
            .session
            .filter(|_| !own)
            .map(|v| set_cookie(SESSION_COOKIE, &v, Some(SESSION_SECONDS), cookies.secure)),
        visit.map(|v| set_cookie(VISIT_COOKIE, &v, None, cookies.secure)),
        cookies
            .prefs
            .map(|v| set_cookie(PREFS_COOKIE, &v, Some(PREFS_SECONDS), cookies.secure)),
    ];
    for line in lines.into_iter().flatten() {
        if let Ok(value) = HeaderValue::try_from(line) {
            headers.append(header::SET_COOKIE, value);
        }
    }
    for (name, value) in SAFE_HEADERS {
        headers.entry(name).or_insert(value);
    }
    // A page may show what only its viewer may see; only files with a content hash are kept.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-cache"));
    if let Ok(id) = HeaderValue::from_str(&viewer.request_id) {
        headers.insert(REQUEST_ID, id);
    }
}
