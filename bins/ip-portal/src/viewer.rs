//! Who looks at a page: account, language, preferences, and the address they are at.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use ip_app::actor::Role;
use ip_core::text::Lang;

use crate::account::Account;
use crate::fault::Fault;
use crate::session::Nonce;

/// Name of the cookie of language, print size and contrast.
pub const PREFS_COOKIE: &str = "ip_prefs";

/// Query parameters that set a preference; links of a page leave them out.
const PREF_PARAMETERS: [&str; 3] = ["lang", "print", "contrast"];

/// How someone wants pages to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prefs {
    /// The language read.
    pub lang: Lang,
    /// Large print (大字版).
    pub large: bool,
    /// High contrast (高对比度).
    pub contrast: bool,
}

impl Prefs {
    /// The preferences of a request: its query goes before the cookie, the cookie before what the
    /// browser prefers. Says also whether the query set one, so that it is to be remembered.
    pub fn of(uri: &Uri, headers: &HeaderMap) -> (Self, bool) {
        let accepted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .and_then(preferred_language);
        let mut prefs = Self {
            lang: accepted.unwrap_or_default(),
            ..Self::default()
        };
        if let Some(value) = cookie(headers, PREFS_COOKIE) {
            let mut parts = value.split('.');
            if let Some(lang) = parts.next().and_then(|text| text.parse().ok()) {
                prefs.lang = lang;
            }
            prefs.large = parts.next() == Some("large");
            prefs.contrast = parts.next() == Some("high");
        }
        let mut asked = false;
        for (name, value) in query_pairs(uri) {
            match name.as_str() {
                "lang" => {
                    if let Ok(lang) = value.parse() {
                        prefs.lang = lang;
                        asked = true;
                    }
                }
                "print" => {
                    prefs.large = value == "large";
                    asked = true;
                }
                "contrast" => {
                    prefs.contrast = value == "high";
                    asked = true;
                }
                _ => {}
            }
        }
        (prefs, asked)
    }

    /// The value of the cookie that remembers them.
    pub fn to_cookie(self) -> String {
        let large = if self.large { "large" } else { "normal" };
        let contrast = if self.contrast { "high" } else { "normal" };
        format!("{}.{large}.{contrast}", self.lang)
    }
}

/// One person at one page: handlers take it as an argument.
#[derive(Debug, Clone)]
pub struct Viewer(Arc<Sight>);

/// What is known of a viewer.
#[derive(Debug)]
pub struct Sight {
    /// Who is signed in.
    pub who: Option<Account>,
    /// Language, print size, contrast.
    pub prefs: Prefs,
    /// Ties forms to this session or visit.
    pub nonce: Nonce,
    /// The reference of this request, which error pages and logs quote.
    pub request_id: String,
    /// Path and query of the page.
    pub uri: Uri,
    /// Where the request came from.
    pub from: IpAddr,
    /// Whether a form of the page needs the visit cookie.
    pub(crate) form_shown: AtomicBool,
}

impl std::ops::Deref for Viewer {
    type Target = Sight;

    fn deref(&self) -> &Sight {
        &self.0
    }
}

impl Viewer {
    /// A viewer of whom this is known.
    pub fn new(sight: Sight) -> Self {
        Self(Arc::new(sight))
    }

    /// The language read.
    pub fn lang(&self) -> Lang {
        self.prefs.lang
    }

    /// Notes that the page shows a form.
    pub(crate) fn show_form(&self) {
        self.form_shown.store(true, Ordering::Relaxed);
    }

    /// The account, or the way to the door.
    ///
    /// # Errors
    ///
    /// Nobody is signed in.
    pub fn signed_in(&self) -> Result<&Account, Fault> {
        self.who.as_ref().ok_or(Fault::SignIn)
    }

    /// The account, if it has one of these roles.
    ///
    /// # Errors
    ///
    /// Nobody is signed in, or someone with another role.
    pub fn with_role(&self, roles: &[Role]) -> Result<&Account, Fault> {
        let account = self.signed_in()?;
        if roles.contains(&account.role) {
            Ok(account)
        } else {
            Err(Fault::Forbidden)
        }
    }

    /// The address of this page without preferences: what a form or a sign-in comes back to.
    pub fn here(&self) -> String {
        address(self.uri.path(), self.page_query())
    }

    /// The address of this page with one query parameter set, or left out when `value` is empty.
    pub fn here_with(&self, name: &str, value: &str) -> String {
        let kept = self.page_query().filter(|(key, _)| key != name);
        let set = (!value.is_empty()).then(|| (name.to_owned(), value.to_owned()));
        address(self.uri.path(), kept.chain(set))
    }

    /// Another address with the same values.
    pub fn here_as(&self, path: &str) -> String {
        address(path, self.page_query())
    }

    fn page_query(&self) -> impl Iterator<Item = (String, String)> {
        query_pairs(&self.uri)
            .into_iter()
            .filter(|(name, _)| !PREF_PARAMETERS.contains(&name.as_str()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // `layer::attend` put it there for every route; a stranger stands in where it did not run.
        let known = parts.extensions.get::<Self>().cloned();
        Ok(known.unwrap_or_else(|| {
            Self::new(Sight {
                who: None,
                prefs: Prefs::of(&parts.uri, &parts.headers).0,
                nonce: Nonce::default(),
                request_id: String::new(),
                uri: parts.uri.clone(),
                from: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
                form_shown: AtomicBool::new(false),
            })
        }))
    }
}

/// A path with its query, percent-encoded.
pub fn address(path: &str, query: impl IntoIterator<Item = (String, String)>) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    let query = text.extend_pairs(query).finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter();
    all.filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn query_pairs(uri: &Uri) -> Vec<(String, String)> {
    let query = uri.query().unwrap_or_default().as_bytes();
    form_urlencoded::parse(query).into_owned().collect()
}

/// The language with the highest weight in an `Accept-Language` header, of those spoken here.
fn preferred_language(header: &str) -> Option<Lang> {
    let weighted = header.split(',').filter_map(|part| {
        let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
        let lang: Lang = tag.trim().parse().ok()?;
        let weight = rest.trim().strip_prefix("q=").unwrap_or("1");
        // Weights have at most three decimals, so text order is number order.
        Some((lang, weight.to_owned()))
    });
    // `max_by` keeps the last of equals; the first named is meant.
    weighted
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_language_counts_by_weight_and_order() {
        assert_eq!(
            preferred_language("en-GB,en;q=0.9,zh;q=0.8"),
            Some(Lang::En)
        );
        assert_eq!(
            preferred_language("fr,zh-CN;q=0.9,en;q=0.8"),
            Some(Lang::Zh)
        );
        assert_eq!(preferred_language("en;q=0.2, zh-TW;q=0.5"), Some(Lang::Zh));
        assert_eq!(preferred_language("de"), None);
    }

    #[test]
    fn query_goes_before_cookie_and_is_remembered() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            "a=b; ip_prefs=en.large.normal".parse().unwrap(),
        );
        let (prefs, asked) = Prefs::of(&Uri::from_static("/x"), &headers);
        assert_eq!((prefs.lang, prefs.large, asked), (Lang::En, true, false));
        let (prefs, asked) = Prefs::of(&Uri::from_static("/x?lang=zh&contrast=high"), &headers);
        assert_eq!(prefs.to_cookie(), "zh.large.high");
        assert!(asked);
    }
}
