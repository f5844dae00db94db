//! The local overlay (本地化): what a place may do better than the baseline, and never worse.
//!
//! A locality may shorten times, add channels, ask for fewer papers, let papers follow later, and
//! name its own halls. It cannot ask for more: what would is a problem, and the pack is refused
//! (`Regulations on Optimising the Business Environment, arts. 35–36`).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;

use chrono::NaiveDate;
use ip_core::id::ImplementationCode;
use ip_core::law::LawRef;
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::Deserialize;

use crate::catalogue::Catalogue;
use crate::entry::{
    Body, CommitmentOffer, Entry, EntryState, Faq, Field, FieldKind, Level, Material, PowerSource,
    Replaces,
};
use crate::limit::{Length, LimitUnit};
use crate::list::{ListFee, OnlineDepth, Scope};
use crate::material::{MaterialKind, MaterialSet, Necessity};
use crate::matter::{Applicant, Channel, Matter, MatterId, MatterType};
use crate::profile::Profile;
use crate::regime::{LocalCorrection, Rules};

/// What files a pack takes where an entry says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileRules {
    /// File name extensions, in lower case.
    pub accepts: Vec<String>,
    /// Largest file, in mebibytes.
    pub max_megabytes: u32,
}

/// A paper's local rules.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Paper {
    id: String,
    #[serde(default)]
    accepts: Option<Vec<String>>,
    #[serde(default)]
    max_megabytes: Option<u32>,
    #[serde(default)]
    help: Option<Text>,
}

/// What a pack says for all its entries.
pub(crate) struct Common<'a> {
    pub catalogue: &'a Catalogue,
    pub bodies: &'a [Body],
    pub files: &'a FileRules,
    pub fields: &'a [Field],
    pub consult_phone: &'a str,
    pub complaint_phone: &'a str,
    pub codes: &'a Profile,
    pub rules: &'a Rules,
    pub corrections: &'a [LocalCorrection],
}

impl Common<'_> {
    /// The fields every form begins with, without identifiers of persons who may not apply.
    fn fields_for(&self, matter: &Matter) -> Vec<Field> {
        let mut fields = self.fields.to_vec();
        for field in &mut fields {
            if !matter.applicants.contains(&Applicant::NaturalPerson) {
                field.of.retain(|kind| kind != "resident-id");
                field.options.retain(|o| o.id != "natural-person");
            }
            if !matter.applicants.contains(&Applicant::Organisation) {
                field.of.retain(|kind| kind != "uscc");
                if field.options.iter().any(|o| o.id == "natural-person") {
                    field.options.retain(|o| o.id == "natural-person");
                }
            }
        }
        fields
    }
}

/// One entry of an overlay file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Row {
    matter: MatterId,
    version: u32,
    #[serde(default = "published")]
    state: EntryState,
    #[serde(default)]
    effective: Option<NaiveDate>,
    #[serde(default)]
    cancelled: Option<NaiveDate>,
    #[serde(default)]
    implementation: Option<String>,
    body: String,
    level: Level,
    #[serde(default)]
    power_source: Option<PowerSource>,
    #[serde(default)]
    entrusted_by: Option<Text>,
    #[serde(default)]
    promised: Option<Length>,
    #[serde(default)]
    visits: Option<u32>,
    #[serde(default)]
    visit_reason: Option<Text>,
    #[serde(default)]
    add_channels: Vec<Channel>,
    #[serde(default)]
    drop_materials: Vec<String>,
    #[serde(default)]
    tolerable: Vec<String>,
    /// Papers beyond the baseline: understood, so that they can be refused by name.
    #[serde(default)]
    add_materials: MaterialSet,
    #[serde(default)]
    outlets: Vec<String>,
    #[serde(default)]
    commitment: Option<CommitmentOffer>,
    #[serde(default)]
    consult_phone: Option<String>,
    #[serde(default)]
    complaint_phone: Option<String>,
    #[serde(default)]
    note: Option<Text>,
    #[serde(default, rename = "paper")]
    papers: Vec<Paper>,
    #[serde(default, rename = "field")]
    fields: Vec<Field>,
    #[serde(default)]
    faq: Vec<Faq>,
    #[serde(default)]
    depth: Option<OnlineDepth>,
    #[serde(default)]
    online_check: Option<Length>,
    #[serde(default)]
    scope: Option<Scope>,
    #[serde(default)]
    person_themes: Vec<String>,
    #[serde(default)]
    organisation_themes: Vec<String>,
    #[serde(default)]
    result_sample: Option<bool>,
    #[serde(default, rename = "fee")]
    fees: Vec<ListFee>,
    #[serde(default)]
    fee_basis: Vec<LawRef>,
}

fn published() -> EntryState {
    EntryState::Published
}

