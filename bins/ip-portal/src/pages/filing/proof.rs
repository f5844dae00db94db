//! What stands in for a paper of the filing: a commitment, a register that is asked, or an electronic certificate that is shown.

use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use ip_app::actor::Role;
use ip_app::certificates::Presented;
use ip_app::commitment::may_commit;
use ip_app::error::AppError;
use ip_app::evidence::Checked;
use ip_core::problem::Problem;
use ip_matters::case::CheckOutcome;
use ip_matters::entry::Material;

use super::{Filing, draft_material};
use crate::data_dir::random;
use crate::faces::Handed;
use crate::fault::Fault;
use crate::form::upload::{Limits, receive};
use crate::form::{Field, Kind, Sent};
use crate::pages::desk::further::offered;
use crate::state::AppState;
use crate::view::Page;
use crate::view::parts::Tone;
use crate::viewer::Viewer;
use crate::when;

/// The largest file: a picture of a phone.
const LARGEST: u64 = 8 * 1024 * 1024;

/// What can be done instead of handing in a paper, or what came of it.
pub struct Check {
    /// How it reads.
    pub tone: Tone,
    /// In a few words.
    pub title: String,
    /// In a sentence or two.
    pub what: String,
    /// What the person consents to on each button.
    pub buttons: Vec<Button>,
    /// Where to go on without the paper.
    pub next: Option<String>,
    /// A certificate as a file.
    pub upload: Option<Upload>,
}

/// One button.
pub struct Button {
    /// What is consented to.
    pub label: String,
    /// Where it is sent.
    pub action: String,
    /// The certificate it shows, where it shows one.
    pub certificate: Option<String>,
}

/// A form for a certificate that is at hand as a file.
pub struct Upload {
    /// Where it is sent.
    pub action: String,
    /// The file.
    pub field: Field,
}

impl Check {
    fn told(tone: Tone, title: impl ToString, what: impl ToString) -> Self {
        Self {
            tone,
            title: title.to_string(),
            what: what.to_string(),
            buttons: Vec::new(),
            next: None,
            upload: None,
        }
    }
}

impl Filing {
    /// Everything that can stand in for a paper, each offered or with its answer for what is filled in now.
    ///
    /// # Errors
    ///
    /// The store fails.
    pub(super) async fn checks(
        &self,
        p: &Page,
        name: &str,
        material: &Material,
    ) -> Result<Vec<Check>, Fault> {
        let asked = self.draft.checks.get(&material.id);
        let by_certificate = asked.is_some_and(|check| check.certificate.is_some());
        let proved = self.draft.proved(&material.id);
        let mut all = Vec::new();
        all.extend(self.commitment(p, name, material).await?);
        if !(proved && by_certificate) {
            let asked = asked.filter(|_| !by_certificate);
            all.extend(self.register(p, name, material, asked));
        }
        if (by_certificate || !proved) && self.app.office.admits_certificate(material) {
            let asked = asked.filter(|_| by_certificate);
            all.push(self.certificate(p, name, material, asked).await?);
        }
        Ok(all)
    }

    /// The words of a commitment that stands in for a paper: offered, or chosen.
    async fn commitment(
        &self,
        p: &Page,
        name: &str,
        material: &Material,
    ) -> Result<Option<Check>, Fault> {
        let button = |key: &str, act: &str| Button {
            label: p.t(key).to_string(),
            action: format!("/matters/{}/papers/{name}/{act}", self.matter),
            certificate: None,
        };
        if let Some(words) = &self.draft.commitment
            && may_commit(self.entry()?, &material.id)
        {
            let mut check = Check::told(Tone::Good, p.t("commit-chosen"), words);
            check.buttons.push(button("commit-not", "no-commit"));
            check.next = self.next().ok();
            return Ok(Some(check));
        }
        let offer = self.commitment_for(p, material).await?;
        Ok(offer.map(|words| {
            let mut check = Check::told(Tone::Info, p.t("commit-offer"), words);
            check.buttons.push(button("commit-yes", "commit"));
            check
        }))
    }

    /// The words of the commitment that this person may choose instead of a paper; nothing for who broke one before.
    async fn commitment_for(&self, p: &Page, material: &Material) -> Result<Option<String>, Fault> {
        let entry = self.entry()?;
        let actor = self.app.actor(&self.viewer, &[Role::Person])?;
        let Some(offer) = entry.commitment.as_ref() else {
            return Ok(None);
        };
        let office = &self.app.office;
        if !may_commit(entry, &material.id) || office.broke_a_commitment(&actor.account).await? {
            return Ok(None);
        }
        Ok(Some(offered(p, offer, &entry.materials, |_| true)))
    }

