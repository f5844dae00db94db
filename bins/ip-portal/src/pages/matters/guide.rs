//! `/matters/{id}`: the guide of one matter: what one gets, needs, pays, and how long it takes.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use ip_core::law::Mark;
use ip_matters::bundle::Bundle;
use ip_matters::entry::Material;
use ip_matters::guide::Guide;
use ip_matters::limit::{Length, Limit};
use ip_matters::matter::Charged;
use ip_matters::outlet::Outlet;

use crate::fault::Fault;
use crate::form::upload::size;
use crate::pages::desk::further;
use crate::pages::matters::fee::{self, FeeDesk};
use crate::pages::matters::list::charged_key;
use crate::state::AppState;
use crate::view::fee::laws;
use crate::view::guide::{
    applicant_key, channel_key, length, limit, necessity_key, on_miss_key, waiver_key,
};
use crate::view::parts::{Law, Link};
use crate::view::{Page, html};
use crate::viewer::Viewer;

/// How many answered questions a guide shows.
const ANSWERS: usize = 5;

/// A paper as the guide shows it.
struct Paper {
    name: String,
    necessity_key: &'static str,
    situations: Vec<String>,
    waivers: Vec<(&'static str, bool)>,
    files: Option<String>,
    help: Option<String>,
}

/// A time limit as the guide shows it.
struct Time {
    what: String,
    length: String,
    miss_key: &'static str,
    law: Vec<Law>,
    unverified: bool,
}

#[derive(Template)]
#[template(path = "pages/guide.html")]
struct GuidePage<'a> {
    p: Page,
    guide: &'a Guide,
    here: bool,
    who: Vec<&'static str>,
    channels: Vec<&'static str>,
    charged_key: &'static str,
    papers: Vec<Paper>,
    statutory: Option<Time>,
    promised: Option<String>,
    authority: Vec<Time>,
    applicant: Vec<Time>,
    basis: Vec<Law>,
    fee: FeeDesk,
    outlets: Vec<&'a Outlet>,
    start: Option<String>,
    /// The offer of notification and commitment in words.
    commitment: Option<String>,
    /// What can be done against a decision, and within which time of receiving it.
    remedies: Vec<(String, Vec<Law>)>,
    /// Bundles that hold the matter.
    bundles: Vec<Link>,
    /// Questions answered about it.
    answered: Vec<(String, String)>,
}

/// The guide.
///
/// # Errors
///
/// There is no such matter, or the page cannot be rendered.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Fault> {
    let day = app.now().date_naive();
    let guide = app.library.guide(&id, day).ok_or(Fault::NotFound)?;
    let p = Page::new(&app, &viewer, "matters-title");
    let name = p.label(&guide.name).to_owned();
    let up = p.title.clone();
    let p = p.titled(name).below(up, "/matters");
    let entry = app.library.any_entry(&id).ok_or(Fault::NotFound)?;
    let law = |limit: &Limit| laws(&p, limit.basis.as_slice());
    let time = |one: &Limit| Time {
        what: p.label(&one.what).to_owned(),
        length: limit(&p, one),
        miss_key: on_miss_key(one.on_miss),
        law: law(one),
        unverified: one.mark.is_none_or(Mark::is_unverified),
    };
    let basis: Vec<_> = guide
        .basis
        .iter()
        .map(|citation| citation.law.clone())
        .collect();
    let outlets = guide
        .outlets
        .iter()
        .filter_map(|id| app.library.pack.outlet(id))
        .collect();
    let member = |bundle: &&Bundle| bundle.members.iter().any(|one| one.as_str() == id);
    let bundles = app.library.pack.bundles.iter().filter(member);
    let bundles = bundles.map(|b| Link::new(p.label(&b.name), format!("/bundles/{}", b.id)));
    let knowledge = app.office.knowledge().await?;
    let answered = knowledge.about(&guide.matter).into_iter().take(ANSWERS);
    let answered = answered.map(|item| {
        let (question, answer) = (p.label(&item.question), p.label(&item.answer));
        (question.to_owned(), answer.to_owned())
    });
    html(&GuidePage {
        bundles: bundles.collect(),
        answered: answered.collect(),
        commitment: guide
            .commitment
            .as_ref()
            .map(|offer| further::offered(&p, offer, &guide.materials, |_| true)),
        remedies: guide
            .remedies
            .iter()
            .map(|remedy| {
                let (n, unit) = (remedy.n, remedy.unit);
                let within = p
                    .t("remedy-within")
                    .with("what", p.label(&remedy.what))
                    .with("time", length(&p, Length { n, unit }));
                (
                    within.to_string(),
                    laws(&p, std::slice::from_ref(&remedy.basis)),
                )
            })
            .collect(),
        here: app.library.pack.entry(&id).is_some(),
        who: guide
            .applicants
            .iter()
            .map(|one| applicant_key(*one))
            .collect(),
        channels: guide.channels.iter().map(|one| channel_key(*one)).collect(),
        charged_key: charged_key(guide.fee.charged),
        papers: guide
            .materials
            .iter()
            .map(|one| paper(&p, &guide, one))
            .collect(),
        statutory: guide.statutory.as_ref().map(time),
        promised: guide.promised.map(|promised| length(&p, promised)),
        authority: guide.authority_limits.iter().map(time).collect(),
        applicant: guide.applicant_limits.iter().map(time).collect(),
        basis: laws(&p, &basis),
        fee: fee::desk(&p, &entry, &pairs),
        start: (guide.open && guide.implementation.is_some())
            .then(|| format!("/matters/{id}/file")),
        outlets,
        guide: &guide,
        p,
    })
}

fn paper(p: &Page, guide: &Guide, material: &Material) -> Paper {
    let situation = |id: &String| {
        guide
            .situations
            .iter()
            .find(|situation| situation.id == *id)
    };
    let situations = material.situations.iter().filter_map(situation);
    let files = (!material.accepts.is_empty()).then(|| {
        p.t("guide-files")
            .with("kinds", material.accepts.join(", ").to_uppercase())
            .with("limit", size(material.max_bytes))
            .to_string()
    });
    Paper {
        name: p.label(&material.name).to_owned(),
        necessity_key: necessity_key(material.necessity),
        situations: situations
            .map(|situation| p.label(&situation.name).to_owned())
            .collect(),
        waivers: material
            .waivable_by
            .iter()
            .map(|one| {
                let unverified = one.mark.is_none_or(|mark| mark.is_unverified());
                (waiver_key(one.by), unverified)
            })
            .collect(),
        files,
        help: material.help.as_ref().map(|help| p.label(help).to_owned()),
    }
}

impl GuidePage<'_> {
    /// Whether a field of the guide was not compared with a source.
    fn unverified(&self, field: &str) -> bool {
        let known = self.guide.provenance.get(field);
        known.is_none_or(|provenance| provenance.mark.is_unverified())
    }

    /// Key of what is said where no limit of law is known: none is not the same as not seen.
    fn no_limit_key(&self) -> &'static str {
        match self.guide.rules_unknown || self.unverified("limits") {
            true => "guide-unseen-statutory",
            false => "guide-no-statutory",
        }
    }

    fn is_free(&self) -> bool {
        self.guide.fee.charged == Charged::No
    }
}