impl Row {
    /// The entry this row makes of its baseline matter; adds every problem found.
    pub(crate) fn resolve(
        self,
        common: &Common<'_>,
        at: &str,
        problems: &mut Problems,
    ) -> Option<Entry> {
        let Some(matter) = common.catalogue.get(self.matter.as_str()) else {
            problems.push(
                Problem::new("matters.overlay.unknown-matter")
                    .at(format!("{at}/matter"))
                    .found(&self.matter),
            );
            return None;
        };
        let body = common.bodies.iter().find(|b| b.id == self.body).cloned();
        if body.is_none() {
            problems.push(
                Problem::new("matters.overlay.unknown-body")
                    .at(format!("{at}/body"))
                    .found(&self.body),
            );
        }
        self.check_never_worse(matter, at, problems);
        self.check_fields(matter, at, problems);
        self.check_modes(common, matter, at, problems);
        if let (Some(code), Some(body)) = (&self.implementation, &body) {
            let kind = matter.matter_type;
            check_code(code, body, (self.level, kind), (common.codes, at), problems);
        }
        let materials = self.materials(common, matter);
        let mut fields = common.fields_for(matter);
        fields.extend(self.fields);
        let mut channels = matter.channels.clone();
        channels.extend(self.add_channels.iter().copied());
        channels.sort();
        channels.dedup();
        Some(Entry {
            matter: matter.clone(),
            version: self.version,
            state: self.state,
            effective: self.effective,
            cancelled: self.cancelled,
            implementation: self.implementation,
            body,
            level: Some(self.level),
            power_source: self.power_source,
            entrusted_by: self.entrusted_by,
            promised: self.promised,
            visits: self.visits,
            visit_reason: self.visit_reason,
            channels,
            materials,
            fields,
            outlets: self.outlets,
            commitment: self.commitment,
            correction: common
                .corrections
                .iter()
                .find(|own| own.regimes.contains(&matter.regime))
                .cloned(),
            faq: self.faq,
            consult_phone: self
                .consult_phone
                .or_else(|| Some(common.consult_phone.into())),
            complaint_phone: self
                .complaint_phone
                .or_else(|| Some(common.complaint_phone.into())),
            note: self.note,
            depth: self.depth,
            online_check: self.online_check,
            scope: self.scope,
            person_themes: self.person_themes,
            organisation_themes: self.organisation_themes,
            result_sample: self.result_sample,
            fees: self.fees,
            fee_basis: self.fee_basis,
        })
    }

    fn check_never_worse(&self, matter: &Matter, at: &str, problems: &mut Problems) {
        if let (Some(promised), Some(statutory)) = (self.promised, matter.statutory())
            && promised.compare(statutory.length()) == Some(Ordering::Greater)
        {
            problems.push(
                Problem::new("matters.overlay.promise-beyond-statute")
                    .at(format!("{at}/promised"))
                    .expected(statutory.n)
                    .found(promised.n),
            );
        }
        let hours = [LimitUnit::Hour, LimitUnit::WorkingHour];
        if self.promised.is_some_and(|p| hours.contains(&p.unit)) {
            problems.push(
                Problem::new("matters.overlay.promise-unit")
                    .at(format!("{at}/promised"))
                    .expected("working-day, day, month, year"),
            );
        }
        for (id, _) in self.add_materials.iter() {
            problems.push(
                Problem::new("matters.overlay.more-materials")
                    .at(format!("{at}/addMaterials"))
                    .found(id),
            );
        }
        let asked = |id: &str| {
            core::iter::once(&matter.materials)
                .chain(matter.situations.iter().map(|s| &s.materials))
                .flat_map(MaterialSet::iter)
                .any(|(known, _)| known == id)
        };
        let named = [
            (
                "dropMaterials",
                self.drop_materials.iter().collect::<Vec<_>>(),
            ),
            ("tolerable", self.tolerable.iter().collect()),
            (
                "commitment/papers",
                self.commitment.iter().flat_map(|c| &c.papers).collect(),
            ),
            ("paper", self.papers.iter().map(|p| &p.id).collect()),
        ];
        for (field, ids) in named {
            for id in ids.into_iter().filter(|id| !asked(id)) {
                problems.push(
                    Problem::new("matters.overlay.unknown-material")
                        .at(format!("{at}/{field}"))
                        .found(id),
                );
            }
        }
        let remote = [
            Channel::Online,
            Channel::Mobile,
            Channel::Mail,
            Channel::Phone,
        ];
        let by_distance = matter.channels.iter().chain(&self.add_channels);
        if self.visits == Some(0) && !by_distance.into_iter().any(|c| remote.contains(c)) {
            problems.push(
                Problem::new("matters.overlay.no-visit-no-channel").at(format!("{at}/visits")),
            );
        }
    }