    fn register(
        &self,
        p: &Page,
        name: &str,
        material: &Material,
        asked: Option<&Checked>,
    ) -> Option<Check> {
        let register = self.app.office.register_for(material, &self.draft)?;
        let named = p.label(&register.name);
        let button = |key: &str, act: &str| Button {
            label: p.t(key).to_string(),
            action: format!("/matters/{}/papers/{name}/{act}", self.matter),
            certificate: None,
        };
        let said = |key: &str, asked: &Checked| {
            p.t(key)
                .with("register", named)
                .with("evidence", p.label(&asked.evidence))
                .to_string()
        };
        let mut check = match asked {
            Some(asked) if asked.outcome == CheckOutcome::Match => {
                if self.draft.proved(&material.id) {
                    let what = said("check-match-what", asked);
                    let mut check = Check::told(Tone::Good, p.t("check-match"), what);
                    check.next = self.next().ok();
                    return Some(check);
                }
                // What was asked about has changed since.
                return self.register(p, name, material, None);
            }
            Some(asked) if asked.outcome == CheckOutcome::Mismatch => {
                let what = said("check-mismatch-what", asked);
                Check::told(Tone::Care, p.t("check-mismatch"), what)
            }
            Some(asked) if asked.is_waiting() => {
                let what = said("check-waits-what", asked);
                let mut check = Check::told(Tone::Info, p.t("check-waits"), what);
                check.next = self.next().ok();
                check
            }
            Some(asked) => {
                let what = said("check-unavailable-what", asked);
                let mut check = Check::told(Tone::Care, p.t("check-unavailable"), what);
                check.buttons.push(button("check-wait", "wait"));
                check
            }
            None => {
                let what = p.t("check-offer-what").with("register", named);
                let mut check = Check::told(Tone::Info, p.t("check-offer"), what);
                check.buttons.push(button("check-consent", "check"));
                return Some(check);
            }
        };
        check.buttons.insert(0, button("check-again", "check"));
        Some(check)
    }

    async fn certificate(
        &self,
        p: &Page,
        name: &str,
        material: &Material,
        asked: Option<&Checked>,
    ) -> Result<Check, Fault> {
        let said = |key: &str, asked: &Checked| {
            p.t(key)
                .with("name", p.label(&asked.name))
                .with("id", p.label(&asked.evidence))
                .to_string()
        };
        let mut check = match asked {
            Some(asked) if self.draft.proved(&material.id) => {
                let what = said("proof-match-what", asked);
                let mut check = Check::told(Tone::Good, p.t("proof-match"), what);
                check.next = self.next().ok();
                return Ok(check);
            }
            Some(asked) if asked.outcome == CheckOutcome::Mismatch => {
                let what = said("proof-mismatch-what", asked);
                Check::told(Tone::Care, p.t("proof-mismatch"), what)
            }
            Some(asked) if asked.outcome == CheckOutcome::Unavailable => {
                let what = said("proof-unavailable-what", asked);
                Check::told(Tone::Care, p.t("proof-unavailable"), what)
            }
            _ => Check::told(Tone::Info, p.t("proof-offer"), p.t("proof-offer-what")),
        };
        let actor = self.app.actor(&self.viewer, &[Role::Person])?;
        let action = format!("/matters/{}/papers/{name}/certificate", self.matter);
        for own in self.app.office.certificates_for(&actor, material).await? {
            let called = self.app.office.name_of(&own).await?;
            let label = p
                .t("proof-consent")
                .with("name", p.label(&called))
                .with("day", when::day(own.issued.date_naive(), p.lang()))
                .to_string();
            check.buttons.push(Button {
                label,
                action: action.clone(),
                certificate: Some(own.identifier.to_string()),
            });
        }
        let file = Kind::File {
            accept: ".pdf,.ofd,.json,.txt,image/png,image/jpeg".to_owned(),
            limit: LARGEST,
            many: false,
        };
        check.upload = Some(Upload {
            action,
            field: Field::new("certificate-file", p.t("proof-file"), file),
        });
        Ok(check)
    }
}

/// Asks a register instead of a paper, on the person's consent; the answer is shown at the paper.
///
/// # Errors
///
/// As [`super::show`]; no register can be asked.
pub async fn register(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((matter, name)): Path<(String, String)>,
    _: Sent,
) -> Result<Redirect, Fault> {
    let mut filing = Filing::open(app, viewer, matter).await?;
    let actor = filing.app.actor(&filing.viewer, &[Role::Person])?;
    let material = draft_material(filing.entry()?, &filing.draft, &name)?.clone();
    let mut draft = filing.draft.clone();
    let office = &filing.app.office;
    office.check_register(&actor, &material, &mut draft).await?;
    filing.draft = draft;
    filing.keep().await?;
    Ok(Redirect::to(&filing.href(&name)))
}

