//! The page around every template: language, place, title, way back, forms' token.

use askama::Template;
use axum::response::Html;
use ip_app::actor::Role;
use ip_core::text::{Lang, Text};

use crate::account::role_key;
use crate::asset;
use crate::fault::Fault;
use crate::i18n::Phrase;
use crate::state::AppState;
use crate::view::parts::Link;
use crate::view::place::Place;
use crate::viewer::{Viewer, address};
use crate::when;

/// The shell of a page; templates have it as `p`.
#[derive(Clone)]
pub struct Page {
    app: AppState,
    viewer: Viewer,
    /// The one heading of the page, also in the window's title.
    pub title: String,
    /// The way back, from the front page on, without the page itself.
    pub crumbs: Vec<Link>,
    /// Whether the form on the page was refused: the window's title says so first.
    pub refused: bool,
    /// Words in the search box of the header.
    pub query: String,
}

impl Page {
    /// A page whose title is the text of a key.
    pub fn new(app: &AppState, viewer: &Viewer, title_key: &str) -> Self {
        Self {
            title: app.texts.t(viewer.lang(), title_key).to_string(),
            app: app.clone(),
            viewer: viewer.clone(),
            crumbs: if viewer.uri.path() == "/" {
                Vec::new()
            } else {
                vec![Link::new(app.texts.t(viewer.lang(), "nav-home"), "/")]
            },
            refused: false,
            query: String::new(),
        }
    }

    /// The same page with another title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The same page one step below another; the front page is above all.
    #[must_use]
    pub fn below(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Link::new(label, href));
        self
    }

    /// The text of a key.
    pub fn t<'a>(&'a self, key: &'a str) -> Phrase<'a> {
        self.app.texts.t(self.viewer.lang(), key)
    }

    /// The wording of a label of data.
    pub fn label<'a>(&self, text: &'a Text) -> &'a str {
        text.in_lang(self.viewer.lang())
    }

    /// The language read.
    pub fn lang(&self) -> Lang {
        self.viewer.lang()
    }

    /// Whether the page is read in Chinese.
    pub fn is_zh(&self) -> bool {
        self.viewer.lang() == Lang::Zh
    }

    /// Who looks.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The portal.
    pub fn app(&self) -> &AppState {
        &self.app
    }

    /// Name of the place.
    pub fn place(&self) -> &str {
        self.label(&self.app.library.place.name)
    }

    /// Whether the place is fictitious.
    pub fn is_demo(&self) -> bool {
        self.app.library.place.demo
    }

    /// The place.
    pub fn locality(&self) -> &Place {
        &self.app.library.place
    }

    /// Classes of the page for the viewer's preferences.
    pub fn mode(&self) -> &'static str {
        match (self.viewer.prefs.large, self.viewer.prefs.contrast) {
            (true, true) => "large contrast",
            (true, false) => "large",
            (false, true) => "contrast",
            (false, false) => "",
        }
    }

    /// The sections of the portal, for the header.
    pub fn sections(&self) -> Vec<Link> {
        let everyone = [
            ("nav-matters", "/matters"),
            ("nav-fees", "/fees"),
            ("nav-consult", "/consult"),
            ("nav-verify", "/verify"),
            ("nav-figures", "/figures"),
            ("nav-outlets", "/outlets"),
            ("nav-about", "/about"),
        ];
        let own: &[_] = match self.viewer.who.as_ref().map(|account| account.role) {
            Some(Role::Person) => &[("nav-my", "/my"), ("nav-certificates", "/my/certificates")],
            Some(Role::Clerk | Role::Reviewer) => &[
                ("nav-desk", "/desk"),
                ("nav-day", "/windows"),
                ("nav-questions", "/desk/questions"),
                ("nav-register", "/desk/certificates"),
                ("nav-rectify", "/rectifications"),
                ("nav-outlet", "/outlet"),
            ],
            Some(Role::Supervisor) => &[
                ("nav-board", "/supervision"),
                ("nav-rectify", "/rectifications"),
                ("nav-desk", "/desk"),
                ("nav-day", "/windows"),
                ("nav-questions", "/desk/questions"),
                ("nav-register", "/desk/certificates"),
                ("nav-keys", "/desk/keys"),
                ("nav-outlet", "/outlet"),
            ],
            Some(Role::Requester) => &[("nav-use", "/use")],
            Some(Role::Administrator) => &[
                ("nav-desk", "/desk"),
                ("nav-lists", "/lists"),
                ("nav-keys", "/desk/keys"),
            ],
            None => &[],
        };
        let all = own.iter().chain(&everyone);
        all.map(|(key, href)| Link::new(self.t(key), *href))
            .collect()
    }

    /// Whether the page belongs to the section at this address.
    pub fn is_in(&self, section: &str) -> bool {
        let path = self.viewer.uri.path();
        let holds = |section: &str| {
            let rest = path.strip_prefix(section);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        // A section inside another one, such as `/my/certificates`, is the nearer one.
        let nearer = |link: &Link| link.href.len() > section.len() && holds(&link.href);
        holds(section) && !self.sections().iter().any(nearer)
    }

    /// The address of the sign-in page that comes back here.
    pub fn door(&self) -> String {
        if self.viewer.uri.path() == "/login" {
            return "/login".to_owned();
        }
        address("/login", [("next".to_owned(), self.viewer.here())])
    }

    /// Name of the viewer's role, when signed in.
    pub fn role(&self) -> Option<String> {
        let account = self.viewer.who.as_ref()?;
        Some(self.t(role_key(account.role)).to_string())
    }

    /// Address of a file for the browser.
    pub fn asset(&self, name: &str) -> String {
        asset::href(name)
    }

    /// The token that ties a form to this viewer.
    pub fn token(&self) -> String {
        self.viewer.show_form();
        self.app.sessions.form_token(&self.viewer.nonce)
    }

    /// The address of this page with one query parameter set.
    pub fn here_with(&self, name: &str, value: &str) -> String {
        self.viewer.here_with(name, value)
    }

    /// A day written out.
    pub fn day(&self, date: &chrono::NaiveDate) -> String {
        when::day(*date, self.viewer.lang())
    }

    /// The year, for the foot of the page.
    pub fn today(&self) -> chrono::NaiveDate {
        self.app.now().date_naive()
    }
}

/// The answer that a template makes.
///
/// # Errors
///
/// The template cannot be rendered.
pub fn html(template: &impl Template) -> Result<Html<String>, Fault> {
    Ok(Html(template.render()?))
}