    /// Papers may follow, or be replaced by a commitment, only where the procedure knows that, and never the
    /// main ones.
    fn check_modes(&self, common: &Common<'_>, matter: &Matter, at: &str, problems: &mut Problems) {
        let mut wrong = |code: &'static str, field: &str, found: &str| {
            let problem = Problem::new(code).at(format!("{at}/{field}"));
            problems.push(problem.found(found));
        };
        let procedures = || common.rules.iter().filter(|r| r.id == matter.regime);
        if let Some(first) = self.tolerable.first()
            && !procedures().any(|r| r.tolerance.is_some())
        {
            wrong("matters.overlay.no-tolerance", "tolerable", first);
        }
        let form = |id: &&String| {
            let standard = common.catalogue.material(id);
            standard.is_some_and(|m| m.kind == MaterialKind::Form)
        };
        for id in self.tolerable.iter().filter(form) {
            wrong("matters.overlay.main-material", "tolerable", id);
        }
        let Some(offer) = &self.commitment else {
            return;
        };
        if !procedures().any(|r| r.commitment.is_some()) {
            wrong("matters.overlay.no-commitment", "commitment", &self.body);
        }
        for id in offer.papers.iter().filter(form) {
            wrong("matters.overlay.main-material", "commitment/papers", id);
        }
        if offer.replaces == Replaces::Proof && offer.papers.is_empty() {
            wrong("matters.overlay.commitment-papers", "commitment/papers", "");
        }
    }

    fn check_fields(&self, matter: &Matter, at: &str, problems: &mut Problems) {
        for (index, field) in self.fields.iter().enumerate() {
            let here = format!("{at}/field/{index}");
            let twice = self.fields[..index].iter().any(|f| {
                f.id == field.id
                    && (f.situation.is_none()
                        || field.situation.is_none()
                        || f.situation == field.situation)
            });
            let fits = match field.kind {
                FieldKind::Identifier => !field.of.is_empty() && field.options.is_empty(),
                FieldKind::Choice => field.of.is_empty() && !field.options.is_empty(),
                _ => field.of.is_empty() && field.options.is_empty(),
            };
            let situated = field
                .situation
                .as_ref()
                .is_none_or(|s| matter.situations.iter().any(|known| known.id == *s));
            if twice || !fits || !situated {
                problems.push(
                    Problem::new("matters.overlay.field")
                        .at(here)
                        .found(&field.id),
                );
            }
        }
    }

    fn materials(&self, common: &Common<'_>, matter: &Matter) -> Vec<Material> {
        let Common {
            catalogue, files, ..
        } = common;
        let mut all: Vec<Material> = Vec::new();
        let everywhere = matter.materials.iter().map(|(id, n)| (id, n, None));
        let situated = matter.situations.iter().flat_map(|s| {
            s.materials
                .iter()
                .map(move |(id, n)| (id, n, Some(s.id.as_str())))
        });
        for (id, necessity, situation) in everywhere.chain(situated) {
            if self.drop_materials.iter().any(|d| d == id) {
                continue;
            }
            let Some(standard) = catalogue.material(id) else {
                continue;
            };
            if let (Some(known), Some(situation)) = (all.iter_mut().find(|m| m.id == id), situation)
            {
                if !known.situations.is_empty() {
                    known.situations.push(situation.to_string());
                }
                continue;
            }
            let paper = self.papers.iter().find(|p| p.id == id);
            let megabytes = paper
                .and_then(|p| p.max_megabytes)
                .unwrap_or(files.max_megabytes);
            all.push(Material {
                id: id.to_string(),
                name: standard.name.clone(),
                kind: standard.kind,
                source: standard.source,
                necessity: if necessity == Necessity::Required
                    && self.tolerable.iter().any(|t| t == id)
                {
                    Necessity::Tolerable
                } else {
                    necessity
                },
                waivable_by: standard.waivable_by.clone(),
                situations: situation.map(ToString::to_string).into_iter().collect(),
                accepts: paper
                    .and_then(|p| p.accepts.clone())
                    .unwrap_or_else(|| files.accepts.clone()),
                max_bytes: u64::from(megabytes) * 1024 * 1024,
                help: paper.and_then(|p| p.help.clone()),
            });
        }
        all
    }
}

/// The implementation code is well formed and names its body, its level and its kind of power
/// (`GB/T 39554.1-2020`).
fn check_code(
    code: &str,
    body: &Body,
    (level, kind): (Level, Option<MatterType>),
    (codes, at): (&Profile, &str),
    problems: &mut Problems,
) {
    let mut wrong = |expected: &str, found: &str| {
        problems.push(
            Problem::new("matters.overlay.code")
                .at(format!("{at}/implementation"))
                .expected(expected)
                .found(found),
        );
    };
    let parts = code.parse::<ImplementationCode>().ok();
    let Some(parts) = parts.filter(|parts| parts.body().as_str() == body.uscc) else {
        return wrong(&body.uscc, code);
    };
    let digit = parts.level().to_string();
    let right = codes.write("level", &level);
    // 7 is exercised at several levels, and so fits each of them.
    if let Some(right) = right.filter(|right| *right != digit && digit != "7") {
        wrong(&right, &digit);
    }
    let basic = parts.basic();
    let named = codes.meaning("matter-type", basic.matter_type());
    let right = kind.and_then(|kind| codes.write("matter-type", &kind));
    // Extensions of the standard's types mean what a place says.
    if let (Some(right), Some(_)) = (right, named)
        && right != basic.matter_type()
    {
        wrong(&right, basic.matter_type());
    }
}
