//! What the portal reads at its start and never changes: the national baseline, the locality's
//! pack, the rules of procedure, the laws, the calendar.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_app::actor::Role;
use ip_app::app::Rules;
use ip_app::editions;
use ip_app::port::{DemoRegisters, NoRegisters, Registers, Store};
use ip_core::problem::Problems;
use ip_core::text::Text;
use ip_matters::entry::{Entry, EntryState, Material};
use ip_matters::guide::Guide;
use ip_matters::matter::Matter;
use ip_matters::search::{Hit, Index};
use rust_embed::RustEmbed;
use serde::Deserialize;
use tokio::runtime::Builder;

use crate::failure::Failure;
use crate::view::place::Place;

/// The demonstration city, embedded so that the program alone can show it.
#[derive(RustEmbed)]
#[folder = "pack/demo-city/"]
struct DemoCity;

/// The files of a pack: path within its folder, and content.
pub type PackFiles = BTreeMap<String, String>;

/// An account that a pack asks for; its password is made up at the first start.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackAccount {
    /// What is typed at the door.
    pub id: String,
    /// What it may do.
    pub role: Role,
    /// The name shown.
    pub name: Text,
    /// The outlet where it works.
    #[serde(default)]
    pub outlet: Option<String>,
    /// The organisation for which it uses certificates: unified social credit code.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The issuing offices for which it may decide and sign: unified social credit codes; all of them where
    /// absent.
    #[serde(default)]
    pub offices: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountFile {
    #[serde(default)]
    account: Vec<PackAccount>,
}

/// Everything read at the start: the rules, whose portal it is, and how matters are found.
pub struct Library {
    rules: Arc<Rules>,
    /// Whose portal it is.
    pub place: Place,
    /// The accounts of a new data folder.
    pub accounts: Vec<PackAccount>,
    /// Registers of other offices; a demonstration's are made up.
    pub registers: Arc<dyn Registers>,
    here: Index,
    everywhere: Index,
}

impl Deref for Library {
    type Target = Rules;

    fn deref(&self) -> &Rules {
        &self.rules
    }
}

impl Library {
    /// Reads the baseline and the pack: the given folder, else the demonstration city or none.
    ///
    /// # Errors
    ///
    /// The pack is damaged or cannot be read; the first problem is told, with its file and field.
    pub fn load(folder: Option<&Path>, demo: bool) -> Result<Self, Failure> {
        let (path, files) = match folder {
            Some(folder) => (folder.to_owned(), read_folder(folder)?),
            None if demo => (PathBuf::from("demo-city"), demo_city()),
            None => (PathBuf::from("national"), national()),
        };
        let all = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        let rules = Rules::load(all).map_err(|problems| damaged(&path, &problems))?;
        let accounts = match files.get("accounts.toml") {
            Some(text) => {
                let file: AccountFile = toml::from_str(text)
                    .map_err(|e| Failure::damaged(path.join("accounts.toml"), e.message()))?;
                file.account
            }
            None => vec![administrator()],
        };
        let registers: Arc<dyn Registers> = match files.get("registers.toml") {
            Some(_) if !rules.pack.locality.fictitious => {
                let why = "registers that are made up answer for a fictitious place only";
                return Err(Failure::damaged(path.join("registers.toml"), why));
            }
            Some(text) => {
                let read = DemoRegisters::from_toml(text);
                Arc::new(read.map_err(|problems| damaged(&path, &problems))?)
            }
            None => Arc::new(NoRegisters),
        };
        Ok(Self {
            registers,
            place: Place::of(&rules.pack.locality),
            here: Index::of_entries(&rules.pack.entries),
            accounts,
            everywhere: Index::of_matters(rules.catalogue.matters()),
            rules: Arc::new(rules),
        })
    }

    /// Keeps the versions of the pack's entries in the store, and reads back those that open cases
    /// may still need; a version that changed without a new number is told in the log.
    ///
    /// # Errors
    ///
    /// The database fails, or holds something that this version cannot read.
    pub fn keep_editions(
        &mut self,
        store: &dyn Store,
        now: DateTime<FixedOffset>,
    ) -> Result<(), Failure> {
        let Some(rules) = Arc::get_mut(&mut self.rules) else {
            return Ok(());
        };
        let failed = |why: String| Failure::System {
            what: "the database",
            why,
        };
        let keep = editions::keep(store, &mut rules.pack, now);
        // The server's own runtime does not run yet, or must not be blocked.
        let kept = std::thread::scope(|scope| {
            let run = || {
                let runtime = Builder::new_current_thread().build();
                runtime.map(|runtime| runtime.block_on(keep))
            };
            scope.spawn(run).join()
        });
        let Ok(kept) = kept else {
            return Err(failed("a thread ended early".to_owned()));
        };
        let changed = kept
            .map_err(|e| failed(e.to_string()))?
            .map_err(|e| failed(e.to_string()))?;
        for edition in changed {
            tracing::warn!(%edition, "this entry of the pack changed without a new version");
        }
        Ok(())
    }

