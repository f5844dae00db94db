//! The application: the rules of the land and the locality, the store, and who signs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use ip_certs::kind::Kinds;
use ip_core::calendar::Calendar;
use ip_core::law::Registry;
use ip_core::limit::Limits;
use ip_core::problem::{Problem, Problems};
use ip_eval::label::Labels;
use ip_eval::policy::{Policies, Profile};
use ip_fees::engine::Engine;
use ip_matters::case::Case;
use ip_matters::catalogue::Catalogue;
use ip_matters::document::Templates;
use ip_matters::entry::Entry;
use ip_matters::guide::Guide;
use ip_matters::matter::MatterId;
use ip_matters::pack::Pack;
use ip_matters::regime;

use crate::actor::Actor;
use crate::certificates::Issuer;
use crate::consult::Shelf;
use crate::error::AppError;
use crate::evidence::Proofs;
use crate::keys::{KeyRules, Offices};
use crate::port::{Registers, Safe, Store};
use crate::pseudonym::Secret;
use crate::results::Results;
use crate::sharing::SharingRules;
use crate::status::Published;
use crate::transparency::{Kept, LogSigners};
use crate::witness::Witnesses;

/// Everything that is law, standard or published list: read once, never changed while running.
pub struct Rules {
    /// Holidays and working days.
    pub calendar: Calendar,
    /// The named time limits.
    pub limits: Limits,
    /// The register of legal instruments.
    pub laws: Registry,
    /// The national baseline of matters.
    pub catalogue: Catalogue,
    /// The locality's own lists.
    pub pack: Pack,
    /// The rules of procedure by regime.
    pub regimes: regime::Rules,
    /// The templates of documents.
    pub documents: Templates,
    /// The tariffs.
    pub fees: Engine,
    /// The labels of reviews.
    pub labels: Labels,
    /// The locality's review profile.
    pub profile: Profile,
    /// Every review profile: a case keeps the one it was opened under.
    profiles: Vec<Profile>,
    /// The words and codes of results.
    pub results: Results,
    /// The type standards of certificates.
    pub kinds: Kinds,
    /// How the offices replace their keys.
    pub keys: KeyRules,
    /// For what certificates are shared, and how long and how often at most.
    pub sharing: SharingRules,
    /// Which certificates stand in for which papers.
    pub proofs: Proofs,
}

impl Rules {
    /// Reads the national data and a locality's pack: path within its folder, and content.
    ///
    /// # Errors
    ///
    /// Every problem of the pack, with its file.
    pub fn load<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Result<Self, Problems> {
        let catalogue = Catalogue::baseline()?;
        let pack = Pack::from_files(&catalogue, files.clone())?;
        let profile = profile(files)?;
        Ok(Self {
            calendar: Calendar::builtin()?,
            limits: Limits::builtin()?,
            laws: Registry::builtin()?,
            regimes: regime::Rules::builtin()?,
            documents: Templates::builtin()?,
            fees: Engine::builtin()?,
            labels: Labels::builtin()?,
            results: Results::builtin()?,
            kinds: Kinds::builtin()?,
            keys: KeyRules::builtin()?,
            sharing: SharingRules::builtin()?,
            proofs: Proofs::builtin()?,
            catalogue,
            pack,
            profile,
            profiles: profiles()?,
        })
    }

    /// The review profile of this name; the locality's own where no such one is known any more.
    pub fn profile_of(&self, name: &str) -> &Profile {
        let mut all = self.profiles.iter();
        all.find(|profile| profile.id == name)
            .unwrap_or(&self.profile)
    }

    /// The locality's entry of a matter.
    ///
    /// # Errors
    ///
    /// Not found.
    pub fn entry(&self, matter: &str) -> Result<&Entry, AppError> {
        self.pack.entry(matter).ok_or(AppError::NotFound("matter"))
    }