/// Files without the paper while the register does not answer: the office asks it again.
///
/// # Errors
///
/// As [`super::show`]; no register is silent about this paper.
pub async fn wait(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((matter, name)): Path<(String, String)>,
    _: Sent,
) -> Result<Redirect, Fault> {
    let mut filing = Filing::open(app, viewer, matter).await?;
    let id = draft_material(filing.entry()?, &filing.draft, &name)?
        .id
        .clone();
    let check = filing.draft.checks.get_mut(&id).ok_or(Fault::NotFound)?;
    if check.outcome != CheckOutcome::Unavailable || check.certificate.is_some() {
        return Err(Fault::NotFound);
    }
    check.waits = true;
    filing.keep().await?;
    Ok(Redirect::to(&filing.next()?))
}

/// Takes a commitment instead of papers: the words are kept as they were shown.
///
/// # Errors
///
/// As [`super::show`]; no commitment of this person stands in for this paper.
pub async fn commit(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((matter, name)): Path<(String, String)>,
    _: Sent,
) -> Result<Redirect, Fault> {
    let mut filing = Filing::open(app, viewer, matter).await?;
    let material = draft_material(filing.entry()?, &filing.draft, &name)?;
    let p = filing.page("filing-title")?;
    let words = filing.commitment_for(&p, material).await?;
    let words = words.ok_or(Fault::NotFound)?;
    filing.draft.commitment = Some(words);
    filing.keep().await?;
    Ok(Redirect::to(&filing.next()?))
}

/// Takes the commitment back before filing: the papers are asked for again.
///
/// # Errors
///
/// As [`super::show`].
pub async fn no_commit(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((matter, name)): Path<(String, String)>,
    _: Sent,
) -> Result<Redirect, Fault> {
    let mut filing = Filing::open(app, viewer, matter).await?;
    filing.draft.commitment = None;
    filing.keep().await?;
    Ok(Redirect::to(&filing.href(&name)))
}

/// Takes a certificate instead of a paper, on the person's consent: one of their own, or a file. What came of it is shown at
/// the paper.
///
/// # Errors
///
/// As [`super::show`]; no certificate stands in for this paper.
pub async fn certificate(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((matter, name)): Path<(String, String)>,
    body: Multipart,
) -> Result<Response, Fault> {
    let mut filing = Filing::open(app, viewer, matter).await?;
    let material = draft_material(filing.entry()?, &filing.draft, &name)?.clone();
    let limits = Limits {
        file: LARGEST,
        total: LARGEST,
        files: 1,
    };
    let received = receive(&filing.app, &filing.viewer, body, limits).await?;
    let chosen = received.pairs.iter().find(|(key, _)| key == "certificate");
    let refused = match (received.files.into_iter().next(), chosen) {
        _ if !received.refused.is_empty() => {
            let refused = received.refused.first();
            refused.map(|r| Problem::new(r.code()).expected(r.limit(&limits)))
        }
        (Some(file), _) => {
            let bytes = file.bytes().await.map_err(Fault::internal)?;
            match filing.app.faces.read(bytes).await? {
                Ok(Handed {
                    drawing: Some(Some(Err(problem))),
                    ..
                })
                | Err(problem) => Some(problem),
                Ok(handed) => take(&mut filing, &material, handed.presented).await?,
            }
        }
        (None, Some((_, identifier))) => {
            let presented = Presented::Identifier(identifier.clone());
            take(&mut filing, &material, presented).await?
        }
        (None, None) => Some(Problem::new("app.form.missing")),
    };
    match refused {
        None => Ok(Redirect::to(&filing.href(&name)).into_response()),
        Some(problem) => {
            let page = filing.ask(&name, None, Some(&problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn take(
    filing: &mut Filing,
    material: &Material,
    presented: Presented,
) -> Result<Option<Problem>, Fault> {
    let actor = filing.app.actor(&filing.viewer, &[Role::Person])?;
    let entropy = random().map_err(Fault::internal)?;
    let mut draft = filing.draft.clone();
    let asked = (filing.entry()?, material);
    let office = &filing.app.office;
    let done = office
        .check_certificate(&actor, asked, &mut draft, presented, &entropy)
        .await;
    match done {
        Ok(_) => {
            filing.draft = draft;
            filing.keep().await?;
            Ok(None)
        }
        Err(AppError::Invalid(problems)) => Ok(problems.0.into_iter().next()),
        Err(other) => Err(other.into()),
    }
}
