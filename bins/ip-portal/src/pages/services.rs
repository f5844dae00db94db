//! `/services`: the lists of public services in force, and what each outlet offers by them.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use ip_matters::matter::MatterId;
use ip_matters::servicelist::{Scope, ServiceList, in_force, offered};

use crate::fault::Fault;
use crate::state::AppState;
use crate::view::guide::class_key;
use crate::view::parts::Link;
use crate::view::{Page, html};
use crate::viewer::Viewer;

/// A list as the page shows it.
struct Shown {
    id: String,
    name: String,
    kind_key: &'static str,
    version: u32,
    since: Option<String>,
    binds: Vec<String>,
    matters: Vec<Link>,
}

/// What an outlet offers.
struct Offer {
    outlet: Link,
    class_key: &'static str,
    common: Vec<Link>,
    own: Vec<Link>,
}

#[derive(Template)]
#[template(path = "pages/services.html")]
struct ServicesPage {
    p: Page,
    lists: Vec<Shown>,
    offers: Vec<Offer>,
}

/// The lists and the offers of today.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "services-title");
    let pack = &app.library.pack;
    let day = p.today();
    let lists = in_force(&pack.service_lists, day).map(|list| shown(&p, list));
    let lists = lists.collect();
    let offers = pack.outlets.iter().map(|outlet| {
        let all = offered(&pack.service_lists, outlet, day);
        let some = |own: bool| {
            let some = all.iter().filter(|one| one.personalised == own);
            some.map(|one| matter(&p, one.matter)).collect()
        };
        Offer {
            outlet: Link::new(p.label(&outlet.name), format!("/outlets#{}", outlet.id)),
            class_key: class_key(outlet.class),
            common: some(false),
            own: some(true),
        }
    });
    let offers = offers.collect();
    html(&ServicesPage { lists, offers, p })
}

fn shown(p: &Page, list: &ServiceList) -> Shown {
    let (kind_key, binds) = match &list.scope {
        Scope::Common { classes } => {
            let classes = classes
                .iter()
                .map(|class| p.t(class_key(*class)).to_string());
            ("services-common", classes.collect())
        }
        Scope::Personalised { owner } => {
            let outlet = p.app().library.pack.outlet(owner);
            let name = outlet.map(|outlet| p.label(&outlet.name).to_owned());
            ("services-own", name.into_iter().collect())
        }
    };
    Shown {
        id: list.id.clone(),
        name: p.label(&list.name).to_owned(),
        kind_key,
        version: list.version,
        since: list.effective.map(|day| p.day(&day)),
        binds,
        matters: list.matters.iter().map(|id| matter(p, id)).collect(),
    }
}

fn matter(p: &Page, id: &MatterId) -> Link {
    let entry = p.app().library.any_entry(id.as_str());
    let name = entry.map(|entry| p.label(&entry.matter.name).to_owned());
    Link::new(name.unwrap_or_default(), format!("/matters/{id}"))
}
