//! A locality's pack (城市数据包): a folder of plain TOML that a vendor can copy.
//!
//! `pack.toml` names the place and its bodies, `matters/*.toml` hold the overlay, `outlets.toml` the
//! outlets, `bundles.toml` the bundles, `lists.toml` the lists of public services, `consult.toml` how
//! questions are answered. Other files of the folder belong to other readers and are left alone.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::mem;

use chrono::NaiveDate;
use ip_core::id::Uscc;
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::bundle::Bundle;
use crate::catalogue::Catalogue;
use crate::consult::Desk;
use crate::entry::{Body, Entry, EntryState, Field};
use crate::network::Network;
use crate::outlet::Outlet;
use crate::overlay::{Common, FileRules, Row};
use crate::profile::Profile;
use crate::regime::{LocalCorrection, Rules};
use crate::servicelist::ServiceList;
use crate::toml_file;

/// The place a pack speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Locality {
    /// Key, such as `example-city`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Code of its division (行政区划代码).
    pub division: String,
    /// Whether the place does not exist; every page then says so.
    #[serde(default)]
    pub fictitious: bool,
    /// What a visitor should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Telephone for questions.
    pub consult_phone: String,
    /// Telephone for complaints.
    pub complaint_phone: String,
}

/// A locality with its entries and outlets.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The place.
    pub locality: Locality,
    /// Bodies that handle matters.
    pub bodies: Vec<Body>,
    /// The implementation list, by the baseline's order of rows: of each matter the newest version
    /// that is no draft.
    pub entries: Vec<Entry>,
    /// Outlets, in the file's order.
    pub outlets: Vec<Outlet>,
    /// The prefectures that the outlets are to reach, where `outlets.toml` names them.
    pub network: Option<Network>,
    /// Bundles, in the file's order.
    pub bundles: Vec<Bundle>,
    /// Lists of public services in every version, in the file's order.
    pub service_lists: Vec<ServiceList>,
    /// How questions are answered here.
    pub consult: Desk,
    /// The other versions that stand in the pack's files.
    others: Vec<Entry>,
    /// Versions that no file holds any more, under which cases may still be open.
    kept: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackFile {
    locality: Locality,
    files: FileRules,
    #[serde(default)]
    body: Vec<Body>,
    /// Fields that every form begins with.
    #[serde(default)]
    field: Vec<Field>,
    /// What the place settles about corrections where law leaves it open.
    #[serde(default)]
    correction: Vec<LocalCorrection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OverlayFile {
    #[serde(default)]
    entry: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutletFile {
    #[serde(default)]
    outlet: Vec<Outlet>,
    #[serde(default)]
    network: Option<Network>,
}

impl Pack {
    /// Reads a pack from its files: path within the folder (with `/`) and content.
    ///
    /// # Errors
    ///
    /// Every problem found, in every file: unreadable lines, matters, bodies, papers and outlets
    /// that do not exist, and whatever would be worse than the baseline.
    pub fn from_files<'a>(
        catalogue: &Catalogue,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_unstable();
        let find = |name: &str| files.iter().find(|(path, _)| *path == name);
        let Some((_, text)) = find("pack.toml") else {
            problems.push(Problem::new("matters.pack.missing").arg("file", "pack.toml"));
            return Err(problems);
        };
        let Some(head) = toml_file::read::<PackFile>("pack.toml", text, &mut problems) else {
            return Err(problems);
        };
        for (index, body) in head.body.iter().enumerate() {
            if body.uscc.parse::<Uscc>().is_err() {
                problems.push(
                    Problem::new("matters.overlay.uscc")
                        .at(format!("/body/{index}/uscc"))
                        .found(&body.uscc)
                        .arg("file", "pack.toml"),
                );
            }
        }
        let outlets = find("outlets.toml")
            .and_then(|(name, text)| toml_file::read::<OutletFile>(name, text, &mut problems))
            .map(|file| (file.outlet, file.network));
        let (outlets, network) = outlets.unwrap_or_default();
        let codes = Profile::builtin("gbt39046")?;
        let rules = Rules::builtin()?;
        let common = Common {
            catalogue,
            bodies: &head.body,
            files: &head.files,
            fields: &head.field,
            consult_phone: &head.locality.consult_phone,
            complaint_phone: &head.locality.complaint_phone,
            codes: &codes,
            rules: &rules,
            corrections: &head.correction,
        };
        let mut entries = Vec::new();
        for (name, text) in &files {
            if !(name.starts_with("matters/") && name.ends_with(".toml")) {
                continue;
            }
            let Some(file) = toml_file::read::<OverlayFile>(name, text, &mut problems) else {
                continue;
            };
            for (index, row) in file.entry.into_iter().enumerate() {
                let mut own = Problems::default();
                let at = format!("/entry/{index}");
                entries.extend(row.resolve(&common, &at, &mut own));
                for problem in own.0 {
                    problems.push(problem.arg("file", name));
                }
            }
        }
        if !problems.0.is_empty() {
            // What refers to an unreadable entry would only repeat the same mistake.
            return Err(problems);
        }
        let pack = Self {
            locality: head.locality,
            bodies: head.body,
            entries,
            outlets,
            network,
            bundles: Vec::new(),
            service_lists: Vec::new(),
            consult: Desk::builtin()?,
            others: Vec::new(),
            kept: Vec::new(),
        };
        let pack = pack.sorted(catalogue).check(problems)?;
        let text = |name: &str| find(name).map(|(_, text)| *text);
        pack.with_lists(
            text("bundles.toml"),
            text("lists.toml"),
            text("consult.toml"),
        )
    }

    /// Reads what is made of the entries: every fault of the three files at once.
    fn with_lists(
        mut self,
        bundles: Option<&str>,
        lists: Option<&str>,
        consult: Option<&str>,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut keep = |found: Problems| problems.0.extend(found.0);
        let bundles = bundles.map(|text| Bundle::from_toml(text, &self));
        let lists = lists.map(|text| ServiceList::from_toml(text, &self));
        let consult = consult.map(|text| Desk::from_toml(text, &self));
        match bundles.transpose() {
            Ok(read) => self.bundles = read.unwrap_or_default(),
            Err(found) => keep(found),
        }
        match lists.transpose() {
            Ok(read) => self.service_lists = read.unwrap_or_default(),
            Err(found) => keep(found),
        }
        match consult.transpose() {
            Ok(read) => self.consult = read.unwrap_or(self.consult),
            Err(found) => keep(found),
        }
        problems.or(self)
    }

    fn sorted(mut self, catalogue: &Catalogue) -> Self {
        let row = |entry: &Entry| {
            catalogue
                .matters()
                .position(|matter| matter.id == entry.matter.id)
        };
        let draft = |e: &Entry| matches!(e.state, EntryState::Draft | EntryState::Review);
        self.entries
            .sort_by_cached_key(|e| (row(e), draft(e), Reverse(e.version)));
        for entry in mem::take(&mut self.entries) {
            match self.entries.last() {
                Some(newer) if newer.matter.id == entry.matter.id => self.others.push(entry),
                _ => self.entries.push(entry),
            }
        }
        self
    }

    fn check(self, mut problems: Problems) -> Result<Self, Problems> {
        let mut versions = BTreeSet::new();
        for entry in self.editions() {
            if !versions.insert((&entry.matter.id, entry.version)) {
                problems.push(
                    Problem::new("matters.pack.duplicate-entry")
                        .at(format!("/{}/version", entry.matter.id))
                        .found(entry.version),
                );
            }
        }
        let mut codes = BTreeSet::new();
        for code in self
            .entries
            .iter()
            .filter_map(|e| e.implementation.as_ref())
        {
            if !codes.insert(code.to_ascii_uppercase()) {
                problems.push(Problem::new("matters.pack.duplicate-code").found(code));
            }
        }
        let mut ids = BTreeSet::new();
        for outlet in &self.outlets {
            if !ids.insert(outlet.id.as_str()) {
                problems.push(Problem::new("matters.outlet.duplicate").found(&outlet.id));
            }
            let beyond = outlet
                .windows
                .iter()
                .flat_map(|w| &w.matters)
                .filter(|m| !outlet.handles(m));
            for matter in beyond {
                problems.push(
                    Problem::new("matters.outlet.window-beyond-outlet")
                        .at(format!("/{}", outlet.id))
                        .found(matter),
                );
            }
            for matter in outlet
                .matters
                .iter()
                .filter(|m| self.entry(m.as_str()).is_none())
            {
                problems.push(
                    Problem::new("matters.outlet.unknown-matter")
                        .at(format!("/{}", outlet.id))
                        .found(matter),
                );
            }
        }
        for entry in self.editions() {
            for outlet in entry.outlets.iter().filter(|o| !ids.contains(o.as_str())) {
                problems.push(
                    Problem::new("matters.pack.unknown-outlet")
                        .at(format!("/{}", entry.matter.id))
                        .found(outlet),
                );
            }
        }
        problems.or(self)
    }

    /// The entry of this matter: its newest version that is no draft.
    pub fn entry(&self, matter: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.matter.id.as_str() == matter)
    }

    /// Every version of a matter's entry that stands in the files, newest first.
    pub fn versions<'a>(&'a self, matter: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.editions()
            .filter(move |e| e.matter.id.as_str() == matter)
    }

    /// Every version of every entry that stands in the files.
    pub fn editions(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().chain(&self.others)
    }

    /// The version in force on `day`, under which new cases are filed: the newest that is no draft
    /// and has begun, whatever its state; before the first has begun, [`Pack::entry`].
    pub fn entry_on(&self, matter: &str, day: NaiveDate) -> Option<&Entry> {
        let begun = |e: &&Entry| {
            e.matter.id.as_str() == matter
                && !matches!(e.state, EntryState::Draft | EntryState::Review)
                && e.effective.is_none_or(|from| from <= day)
        };
        let newest = self.editions().filter(begun).max_by_key(|e| e.version);
        newest.or_else(|| self.entry(matter))
    }

    /// The version under which a case was filed, from the files or from what was kept.
    pub fn version(&self, matter: &str, version: u32) -> Option<&Entry> {
        self.editions()
            .chain(&self.kept)
            .find(|e| e.version == version && e.matter.id.as_str() == matter)
    }

    /// Keeps an earlier version for the cases that were filed under it; it takes no new ones.
    /// A version that is there already stays as it is.
    pub fn keep(&mut self, entry: Entry) {
        if self
            .version(entry.matter.id.as_str(), entry.version)
            .is_none()
        {
            self.kept.push(entry);
        }
    }

    /// The bundle with this id.
    pub fn bundle(&self, id: &str) -> Option<&Bundle> {
        self.bundles.iter().find(|b| b.id == id)
    }

    /// The outlet with this id.
    pub fn outlet(&self, id: &str) -> Option<&Outlet> {
        self.outlets.iter().find(|o| o.id == id)
    }
}
