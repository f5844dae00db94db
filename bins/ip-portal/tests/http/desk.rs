//! A portal in a folder of its own, and a browser that keeps its cookies.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use ip_portal::account::FirstPassword;
use ip_portal::data_dir::DataDir;
use ip_portal::library::Library;
use ip_portal::pages;
use ip_portal::state::{AppState, Shared};
use tempfile::TempDir;
use tower::ServiceExt;

/// Saturday, 7 March 2026, noon in China: the clock of every test.
pub const NOW: u64 = 1_772_856_000;

/// A portal of the demonstration city.
pub struct Portal {
    pub router: Router,
    pub app: AppState,
    pub first: Vec<FirstPassword>,
    pub folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

/// A browser: cookies, and nothing else.
pub struct Browser<'a> {
    portal: &'a Portal,
    pub cookies: BTreeMap<String, String>,
}

impl Portal {
    pub fn open() -> Self {
        Self::in_folder(tempfile::tempdir().expect("a folder"))
    }

    pub fn in_folder(folder: TempDir) -> Self {
        let library = Library::load(None, true).expect("the demonstration pack");
        Self::with(folder, library)
    }

    pub fn with(folder: TempDir, library: Library) -> Self {
        let data = DataDir::open(folder.path()).expect("a data folder");
        // The keys sign since before the clock of the tests.
        let since = folder.path().join("issuer-since.txt");
        std::fs::write(since, "2026-01-01T00:00:00+08:00").expect("a file");
        let (mut shared, first) =
            Shared::open(data, library, "https://portal.example").expect("a state");
        shared.clock = std::sync::Arc::new(|| NOW);
        let app = AppState::new(shared);
        Self {
            router: pages::router(app.clone()),
            app,
            first,
            folder,
        }
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser {
            portal: self,
            cookies: BTreeMap::new(),
        }
    }

    /// A browser in which this account has signed in, without going through the slow door.
    pub fn signed_in(&self, login: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let cookie = self.app.sessions.issue(login, &[9; 16], NOW);
        browser.cookies.insert("ip_session".to_owned(), cookie);
        browser
    }
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let body: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// Sends a form with the token of the page on which it stands.
    pub async fn fill(&mut self, page: &str, to: &str, pairs: &[(&str, &str)]) -> Answer {
        let token = self.get(page).await.token();
        let token = [("token", token.as_str())];
        let all: Vec<_> = pairs.iter().copied().chain(token).collect();
        self.post(to, &all).await
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        if !cookies.is_empty() {
            let line = cookies.join("; ").parse().expect("a header");
            request.headers_mut().insert(header::COOKIE, line);
        }
        let response = self
            .portal
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("text");
            let (name, rest) = line.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// The token of the form on the page.
    pub fn token(&self) -> String {
        let at = self
            .text
            .find("name=\"token\" value=\"")
            .expect("a form with a token");
        let rest = &self.text[at + "name=\"token\" value=\"".len()..];
        rest[..rest.find('"').expect("an end")].to_owned()
    }

    /// Fails unless the page says so.
    pub fn says(&self, wanted: &str) {
        assert!(
            self.text.contains(wanted),
            "the page does not say {wanted:?}:\n{}",
            self.text
        );
    }
}