    /// The version of a matter's entry in force on a day, under which new cases are filed.
    ///
    /// # Errors
    ///
    /// Not found.
    pub fn entry_on(&self, matter: &str, day: NaiveDate) -> Result<&Entry, AppError> {
        let entry = self.pack.entry_on(matter, day);
        entry.ok_or(AppError::NotFound("matter"))
    }

    /// The entry under which a case was filed; where nobody kept that version, today's, under which
    /// the case can be read and no command is taken.
    ///
    /// # Errors
    ///
    /// The matter is not in the lists any more.
    pub fn entry_of(&self, case: &Case) -> Result<&Entry, AppError> {
        let matter = case.matter.as_ref().map_or("", MatterId::as_str);
        let filed = self.pack.version(matter, case.version);
        filed.map_or_else(|| self.entry(matter), Ok)
    }

    /// The guide of a matter as it stands on a day.
    ///
    /// # Errors
    ///
    /// Not found.
    pub fn guide(&self, matter: &str, day: NaiveDate) -> Result<Guide, AppError> {
        Ok(Guide::new(
            self.entry_on(matter, day)?,
            &self.regimes,
            &self.laws,
            day,
        ))
    }
}

fn profiles() -> Result<Vec<Profile>, Problem> {
    let all = Policies::builtin()?;
    all.names().map(|name| all.get(name)).collect()
}

/// The review profile that the pack's `review.toml` names.
fn profile<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Profile, Problem> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        profile: String,
    }
    let text = files
        .into_iter()
        .find(|(path, _)| *path == "review.toml")
        .map(|(_, text)| text);
    let name = match text {
        Some(text) => toml::from_str::<File>(text)
            .map(|file| file.profile)
            .map_err(|e| {
                Problem::new("matters.pack.unreadable")
                    .arg("file", "review.toml")
                    .found(e.message())
            })?,
        None => String::from("national-minimal"),
    };
    Profile::builtin(&name).map_err(|problem| problem.arg("file", "review.toml"))
}

/// The use cases over one locality's store.
#[derive(Clone)]
pub struct App {
    /// Where events, views, personal data and files are kept.
    pub store: Arc<dyn Store>,
    /// The rules.
    pub rules: Arc<Rules>,
    /// Registers of other offices that are asked instead of a paper.
    pub registers: Arc<dyn Registers>,
    /// Who issues certificates, by unified social credit code.
    pub issuers: Arc<[Issuer]>,
    /// Where the secret keys of the issuers lie.
    pub safe: Arc<dyn Safe>,
    /// The keys of the log of certificates.
    pub log_signers: Arc<LogSigners>,
    /// The secret behind pseudonyms and one-time codes.
    pub secret: Secret,
    /// The portal's public address without a slash at its end, below which status lists are published.
    pub address: String,
    /// The outlets where accounts of the staff work, by account.
    pub workplaces: Arc<BTreeMap<String, String>>,
    /// The issuing offices for which accounts of the staff may decide and sign, by account; an account that is
    /// not in it acts for all.
    pub mandates: Arc<BTreeMap<String, Vec<String>>>,
    /// Who witnesses the log of certificates.
    pub witnesses: Arc<Witnesses>,
    /// What is made once and kept while running.
    pub caches: Arc<Caches>,
}

impl App {
    /// Whether an account may decide and sign for an issuing office.
    pub fn acts_for(&self, actor: &Actor, office: &str) -> bool {
        let mandate = self.mandates.get(&actor.account);
        mandate.is_none_or(|offices| offices.iter().any(|own| own == office))
    }
}

/// What is made once from the keys and the log, and kept while running.
#[derive(Debug, Default)]
pub struct Caches {
    pub(crate) offices: Mutex<Option<Arc<Offices>>>,
    pub(crate) log: Mutex<Kept>,
    pub(crate) lists: Mutex<BTreeMap<String, Published>>,
    pub(crate) knowledge: Mutex<Option<Shelf>>,
}