    /// The rules, for the use cases.
    pub fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules)
    }

    /// The guide of a matter on a day: the locality's, or what the baseline alone can say.
    pub fn guide(&self, matter: &str, day: NaiveDate) -> Option<Guide> {
        let entry = match self.pack.entry_on(matter, day) {
            Some(entry) => Cow::Borrowed(entry),
            None => self.any_entry(matter)?,
        };
        Some(Guide::new(&entry, &self.regimes, &self.laws, day))
    }

    /// The locality's entry of a matter, or what the baseline alone says in the same shape.
    pub fn any_entry(&self, matter: &str) -> Option<Cow<'_, Entry>> {
        match self.pack.entry(matter) {
            Some(entry) => Some(Cow::Borrowed(entry)),
            None => Some(Cow::Owned(self.bare_entry(self.catalogue.get(matter)?))),
        }
    }

    /// The matters that a query finds, best first, with the reasons: those handled here, or all.
    pub fn find(&self, query: &str, everywhere: bool) -> Vec<Hit> {
        let index = if everywhere {
            &self.everywhere
        } else {
            &self.here
        };
        index.find(query, self.catalogue.matters().len())
    }

    /// A matter that nobody here handles, in the shape of an entry, so that one page serves both.
    fn bare_entry(&self, matter: &Matter) -> Entry {
        let material = |(id, necessity)| {
            let standard = self.catalogue.material(id)?;
            Some(Material {
                id: standard.id.clone(),
                name: standard.name.clone(),
                kind: standard.kind,
                source: standard.source,
                necessity,
                waivable_by: standard.waivable_by.clone(),
                situations: Vec::new(),
                accepts: Vec::new(),
                max_bytes: 0,
                help: None,
            })
        };
        let materials = matter.materials.iter().filter_map(material).collect();
        Entry {
            matter: matter.clone(),
            version: 0,
            state: EntryState::Draft,
            effective: None,
            cancelled: None,
            implementation: None,
            body: None,
            level: None,
            power_source: None,
            promised: None,
            visits: None,
            visit_reason: None,
            entrusted_by: None,
            channels: matter.channels.clone(),
            materials,
            fields: Vec::new(),
            outlets: Vec::new(),
            commitment: None,
            correction: None,
            faq: Vec::new(),
            consult_phone: None,
            complaint_phone: None,
            note: None,
            depth: None,
            online_check: None,
            scope: None,
            person_themes: Vec::new(),
            organisation_themes: Vec::new(),
            result_sample: None,
            fees: Vec::new(),
            fee_basis: Vec::new(),
        }
    }
}

/// The account without which nobody could enter.
fn administrator() -> PackAccount {
    PackAccount {
        id: "administrator".to_owned(),
        role: Role::Administrator,
        name: Text::new("管理员", "Administrator"),
        outlet: None,
        organisation: None,
        offices: None,
    }
}

fn national() -> PackFiles {
    let pack = include_str!("../data/national-pack.toml");
    PackFiles::from([("pack.toml".to_owned(), pack.to_owned())])
}

fn demo_city() -> PackFiles {
    let text = |name: &str| {
        let file = DemoCity::get(name)?;
        String::from_utf8(file.data.into_owned()).ok()
    };
    DemoCity::iter()
        .filter_map(|name| Some((name.to_string(), text(&name)?)))
        .collect()
}

/// The text files of a pack folder, two levels deep.
fn read_folder(folder: &Path) -> Result<PackFiles, Failure> {
    let mut files = PackFiles::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((path, prefix)) = open.pop() {
        let unreadable = |e: std::io::Error| Failure::damaged(&path, e.to_string());
        for entry in fs::read_dir(&path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let path = entry.path();
            if path.is_dir() && prefix.is_empty() {
                open.push((path, format!("{name}/")));
            } else if name.ends_with(".toml") {
                let text = fs::read_to_string(&path)
                    .map_err(|e| Failure::damaged(&path, e.to_string()))?;
                files.insert(name, text);
            }
        }
    }
    Ok(files)
}

/// One line for all problems of a pack: the first in words, the rest counted.
fn damaged(path: &Path, problems: &Problems) -> Failure {
    let first = problems.0.first();
    let file = first.and_then(|p| p.args.get("file"));
    let line = first.and_then(|p| p.args.get("line"));
    let mut why = first.map(ToString::to_string).unwrap_or_default();
    if let Some(line) = line {
        why = format!("line {line}: {why}");
    }
    let more = problems.0.len().saturating_sub(1);
    if more > 0 {
        why = format!("{why} (and {more} more)");
    }
    let path = file.map_or_else(|| path.to_owned(), |file| path.join(file));
    // The reader of a terminal gets one line, whatever a parser says.
    Failure::damaged(path, why.split_whitespace().collect::<Vec<_>>().join(" "))
}
